#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "core/kinds.hpp"
#include "core/sample.hpp"

namespace portalprobe {

/// What of a sample a threshold can be set on. A closed list: criterion files are built on the names. What
/// each one measures stands in docs/measurement.md and docs/browser.md.
enum class Metric {
  ttfb,
  server_wait,
  response_time,
  network_load,
  first_contentful_paint,
  largest_contentful_paint,
  load_event,
  total_blocking_time,
  interaction_to_next_paint,
  cumulative_layout_shift,
  speed_index,
};

/// A kind of measurement that gives a metric.
struct MetricSource {
  EngineKind engine = EngineKind::http;
  TargetKind kind = TargetKind::page;
  Connection connection = Connection::cold;
  bool operator==(const MetricSource&) const = default;
};

std::string_view to_string(Metric metric);
std::optional<Metric> metric_from(std::string_view name);
/// Every metric, in the order of the list above.
std::span<const Metric> all_metrics();

/// The kinds of measurements that give it, at least one; the one that is meant when none is named comes
/// first.
std::span<const MetricSource> sources_of(Metric metric);

/// Whether it is a time: its values are microseconds. Otherwise they are plain numbers.
bool is_duration(Metric metric);

/// Whether the truth is at least as large as the value, by the way it is measured: such a metric may prove
/// that something is too slow, never that it is fast enough.
bool is_lower_bound(Metric metric);

/// The sample's value: microseconds, or the plain number; absent where it has none. Whether the sample counts
/// is another question.
std::optional<double> value_of(const Sample& sample, Metric metric);

}  // namespace portalprobe
