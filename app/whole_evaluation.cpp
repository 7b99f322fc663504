#include "app/whole_evaluation.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "app/console.hpp"
#include "app/documents.hpp"
#include "app/exit_code.hpp"
#include "config/built_in_documents.hpp"
#include "config/csv.hpp"
#include "config/group_points_columns.hpp"
#include "config/group_points_csv.hpp"
#include "report/score_words.hpp"
#include "scoring/block_means.hpp"
#include "scoring/totals.hpp"
#include "scoring/totals_change.hpp"

namespace portalprobe {
namespace {

template <typename T>
using OrCode = tl::expected<T, int>;

/// The scheme that is asked for, or the shipped one whose groups the table has.
OrCode<EvaluationScheme> scheme_for(const std::string& asked, const CsvTable& table,
                                    PerformancePoints performance) {
  if (!asked.empty()) return scheme_or_explain(asked);
  std::vector<Problem> first;
  for (const auto name : built_in_names(BuiltIn::groups)) {
    auto scheme = scheme_or_explain(std::string(name));
    if (!scheme) return scheme;
    std::vector<Problem> problems;
    group_points_columns(table, *scheme, performance, problems);
    if (problems.empty()) return scheme;
    if (first.empty()) first = std::move(problems);
  }
  explained(first);
  return tl::unexpected(refuse(fmt::format("{} has not the columns of shipped groups {} (their own would be "
                                           "named by --scheme, or --previous-scheme)",
                                           table.file, fmt::join(built_in_names(BuiltIn::groups), " or ")),
                               kUsage));
}

BilingualText why_unscored(const PortalResult& portal) {
  return {unscored_text(portal, Language::vi), unscored_text(portal, Language::en)};
}

const PortalResult* find(const ScoreCard& card, const std::string& id) {
  const auto found = std::ranges::find(card.portals, id, [](const auto& one) { return one.portal.id; });
  return found == card.portals.end() ? nullptr : &*found;
}

void name(std::vector<BodyResults>& bodies, const ScoreCard& card) {
  for (auto& body : bodies) {
    const PortalResult* portal = find(card, body.portal_id);
    if (portal) body.name = {portal->portal.name, portal->portal.name_en};
    if (body.name.vi.empty()) body.name.vi = body.portal_id;
  }
}

void add_measured(std::vector<BodyResults>& bodies, const ScoreCard& card, std::size_t performance) {
  for (auto& body : bodies) {
    const PortalResult* portal = find(card, body.portal_id);
    if (!portal) continue;
    body.groups[performance] = {portal->points, portal->range, {}};
    if (!portal->points) body.groups[performance].reason = why_unscored(*portal);
  }
}

/// Where the measured points go. The error says why they cannot.
Expected<std::size_t> performance_group(const EvaluationScheme& scheme, const Criterion& criterion) {
  const auto group = std::ranges::find(scheme.groups, true, &CriteriaGroup::is_performance);
  if (group == scheme.groups.end())
    return fail(fmt::format(
        "scheme {} has no group of performance: there is nowhere to put the measured points", scheme.id));
  const double most = points_in(criterion);
  if (most != group->points)
    return fail(
        fmt::format("criterion {} gives at most {} points, and group {} of scheme {} has {} (right would be "
                    "a criterion that gives as many)",
                    criterion.id, most, group->id, scheme.id, group->points));
  return static_cast<std::size_t>(group - scheme.groups.begin());
}

OrCode<Standings> present(const ScoreCard& card, const ScoreOptions& options) {
  const auto table = read_csv(options.groups);
  if (!table) return explained(table.error());
  const auto scheme = scheme_for(options.scheme, *table, PerformancePoints::measured);
  if (!scheme) return tl::unexpected(scheme.error());
  const auto performance = performance_group(*scheme, card.criterion);
  if (!performance) return tl::unexpected(refuse(performance.error().message, kUsage));
  std::vector<std::string> ids;
  for (const auto& portal : card.portals) ids.push_back(portal.portal.id);
  auto points = read_group_points(*table, *scheme, ids);
  if (!points) return explained(points.error());
  name(points->bodies, card);
  add_measured(points->bodies, card, *performance);
  auto standings = add_up(*scheme, std::move(points->bodies));
  if (!standings) return tl::unexpected(refuse(standings.error().message, kUsage));
  return std::move(*standings);
}

std::vector<std::string> ids_in(const CsvTable& table, const EvaluationScheme& scheme) {
  std::vector<Problem> problems;
  const auto columns = group_points_columns(table, scheme, PerformancePoints::in_file, problems);
  std::vector<std::string> ids;
  for (const auto& row : table.rows) {
    if (columns.portal_id && *columns.portal_id < row.size()) ids.push_back(row[*columns.portal_id].text);
  }
  std::ranges::sort(ids);
  const auto doubled = std::ranges::unique(ids);
  ids.erase(doubled.begin(), doubled.end());
  return ids;
}

/// An earlier evaluation as it was published: all its bodies, with all groups.
OrCode<Standings> earlier(const ScoreCard& card, const ScoreOptions& options) {
  const auto table = read_csv(options.previous);
  if (!table) return explained(table.error());
  const auto scheme = scheme_for(options.previous_scheme, *table, PerformancePoints::in_file);
  if (!scheme) return tl::unexpected(scheme.error());
  auto points = read_group_points(*table, *scheme, ids_in(*table, *scheme), PerformancePoints::in_file);
  if (!points) return explained(points.error());
  name(points->bodies, card);
  auto standings = add_up(*scheme, std::move(points->bodies));
  if (!standings) return tl::unexpected(refuse(standings.error().message, kUsage));
  return std::move(*standings);
}

}  // namespace

tl::expected<WholeEvaluation, int> whole_evaluation(const ScoreCard& card, const ScoreOptions& options) {
  auto standings = present(card, options);
  if (!standings) return tl::unexpected(standings.error());
  WholeEvaluation whole{std::move(*standings), std::nullopt, std::nullopt};
  if (const auto by = grouping_from(options.by)) {
    std::vector<Portal> portals;
    for (const auto& portal : card.portals) portals.push_back(portal.portal);
    whole.blocks = block_means(whole.standings, portals, *by);
  }
  if (options.previous.empty()) return whole;
  const auto before = earlier(card, options);
  if (!before) return tl::unexpected(before.error());
  whole.change = totals_change(*before, whole.standings);
  return whole;
}

}  // namespace portalprobe
