#include "probe/browser/browser_needs.hpp"

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

}  // namespace

BrowserNeeds needs_of(const std::string& ca_file, const Portal& portal, const PlannedMeasurement& planned) {
  BrowserNeeds needs{{}, planned.ip_family, client_of(portal, portal.targets[planned.target])};
  for (const auto& file : {ca_file, portal.ca_file}) {
    if (!file.empty()) needs.ca_files.push_back(file);
  }
  if (needs.ca_files.size() == 2 && needs.ca_files[0] == needs.ca_files[1]) needs.ca_files.pop_back();
  return needs;
}

std::string why_not_in_a_browser(const Portal& portal, const ProbeSettings& settings) {
  const auto proxy = browser_proxy(proxy_for(portal, settings).reveal());
  return proxy ? "" : proxy.error().message + ": load its pages with page_engine: network";
}

}  // namespace portalprobe
