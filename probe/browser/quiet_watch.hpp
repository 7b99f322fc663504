#pragma once

#include <cstddef>
#include <optional>

#include "core/clock.hpp"

namespace portalprobe {

/// How long all must have been quiet. Lighthouse's own figures where it does not throttle by itself are all
/// 5.25 s, where it simulates 1 s, which stand here.
struct QuietRules {
  microseconds after_load = std::chrono::seconds(1);
  microseconds after_paint = std::chrono::seconds(1);  ///< the first contentful one
  microseconds network = std::chrono::seconds(1);  ///< with at most `requests` in flight, none of them urgent
  microseconds main_thread = std::chrono::seconds(1);  ///< without a long task
  std::size_t requests = 2;
  microseconds paint_awaited = std::chrono::seconds(30);  ///< some pages show nothing at all
  microseconds longest = std::chrono::seconds(45);        ///< whatever the page does
};

/// What the end of observation waits for; `nothing`: it has come, or only time has to pass.
enum class StillAwaited { nothing, load, paint, network };

/// When watching a page ends. Pure: it is fed with what happened and told the time. The browser does not tell
/// of long tasks by itself: at `ready_at` ask the page, feed `on_long_task`, then look at `is_over`.
class QuietWatch {
 public:
  /// From the navigation's begin. Moments before it count as that.
  explicit QuietWatch(SteadyTime began, QuietRules rules = {});

  /// The top document is another one now: its load and paint are awaited anew, for the same time in all.
  void on_navigated();
  void on_load(SteadyTime at);
  void on_paint(SteadyTime at);
  /// Whenever it changes: how many requests are in flight, and how many of those are urgent ones of the top
  /// frame.
  void on_network(std::size_t in_flight, std::size_t urgent, SteadyTime at);
  void on_long_task(SteadyTime end);

  /// When it will be over if nothing more happens; at most `longest` after its begin.
  SteadyTime ready_at() const;
  bool is_over(SteadyTime now) const { return now >= ready_at(); }
  /// It is over, and not because all was quiet.
  bool is_cut_short(SteadyTime now) const;
  /// What there is to tell about a page that never went quiet.
  StillAwaited awaited(SteadyTime now) const;

 private:
  SteadyTime since_begin(SteadyTime at) const;
  /// Absent: something has to happen first.
  std::optional<SteadyTime> quiet_at() const;

  QuietRules rules_;
  SteadyTime began_;
  std::optional<SteadyTime> loaded_;
  std::optional<SteadyTime> painted_;
  std::optional<SteadyTime> network_quiet_;  ///< since when
  SteadyTime last_task_;
};

}  // namespace portalprobe
