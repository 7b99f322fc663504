#include "results/xml_text.hpp"

#include "core/utf8.hpp"

namespace portalprobe {
namespace {

bool is_allowed(char32_t value) {
  return value >= 0x20 && value != 0xFFFE && value != 0xFFFF && !(value >= 0x7F && value < 0xA0);
}

void append(std::string& out, char32_t value) {
  switch (value) {
    case U'&':
      out += "&amp;";
      return;
    case U'<':
      out += "&lt;";
      return;
    case U'>':
      out += "&gt;";
      return;
    case U'"':
      out += "&quot;";
      return;
    case U'\n':
    case U'\r':
    case U'\t':
      out += ' ';
      return;
    default:
      if (is_allowed(value)) append_utf8(out, value);
  }
}

}  // namespace

std::string xml_text(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    append(out, point.value);
    text.remove_prefix(point.length);
  }
  return out;
}

}  // namespace portalprobe
