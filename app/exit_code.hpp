#pragma once

namespace portalprobe {

/// What the process tells its caller. Public: scripts branch on these.
enum ExitCode : int {
  kDone = 0,
  kOwnError = 1,     ///< a bug of ours
  kUsage = 2,        ///< usage or configuration
  kStoreFailed = 3,  ///< the store or an output could not be opened, read or written
  kThresholdMissed = 4,
  kIncomplete = 5,  ///< planned and stored differ
  kUnfit = 6,       ///< the probe was unfit for more than the configured share of samples
  kEvidenceAltered = 7,
  kSignalBase = 128,  ///< plus the signal's number
};

}  // namespace portalprobe
