#include "probe/printable.hpp"

#include "core/utf8.hpp"
#include "probe/blanks.hpp"

namespace portalprobe {
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
