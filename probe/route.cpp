#include "probe/route.hpp"

#include <fmt/format.h>

namespace portalprobe {
namespace {

std::string bracketed(const std::string& host) {
  return host.find(':') == std::string::npos ? host : "[" + host + "]";
}

bool fits(const ConnectTo& rule, const Url& url) {
  return (rule.host.empty() || rule.host == url.host) && (!rule.port || *rule.port == url.port);
}

}  // namespace

Route route_of(const Url& url, std::span<const ConnectTo> rules) {
  for (const auto& rule : rules) {
    if (!fits(rule, url)) continue;
    // Another port alone says nothing about where hosts may be.
    const bool mapped = !rule.to_host.empty() || !rule.host.empty();
    return {rule.to_host.empty() ? url.host : rule.to_host, rule.to_port.value_or(url.port), mapped,
            !rule.host.empty()};
  }
  return {url.host, url.port, false, false};
}

std::string connect_to_option(const Url& url, const Route& route) {
  if (route.host == url.host && route.port == url.port) return {};
  return fmt::format("{}:{}:{}:{}", bracketed(url.host), url.port, bracketed(route.host), route.port);
}

std::string resolve_option(const std::string& host, std::uint16_t port,
                           std::span<const std::string> addresses) {
  std::string option = fmt::format("{}:{}:", bracketed(host), port);
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    if (i > 0) option += ',';
    option += bracketed(addresses[i]);
  }
  return option;
}

}  // namespace portalprobe
