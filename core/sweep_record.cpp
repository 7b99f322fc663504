#include "core/sweep_record.hpp"

#include <fmt/format.h>

#include "core/sha256.hpp"

namespace portalprobe {

PortalLoad& PortalLoad::operator+=(const PortalLoad& load) {
  requests += load.requests;
  bytes_sent += load.bytes_sent;
  bytes_received += load.bytes_received;
  held_for_gap += load.held_for_gap;
  held_for_limits += load.held_for_limits;
  held_for_backoff += load.held_for_backoff;
  backoffs += load.backoffs;
  return *this;
}

std::string make_sweep_id(WallTime scheduled_at, const std::string& name, const std::string& vantage_id,
                          const std::string& schedule_id, const std::string& config_sha256,
                          const std::string& parameters) {
  const std::string time = to_rfc3339(scheduled_at);
  // Lengths keep neighbouring fields apart: ("ab", "c") and ("a", "bc") are two sweeps.
  std::string all = time;
  for (const auto* field : {&name, &vantage_id, &schedule_id, &config_sha256, &parameters}) {
    all += fmt::format("\n{}:{}", field->size(), *field);
  }
  std::string stamp;
  for (const char c : time.substr(0, 19)) {
    if (c != '-' && c != ':') stamp += c;
  }
  return fmt::format("{}Z-{}", stamp, sha256_hex(all).substr(0, 12));
}

std::optional<bool> clock_synchronised(const std::vector<ClockReading>& readings) {
  std::optional<bool> all;
  if (!readings.empty()) all = true;
  for (const auto& reading : readings) {
    if (reading.synchronised == false) return false;
    if (!reading.synchronised) all.reset();
  }
  return all;
}

std::optional<microseconds> clock_stepped(const std::vector<ClockReading>& readings) {
  std::optional<microseconds> largest;
  for (const auto& reading : readings) {
    const bool larger =
        reading.stepped && (!largest || std::chrono::abs(*reading.stepped) > std::chrono::abs(*largest));
    if (larger) largest = reading.stepped;
  }
  return largest;
}

}  // namespace portalprobe
