#pragma once

#include <cstdint>
#include <optional>

#include "core/clock.hpp"

namespace portalprobe {

/// Watches whether this machine keeps up, and says how far apart starts must be so that it does: too much
/// work at once is answered with fewer starts, never with worse numbers. Pure: it is told what time it is.
///
/// Halves the pace when more than half of the measurements that ended lately were strained (we acted late in
/// them by more than they bear), and takes a quarter of the space back when at most a quarter were. A busy
/// neighbour that strains some now and then changes nothing: slowing down would not help against it.
class Overload {
 public:
  void on_start(SteadyTime now);
  /// `strained`: whether we acted too late in what began at `begun`; absent: unknown, and not counted.
  void on_end(std::optional<bool> strained, SteadyTime begun, SteadyTime now);

  /// The least time between two starts; 0: no bound.
  SteadyTime::duration space() const { return space_; }
  /// The widest that it has been.
  SteadyTime::duration widest() const { return widest_; }

 private:
  void change(SteadyTime::duration space, SteadyTime now);

  SteadyTime::duration space_{0};
  SteadyTime::duration widest_{0};
  SteadyTime started_{};              ///< the last start
  SteadyTime::duration interval_{0};  ///< between starts, usually
  // Since the last change:
  SteadyTime since_ = SteadyTime::min();
  std::uint32_t ends_ = 0;
  std::uint32_t strained_ = 0;
};

}  // namespace portalprobe
