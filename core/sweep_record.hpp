#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/instrument_error.hpp"
#include "core/outcome.hpp"

namespace portalprobe {

/// `--shard I/N`: this store's share of the portals.
struct Shard {
  std::uint32_t index = 0;  ///< 0 to count − 1
  std::uint32_t count = 1;
  bool operator==(const Shard&) const = default;
};

/// The load that one sweep put on one portal: manners as evidence.
struct PortalLoad {
  std::uint64_t requests = 0;
  std::uint64_t bytes_sent = 0;
  std::uint64_t bytes_received = 0;
  microseconds held_for_gap{0};      ///< by cause: the portal's own gap or slower measurement ...
  microseconds held_for_limits{0};   ///< ... places in flight, at the address, the pace of starts ...
  microseconds held_for_backoff{0};  ///< ... Retry-After
  std::uint32_t backoffs = 0;        ///< how often the portal asked us to stay away
  PortalLoad& operator+=(const PortalLoad& load);
  bool operator==(const PortalLoad&) const = default;
};

/// What the kernel said of its clock at one moment. Absent: it did not say.
struct ClockReading {
  WallTime at;
  std::optional<bool> synchronised;
  std::optional<microseconds> offset;           ///< still to be corrected; positive: the clock is behind
  std::optional<microseconds> estimated_error;  ///< as whoever disciplines the clock estimates it
  std::optional<microseconds> max_error;
  std::optional<microseconds>
      stepped;  ///< by how much it was set since the reading before; absent: none before
  bool operator==(const ClockReading&) const = default;
};

/// A sweep's own record, one per sweep and shard.
struct SweepRecord {
  std::string id;  ///< see make_sweep_id
  std::string name;
  std::string vantage_id;
  std::string vantage_description;
  std::string vantage_network;
  std::string schedule_id;
  std::string stratum;
  Shard shard;
  WallTime scheduled_at;
  WallTime started_at;
  std::optional<WallTime> ended_at;  ///< absent: it was cut off, or is still running
  std::uint64_t planned = 0;
  std::uint64_t stored = 0;
  bool complete = false;
  bool imported = false;
  std::uint64_t seed = 0;
  std::uint32_t rounds = 0;
  microseconds window{0};
  bool now = false;               ///< `--now`
  std::vector<std::string> only;  ///< `--only` globs, as given
  std::string config_json;        ///< as resolved, secrets removed
  std::string config_sha256;
  std::string evaluation_sha256;  ///< empty: belongs to none
  std::map<std::string, std::string>
      versions;  ///< program, commit, method, libcurl, openssl, nghttp2, c-ares, sqlite
  std::map<std::string, std::string> host;  ///< kernel, processors, memory, hostname
  std::vector<ClockReading> clock;          ///< at the start, every hour, at the end; of all runs
  InstrumentError instrument;               ///< by mark (`connected`, `first_byte` ...); empty: not measured
  std::optional<std::uint64_t>
      processor_benchmark;                 ///< of one core, work units a second: see docs/measurement.md
  std::map<std::string, PortalLoad> load;  ///< by portal id
  bool operator==(const SweepRecord&) const = default;
};

/// Whether the clock was synchronised all along: no as soon as one reading says so, unknown while one does
/// not say or there is none.
std::optional<bool> clock_synchronised(const std::vector<ClockReading>& readings);

/// The largest step by which the clock was set, with its sign. Absent: nobody looked twice.
std::optional<microseconds> clock_stepped(const std::vector<ClockReading>& readings);

/// Time-ordered and the same for all shards of one sweep: `20261120T150000Z-` and twelve hex digits of a hash
/// over all the arguments. `parameters` holds whatever else tells two sweeps of one moment apart (seed,
/// rounds, window, only).
std::string make_sweep_id(WallTime scheduled_at, const std::string& name, const std::string& vantage_id,
                          const std::string& schedule_id, const std::string& config_sha256,
                          const std::string& parameters);

}  // namespace portalprobe
