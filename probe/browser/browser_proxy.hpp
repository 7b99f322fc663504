#pragma once

#include <string>

#include "core/expected.hpp"
#include "core/portal.hpp"
#include "core/settings.hpp"

namespace portalprobe {

/// A proxy as a browser context has it.
struct BrowserProxy {
  std::string rules;  ///< of Target.createBrowserContext's proxyServer
  std::string host;   ///< where it is: name or address
  std::string user;   ///< empty: it asks for nobody's name
  std::string password;
};

/// The one that a portal's measurements take; empty: none.
inline const Secret& proxy_for(const Portal& portal, const ProbeSettings& settings) {
  return portal.proxy.empty() ? settings.proxy : portal.proxy;
}

/// Everything but WebSockets goes through the proxy; these would not be asked about, and so lead nowhere.
/// `url` as in the configuration; empty: none, the rules are empty. The error tells what browsers do not do.
Expected<BrowserProxy> browser_proxy(const std::string& url);

}  // namespace portalprobe
