#include "scoring/value_collector.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>
#include <utility>

#include "scoring/quantile_interval.hpp"
#include "scoring/usable.hpp"

namespace portalprobe {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNightly = 0.75;

auto order_of(const ComparedKey& key) {
  const auto& series = key.series;
  return std::tie(series.portal_id, series.target_id, key.metric, series.kind, series.engine, series.profile,
                  series.connection, series.ip_family);
}

bool gives(const MeasuredSeries& series, Metric metric) {
  return std::ranges::any_of(sources_of(metric), [&](const MetricSource& source) {
    return source == MetricSource{series.engine, series.kind, series.connection};
  });
}

void add_value(CollectedValues& line, const Measured& sample, Metric metric) {
  const bool failed = sample.side == Side::portal;
  const double value = failed ? kInfinity : sample.value(metric);
  if (!failed && !std::isfinite(value)) {
    ++line.left_out.of(LeftOut::no_value);
    return;
  }
  line.values.push_back(value);
  ++line.samples;
  if (failed) ++line.failed;
}

}  // namespace

bool ComparedKey::operator<(const ComparedKey& other) const { return order_of(*this) < order_of(other); }

std::optional<LeftOut> why_left_out(const Measured& sample, const std::vector<Exclusion>& exclusions) {
  if (!exclusions.empty() && is_excluded(exclusions, sample.of->portal_id, sample.of->target_id, sample.at))
    return LeftOut::excluded;
  return why_unusable(sample);
}

const std::vector<ValueCollector::Place>& ValueCollector::places_of(const Measured& sample) {
  if (sample.series >= places_.size()) places_.resize(sample.series + 1);
  auto& places = places_[sample.series];
  if (places) return *places;
  places.emplace();
  if (!rules_.vantages.empty() && !rules_.vantages.contains(sample.of->vantage_id)) return *places;
  for (const Metric metric : all_metrics()) {
    if (!gives(*sample.of, metric)) continue;
    ComparedKey key{metric, *sample.of};
    key.series.vantage_id.clear();
    places->push_back({metric, &lines_[std::move(key)]});  // a map's elements stay where they are
  }
  return *places;
}

void ValueCollector::add(const Measured& sample) {
  const auto& places = places_of(sample);
  if (places.empty()) return;
  const auto reason = why_left_out(sample, rules_.exclusions);
  for (const auto& [metric, line] : places) {
    if (reason) {
      ++line->left_out.of(*reason);
    } else {
      add_value(*line, sample, metric);
    }
  }
}

CollectedLines ValueCollector::take() {
  places_.clear();
  return std::exchange(lines_, {});
}

void add_night(CollectedLines& nights, const CollectedLines& night) {
  for (const auto& [key, values] : night) {
    auto& line = nights[key];
    const auto quantile = quantile_interval(values.values, kNightly, 0.95);
    if (quantile) line.values.push_back(quantile->value);
    line.samples += values.samples;
    line.failed += values.failed;
    line.left_out += values.left_out;
  }
}

}  // namespace portalprobe
