#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <vector>

#include "core/measurement.hpp"

namespace portalprobe {

/// Tells a vantage's outage from a portal's. Each finished measurement waits here until every control (a
/// server of our own elsewhere) has been asked again after it; then it is known who else was out of reach
/// meanwhile.
///
/// A failure of the portal's or the network's side becomes the vantage's if all controls were out of reach
/// within half a minute of it, and `unexplained` if some were. A measurement that went well, while all were
/// out of reach in the midst of it, is unfit: it waited for our own line. For that it is enough that all had
/// to call twice before they were heard. Pure: it is told what time it is.
class VantageWatch {
 public:
  /// Without controls nothing waits.
  explicit VantageWatch(std::size_t controls) : last_begun_(controls) {}

  /// A control's run has ended. Whatever a server answers, it was in reach.
  void add_control(std::size_t control, const Measurement& run, SteadyTime ended);
  void add(Measurement measurement, SteadyTime ended);

  /// Those of which all is known by now, or that have waited too long, in the order in which they ended.
  std::vector<Measurement> take(SteadyTime now);
  /// All of them, judged by what is known.
  std::vector<Measurement> take_all();

  bool empty() const { return waiting_.empty(); }
  /// How long a measurement waits at most.
  static constexpr SteadyTime::duration kPatience = std::chrono::seconds(15);

 private:
  struct Outage {
    std::size_t control;
    std::string name;  ///< the control's id and how it failed
    SteadyTime begun;
    SteadyTime ended;
    bool overcome = false;  ///< it was reached in the end: explains a delay, and no failure
  };
  struct Waiting {
    Measurement measurement;
    SteadyTime ended;
  };

  bool is_known(SteadyTime ended) const;
  void judge(Waiting& one) const;
  void forget(SteadyTime before);

  std::vector<SteadyTime> last_begun_;  ///< of the runs that have ended, by control
  std::deque<Outage> outages_;
  std::deque<Waiting> waiting_;
};

}  // namespace portalprobe
