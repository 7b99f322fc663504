#include "report/text_width.hpp"

#include "core/utf8.hpp"
#include "report/character_width.hpp"

namespace portalprobe {
namespace {

constexpr std::string_view kEllipsis = "…";
constexpr int kMaxMarks = 4;

bool is_line_space(char32_t c) {
  return (c >= 0x09 && c <= 0x0D) || c == 0x85 || c == 0x2028 || c == 0x2029 || c == 0xA0;
}

bool is_control(char32_t c) { return c < 0x20 || (c >= 0x7F && c < 0xA0); }

/// Characters that turn the reading direction of what follows.
bool turns_direction(char32_t c) {
  return c == 0x61C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069);
}

/// Not seen, and of no use in a line of Vietnamese or English: joiners, byte order marks, tags, variation
/// selectors.
bool is_invisible(char32_t c) {
  return (c >= 0x200B && c <= 0x200D) || (c >= 0x2060 && c <= 0x2065) || (c >= 0x206A && c <= 0x206F) ||
         c == 0xFEFF || c == 0xAD || (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xFFF9 && c <= 0xFFFB) ||
         (c >= 0xE0000 && c <= 0xE0FFF);
}

/// Bytes of `text` that fit into `width` cells, with all marks of the last letter, and the cells they take.
struct Prefix {
  std::size_t bytes = 0;
  std::size_t cells = 0;
};

Prefix prefix_of_width(std::string_view text, std::size_t width) {
  Prefix prefix;
  while (prefix.bytes < text.size()) {
    const CodePoint point = first_code_point(text.substr(prefix.bytes));
    const auto cells = static_cast<std::size_t>(character_width(point.value));
    if (prefix.cells + cells > width) break;
    prefix.bytes += point.length;
    prefix.cells += cells;
  }
  return prefix;
}

}  // namespace

std::string printable(std::string_view text) {
  std::string line;
  line.reserve(text.size());
  int marks = 0;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = first_code_point(text.substr(at));
    at += point.length;
    char32_t c = point.value;
    if (is_invisible(c)) continue;
    if (is_line_space(c)) c = U' ';
    if (is_control(c) || turns_direction(c)) c = kReplacementCharacter;
    marks = character_width(c) == 0 ? marks + 1 : 0;
    if (marks <= kMaxMarks) append_utf8(line, c);
  }
  return line;
}

std::size_t display_width(std::string_view text) {
  return prefix_of_width(text, static_cast<std::size_t>(-1) / 2).cells;
}

std::string cut_to_width(std::string_view text, std::size_t width) {
  if (prefix_of_width(text, width).bytes == text.size()) return std::string(text);
  if (width == 0) return "";
  return std::string(text.substr(0, prefix_of_width(text, width - 1).bytes)) + std::string(kEllipsis);
}

std::string cut_left_to_width(std::string_view text, std::size_t width) {
  std::size_t cells = display_width(text);
  if (cells <= width) return std::string(text);
  if (width == 0) return "";
  while (cells > width - 1) {  // a letter goes with all its marks
    do {
      text.remove_prefix(first_code_point(text).length);
    } while (!text.empty() && character_width(first_code_point(text).value) == 0);
    cells = display_width(text);
  }
  return std::string(kEllipsis) + std::string(text);
}

std::string fit_width(std::string_view text, std::size_t width, Align align) {
  std::string cell = cut_to_width(text, width);
  const std::string blank(width - display_width(cell), ' ');
  return align == Align::right ? blank + cell : cell + blank;
}

std::string ascii_only(std::string_view text) {
  std::string ascii;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = first_code_point(text.substr(at));
    at += point.length;
    switch (point.value) {
      case U'×':
        ascii += 'x';
        break;
      case U'…':
        ascii += '~';
        break;
      case U'–':
      case U'─':
        ascii += '-';
        break;
      default:
        if (point.value < 0x80) {
          ascii += static_cast<char>(point.value);
        } else if (character_width(point.value) > 0) {
          ascii.append(static_cast<std::size_t>(character_width(point.value)), '?');
        }
    }
  }
  return ascii;
}

}  // namespace portalprobe
