#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "core/kinds.hpp"
#include "core/metric.hpp"
#include "core/outcome.hpp"

namespace portalprobe {

inline constexpr std::size_t kMetrics = 11;

/// What is measured again and again in the same way: a sample's key without sweep and round.
struct MeasuredSeries {
  std::string portal_id;
  std::string target_id;
  std::string vantage_id;
  TargetKind kind = TargetKind::page;
  EngineKind engine = EngineKind::http;
  Profile profile = Profile::none;
  Connection connection = Connection::cold;
  IpFamily ip_family = IpFamily::ipv4;
  bool operator==(const MeasuredSeries&) const = default;
};

/// What judging needs of one sample. Valid while it is shown.
struct Measured {
  std::size_t series = 0;              ///< numbers that a reader gives to series, from 0 and without gaps ...
  const MeasuredSeries* of = nullptr;  ///< ... and what that one is; its address stays until the reader's end
  std::size_t sweep = 0;               ///< index into the sweeps that were asked for
  std::uint32_t round = 0;
  std::string_view role;
  std::string_view stratum;
  WallTime at;  ///< when it started; when it was scheduled, where nothing was started
  Outcome outcome = Outcome::ok;
  Side side = Side::none;
  bool fit = true;
  bool via_proxy = false;
  /// Microseconds after which a measurement that came to no end was given up; NaN: it was not.
  double censored_after = std::numeric_limits<double>::quiet_NaN();
  /// By metric: microseconds, or the plain number; NaN where the sample has no value, or it was not asked
  /// for.
  std::array<double, kMetrics> values{};
  double value(Metric metric) const { return values[static_cast<std::size_t>(metric)]; }
};

/// Which samples are read for judging, and what of them.
struct MeasuredQuery {
  std::vector<std::string> sweeps;  ///< full ids
  std::vector<Metric> metrics;
};

}  // namespace portalprobe
