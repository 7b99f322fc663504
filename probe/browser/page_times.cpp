#include "probe/browser/page_times.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

#include "probe/browser/json_values.hpp"

namespace portalprobe {
namespace {

using Json = nlohmann::json;

/// What vitals.js makes of full lists takes half of it.
constexpr std::size_t kMostText = std::size_t{1} << 20U;
constexpr double kMostMs = 86'400'000;  // a day
/// A shift's score is a product of two shares.
constexpr double kMostShift = 1.001;
constexpr double kMostInteractions = 1e9;
/// The year 9999.
constexpr double kMostWallMs = 253'402'300'799'000.0;

std::optional<microseconds> duration_from(const Json& value) {
  const auto ms = json::number_within(value, 0, kMostMs);
  if (!ms) return std::nullopt;
  return microseconds(std::llround(*ms * 1000));
}

/// A moment that 0 stands for "did not happen" of, as in the page's own clock.
std::optional<microseconds> mark_from(const Json& object, const char* key) {
  const auto time = duration_from(json::at(object, key));
  return time > microseconds(0) ? time : std::nullopt;
}

std::optional<LongTask> task_from(const Json& entry) {
  const auto start = duration_from(json::element(entry, 0));
  const auto duration = duration_from(json::element(entry, 1));
  if (!start || !duration) return std::nullopt;
  return LongTask{*start, *duration};
}

std::optional<LayoutShift> shift_from(const Json& entry) {
  const auto at = duration_from(json::element(entry, 0));
  const auto value = json::number_within(json::element(entry, 1), 0, kMostShift);
  if (!at || !value) return std::nullopt;
  return LayoutShift{*at, *value};
}

std::optional<EventTime> event_from(const Json& entry) {
  const auto start = duration_from(json::element(entry, 0));
  const auto duration = duration_from(json::element(entry, 1));
  const auto id = json::number_within(json::element(entry, 2), 1, 9e15);
  if (!start || !duration || !id) return std::nullopt;
  return EventTime{*start, *duration, static_cast<std::uint64_t>(*id)};
}

/// The entries that make sense, at most as many as are kept; whether there were more.
template <class Entry>
bool read_list(const Json& list, std::optional<Entry> (*read)(const Json&), std::vector<Entry>& entries) {
  if (!list.is_array()) return false;
  for (const Json& one : list) {
    const auto entry = read(one);
    if (!entry) continue;
    if (entries.size() == PageTimes::kMostEntries) return true;
    entries.push_back(*entry);
  }
  return false;
}

}  // namespace

PageTimes counted_from_before(PageTimes times, microseconds later) {
  for (auto* mark : {&times.now, &times.first_byte, &times.first_contentful_paint,
                     &times.largest_contentful_paint, &times.dom_content_loaded, &times.load_event}) {
    if (*mark) **mark += later;
  }
  for (auto& task : times.long_tasks) task.start += later;
  for (auto& shift : times.shifts) shift.at += later;
  for (auto& event : times.events) event.start += later;
  return times;
}

Expected<PageTimes> page_times_from(std::string_view text) {
  if (text.size() > kMostText)
    return fail(fmt::format("the page's times are {} bytes long, the limit is {}", text.size(), kMostText));
  const Json all = Json::parse(text, nullptr, false);
  if (!all.is_object()) return fail("the page's times are no object in JSON");
  PageTimes times;
  if (const auto origin = json::number_within(json::at(all, "origin"), 1, kMostWallMs))
    times.origin = WallTime(microseconds(std::llround(*origin * 1000)));
  times.now = mark_from(all, "now");
  times.first_byte = mark_from(all, "firstByte");
  times.first_contentful_paint = mark_from(all, "firstContentfulPaint");
  times.largest_contentful_paint = mark_from(all, "largestContentfulPaint");
  times.dom_content_loaded = mark_from(all, "domContentLoaded");
  times.load_event = mark_from(all, "load");
  const bool more_tasks = read_list(json::at(all, "tasks"), task_from, times.long_tasks);
  const bool more_shifts = read_list(json::at(all, "shifts"), shift_from, times.shifts);
  const bool more_events = read_list(json::at(all, "events"), event_from, times.events);
  times.capped = more_tasks || more_shifts || more_events || json::is_true(json::at(all, "capped"));
  times.may_change = json::is_true(json::at(all, "mayChange"));
  times.interactions = static_cast<std::uint64_t>(
      json::number_within(json::at(all, "interactions"), 0, kMostInteractions).value_or(0));
  std::ranges::stable_sort(times.long_tasks, {}, &LongTask::start);
  std::ranges::stable_sort(times.shifts, {}, &LayoutShift::at);
  std::ranges::stable_sort(times.events, {}, &EventTime::start);
  return times;
}

}  // namespace portalprobe
