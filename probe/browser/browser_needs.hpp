#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/measurement.hpp"
#include "core/settings.hpp"
#include "probe/browser/client_certificate.hpp"

namespace portalprobe {

/// What a browser has from its start on, and cannot be told for a single visit: visits that need the same can
/// share one. Whom one portal trusts, no other does.
struct BrowserNeeds {
  std::vector<std::string> ca_files;  ///< trusted besides the browser's own authorities
  IpFamily family = IpFamily::any;    ///< of all its connections
  ClientCertificate client = {};
  bool operator==(const BrowserNeeds&) const = default;
};

/// `ca_file`: for all portals; empty: none. Pure.
BrowserNeeds needs_of(const std::string& ca_file, const Portal& portal, const PlannedMeasurement& planned);

/// Why a browser cannot load the portal's pages as configured, and what would be right; empty: it can. Pure.
std::string why_not_in_a_browser(const Portal& portal, const ProbeSettings& settings,
                                 const std::vector<ConnectTo>& connect_to);

/// A rule of `--connect-to` as the browser has it (`MAP a.test:443 127.0.0.1:8443`); its rules, too, are
/// tried in order. Absent: it cannot be said there. Pure.
std::optional<std::string> host_rule(const ConnectTo& rule);

}  // namespace portalprobe
