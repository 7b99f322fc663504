#pragma once

#include <cstddef>
#include <optional>

#include "probe/browser/page_times.hpp"
#include "probe/browser/quiet_watch.hpp"

namespace portalprobe {

/// What a page was seen to do once it had been quiet for the first time.
enum class PageHabit { unknown, settles, stirs };

/// Decides for how long a page is watched. The first visit is watched for as long as Lighthouse does where it
/// throttles nothing itself (5.25 s of quiet), since timers may paint or shift things late; a page that was
/// seen to change nothing between 0.5 s of quiet and these, or that has nothing left that could, is watched
/// for 0.5 s. Pure: fed with what happened, and told the time.
class PageWatch {
 public:
  /// Cut after `longest`, whatever the page does.
  PageWatch(SteadyTime began, microseconds longest, PageHabit habit);

  /// The top document is another one now, led on by the one before: all is awaited anew.
  void on_navigated();
  void on_load(SteadyTime at);
  void on_network(std::size_t in_flight, std::size_t urgent, SteadyTime at);
  /// What the page says of itself; `zero`: where its times begin. `is_busy`: it may still be told something.
  void on_times(const PageTimes& times, SteadyTime zero, bool is_busy, SteadyTime now);

  /// When the page should be asked, if nothing more happens.
  SteadyTime ready_at() const;
  bool is_ready(SteadyTime now) const { return now >= ready_at(); }
  bool awaits_paint(SteadyTime now) const { return short_.awaited(now) == StillAwaited::paint; }
  /// Enough was seen.
  bool is_over() const { return over_; }
  /// It was quiet at least once, as it is now.
  bool has_rested() const { return rested_.has_value(); }
  /// What this visit adds to what is known; that a page settles is learnt from long looks alone.
  PageHabit habit() const;

 private:
  /// What later visits would miss if they ended early.
  struct Figures {
    std::optional<microseconds> largest_contentful_paint;
    std::size_t shifts = 0;
    std::size_t long_tasks = 0;
    bool operator==(const Figures&) const = default;
  };

  QuietWatch short_;
  QuietWatch long_;
  const PageHabit habit_;
  const SteadyTime last_;
  std::optional<SteadyTime> rested_;
  Figures at_rest_;
  bool has_changed_ = false;
  bool was_long_ = false;
  bool over_ = false;
};

}  // namespace portalprobe
