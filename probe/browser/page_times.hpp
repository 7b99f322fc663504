#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "core/expected.hpp"

namespace portalprobe {

/// The main thread was busy for more than 50 ms without a break.
struct LongTask {
  microseconds start{0};
  microseconds duration{0};
  bool operator==(const LongTask&) const = default;
};

/// Something on the page moved though nobody had touched it just before.
struct LayoutShift {
  microseconds at{0};
  double value = 0;
  bool operator==(const LayoutShift&) const = default;
};

/// An input event that belongs to an interaction, from the input to the paint after it; to 8 ms.
struct EventTime {
  microseconds start{0};
  microseconds duration{0};
  std::uint64_t interaction = 0;  ///< its id: the events of one press or click share it; never 0
  bool operator==(const EventTime&) const = default;
};

/// What a page's own clock and observers say (vitals.js). Times are since the document's `timeOrigin`: when
/// its navigation began, redirects included. Absent if it did not happen, never 0.
struct PageTimes {
  /// Of each list; what is more is left out.
  static constexpr std::size_t kMostEntries = 5'000;

  std::optional<WallTime> origin;   ///< `timeOrigin`, by the machine's clock
  std::optional<microseconds> now;  ///< when this was told; all long tasks that ended before it are in
  std::optional<microseconds> first_byte;
  std::optional<microseconds> first_contentful_paint;
  std::optional<microseconds> largest_contentful_paint;
  std::optional<microseconds> dom_content_loaded;
  std::optional<microseconds> load_event;  ///< its begin
  std::vector<LongTask> long_tasks;        ///< by their start, as are the others
  std::vector<LayoutShift> shifts;
  std::vector<EventTime> events;
  std::uint64_t interactions = 0;  ///< that there were; the shortest have no events here
  /// It has scripts, timers, frame callbacks, frames, a refresh or animations: more may come by itself.
  bool may_change = false;
  bool capped = false;  ///< a list was longer than we keep: what it is for may be too low
  bool operator==(const PageTimes&) const = default;
};

/// The same counted from an earlier moment, `later` before. Of a page that was led to by another one's
/// script, the times since the first navigation.
PageTimes counted_from_before(PageTimes times, microseconds later);

/// Reads what vitals.js answered. Nothing in it is trusted: a number that makes no sense (negative, not
/// finite, beyond a day) is absent, an entry with such a number is left out. Fails if it is no object in JSON
/// at all.
Expected<PageTimes> page_times_from(std::string_view json);

}  // namespace portalprobe
