#include "results/json_text.hpp"

#include <fmt/format.h>

#include <iterator>

#include "core/utf8.hpp"
#include "results/sample_fields.hpp"

namespace portalprobe {
namespace {

bool is_plain(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte < 0x80 && c != '"' && c != '\\';
}

void append_escaped(std::string& out, char c) {
  switch (c) {
    case '"':
    case '\\':
      out += '\\';
      out += c;
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned char>(c));
  }
}

/// One character that is not plain; returns how many bytes it took.
std::size_t append_special(std::string& out, std::string_view rest) {
  if (static_cast<unsigned char>(rest.front()) < 0x80) {
    append_escaped(out, rest.front());
    return 1;
  }
  const CodePoint point = first_multibyte_code_point(rest);
  append_utf8(out, point.value);
  return point.length;
}

void append_hop(std::string& out, const RedirectHop& hop) {
  out += "{\"url\":";
  append_json_string(out, hop.url);
  out += ",\"status\":";
  append_integer(out, hop.status);
  out += ",\"started_us\":";
  append_integer(out, hop.started.count());
  for (const auto& field : mark_fields()) {
    const auto mark = hop.timings.*field.mark;
    if (!mark) continue;
    out += ",\"";
    out += field.name;
    out += "\":";
    append_integer(out, mark->count());
  }
  out += '}';
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    std::size_t plain = 0;
    while (plain < text.size() && is_plain(text[plain])) ++plain;
    out += text.substr(0, plain);
    text.remove_prefix(plain);
    if (!text.empty()) text.remove_prefix(append_special(out, text));
  }
  out += '"';
}

void append_integer(std::string& out, std::int64_t number) {
  const fmt::format_int digits(number);
  out.append(digits.data(), digits.size());
}

void append_real(std::string& out, double number) { fmt::format_to(std::back_inserter(out), "{}", number); }

std::string to_json(const std::vector<std::string>& texts) {
  std::string out = "[";
  for (const auto& text : texts) {
    if (out.size() > 1) out += ',';
    append_json_string(out, text);
  }
  return out + ']';
}

std::string to_json(const std::map<std::string, std::string>& pairs) {
  std::string out = "{";
  for (const auto& [key, text] : pairs) {
    if (out.size() > 1) out += ',';
    append_json_string(out, key);
    out += ':';
    append_json_string(out, text);
  }
  return out + '}';
}

void append_redirects(std::string& out, const std::vector<RedirectHop>& hops) {
  out += '[';
  for (const auto& hop : hops) {
    if (&hop != &hops.front()) out += ',';
    append_hop(out, hop);
  }
  out += ']';
}

}  // namespace portalprobe
