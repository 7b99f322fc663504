#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace portalprobe {

/// Text as terminals show it: one cell for a letter, none for the marks above and below it, two for East
/// Asian letters and emoji. Vietnamese aligns whether its letters come composed or as letter and marks.

/// Makes text from outside fit for one line of a terminal. A portal writes its own title: it must not be able
/// to clear the screen, recolour or overwrite a line, or turn the reading direction. Line breaks and tabs
/// become spaces, control and direction characters and bytes that are no UTF-8 become U+FFFD, invisible ones
/// vanish, and of many marks on one letter the first four stay. All other functions here expect text that
/// went through this.
std::string printable(std::string_view text);

/// Cells that `text` takes.
std::size_t display_width(std::string_view text);

enum class Align { left, right };

/// Exactly `width` cells: filled up with spaces, or cut with "…" in its last cell.
std::string fit_width(std::string_view text, std::size_t width, Align align = Align::left);

/// At most `width` cells: cut with "…" in its last cell where it is longer.
std::string cut_to_width(std::string_view text, std::size_t width);

/// The same, cut at its beginning: what an address ends with tells more than what it begins with.
std::string cut_left_to_width(std::string_view text, std::size_t width);

/// For terminals that do not know UTF-8: the signs that our own texts use in their plain form, any other
/// character as "?".
std::string ascii_only(std::string_view text);

}  // namespace portalprobe
