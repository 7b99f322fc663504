#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "core/measurement.hpp"
#include "probe/self/reference_errors.hpp"
#include "probe/self/reference_server.hpp"

namespace portalprobe {

/// Puts measurements of the reference server and the server's notes together. One thread; the server outlives
/// it.
class ReferenceLog {
 public:
  explicit ReferenceLog(ReferenceServer& server) : server_(server) {}

  /// A measurement that has just ended. Only fit ones with an answer tell the instrument's error: others
  /// score nothing, and are counted.
  void add(const Measurement& measurement);
  /// To be asked once nothing is added any more: waits a moment for notes that are still missing.
  InstrumentError error();

  std::uint64_t fit() const { return fit_; }
  std::uint64_t unfit() const { return unfit_; }
  std::uint64_t failed() const { return failed_; }        ///< not `ok`: no error can be told
  std::uint64_t unmatched() const { return unmatched_; }  ///< fit, but the server's notes of them were lost

 private:
  struct Pending {
    ReferencePeer peer;
    Timings marks;
    std::optional<SteadyTime> from;  ///< absent: nothing is to be learned from it
  };

  bool settle(const Pending& pending);
  void settle_pending();
  void give_up_oldest();

  ReferenceServer& server_;
  std::deque<Pending> pending_;  ///< whose notes were not there yet
  std::vector<ReferenceResult> results_;
  std::uint64_t fit_ = 0;
  std::uint64_t unfit_ = 0;
  std::uint64_t failed_ = 0;
  std::uint64_t unmatched_ = 0;
};

}  // namespace portalprobe
