#include "tests/support/request.hpp"

#include <strings.h>

#include <optional>

namespace portalprobe::support {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::optional<std::string_view> find_field(std::string_view head, std::string_view name) {
  auto line = head.find("\r\n");
  while (line != std::string_view::npos) {
    const auto begin = line + 2;
    line = head.find("\r\n", begin);
    const std::string_view field = head.substr(begin, line - begin);
    const auto colon = field.find(':');
    if (colon != name.size()) continue;
    if (::strncasecmp(field.data(), name.data(), colon) == 0) return trimmed(field.substr(colon + 1));
  }
  return std::nullopt;
}

}  // namespace

std::string Request::header(std::string_view name) const {
  return std::string(find_field(head, name).value_or(""));
}

bool Request::has_header(std::string_view name) const { return find_field(head, name).has_value(); }

}  // namespace portalprobe::support
