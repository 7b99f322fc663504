#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/instrument_error.hpp"
#include "probe/http_engine.hpp"
#include "probe/self/reference_log.hpp"
#include "probe/self/reference_server.hpp"
#include "scheduler/side_series.hpp"

namespace portalprobe {

/// Reference measurements beside a sweep: the server, the portal that stands for it, and what was learned.
/// Outlives the sweep.
class References {
 public:
  /// Starts the server and leads the engine to it. Without a loopback, or through a proxy, there are no
  /// reference measurements: nothing, and a warning says why.
  static std::unique_ptr<References> open(HttpEngineOptions& options);

  /// About one measurement each ten seconds, the first twelve sooner.
  SideSeries series(std::uint32_t first_round, std::uint32_t round_step);
  const std::vector<Portal>& portals() const { return portals_; }
  ReferenceLog& log() { return log_; }
  /// Once the sweep has ended.
  InstrumentError error() { return log_.error(); }

 private:
  References() = default;

  ReferenceServer server_;
  ReferenceLog log_{server_};
  std::vector<Portal> portals_;
};

/// A line for people: how far off the reference measurements were. Empty if there were none.
std::string instrument_line(const InstrumentError& error);

}  // namespace portalprobe
