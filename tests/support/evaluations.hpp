#pragma once

#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "core/standing.hpp"

namespace portalprobe {

inline void PrintTo(const Points& points, std::ostream* out) { *out << points_text(points); }
inline void PrintTo(const PointsRange& range, std::ostream* out) {
  *out << points_text(range.low) << " to " << points_text(range.high);
}

}  // namespace portalprobe

namespace portalprobe::testing_evaluations {

inline Points pt(double value) { return Points::nearest(value).value(); }
inline PointsRange range(double low, double high) { return {pt(low), pt(high)}; }

/// 90, 80, 65, 50: the scale of levels of both years.
inline std::vector<Level> levels_a_to_e() { return {{"A", 90}, {"B", 80}, {"C", 65}, {"D", 50}, {"E", 0}}; }

/// The first half of 2023: three groups.
inline EvaluationScheme scheme_2023() {
  EvaluationScheme scheme;
  scheme.id = "2023";
  scheme.title = {"Đánh giá năm 2023", "Evaluation of 2023"};
  scheme.groups = {{"functions", {"Chức năng", "Functions"}, 70, std::nullopt, false},
                   {"performance", {"Hiệu năng", "Performance"}, 20, std::nullopt, true},
                   {"accessibility", {"Truy cập thuận tiện", "Convenient access"}, 10, std::nullopt, false}};
  scheme.levels = levels_a_to_e();
  return scheme;
}

/// 2024: six groups, of which the performance is worth as much as before.
inline EvaluationScheme scheme_2024() {
  EvaluationScheme scheme;
  scheme.id = "2024";
  scheme.title = {"Đánh giá năm 2024", "Evaluation of 2024"};
  scheme.groups = {{"functions", {"Chức năng", "Functions"}, 50, std::nullopt, false},
                   {"layout", {"Bố cục", "Layout"}, 5, std::nullopt, false},
                   {"performance", {"Hiệu năng", "Performance"}, 20, std::nullopt, true},
                   {"security", {"An toàn thông tin", "Security"}, 15, std::nullopt, false},
                   {"accessibility", {"Truy cập thuận tiện", "Convenient access"}, 5, std::nullopt, false},
                   {"emc", {"Kết nối EMC", "Connection to EMC"}, 5, std::nullopt, false}};
  scheme.levels = levels_a_to_e();
  return scheme;
}

/// A body's points group by group; absent: not known.
inline BodyResults body(std::string id, const std::vector<std::optional<double>>& points) {
  BodyResults results;
  results.portal_id = std::move(id);
  for (const auto& one : points) {
    GroupResult group;
    if (one) group.points = pt(*one);
    results.groups.push_back(std::move(group));
  }
  return results;
}

/// The same with one group's points in doubt.
inline BodyResults doubtful(BodyResults results, std::size_t group, double low, double high) {
  results.groups.at(group).range = range(low, high);
  return results;
}

}  // namespace portalprobe::testing_evaluations
