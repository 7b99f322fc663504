#include "probe/browser/browser_needs.hpp"

#include "probe/browser/browser_proxy.hpp"

namespace portalprobe {

BrowserNeeds needs_of(const std::string& ca_file, const Portal& portal, IpFamily family) {
  BrowserNeeds needs{{}, family};
  for (const auto& file : {ca_file, portal.ca_file}) {
    if (!file.empty()) needs.ca_files.push_back(file);
  }
  if (needs.ca_files.size() == 2 && needs.ca_files[0] == needs.ca_files[1]) needs.ca_files.pop_back();
  return needs;
}

std::string why_not_in_a_browser(const Portal& portal, const ProbeSettings& settings) {
  if (!portal.client_cert.empty())
    return "it asks for a client certificate, and Chromium's headless shell shows none: load its pages with "
           "page_engine: network";
  const auto proxy = browser_proxy(proxy_for(portal, settings).reveal());
  return proxy ? "" : proxy.error().message + ": load its pages with page_engine: network";
}

}  // namespace portalprobe
