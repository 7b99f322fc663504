#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/instrument_error.hpp"
#include "core/settings.hpp"

namespace portalprobe {

/// What was found at one rate of starts.
struct CalibrationStep {
  double asked = 0;    ///< starts per second
  double reached = 0;  ///< likewise, as they were
  std::uint64_t fit = 0;
  std::uint64_t unfit = 0;
  std::uint64_t failed = 0;     ///< not `ok`: nothing fails on a healthy machine's loopback
  std::uint64_t unmatched = 0;  ///< fit, but the truth about them was lost
  microseconds lateness_p50{0};
  microseconds lateness_p99{0};
  microseconds lateness_max{0};
  InstrumentError error;  ///< of the fit ones

  std::uint64_t samples() const { return fit + unfit + failed; }
  /// Of those that would not score, 0 to 1.
  double unfit_share() const;
};

/// Why a machine does not measure well at this rate: sentences with figures and limits. None: it does.
std::vector<std::string> shortcomings(const CalibrationStep& step, const Fitness& limits);

/// The mark that is furthest off at p99, and how far.
struct WorstMark {
  std::string mark;
  microseconds p99{0};
};
std::optional<WorstMark> worst_mark(const InstrumentError& error);

/// What a machine can do, by the steps up to the first with a shortcoming.
struct CalibrationVerdict {
  std::optional<CalibrationStep> best;      ///< the highest rate without one; none: not even the lowest
  std::optional<CalibrationStep> too_fast;  ///< the first with one; none: it was not found
  bool good_enough = false;                 ///< the pace that was asked about can be kept
};

/// `steps` in rising order of their rates; `pace` in starts per second.
CalibrationVerdict judge(const std::vector<CalibrationStep>& steps, const Fitness& limits, double pace);

/// The rates to try, rising, `pace` among them.
std::vector<double> calibration_rates(double pace);

}  // namespace portalprobe
