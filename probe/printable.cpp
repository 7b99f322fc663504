#include "probe/printable.hpp"

#include <algorithm>

#include "core/utf8.hpp"

namespace portalprobe {
namespace {

bool is_blank(char32_t c) {
  return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
         c == 0x3000;
}

bool is_unseen(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || c == 0xAD;
}

}  // namespace

std::string printable(std::string_view text, std::size_t limit) {
  std::string result;
  bool blank = false;
  while (!text.empty() && result.size() < limit) {
    const auto next = first_code_point(text);
    const auto bytes = text.substr(0, next.length);
    text.remove_prefix(next.length);
    if (!next.valid) continue;
    if (is_blank(next.value)) {
      blank = !result.empty();
    } else if (!is_unseen(next.value)) {
      if (result.size() + bytes.size() + (blank ? 1 : 0) > limit) break;
      if (blank) result += ' ';
      blank = false;
      result += bytes;
    }
  }
  return result;
}

}  // namespace portalprobe
