#pragma once

#include <string>
#include <utility>

#include "core/block_table.hpp"
#include "tests/support/evaluations.hpp"

namespace portalprobe::testing_evaluations {

inline Standing standing(BodyResults body, std::string name) {
  Standing one;
  body.name.vi = std::move(name);
  one.body = std::move(body);
  return one;
}

/// Three bodies of 2023 as they stand: one whose performance is in doubt, one without, one under a minimum.
inline Standings made_standings() {
  Standings whole;
  whole.scheme = scheme_2023();
  whole.scheme.groups[0].minimum = 49;
  Standing first = standing(doubtful(body("ha-noi", {65.5, 10.0, 8.0}), 1, 5, 15), "Thành phố Hà Nội");
  first.sum = first.total = pt(83.5);
  first.range = range(78.5, 88.5);
  first.levels = {"B", "C"};
  first.rank = Rank{1, 2, true, 1};
  Standing second = standing(body("hue", {60.0, 12.125, 7.0}), "Thành phố Huế");
  second.sum = pt(79.125);
  second.total = pt(79.13);
  second.levels = {"C"};
  second.rank = Rank{1, 2, true, 1};
  Standing third = standing(body("da-nang", {48.5, std::nullopt, 7.0}), "=Đà Nẵng");
  third.body.groups[1].reason = {"quá ít đêm đo", "too few nights"};
  third.hindrances = {{NotRanked::under_minimum, 0}, {NotRanked::performance_not_ranked, 1}};
  whole.bodies = {first, second, third};
  return whole;
}

/// Blocks of 2023, one of them without a label and in doubt.
inline BlockTable made_blocks() {
  BlockTable table;
  table.by = Grouping::deployment;
  table.scheme = scheme_2023();
  BlockSummary leased;
  leased.label = "leased";
  leased.bodies = leased.ranked = 3;
  leased.mean = {pt(255.69), 3};
  leased.median = {pt(85), 1};
  leased.totals = range(80, 90.69);
  leased.groups = {{pt(200), 3}, {pt(40), 3}, {pt(15.69), 3}};
  leased.levels = {1, 2, 0, 0, 0};
  BlockSummary open;
  open.bodies = 2;
  open.groups.resize(3);
  open.levels.resize(5);
  open.levels_in_doubt = 1;
  open.without_level = 1;
  table.blocks = {leased, open};
  table.all = leased;
  table.all.label.clear();
  table.all.bodies = 5;
  table.all.levels_in_doubt = table.all.without_level = 1;
  return table;
}

}  // namespace portalprobe::testing_evaluations
