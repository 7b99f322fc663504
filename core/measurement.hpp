#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/artifact.hpp"
#include "core/page_visit.hpp"
#include "core/portal.hpp"
#include "core/sample.hpp"

namespace portalprobe {

/// One cell of a sweep's plan. Small on purpose: a plan holds hundreds of thousands.
struct PlannedMeasurement {
  WallTime scheduled_at;
  std::uint32_t portal = 0;  ///< index into the portals of the plan
  std::uint32_t round = 0;   ///< from 0
  std::uint16_t target = 0;  ///< index into the portal's targets
  EngineKind engine = EngineKind::http;
  Profile profile = Profile::none;
  Connection connection = Connection::cold;
  IpFamily ip_family = IpFamily::ipv4;
  std::uint16_t most_seconds = 0;  ///< a time limit of its own; 0: the configuration's
  bool operator==(const PlannedMeasurement&) const = default;
};

/// A portal's request to stay away from one of its origins.
struct RetryAfter {
  std::string origin;  ///< scheme://host:port that sent it
  microseconds wait{0};
  bool operator==(const RetryAfter&) const = default;
};

/// What an engine gives back for one planned measurement.
struct Measurement {
  Sample sample;
  SteadyTime started;  ///< where lateness ends: for a warm measurement, where priming starts
  /// Where the sample's marks are counted from; absent: the engine does not tell, `sample.started_at` is
  /// near.
  std::optional<SteadyTime> marks_from;
  microseconds held_at_address{0};  ///< waited, before it began to count, for a place at an address
  std::optional<RetryAfter> retry_after;
  std::optional<PageVisit> page;     ///< of a page load: its resources
  std::vector<Artifact> artifacts;   ///< of a visit by a browser, where they are wanted
  std::uint64_t bytes_sent = 0;      ///< to the portal, headers included, all hops and priming
  std::uint64_t bytes_received = 0;  ///< from the portal, likewise
};

}  // namespace portalprobe
