#include "probe/browser/browser_needs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "core/url.hpp"
#include "probe/browser/browser_proxy.hpp"

namespace portalprobe {

namespace {

/// A credential: for the document's own origin alone.
ClientCertificate client_of(const Portal& portal, const Target& target) {
  const auto url = parse_url(target.url);
  if (portal.client_cert.empty() || !url || !url->tls()) return {};
  return {portal.client_cert, portal.client_key.reveal(), url->origin()};
}

std::string endpoint(const std::string& host, std::optional<std::uint16_t> port) {
  const std::string name = host.find(':') == std::string::npos ? host : "[" + host + "]";
  return port ? fmt::format("{}:{}", name, *port) : name;
}

}  // namespace

BrowserNeeds needs_of(const std::string& ca_file, const Portal& portal, const PlannedMeasurement& planned) {
  BrowserNeeds needs{{}, planned.ip_family, client_of(portal, portal.targets[planned.target])};
  for (const auto& file : {ca_file, portal.ca_file}) {
    if (!file.empty()) needs.ca_files.push_back(file);
  }
  if (needs.ca_files.size() == 2 && needs.ca_files[0] == needs.ca_files[1]) needs.ca_files.pop_back();
  return needs;
}

std::string why_not_in_a_browser(const Portal& portal, const ProbeSettings& settings,
                                 const std::vector<ConnectTo>& connect_to) {
  const auto proxy = browser_proxy(proxy_for(portal, settings).reveal());
  if (!proxy) return proxy.error().message + ": load its pages with page_engine: network";
  const auto unsaid =
      std::ranges::find_if(connect_to, [](const ConnectTo& rule) { return !host_rule(rule); });
  if (unsaid == connect_to.end()) return {};
  const std::string from = unsaid->port ? std::to_string(*unsaid->port) : "";
  const std::string to = unsaid->to_port ? std::to_string(*unsaid->to_port) : "";
  return fmt::format(
      "a browser cannot be told --connect-to :{0}::{1}, which names no host: name it, as in a.test:{0}::{1}",
      from, to);
}

std::optional<std::string> host_rule(const ConnectTo& rule) {
  const std::string from = rule.host.empty() ? "*" : rule.host;
  const std::string& to = rule.to_host.empty() ? rule.host : rule.to_host;
  if (to.empty()) return std::nullopt;
  return fmt::format("MAP {} {}", endpoint(from, rule.port), endpoint(to, rule.to_port));
}

}  // namespace portalprobe
