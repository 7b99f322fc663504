#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace portalprobe {

/// Stands for bytes that are no UTF-8.
inline constexpr char32_t kReplacementCharacter = 0xFFFD;

/// One step through a text.
struct CodePoint {
  char32_t value = kReplacementCharacter;
  std::size_t length = 1;  ///< bytes
  bool valid = false;
  bool operator==(const CodePoint&) const = default;
};

/// As first_code_point, of a text that begins with a byte that is not ASCII.
CodePoint first_multibyte_code_point(std::string_view text);

/// Reads the first code point of a text that is not empty. Overlong forms, surrogates and what lies beyond
/// U+10FFFF are invalid, as are cut sequences: the replacement character then stands for one byte.
inline CodePoint first_code_point(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  return lead < 0x80 ? CodePoint{lead, 1, true} : first_multibyte_code_point(text);
}

/// `value` must be a code point that UTF-8 can hold.
void append_utf8(std::string& text, char32_t value);

/// Byte offset of the first byte that is no UTF-8; absent: all is well.
std::optional<std::size_t> first_invalid_utf8(std::string_view text);

/// `text` itself if it is UTF-8, else a copy in `scratch` with U+FFFD for each wrong byte.
std::string_view as_utf8(std::string_view text, std::string& scratch);

}  // namespace portalprobe
