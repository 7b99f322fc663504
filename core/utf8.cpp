#include "core/utf8.hpp"

#include <cstdint>
#include <cstring>

namespace portalprobe {
namespace {

/// Bytes of the sequence that `lead` begins; 0: it begins none.
std::size_t sequence_length(unsigned char lead) {
  if (lead >= 0xC2 && lead <= 0xDF) return 2;
  if (lead >= 0xE0 && lead <= 0xEF) return 3;
  if (lead >= 0xF0 && lead <= 0xF4) return 4;
  return 0;
}

bool encodable(char32_t value, std::size_t length) {
  constexpr char32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  return value >= kSmallest[length] && value <= 0x10FFFF && !(value >= 0xD800 && value <= 0xDFFF);
}

/// How many bytes at the front are ASCII, counted eight at a time.
std::size_t ascii_prefix(std::string_view text) {
  std::size_t count = 0;
  for (; count + 8 <= text.size(); count += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + count, 8);
    if ((word & 0x8080808080808080ULL) != 0) break;
  }
  while (count < text.size() && static_cast<unsigned char>(text[count]) < 0x80) ++count;
  return count;
}

}  // namespace

CodePoint first_multibyte_code_point(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t length = sequence_length(lead);
  if (length == 0 || length > text.size()) return {};
  char32_t value = lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xC0U) != 0x80U) return {};
    value = (value << 6U) | (byte & 0x3FU);
  }
  if (!encodable(value, length)) return {};
  return {value, length, true};
}

void append_utf8(std::string& text, char32_t value) {
  const auto put = [&text](char32_t byte) { text += static_cast<char>(static_cast<unsigned char>(byte)); };
  const auto tail = [&](unsigned shift) { put(0x80U | ((value >> shift) & 0x3FU)); };
  if (value < 0x80) {
    put(value);
  } else if (value < 0x800) {
    put(0xC0U | (value >> 6U));
    tail(0);
  } else if (value < 0x10000) {
    put(0xE0U | (value >> 12U));
    tail(6);
    tail(0);
  } else {
    put(0xF0U | (value >> 18U));
    tail(12);
    tail(6);
    tail(0);
  }
}

std::optional<std::size_t> first_invalid_utf8(std::string_view text) {
  for (std::size_t at = 0;;) {
    at += ascii_prefix(text.substr(at));
    if (at == text.size()) return std::nullopt;
    const CodePoint point = first_multibyte_code_point(text.substr(at));
    if (!point.valid) return at;
    at += point.length;
  }
}

std::string_view as_utf8(std::string_view text, std::string& scratch) {
  if (!first_invalid_utf8(text)) return text;
  scratch.clear();
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    append_utf8(scratch, point.value);
    text.remove_prefix(point.length);
  }
  return scratch;
}

}  // namespace portalprobe
