#include "core/criterion.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace portalprobe {
namespace {

/// On the line from `full_at`, where all is given, to `none_at`.
double points_on(const PointSlope& slope, double points, double value) {
  if (value <= slope.full_at) return points;
  if (value >= slope.none_at) return 0;
  return points * (slope.none_at - value) / (slope.none_at - slope.full_at);
}

double points_by(const std::vector<PointStep>& steps, double value) {
  const auto step = std::ranges::find_if(steps, [value](const PointStep& s) { return value <= s.limit; });
  return step == steps.end() ? 0 : step->points;
}

}  // namespace

std::string statistic_name(double allowed_over) {
  if (allowed_over == 0.5) return "median";
  // In hundredths of a percent, the finest that files can say: 100 * (1 - 0.1) is no whole number.
  return fmt::format("p{:.6g}", std::round((1 - allowed_over) * 10'000) / 100);
}

std::string_view to_string(RoleCombination combination) {
  constexpr std::string_view kNames[] = {"worst", "all", "weighted"};
  return kNames[static_cast<std::size_t>(combination)];
}

std::string_view to_string(FailureCount failures) {
  return failures == FailureCount::slow ? "slow" : "unavailable";
}

std::string_view to_string(RankBands bands) {
  return bands == RankBands::overlapping ? "overlapping" : "none";
}

std::string_view to_string(Rounding rounding) {
  constexpr std::string_view kNames[] = {"half_up", "half_even", "down"};
  return kNames[static_cast<std::size_t>(rounding)];
}

bool is_about(const Reading& reading, const Sample& sample) {
  return sample.engine == reading.engine && sample.kind == reading.kind &&
         sample.connection == reading.connection && (!reading.profile || sample.profile == *reading.profile);
}

bool applies_to(const Threshold& threshold, std::string_view role) {
  return threshold.roles.empty() || std::ranges::find(threshold.roles, role) != threshold.roles.end();
}

double points_in(const Criterion& criterion) {
  double sum = 0;
  for (const auto& threshold : criterion.thresholds) sum += threshold.points;
  return sum;
}

double points_at(const Threshold& threshold, double value) {
  if (threshold.slope) return points_on(*threshold.slope, threshold.points, value);
  if (!threshold.steps.empty()) return points_by(threshold.steps, value);
  return value <= threshold.limit ? threshold.points : 0;
}

}  // namespace portalprobe
