#include "core/metric.hpp"

#include <array>
#include <cstddef>

namespace portalprobe {
namespace {

constexpr MetricSource kColdStart[] = {
    {EngineKind::http, TargetKind::action, Connection::cold},
    {EngineKind::http, TargetKind::page, Connection::cold},
    {EngineKind::network, TargetKind::page, Connection::cold},
    {EngineKind::browser, TargetKind::page, Connection::cold},
};
constexpr MetricSource kOperation[] = {{EngineKind::http, TargetKind::action, Connection::warm}};
constexpr MetricSource kNetwork[] = {{EngineKind::network, TargetKind::page, Connection::cold}};
constexpr MetricSource kBrowser[] = {{EngineKind::browser, TargetKind::page, Connection::cold}};
constexpr MetricSource kFilm[] = {{EngineKind::film, TargetKind::page, Connection::cold}};

using Time = std::optional<microseconds> Sample::*;

struct Row {
  Metric metric;
  std::string_view name;
  std::span<const MetricSource> sources;
  Time time;  ///< null: no duration
};

// In the enumeration's order, so that a look-up is an index.
constexpr Row kRows[] = {
    {Metric::ttfb, "ttfb", kColdStart, &Sample::ttfb},
    {Metric::server_wait, "server_wait", kOperation, &Sample::server_wait},
    {Metric::response_time, "response_time", kOperation, &Sample::response_time},
    {Metric::network_load, "network_load", kNetwork, &Sample::network_load},
    {Metric::first_contentful_paint, "first_contentful_paint", kBrowser, &Sample::first_contentful_paint},
    {Metric::largest_contentful_paint, "largest_contentful_paint", kBrowser,
     &Sample::largest_contentful_paint},
    {Metric::load_event, "load_event", kBrowser, &Sample::load_event},
    {Metric::total_blocking_time, "total_blocking_time", kBrowser, &Sample::total_blocking_time},
    {Metric::interaction_to_next_paint, "interaction_to_next_paint", kBrowser,
     &Sample::interaction_to_next_paint},
    {Metric::cumulative_layout_shift, "cumulative_layout_shift", kBrowser, nullptr},
    {Metric::speed_index, "speed_index", kFilm, &Sample::speed_index},
};

constexpr auto kMetrics = [] {
  std::array<Metric, std::size(kRows)> all{};
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = kRows[i].metric;
  return all;
}();

static_assert([] {
  for (std::size_t i = 0; i < std::size(kRows); ++i) {
    if (static_cast<std::size_t>(kRows[i].metric) != i) return false;
  }
  return true;
}());

const Row& row_of(Metric metric) { return kRows[static_cast<std::size_t>(metric)]; }

}  // namespace

std::string_view to_string(Metric metric) { return row_of(metric).name; }

std::optional<Metric> metric_from(std::string_view name) {
  for (const auto& row : kRows) {
    if (row.name == name) return row.metric;
  }
  return std::nullopt;
}

std::span<const Metric> all_metrics() { return kMetrics; }

std::span<const MetricSource> sources_of(Metric metric) { return row_of(metric).sources; }

bool is_duration(Metric metric) { return row_of(metric).time != nullptr; }

bool is_lower_bound(Metric metric) { return metric == Metric::network_load; }

std::optional<double> value_of(const Sample& sample, Metric metric) {
  const Time time = row_of(metric).time;
  if (time == nullptr) return sample.cumulative_layout_shift;
  const auto& value = sample.*time;
  return value ? std::optional(static_cast<double>(value->count())) : std::nullopt;
}

}  // namespace portalprobe
