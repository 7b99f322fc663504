#include <algorithm>
#include <numeric>

#include "config/criterion_type.hpp"
#include "config/criterion_values.hpp"
#include "config/object_type.hpp"
#include "config/threshold_type.hpp"
#include "config/value_types.hpp"

namespace portalprobe {
namespace {

constexpr std::size_t kMostGroups = 100;
constexpr std::size_t kMostLevels = 100;

Type<bool> yes_or_no() { return type::choice_of<bool>({{"false", false}, {"true", true}}, true); }

void check_minimum(Reader& reader, const YamlNode& node, CriteriaGroup& group) {
  if (!group.minimum || group.points <= 0 || *group.minimum <= group.points) return;
  reader.report(*find_key(node, "minimum"),
                fmt::format("'minimum' is {:g}, over the group's {:g} points", *group.minimum, group.points));
}

Type<CriteriaGroup> group_type() {
  return ObjectType<CriteriaGroup>("a group of criteria")
      .add("id", &CriteriaGroup::id, type::id(), "Name of the group, and of its column in tables; unique.",
           Need::required)
      .add("title", &CriteriaGroup::title, type::bilingual_text(), "What people call it.", Need::required)
      .add("points", &CriteriaGroup::points, type::number(0.001, 10'000), "The most that a body can get.",
           Need::required)
      .add("minimum", &CriteriaGroup::minimum, optional_of(type::number(0, 10'000)),
           "In points; a body under it is not ranked.")
      .add("performance", &CriteriaGroup::is_performance, yes_or_no(),
           "Whether its points come from measurements. One group's do.")
      .then(check_minimum)
      .build();
}

Type<Level> level_type() {
  return ObjectType<Level>("a level, { name: ..., from: ... }")
      .add("name", &Level::name, type::filled_line(), "What it is called, as in A.", Need::required)
      .add("from", &Level::from, type::number(0, 10'000), "The least total that reaches it, in points.",
           Need::required)
      .build();
}

Type<SchemeFile> rounding_type() {
  return ObjectType<SchemeFile>("how totals are rounded")
      .add("digits", &SchemeFile::digits, type::integer(0, 6), "Decimal places that are kept.")
      .add("mode", &SchemeFile::rounding, type::rounding(), "What becomes of the others.")
      .build();
}

double points_in(const EvaluationScheme& scheme) {
  return std::accumulate(scheme.groups.begin(), scheme.groups.end(), 0.0,
                         [](double sum, const CriteriaGroup& group) { return sum + group.points; });
}

/// The best first, down to 0; each within reach.
void check_levels(Reader& reader, const YamlNode& root, const SchemeFile& scheme) {
  const auto nodes = items_of(root, "levels");
  if (nodes.size() != scheme.levels.size() || nodes.empty() || !reader.ok()) return;
  const auto from = [](const YamlNode& level) { return *find_key(level, "from"); };
  if (scheme.levels.front().from > points_in(scheme)) {
    reader.report(
        from(nodes.front()),
        fmt::format("nobody can reach this level: the groups' points add up to {:g}", points_in(scheme)));
  }
  for (std::size_t i = 1; i < nodes.size(); ++i) {
    if (scheme.levels[i].from < scheme.levels[i - 1].from) continue;
    reader.report(from(nodes[i]),
                  "levels are out of order: the best stands first, and each begins below the "
                  "one before");
  }
  if (scheme.levels.back().from > 0) {
    reader.report(from(nodes.back()), "the last level begins at 0, so that every total has a level");
  }
}

void check_performance(Reader& reader, const YamlNode& root, const SchemeFile& scheme) {
  const auto nodes = items_of(root, "groups");
  std::optional<std::size_t> first;
  for (std::size_t i = 0; i < nodes.size() && i < scheme.groups.size(); ++i) {
    if (!scheme.groups[i].is_performance) continue;
    if (first) {
      reader.report(nodes[i], fmt::format("a second group with 'performance: true' (the first is in line {})",
                                          nodes[*first].position().line));
    }
    if (!first) first = i;
  }
  const auto groups = find_key(root, "groups");
  if (!first && groups && !nodes.empty()) {
    reader.report(*groups,
                  "no group has 'performance: true' (right is one: its points come from "
                  "measurements)");
  }
}

/// What tables call their own columns cannot be a group's.
void check_names(Reader& reader, const YamlNode& root) {
  constexpr std::string_view kTaken[] = {"portal_id", "total", "level", "rank"};
  for (const YamlNode& group : items_of(root, "groups")) {
    const auto id = find_key(group, "id");
    if (!id || !id->is_scalar() || std::ranges::find(kTaken, id->text()) == std::end(kTaken)) continue;
    reader.report(*id, fmt::format("'{}' is a column of its own in tables (choose another id)", id->text()));
  }
}

void check_scheme(Reader& reader, const YamlNode& root, SchemeFile& scheme) {
  check_unique(reader, root, "groups", "id", "group");
  check_unique(reader, root, "levels", "name", "level");
  check_names(reader, root);
  check_performance(reader, root, scheme);
  check_sum(reader, root, scheme.written, points_in(scheme), "the groups'");
  check_levels(reader, root, scheme);
}

}  // namespace

const Type<SchemeFile>& scheme_type() {
  static const auto kType =
      ObjectType<SchemeFile>("groups of criteria")
          .add("version", &SchemeFile::version, type::integer(1, 1), "Version of this format.",
               Need::required)
          .add("id", &SchemeFile::id, type::id(), "Name of the scheme.", Need::required)
          .add("title", &SchemeFile::title, type::bilingual_text(), "What people call it.", Need::required)
          .add("source", &SchemeFile::source, type::bilingual_text(), "The document that it comes from.",
               Need::required)
          .add("points", &SchemeFile::written, optional_of(type::number(0, 10'000)),
               "The sum of the groups' points, so that a slip in one of them shows.")
          .add("groups", &SchemeFile::groups,
               list_of(group_type(), {"a list of at least one group", true, kMostGroups}),
               "The groups, in the order of tables.", Need::required)
          .add("levels", &SchemeFile::levels,
               list_of(level_type(), {"a list of at least one level", true, kMostLevels}),
               "The levels of the total, the best first.", Need::required)
          .add_group("rounding", rounding_type(), "How totals are rounded.")
          .then(check_scheme)
          .build();
  return kType;
}

}  // namespace portalprobe
