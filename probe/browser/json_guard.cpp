#include "probe/browser/json_guard.hpp"

#include <optional>
#include <string_view>

#include "core/utf8.hpp"

namespace portalprobe {
namespace {

constexpr std::size_t kEscapeLength = 6;  // \uXXXX

std::optional<unsigned> hex_digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a') + 10;
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A') + 10;
  return std::nullopt;
}

/// The code unit of an escape that begins at `at`.
std::optional<unsigned> escaped_unit(std::string_view text, std::size_t at) {
  if (at + kEscapeLength > text.size() || text[at] != '\\' || text[at + 1] != 'u') return std::nullopt;
  unsigned unit = 0;
  for (std::size_t i = at + 2; i < at + kEscapeLength; ++i) {
    const auto digit = hex_digit(text[i]);
    if (!digit) return std::nullopt;
    unit = unit * 16 + *digit;
  }
  return unit;
}

bool is_high(unsigned unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
bool is_low(unsigned unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

/// Makes the escape at `at` a sound one; where the text goes on behind it.
std::size_t mend_escape(std::string& text, std::size_t at) {
  const auto unit = escaped_unit(text, at);
  if (!unit) return at + 2;
  if (!is_high(*unit) && !is_low(*unit)) return at + kEscapeLength;
  if (is_high(*unit)) {
    const auto next = escaped_unit(text, at + kEscapeLength);
    if (next && is_low(*next)) return at + 2 * kEscapeLength;
  }
  text.replace(at, kEscapeLength, "\\ufffd");
  return at + kEscapeLength;
}

/// From behind a string's opening quote to behind its closing one, or to the text's end.
std::size_t through_string(std::string& text, std::size_t at) {
  while (at < text.size()) {
    at = text.find_first_of("\"\\", at);
    if (at == std::string::npos) break;
    if (text[at] == '"') return at + 1;
    at = mend_escape(text, at);
  }
  return text.size();
}

}  // namespace

bool tame_json(std::string& text, const JsonLimits& limits) {
  std::string mended;
  if (first_invalid_utf8(text)) text = std::string(as_utf8(text, mended));
  std::size_t depth = 0;
  std::size_t values = 0;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at++];
    if (c == '"') {
      at = through_string(text, at);
    } else if (c == '{' || c == '[') {
      if (++depth > limits.depth || ++values > limits.values) return false;
    } else if (c == '}' || c == ']') {
      if (depth > 0) --depth;
    } else if (c == ',') {
      if (++values > limits.values) return false;
    }
  }
  return true;
}

}  // namespace portalprobe
