#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>

#include "core/clock.hpp"
#include "core/measurement.hpp"
#include "core/portal.hpp"

namespace portalprobe {

/// A wait up to this long is sat out; for a longer one the measurement is skipped.
inline constexpr microseconds kLongestBackoffHeld = std::chrono::seconds(30);
/// What a portal asks for beyond this is cut: longer than any sweep, and safe to count with.
inline constexpr microseconds kLongestBackoff = std::chrono::hours(24 * 7);

/// Which targets asked us to stay away, and until when. A request holds for the portal that sent it only: for
/// its targets at the origin that sent it, and for the one that was led there.
class Backoffs {
 public:
  struct Request {
    SteadyTime until;
    std::string origin;  ///< who asked
  };

  explicit Backoffs(std::span<const Portal> portals) : portals_(portals) {}

  /// A later end than the one known counts. False: nothing was asked for (a wait of 0 or less).
  bool note(const PlannedMeasurement& asked, const RetryAfter& request, SteadyTime now);
  /// The request that holds (or held) for a measurement's target; null: none.
  const Request* find(const PlannedMeasurement& planned) const;

 private:
  static std::uint64_t key(std::uint32_t portal, std::size_t target) {
    return std::uint64_t{portal} << 16U | target;
  }

  std::span<const Portal> portals_;
  std::unordered_map<std::uint64_t, Request> requests_;  ///< bounded by the targets of the configuration
};

}  // namespace portalprobe
