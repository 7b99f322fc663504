#include "scoring/threshold_points.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

namespace portalprobe {
namespace {

bool is_graded(const Threshold& threshold) { return !threshold.steps.empty() || threshold.slope; }

LinePoints convention(const std::optional<double>& share, double most) {
  if (!share) return {std::nullopt, 0, most};
  return {*share * most, 0, most};
}

/// What a decided threshold gives: by a scale, its doubt is that of the value.
LinePoints decided(const Threshold& threshold, const ReadingResult& result) {
  const bool passed = result.verdict == Verdict::pass;
  if (!is_graded(threshold))
    return {passed ? threshold.points : 0, passed ? threshold.points : 0, passed ? threshold.points : 0};
  const bool unavailable = result.reason == Reason::unavailable;
  const Judgement* judgement = result.judgement();
  if (unavailable || !judgement || !judgement->quantile) return {0, 0, 0};
  const Estimate& value = *judgement->quantile;
  const double slowest = value.high.value_or(std::numeric_limits<double>::infinity());
  const double points = points_at(threshold, value.value);
  // A lower bound says nothing of how slow the portal may be.
  const bool lower_bound = threshold.readings[result.reading].lower_bound;
  return {points, lower_bound ? 0 : points_at(threshold, slowest),
          points_at(threshold, value.low.value_or(0))};
}

/// Worse lines come last; of the same verdict, those of fewer points.
bool is_worse(const TargetResult& a, const LinePoints& of_a, const TargetResult& b, const LinePoints& of_b) {
  const auto key = [](const TargetResult& line, const LinePoints& points) {
    return std::pair(badness(line.result.verdict), -points.points.value_or(-1));
  };
  return key(a, of_a) > key(b, of_b);
}

struct RoleResult {
  std::size_t line = 0;
  LinePoints points;
};

double weight_of(const Criterion& criterion, const std::string& role) {
  const auto found = std::ranges::find(criterion.role_weights, role, &Weight::name);
  return found == criterion.role_weights.end() ? 0 : found->weight;
}

LinePoints least(const std::map<std::string, RoleResult>& roles) {
  LinePoints all = roles.begin()->second.points;
  for (const auto& [role, result] : roles) {
    const LinePoints& points = result.points;
    all.points =
        all.points && points.points ? std::optional(std::min(*all.points, *points.points)) : std::nullopt;
    all.low = std::min(all.low, points.low);
    all.high = std::min(all.high, points.high);
  }
  if (!all.points && all.low == all.high) all.points = all.low;  // whatever the other roles would come to
  return all;
}

LinePoints weighted(const Criterion& criterion, const std::map<std::string, RoleResult>& roles) {
  LinePoints sum{0, 0, 0};
  double weights = 0;
  for (const auto& [role, result] : roles) {
    const double weight = weight_of(criterion, role);
    if (weight <= 0) continue;
    weights += weight;
    const auto& points = result.points.points;
    sum.points = sum.points && points ? std::optional(*sum.points + weight * *points) : std::nullopt;
    sum.low += weight * result.points.low;
    sum.high += weight * result.points.high;
  }
  if (weights <= 0) return {std::nullopt, 0, 0};
  if (sum.points) *sum.points /= weights;
  return {sum.points, sum.low / weights, sum.high / weights};
}

}  // namespace

int badness(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return 0;
    case Verdict::inconclusive:
      return 1;
    case Verdict::insufficient:
      return 2;
    case Verdict::fail:
      return 3;
  }
  return 3;  // not reached
}

LinePoints points_of(const Criterion& criterion, const TargetResult& line) {
  const Threshold& threshold = criterion.thresholds[line.threshold];
  switch (line.result.verdict) {
    case Verdict::pass:
      return decided(threshold, line.result);
    case Verdict::fail:
      // A fail that may be chance among so many costs nobody all points.
      if (!line.confirmed && !is_graded(threshold))
        return convention(criterion.for_inconclusive, threshold.points);
      return decided(threshold, line.result);
    case Verdict::inconclusive:
      return convention(criterion.for_inconclusive, threshold.points);
    case Verdict::insufficient:
      return convention(
          line.result.reason == Reason::moved ? criterion.for_moved : criterion.for_insufficient,
          threshold.points);
  }
  return {};  // not reached
}

ThresholdResult put_together(const Criterion& criterion, const std::vector<TargetResult>& verdicts,
                             std::span<const std::size_t> lines) {
  ThresholdResult result;
  if (lines.empty()) return result;
  std::map<std::string, RoleResult> roles;
  for (const std::size_t index : lines) {
    const TargetResult& line = verdicts[index];
    const LinePoints points = points_of(criterion, line);
    const auto [role, added] = roles.try_emplace(line.role, RoleResult{index, points});
    if (!added && is_worse(line, points, verdicts[role->second.line], role->second.points))
      role->second = {index, points};
  }
  auto worst = roles.begin();
  for (auto role = roles.begin(); role != roles.end(); ++role) {
    if (is_worse(verdicts[role->second.line], role->second.points, verdicts[worst->second.line],
                 worst->second.points))
      worst = role;
  }
  result.line = worst->second.line;
  result.verdict = verdicts[worst->second.line].result.verdict;
  const LinePoints points =
      criterion.combine == RoleCombination::weighted ? weighted(criterion, roles) : least(roles);
  result.points = points.points;
  result.points_low = points.low;
  result.points_high = points.high;
  // A criterion may want every role to pass before anything is given, also where points fall slowly.
  if (criterion.combine == RoleCombination::all && result.verdict == Verdict::fail)
    result.points = result.points_low = result.points_high = 0;
  return result;
}

}  // namespace portalprobe
