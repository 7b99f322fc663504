#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/kinds.hpp"
#include "core/secret.hpp"

namespace portalprobe {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// How much one page load may fetch; what is beyond is left out, and the sample says so.
struct PageLimits {
  int requests = 1'000;
  std::uint64_t bytes = 64ULL << 20U;  ///< decoded, all resources together
  bool operator==(const PageLimits&) const = default;
};

/// How measurements are taken: the configuration's `defaults`.
struct ProbeSettings {
  microseconds timeout = seconds(30);
  microseconds connect_timeout = seconds(10);
  HttpVersion http_version = HttpVersion::automatic;
  /// One or two: `both` is ipv4 and ipv6, two measurements.
  std::vector<IpFamily> ip_families = {IpFamily::ipv4};
  std::string prime = "/robots.txt";
  Secret proxy;                        ///< URL; empty: direct
  std::vector<std::string> resolvers;  ///< addresses, ADDRESS:PORT or [ADDRESS]:PORT; empty: the system's
  std::vector<std::string> allow_addresses;  ///< networks in CIDR form
  std::string user_agent = "portal-probe/1.0 (+https://example.gov.vn/probe)";
  std::uint64_t max_body = 16ULL << 20U;  ///< decoded bytes
  int max_redirects = 10;
  PageEngine page_engine = PageEngine::network;
  PageLimits page_limits;
  Profile profile = Profile::desktop;
  int cores_per_visit = 2;  ///< processors that each visit of a browser has; at least one visit runs
  SpeedIndexVisits speed_index = SpeedIndexVisits::first_round;
  KeptArtifacts artifacts = KeptArtifacts::worst_and_median;
  bool operator==(const ProbeSettings&) const = default;
};

/// What a sweep may do at once: manners, and the machine's own measure.
struct Limits {
  int in_flight = 200;
  double starts_per_second = 50;
  int host_in_flight = 1;
  microseconds host_gap = seconds(1);
  int address_in_flight = 4;
  bool operator==(const Limits&) const = default;
};

/// When sweeps run.
struct Schedule {
  std::string id = "default";
  std::string stratum;  ///< office, evening, night or any word that the criterion weighs
  std::string cron;     ///< five fields; empty: only by hand
  std::string time_zone = "Asia/Ho_Chi_Minh";
  microseconds window = std::chrono::hours(6);
  int rounds = 24;
  bool operator==(const Schedule&) const = default;
};

/// Portals that are not measured for a while.
struct Maintenance {
  std::vector<std::string> portals;  ///< ids
  WallTime from;
  WallTime to;  ///< exclusive
  std::string reason;
  bool operator==(const Maintenance&) const = default;
};

/// When the probe itself was too unwell for a sample to count.
struct Fitness {
  microseconds max_lateness = milliseconds(50);
  microseconds max_error = milliseconds(2);        ///< of what is measured in milliseconds: requests
  microseconds max_page_error = milliseconds(25);  ///< of page loads, which take seconds
  double max_unfit_share = 0.05;                   ///< 0 to 1
  bool operator==(const Fitness&) const = default;
};

/// How long a store keeps what is kept for a while only. Samples are kept for good.
struct Retention {
  /// Resources of page loads; older ones are summarised at the end of a sweep.
  microseconds resources = std::chrono::hours(24 * 30);
  /// Files of visits, by their sweep's time; and all of them together: the oldest sweeps' go first.
  microseconds artifacts = std::chrono::hours(24 * 366);
  std::uint64_t artifact_bytes = 50ULL << 30U;
  bool operator==(const Retention&) const = default;
};

/// A server of our own choosing whose failure tells a vantage's outage from a portal's.
struct Control {
  std::string id;
  std::string url;
  bool operator==(const Control&) const = default;
};

struct Vantage {
  std::string id = "unnamed";
  std::string description;
  std::string network;  ///< autonomous system, as in AS45899
  bool operator==(const Vantage&) const = default;
};

/// curl's `--connect-to HOST:PORT:ADDR:PORT`: an empty field matches all, or leaves as it is.
struct ConnectTo {
  std::string host;  ///< lower case; empty: any
  std::optional<std::uint16_t> port;
  std::string to_host;  ///< name or address without brackets; empty: unchanged
  std::optional<std::uint16_t> to_port;
  bool operator==(const ConnectTo&) const = default;
};

/// Reads curl's form, with IPv6 addresses in brackets. The error says what would be right.
Expected<ConnectTo> parse_connect_to(std::string_view text);

}  // namespace portalprobe
