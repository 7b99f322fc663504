#include "scoring/scheme.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace portalprobe {
namespace {

constexpr std::size_t kMostGroups = 1'000;

/// Points that a scheme states: written with as many decimal places as are kept, and not negative.
Expected<Points> stated(double value, const std::string& what) {
  const auto points = Points::exactly(value);
  if (!points || *points < Points()) {
    return fail(fmt::format("{} is {} (right would be 0 to {}, with at most {} decimal places)", what, value,
                            Points::kMost, Points::kDigits));
  }
  return *points;
}

Expected<void> add_group(SchemeFigures& figures, const CriteriaGroup& group) {
  const auto most = stated(group.points, fmt::format("the number of points of group '{}'", group.id));
  if (!most) return tl::unexpected(most.error());
  if (*most == Points()) return fail(fmt::format("group '{}' has no points to give", group.id));
  std::optional<Points> least;
  if (group.minimum) {
    const auto minimum = stated(*group.minimum, fmt::format("the minimum of group '{}'", group.id));
    if (!minimum) return tl::unexpected(minimum.error());
    if (*minimum > *most) {
      return fail(fmt::format("group '{}' has a minimum of {} points and only {} points to give", group.id,
                              points_text(*minimum), points_text(*most)));
    }
    least = *minimum;
  }
  if (group.is_performance) {
    if (figures.performance)
      return fail(fmt::format("group '{}' is the second one to be measured", group.id));
    figures.performance = figures.most.size();
  }
  figures.most.push_back(*most);
  figures.least.push_back(least);
  figures.sum += *most;
  return {};
}

Expected<void> add_level(SchemeFigures& figures, const Level& level) {
  const auto from = stated(level.from, fmt::format("the beginning of level '{}'", level.name));
  if (!from) return tl::unexpected(from.error());
  if (!figures.from.empty() && *from >= figures.from.back()) {
    return fail(fmt::format(
        "level '{}' begins at {} points, the one above it at {} (right would be the best level first)",
        level.name, points_text(*from), points_text(figures.from.back())));
  }
  if (*from > figures.sum) {
    return fail(fmt::format("level '{}' begins at {} points, and all groups together give {}", level.name,
                            points_text(*from), points_text(figures.sum)));
  }
  figures.from.push_back(*from);
  return {};
}

Expected<void> check_names(const EvaluationScheme& scheme) {
  for (std::size_t i = 0; i < scheme.groups.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (scheme.groups[i].id == scheme.groups[j].id)
        return fail(fmt::format("there are two groups '{}'", scheme.groups[i].id));
    }
  }
  for (std::size_t i = 0; i < scheme.levels.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (scheme.levels[i].name == scheme.levels[j].name)
        return fail(fmt::format("there are two levels '{}'", scheme.levels[i].name));
    }
  }
  return {};
}

Expected<void> check_whole(const EvaluationScheme& scheme, const SchemeFigures& figures) {
  if (scheme.digits < 0 || scheme.digits > Points::kDigits) {
    return fail(fmt::format("totals of {} decimal places are asked for (right would be 0 to {})",
                            scheme.digits, Points::kDigits));
  }
  if (figures.sum > Points::from_millionths(Points::kMost * Points::kPerPoint))
    return fail(fmt::format("all groups together give more than {} points", Points::kMost));
  if (scheme.levels.empty()) return {};
  if (figures.from.back() != Points()) {
    return fail(
        fmt::format("a total below {} points would have no level (right would be a lowest level from 0)",
                    points_text(figures.from.back())));
  }
  const bool alone = std::ranges::all_of(scheme.groups, &CriteriaGroup::is_performance);
  if (alone) return fail("has levels, and no group beside performance: a level needs them all");
  return {};
}

Expected<SchemeFigures> figures_of(const EvaluationScheme& scheme) {
  if (scheme.groups.empty()) return fail("has no groups");
  if (scheme.groups.size() > kMostGroups || scheme.levels.size() > kMostGroups)
    return fail(fmt::format("has more than {} groups or levels", kMostGroups));
  if (const auto named = check_names(scheme); !named) return tl::unexpected(named.error());
  SchemeFigures figures;
  for (const auto& group : scheme.groups) {
    if (const auto added = add_group(figures, group); !added) return tl::unexpected(added.error());
  }
  for (const auto& level : scheme.levels) {
    if (const auto added = add_level(figures, level); !added) return tl::unexpected(added.error());
  }
  if (const auto whole = check_whole(scheme, figures); !whole) return tl::unexpected(whole.error());
  return figures;
}

}  // namespace

Expected<SchemeFigures> scheme_figures(const EvaluationScheme& scheme) {
  auto figures = figures_of(scheme);
  if (figures) return figures;
  return fail(fmt::format("scheme '{}': {}", scheme.id, figures.error().message));
}

std::size_t level_at(const SchemeFigures& figures, Points total) {
  const auto level = std::ranges::find_if(figures.from, [total](Points from) { return from <= total; });
  return std::min(static_cast<std::size_t>(level - figures.from.begin()), figures.from.size() - 1);
}

}  // namespace portalprobe
