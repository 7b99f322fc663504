#include "probe/browser/vitals.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <map>

namespace portalprobe {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr microseconds kBlocking = milliseconds(50);
constexpr microseconds kQuiet = seconds(5);
constexpr std::size_t kAllowedLoads = 2;
constexpr microseconds kShiftGap = seconds(1);
constexpr microseconds kLongestShiftSession = seconds(5);
constexpr std::uint64_t kInteractionsPerLeftOut = 50;

bool is_long_enough(const Period& quiet, microseconds painted) {
  return quiet.end > painted + kQuiet && quiet.end - quiet.start >= kQuiet;
}

/// The times between tasks, up to `end`.
std::vector<Period> without_long_tasks(const std::vector<LongTask>& tasks, microseconds end) {
  std::vector<Period> quiet;
  microseconds from{0};
  for (const auto& task : tasks) {
    if (task.duration < kBlocking) continue;
    quiet.push_back({from, task.start});
    from = std::max(from, task.start + task.duration);
  }
  quiet.push_back({from, end});
  return quiet;
}

/// The times in which few loads were in flight.
std::vector<Period> with_few_loads(const std::vector<Period>& loads, microseconds end) {
  struct Change {
    microseconds at;
    bool starts;
  };
  std::vector<Change> changes;
  for (const auto& load : loads) {
    if (load.start > end) continue;
    changes.push_back({load.start, true});
    if (load.end <= end) changes.push_back({std::max(load.start, load.end), false});
  }
  std::ranges::stable_sort(changes, {}, &Change::at);
  std::vector<Period> quiet;
  std::ptrdiff_t in_flight = 0;
  const auto allowed = static_cast<std::ptrdiff_t>(kAllowedLoads);
  microseconds from{0};
  for (const auto& change : changes) {
    if (change.starts && in_flight++ == allowed) quiet.push_back({from, change.at});
    if (!change.starts && --in_flight == allowed) from = change.at;
  }
  if (in_flight <= allowed) quiet.push_back({from, end});
  return quiet;
}

/// Begin of the first time of the main thread that shares enough with one of the network.
std::optional<microseconds> first_shared(const std::vector<Period>& thread,
                                         const std::vector<Period>& network) {
  auto loads = network.begin();
  for (auto tasks = thread.begin(); tasks != thread.end() && loads != network.end();) {
    if (std::min(tasks->end, loads->end) - std::max(tasks->start, loads->start) >= kQuiet)
      return tasks->start;
    // The one that began first can share no more with what comes after the other one.
    if (tasks->start >= loads->start) {
      ++loads;
    } else {
      ++tasks;
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<microseconds> time_to_interactive(const PageTimes& times, const std::vector<Period>& loads,
                                                Observation observation) {
  if (!times.first_contentful_paint || !times.dom_content_loaded) return std::nullopt;
  const microseconds end = observation.ended_quiet ? observation.end + hours(24) : observation.end;
  const microseconds painted = *times.first_contentful_paint;
  const auto too_short = [painted](const Period& quiet) { return !is_long_enough(quiet, painted); };
  auto thread = without_long_tasks(times.long_tasks, end);
  std::erase_if(thread, too_short);
  auto network = with_few_loads(loads, end);
  std::erase_if(network, too_short);
  const auto quiet = first_shared(thread, network);
  if (!quiet) return std::nullopt;
  return std::max({*quiet, *times.first_contentful_paint, *times.dom_content_loaded});
}

std::optional<microseconds> total_blocking_time(const PageTimes& times, microseconds until) {
  if (!times.first_contentful_paint) return std::nullopt;
  microseconds total{0};
  for (const auto& task : times.long_tasks) {
    const microseconds from = std::max(task.start, *times.first_contentful_paint);
    const microseconds to = std::min(task.start + task.duration, until);
    total += std::max(to - from - kBlocking, microseconds(0));
  }
  return total;
}

double cumulative_layout_shift(const std::vector<LayoutShift>& shifts) {
  double most = 0;
  double sum = 0;
  const LayoutShift* first = nullptr;
  const LayoutShift* last = nullptr;
  for (const auto& shift : shifts) {
    const bool joins =
        first != nullptr && shift.at - last->at <= kShiftGap && shift.at - first->at <= kLongestShiftSession;
    if (!joins) {
      first = &shift;
      sum = 0;
    }
    last = &shift;
    sum += shift.value;
    most = std::max(most, sum);
  }
  return most;
}

std::optional<microseconds> interaction_to_next_paint(const std::vector<EventTime>& events,
                                                      std::uint64_t interactions) {
  std::map<std::uint64_t, microseconds> longest;
  for (const auto& event : events) {
    auto& duration = longest[event.interaction];
    duration = std::max(duration, event.duration);
  }
  if (longest.empty()) return std::nullopt;
  std::vector<microseconds> durations;
  durations.reserve(longest.size());
  for (const auto& [id, duration] : longest) durations.push_back(duration);
  std::ranges::sort(durations, std::greater<>());
  const auto count = std::max<std::uint64_t>(interactions, durations.size());
  const auto left_out = std::min<std::uint64_t>(count / kInteractionsPerLeftOut, durations.size() - 1);
  return durations[static_cast<std::size_t>(left_out)];
}

}  // namespace portalprobe
