#include "core/settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace portalprobe {
namespace {

/// Takes one field up to the next colon; an address in brackets is one field, its brackets removed.
std::optional<std::string> take_field(std::string_view& rest, bool last) {
  std::string field;
  if (rest.starts_with('[')) {
    const auto close = rest.find(']');
    if (close == std::string_view::npos) return std::nullopt;
    field = std::string(rest.substr(1, close - 1));
    rest.remove_prefix(close + 1);
  } else {
    field = std::string(rest.substr(0, rest.find(':')));
    rest.remove_prefix(field.size());
  }
  if (last) return rest.empty() ? std::optional(field) : std::nullopt;
  if (!rest.starts_with(':')) return std::nullopt;
  rest.remove_prefix(1);
  return field;
}

bool read_port(const std::string& text, std::optional<std::uint16_t>& port) {
  if (text.empty()) return true;
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value == 0 || value > 65535) return false;
  port = static_cast<std::uint16_t>(value);
  return true;
}

}  // namespace

Expected<ConnectTo> parse_connect_to(std::string_view text) {
  std::string_view rest = text;
  ConnectTo rule;
  const auto host = take_field(rest, false);
  const auto port = host ? take_field(rest, false) : std::nullopt;
  const auto to_host = port ? take_field(rest, false) : std::nullopt;
  const auto to_port = to_host ? take_field(rest, true) : std::nullopt;
  if (!to_port || !read_port(*port, rule.port) || !read_port(*to_port, rule.to_port)) {
    return fail(fmt::format(
        "'{}' is not HOST:PORT:ADDR:PORT (any field may be empty; an IPv6 address stands in brackets, "
        "as in portal.example:443:[::1]:8443)",
        text));
  }
  rule.host = *host;
  std::ranges::transform(rule.host, rule.host.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  rule.to_host = *to_host;
  return rule;
}

}  // namespace portalprobe
