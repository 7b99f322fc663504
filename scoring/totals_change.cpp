#include "scoring/totals_change.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <unordered_map>

namespace portalprobe {
namespace {

using ById = std::unordered_map<std::string_view, const Standing*>;

/// Points of a scheme, as a sentence has them.
std::string figure(double points, char mark) {
  const auto exact = Points::nearest(points);
  return exact ? points_text(*exact, 0, mark) : "?";
}

/// A sentence in both languages about a group, from the same figures in each language's style.
template <class... Figures>
BilingualText sentence(std::string_view vi, std::string_view en, const CriteriaGroup& group,
                       Figures... figures) {
  const auto name = [&group](const std::string& title) { return title.empty() ? group.id : title; };
  return {fmt::format(fmt::runtime(vi), name(group.title.vi), figure(figures, ',')...),
          fmt::format(fmt::runtime(en), name(group.title.en), figure(figures, '.')...)};
}

const CriteriaGroup* group_named(const EvaluationScheme& scheme, const std::string& id) {
  const auto group = std::ranges::find(scheme.groups, id, &CriteriaGroup::id);
  return group == scheme.groups.end() ? nullptr : &*group;
}

/// How the groups and their points differ.
void compare_groups(TotalsChange& change) {
  auto& found = change.differences;
  for (const auto& group : change.before.groups) {
    const auto* now = group_named(change.after, group.id);
    if (now == nullptr) {
      found.push_back(sentence("nhóm tiêu chí \"{}\" ({} điểm) không còn", "group '{}' ({} points) is gone",
                               group, group.points));
    } else if (now->points != group.points) {
      found.push_back(sentence("nhóm tiêu chí \"{}\" có {} điểm, trước đây {}",
                               "group '{}' gives {} points, before {}", group, now->points, group.points));
    }
  }
  for (const auto& group : change.after.groups) {
    if (group_named(change.before, group.id) == nullptr)
      found.push_back(sentence("nhóm tiêu chí \"{}\" ({} điểm) là nhóm mới", "group '{}' ({} points) is new",
                               group, group.points));
  }
  change.totals_compare = found.empty();
}

void compare_levels(TotalsChange& change, bool same_basis) {
  if (change.before.levels != change.after.levels)
    change.differences.push_back({"thang xếp loại khác nhau", "the levels differ"});
  const bool same_rounding =
      change.before.digits == change.after.digits && change.before.rounding == change.after.rounding;
  if (!same_rounding)
    change.differences.push_back({"cách làm tròn khác nhau", "totals are rounded differently"});
  if (!same_basis) {
    change.differences.push_back({"một bên xếp loại theo tổng đã làm tròn, một bên theo tổng chưa làm tròn",
                                  "one has levels by rounded totals, the other by exact ones"});
  }
  change.levels_compare =
      change.totals_compare && same_rounding && same_basis && change.before.levels == change.after.levels;
}

bool have_same_bodies(const ById& before, const ById& after) {
  return before.size() == after.size() &&
         std::ranges::all_of(after, [&before](const auto& entry) { return before.contains(entry.first); });
}

void compare_ranks(TotalsChange& change, bool same_bodies) {
  const auto same_minimum = [&change](const CriteriaGroup& group) {
    const auto* before = group_named(change.before, group.id);
    return before == nullptr || before->minimum == group.minimum;
  };
  const bool same_minimums = std::ranges::all_of(change.after.groups, same_minimum);
  if (!same_minimums) change.differences.push_back({"mức điểm tối thiểu khác nhau", "the minimums differ"});
  if (!same_bodies) {
    change.differences.push_back(
        {"danh sách cơ quan, địa phương được đánh giá khác nhau", "not the same bodies were evaluated"});
  }
  change.ranks_compare = change.levels_compare && same_minimums && same_bodies;
}

/// Groups that give as many points in both evaluations.
std::vector<GroupChange> group_changes(const TotalsChange& change, const Standing& before,
                                       const Standing& after) {
  std::vector<GroupChange> found;
  for (std::size_t now = 0; now < change.after.groups.size(); ++now) {
    const CriteriaGroup& group = change.after.groups[now];
    const auto* earlier = group_named(change.before, group.id);
    if (earlier == nullptr || earlier->points != group.points) continue;
    const auto then = static_cast<std::size_t>(earlier - change.before.groups.data());
    const auto& points_then = before.body.groups.at(then).points;
    const auto& points_now = after.body.groups.at(now).points;
    if (points_then && points_now) found.push_back({group.id, *points_now - *points_then});
  }
  return found;
}

/// What a total may be, by its range or as it is; absent: not known.
std::optional<PointsRange> possible(const Standing& standing) {
  if (standing.range) return standing.range;
  return standing.total ? std::optional(PointsRange{*standing.total, *standing.total}) : std::nullopt;
}

void subtract_totals(BodyChange& body) {
  if (body.before->total && body.after->total) body.total = *body.after->total - *body.before->total;
  if (!body.before->range && !body.after->range) return;
  const auto then = possible(*body.before);
  const auto now = possible(*body.after);
  if (then && now) body.total_range = PointsRange{now->low - then->high, now->high - then->low};
}

/// From the lowest level, 0, upwards; absent: none, or in doubt.
std::optional<int> height_of(const Standing& standing, const EvaluationScheme& scheme) {
  if (standing.levels.size() != 1) return std::nullopt;
  const auto level = std::ranges::find(scheme.levels, standing.levels.front(), &Level::name);
  if (level == scheme.levels.end()) return std::nullopt;
  return static_cast<int>(scheme.levels.end() - level) - 1;
}

std::optional<int> place_of(const Standing& standing) {
  if (!standing.rank || standing.rank->banded) return std::nullopt;
  return static_cast<int>(standing.rank->first);
}

std::optional<int> difference(std::optional<int> from, std::optional<int> to) {
  return from && to ? std::optional(*to - *from) : std::nullopt;
}

BodyChange body_change(const TotalsChange& change, const Standing* before, const Standing* after) {
  BodyChange body;
  if (before != nullptr) body.before = *before;
  if (after != nullptr) body.after = *after;
  if (!body.before || !body.after) return body;
  body.groups = group_changes(change, *before, *after);
  if (change.totals_compare) subtract_totals(body);
  if (change.levels_compare)
    body.levels = difference(height_of(*before, change.before), height_of(*after, change.after));
  if (change.ranks_compare) body.ranks = difference(place_of(*after), place_of(*before));
  return body;
}

ById by_id(const Standings& standings) {
  ById found;
  for (const auto& standing : standings.bodies) found.try_emplace(standing.body.portal_id, &standing);
  return found;
}

}  // namespace

TotalsChange totals_change(const Standings& before, const Standings& after) {
  const ById earlier = by_id(before);
  const ById later = by_id(after);
  TotalsChange change;
  change.before = before.scheme;
  change.after = after.scheme;
  compare_groups(change);
  compare_levels(change, before.level_basis == after.level_basis);
  compare_ranks(change, have_same_bodies(earlier, later));
  for (const auto& standing : after.bodies) {
    const auto then = earlier.find(standing.body.portal_id);
    change.bodies.push_back(body_change(change, then == earlier.end() ? nullptr : then->second, &standing));
  }
  for (const auto& standing : before.bodies) {
    if (!later.contains(standing.body.portal_id))
      change.bodies.push_back(body_change(change, &standing, nullptr));
  }
  return change;
}

}  // namespace portalprobe
