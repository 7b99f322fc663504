#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace portalprobe {

enum class FontStyle { normal, italic, oblique };

/// Relative weights, beside those from 1 to 1000.
inline constexpr int kBolder = -1;
inline constexpr int kLighter = -2;

/// A family as a `font-family` names it.
struct FontFamily {
  std::string name;         ///< lower case
  bool is_generic = false;  ///< a keyword such as `sans-serif`
  bool operator==(const FontFamily&) const = default;
};

/// A list of families; empty if it is invalid.
std::vector<FontFamily> read_families(std::string_view text);
std::optional<int> read_font_weight(std::string_view text);
std::optional<FontStyle> read_font_style(std::string_view text);
/// `weight` as inherited, made bolder or lighter.
int relative_weight(int change, int weight);

/// What the shorthand `font` says of what decides about faces.
struct FontShorthand {
  int weight = 400;
  FontStyle style = FontStyle::normal;
  std::string_view families;  ///< as written; empty: a font of the system's
};
std::optional<FontShorthand> read_font(std::string_view text);

}  // namespace portalprobe
