#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <queue>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/measurement.hpp"
#include "core/settings.hpp"
#include "scheduler/backoff.hpp"
#include "scheduler/limits.hpp"
#include "scheduler/maintenance.hpp"
#include "scheduler/pacer.hpp"
#include "scheduler/stalls.hpp"

namespace portalprobe {

/// Waited for manners, by cause.
struct Held {
  microseconds gap{0};      ///< the lane's pause, or its measurement before
  microseconds limits{0};   ///< a place in flight, the pace of starts
  microseconds backoff{0};  ///< Retry-After
  microseconds total() const { return gap + limits + backoff; }
  bool operator==(const Held&) const = default;
};

/// What is to be done with one measurement of the plan, now.
struct Decision {
  enum class Action { start, skip_backoff, skip_maintenance };
  Action action = Action::start;
  std::uint32_t index = 0;   ///< into the plan
  SteadyTime eligible_at{};  ///< when it was due and nothing held it: what is later than that is our lateness
  Held held;                 ///< from when it was due until then; nothing for what is skipped
  std::string detail;        ///< why it is skipped
};

struct AdmissionRules {
  std::span<const PlannedMeasurement> plan;  ///< sorted by time; outlives the admission, as do the portals
  std::span<const Portal> portals;
  Limits limits;
  std::vector<Maintenance> maintenance;
  bool rebase = false;   ///< what is overdue when it begins is due then
  bool at_once = false;  ///< everything is due when it begins
};

/// Decides when each measurement of a plan may start. Knows no clock and no engine: it is told what time it
/// is, asked what to do, and told what has ended.
///
/// Lanes (portals that share a host) keep their own order and never hold up each other; places and the pace
/// go to whoever is first in the plan. Each step costs the logarithm of the number of lanes.
class Admission {
 public:
  explicit Admission(AdmissionRules rules);

  /// Once, first: the same moment on both clocks. From here on only the steady one counts: a stepped wall
  /// clock moves nothing.
  void begin(SteadyTime now, WallTime wall);

  /// The next thing to do now; to be asked until there is none. What is returned counts as done.
  std::optional<Decision> next(SteadyTime now);
  /// When to ask again if nothing ends before, which may be long past; none: only an end can change anything.
  std::optional<SteadyTime> next_wakeup() const;
  /// A started measurement has ended. True: the portal asked us to stay away.
  bool on_end(std::uint32_t index, const std::optional<RetryAfter>& request, SteadyTime now);

  /// From `stall` on we ask nothing, for reasons of our own, until `resume`; repeating either changes
  /// nothing.
  void stall(SteadyTime now) { stalls_.begin(now); }
  void resume(SteadyTime now) { stalls_.end(now); }

  /// Starts are at least so far apart from now on, whatever the pace; what waits for it is held.
  void keep_apart(SteadyTime::duration space) { pacer_.keep_apart(space); }

  /// How many have been started or skipped.
  std::uint64_t decided() const { return decided_; }
  bool exhausted() const { return decided_ == rules_.plan.size(); }
  WallTime wall_at(SteadyTime now) const { return begin_wall_ + to_microseconds(now - begin_); }

 private:
  /// A lane's measurements lie in `order_` from `next` to `end`; only the first of them, its head, is ever
  /// looked at.
  struct Lane {
    std::uint32_t next = 0;
    std::uint32_t end = 0;
    LaneLimits limits;
    bool queued = false;  ///< in exactly one of timed_, ready_, skips_
  };
  using LaneIndex = std::uint32_t;
  using Timed = std::pair<SteadyTime, LaneIndex>;
  enum class Standing { waits, full, ready, in_backoff, in_maintenance };
  struct HeadStanding {
    Standing standing = Standing::ready;
    SteadyTime until{};  ///< of one that waits
  };

  void build_lanes();
  std::uint32_t head(const Lane& lane) const { return order_[lane.next]; }
  Lane& lane_of(std::uint32_t index) { return lanes_[lane_of_portal_[rules_.plan[index].portal]]; }
  SteadyTime due_at(std::uint32_t index) const;
  HeadStanding standing_of(const Lane& lane, SteadyTime now) const;
  void settle(LaneIndex lane, SteadyTime now);
  void wake(SteadyTime now);
  std::optional<Decision> next_skip(SteadyTime now);
  std::optional<Decision> next_start(SteadyTime now);
  Decision start(LaneIndex lane, SteadyTime now);
  Decision skip(LaneIndex lane, Standing standing, SteadyTime now);
  void advance(LaneIndex lane, SteadyTime now);

  AdmissionRules rules_;
  SteadyTime begin_{};
  WallTime begin_wall_;
  Places places_;
  Pacer pacer_;
  Backoffs backoffs_;
  MaintenanceWindows maintenance_;
  Stalls stalls_;
  std::vector<std::uint32_t> lane_of_portal_;
  std::vector<std::uint32_t> order_;  ///< indices into the plan, lane by lane
  std::vector<Lane> lanes_;
  std::priority_queue<Timed, std::vector<Timed>, std::greater<>>
      timed_;  ///< lanes that wait for a known moment
  /// Heads that lack only a place and the pace, by their place in the plan.
  std::priority_queue<std::uint32_t, std::vector<std::uint32_t>, std::greater<>> ready_;
  std::deque<LaneIndex> skips_;
  std::uint64_t decided_ = 0;
};

}  // namespace portalprobe
