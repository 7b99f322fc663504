#pragma once

#include <limits>
#include <random>
#include <string>
#include <vector>

#include "core/measured.hpp"
#include "scoring/value_collector.hpp"

namespace portalprobe::testing_comparison {

using Values = std::vector<double>;
inline constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// A page's document by the HTTP engine.
inline MeasuredSeries document(std::string portal, std::string target = "home") {
  MeasuredSeries series;
  series.portal_id = std::move(portal);
  series.target_id = std::move(target);
  return series;
}

inline MeasuredSeries in_browser(std::string portal, Profile profile = Profile::desktop) {
  MeasuredSeries series = document(std::move(portal));
  series.engine = EngineKind::browser;
  series.profile = profile;
  return series;
}

inline CollectedValues collected(Values values) {
  CollectedValues line;
  for (const double value : values) line.failed += value == kInfinity ? 1 : 0;
  line.samples = values.size();
  line.values = std::move(values);
  return line;
}

inline CollectedLines lines_of(const MeasuredSeries& series, Values values, Metric metric = Metric::ttfb) {
  return {{ComparedKey{metric, series}, collected(std::move(values))}};
}

/// Lognormal milliseconds.
inline Values times(std::mt19937_64& random, std::size_t count, double factor = 1, double sigma = 0.5) {
  std::lognormal_distribution<double> draw(5, sigma);
  Values values(count);
  for (double& value : values) value = 1000 * factor * draw(random);
  return values;
}

/// first, first + 1 ...
inline Values counting(double first, std::size_t count) {
  Values values(count);
  for (std::size_t i = 0; i < count; ++i) values[i] = first + static_cast<double>(i);
  return values;
}

}  // namespace portalprobe::testing_comparison
