#include "scoring/totals.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <unordered_set>

#include "scoring/ranking.hpp"
#include "scoring/scheme.hpp"

namespace portalprobe {
namespace {

PointsRange only(Points points) { return {points, points}; }

/// What a group's points may be; absent: nothing is known of them.
std::optional<PointsRange> possible(const GroupResult& result) {
  if (result.range) return result.range;
  return result.points ? std::optional(only(*result.points)) : std::nullopt;
}

/// What is wrong with one group's points; absent: nothing.
std::optional<std::string> fault_of(const GroupResult& result, Points most) {
  const auto range = possible(result);
  if (!range) return std::nullopt;
  if (range->low > range->high) {
    return fmt::format("are at least {} and at most {}", points_text(range->low), points_text(range->high));
  }
  if (range->low < Points() || range->high > most) {
    const Points wrong = range->low < Points() ? range->low : range->high;
    return fmt::format("may be {} (right would be 0 to {})", points_text(wrong), points_text(most));
  }
  if (result.points && (*result.points < range->low || *result.points > range->high)) {
    return fmt::format("are {}, outside of {} to {}", points_text(*result.points), points_text(range->low),
                       points_text(range->high));
  }
  return std::nullopt;
}

Expected<void> check(const BodyResults& body, const EvaluationScheme& scheme, const SchemeFigures& figures) {
  if (body.groups.size() != scheme.groups.size()) {
    return fail(fmt::format("body '{}' has results of {} groups, and scheme '{}' has {}", body.portal_id,
                            body.groups.size(), scheme.id, scheme.groups.size()));
  }
  for (std::size_t i = 0; i < body.groups.size(); ++i) {
    const auto fault = fault_of(body.groups[i], figures.most[i]);
    if (fault) {
      return fail(
          fmt::format("body '{}': its points of group '{}' {}", body.portal_id, scheme.groups[i].id, *fault));
    }
  }
  return {};
}

/// Why a group keeps its body from a rank; absent: it does not.
std::optional<NotRanked> hindrance(const GroupResult& result, const std::optional<Points>& least,
                                   bool performance) {
  const auto range = possible(result);
  if (least && range && range->high < *least) return NotRanked::under_minimum;
  if (!result.points) return performance ? NotRanked::performance_not_ranked : NotRanked::points_missing;
  if (least && range->low < *least) return NotRanked::minimum_in_doubt;
  return std::nullopt;
}

std::vector<Hindrance> hindrances_of(const BodyResults& body, const SchemeFigures& figures) {
  std::vector<Hindrance> found;
  for (std::size_t i = 0; i < body.groups.size(); ++i) {
    const auto why = hindrance(body.groups[i], figures.least[i], figures.performance == i);
    if (why) found.push_back({*why, i});
  }
  return found;
}

/// Whether some group's points are, or may be, below its minimum.
bool may_miss_minimum(const BodyResults& body, const SchemeFigures& figures) {
  for (std::size_t i = 0; i < body.groups.size(); ++i) {
    const auto range = possible(body.groups[i]);
    if (figures.least[i] && range && range->low < *figures.least[i]) return true;
  }
  return false;
}

std::optional<Points> sum_of(const BodyResults& body) {
  Points sum;
  for (const auto& group : body.groups) {
    if (!group.points) return std::nullopt;
    sum += *group.points;
  }
  return sum;
}

std::optional<PointsRange> possible_sum(const BodyResults& body) {
  PointsRange sum;
  for (const auto& group : body.groups) {
    const auto range = possible(group);
    if (!range) return std::nullopt;
    sum.low += range->low;
    sum.high += range->high;
  }
  return sum;
}

/// All levels that a total may have, the best first.
std::vector<std::string> levels_of(const PointsRange& total, const EvaluationScheme& scheme,
                                   const SchemeFigures& figures) {
  std::vector<std::string> names;
  if (scheme.levels.empty()) return names;
  for (std::size_t i = level_at(figures, total.high); i <= level_at(figures, total.low); ++i)
    names.push_back(scheme.levels[i].name);
  return names;
}

Standing stand(BodyResults body, const Standings& whole, const SchemeFigures& figures) {
  const auto shown = [&](Points points) {
    return rounded(points, whole.scheme.digits, whole.scheme.rounding);
  };
  Standing standing;
  standing.hindrances = hindrances_of(body, figures);
  standing.sum = sum_of(body);
  if (standing.sum) standing.total = shown(*standing.sum);
  if (const auto sum = possible_sum(body)) {
    const PointsRange total = {shown(sum->low), shown(sum->high)};
    if (sum->low != sum->high) standing.range = total;
    const bool by_total = whole.level_basis == LevelBasis::rounded;
    if (!may_miss_minimum(body, figures))
      standing.levels = levels_of(by_total ? total : *sum, whole.scheme, figures);
  }
  standing.body = std::move(body);
  return standing;
}

void set_ranks(std::vector<Standing>& standings) {
  std::vector<Standing*> ranked;
  std::vector<PointsRange> totals;
  for (auto& standing : standings) {
    if (!standing.hindrances.empty()) continue;
    ranked.push_back(&standing);
    totals.push_back(standing.range.value_or(only(*standing.total)));
  }
  const auto ranks = ranks_of(totals);
  for (std::size_t i = 0; i < ranks.size(); ++i) ranked[i]->rank = ranks[i];
}

/// Ranked bodies before others; the rest of the order keeps it the same for whatever order they came in.
bool comes_before(const Standing& a, const Standing& b) {
  if (a.rank.has_value() != b.rank.has_value()) return a.rank.has_value();
  if (a.rank && a.rank->first != b.rank->first) return a.rank->first < b.rank->first;
  if (a.rank && a.rank->last != b.rank->last) return a.rank->last < b.rank->last;
  if (a.rank && a.total != b.total) return *a.total > *b.total;
  return a.body.portal_id < b.body.portal_id;
}

}  // namespace

Expected<Standings> add_up(const EvaluationScheme& scheme, std::vector<BodyResults> bodies,
                           LevelBasis level_basis) {
  const auto figures = scheme_figures(scheme);
  if (!figures) return tl::unexpected(figures.error());
  Standings whole{scheme, level_basis, {}};
  std::unordered_set<std::string_view> ids;
  for (const auto& body : bodies) {
    if (!ids.insert(body.portal_id).second)
      return fail(fmt::format("body '{}' is there twice", body.portal_id));
    if (const auto sound = check(body, scheme, *figures); !sound) return tl::unexpected(sound.error());
  }
  whole.bodies.reserve(bodies.size());
  ids.clear();  // they point into the bodies, which move on
  for (auto& body : bodies) whole.bodies.push_back(stand(std::move(body), whole, *figures));
  set_ranks(whole.bodies);
  std::ranges::sort(whole.bodies, comes_before);
  return whole;
}

}  // namespace portalprobe
