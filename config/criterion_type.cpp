#include "config/criterion_type.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "config/criterion_values.hpp"
#include "config/object_type.hpp"
#include "config/threshold_type.hpp"
#include "config/value_types.hpp"
#include "config/wording.hpp"

namespace portalprobe {
namespace {

constexpr std::size_t kMostThresholds = 100;
constexpr std::size_t kMostAssumptions = 100;
constexpr std::size_t kMostRoles = 100;

using Keys = ObjectType<CriterionFile>;

Type<CriterionFile> roles_type() {
  return Keys("how the results of a portal's roles become one")
      .add("combine", &CriterionFile::combine,
           type::choice_of<RoleCombination>({{"worst", RoleCombination::worst},
                                             {"all", RoleCombination::all},
                                             {"weighted", RoleCombination::weighted}}),
           "worst: the worst role's verdict and points. all: points only where every role passes. weighted: "
           "the mean of the roles' points.")
      .add("weights", &CriterionFile::role_weights, type::weights(), "Of the roles, with `weighted`.")
      .add("required", &CriterionFile::required_roles,
           list_of(type::filled_line(), {"a list of roles such as [home, search]", false, kMostRoles}),
           "Roles that must have been measured: a portal without one of them is not ranked.")
      .build();
}

Type<CriterionFile> failures_type() {
  return Keys("what failures on the portal's side count as")
      .add("count_as", &CriterionFile::failures,
           type::choice_of<FailureCount>(
               {{"slow", FailureCount::slow}, {"unavailable", FailureCount::unavailable}}),
           "slow: slower than any limit. unavailable: apart, against `max_share`.")
      .add("max_share", &CriterionFile::max_unavailable, type::share_between(0, 0.99),
           "With `unavailable`: the largest share of failures that is available enough.")
      .build();
}

Type<CriterionFile> undecided_type() {
  return Keys("what results that are none give")
      .add("inconclusive", &CriterionFile::for_inconclusive, type::share_or_not_ranked(),
           "Where the interval straddles the limit, or only a lower bound is under it.")
      .add("insufficient", &CriterionFile::for_insufficient, type::share_or_not_ranked(),
           "Where there is too little evidence, or walls took too much of it.")
      .add("moved", &CriterionFile::for_moved, type::share_or_not_ranked(),
           "Where a portal answers from a host that is none of its own.")
      .build();
}

Type<CriterionFile> rounding_type() {
  return Keys("how points are rounded")
      .add("digits", &CriterionFile::digits, type::integer(0, 6), "Decimal places that are kept.")
      .add("mode", &CriterionFile::rounding, type::rounding(), "What becomes of the others.")
      .build();
}

/// The roles that thresholds name; `open`: some threshold applies to any.
struct KnownRoles {
  std::vector<std::string_view> names;
  bool open = false;
};

KnownRoles known_roles(const Criterion& criterion) {
  KnownRoles known;
  for (const auto& threshold : criterion.thresholds) {
    known.open = known.open || threshold.roles.empty();
    known.names.insert(known.names.end(), threshold.roles.begin(), threshold.roles.end());
  }
  known.open = known.open || criterion.thresholds.empty();  // they could not be read
  return known;
}

void check_role(Reader& reader, const YamlNode& role, const KnownRoles& known) {
  if (!role.is_scalar() || known.open) return;
  if (std::ranges::find(known.names, role.text()) != known.names.end()) return;
  reader.report(role, fmt::format("no threshold has the role {}{}", shown(role.text()),
                                  did_you_mean(role.text(), known.names)));
}

/// Weighted roles all need a weight, and so must be known by name.
void check_all_weighted(Reader& reader, const YamlNode& root, const YamlNode& weights,
                        const Criterion& criterion) {
  const auto nodes = items_of(root, "thresholds");
  const bool any_weighs =
      std::ranges::any_of(criterion.role_weights, [](const Weight& weight) { return weight.weight > 0; });
  for (std::size_t i = 0; i < nodes.size() && i < criterion.thresholds.size(); ++i) {
    const auto& threshold = criterion.thresholds[i];
    if (threshold.roles.empty()) {
      reader.report(nodes[i], "with 'combine: weighted' each threshold names its 'roles'");
    }
    const auto weighs_nothing = [&criterion](const std::string& role) {
      const auto weight = std::ranges::find(criterion.role_weights, role, &Weight::name);
      return weight != criterion.role_weights.end() && weight->weight <= 0;
    };
    if (any_weighs && threshold.points > 0 && !threshold.roles.empty() &&
        std::ranges::all_of(threshold.roles, weighs_nothing)) {
      reader.report(weights, fmt::format("all roles of threshold {} weigh 0: nobody could get its points",
                                         shown(threshold.id)));
    }
    for (const auto& role : threshold.roles) {
      if (role.empty() ||
          std::ranges::find(criterion.role_weights, role, &Weight::name) != criterion.role_weights.end()) {
        continue;
      }
      reader.report(weights,
                    fmt::format("role {} of threshold {} has no weight", shown(role), shown(threshold.id)));
    }
  }
}

void check_weights(Reader& reader, const YamlNode& root, const YamlNode& roles, const Criterion& criterion) {
  const auto weights = find_key(roles, "weights");
  const bool weighted = criterion.combine == RoleCombination::weighted;
  if (!weights || weights->is_null()) {
    if (weighted) reader.report(*find_key(roles, "combine"), "'combine: weighted' without 'weights'");
    return;
  }
  if (!weighted) {
    return reader.report(*weights,
                         "'weights' are used with 'combine: weighted' only (say so, or leave them out)");
  }
  if (!criterion.thresholds.empty() && points_in(criterion) <= 0) {
    reader.report(*weights, "weights without points: no threshold gives any (say 'points' there)");
  }
  if (!weights->is_map()) return;  // reported
  const auto known = known_roles(criterion);
  bool is_key = true;
  for (const YamlNode& node : weights->children()) {
    if (is_key) check_role(reader, node, known);
    is_key = !is_key;
  }
  check_all_weighted(reader, root, *weights, criterion);
}

void check_roles(Reader& reader, const YamlNode& root, const Criterion& criterion) {
  const auto roles = find_key(root, "roles");
  if (!roles || !roles->is_map()) return;
  check_weights(reader, root, *roles, criterion);
  check_doubled(reader, *roles, "required");
  const auto known = known_roles(criterion);
  for (const YamlNode& role : items_of(*roles, "required")) check_role(reader, role, known);
}

void check_failures(Reader& reader, const YamlNode& root, const Criterion& criterion) {
  const auto failures = find_key(root, "failures");
  if (!failures || !failures->is_map()) return;
  const auto share = find_key(*failures, "max_share");
  if (criterion.failures == FailureCount::unavailable && !share) {
    reader.report(*failures,
                  "'count_as: unavailable' without 'max_share' (say how large a share of failures "
                  "is allowed)");
  }
  const auto count_as = find_key(*failures, "count_as");
  const bool slow = !count_as || count_as->text() == to_string(FailureCount::slow);
  if (slow && share) {
    reader.report(*share, "'max_share' is used with 'count_as: unavailable' only (say so, or leave it out)");
  }
}

/// A share of nothing is not what anybody means.
void check_undecided(Reader& reader, const YamlNode& root, const Criterion& criterion) {
  const auto undecided = find_key(root, "undecided");
  if (!undecided || criterion.thresholds.empty() || points_in(criterion) > 0) return;
  const struct {
    std::string_view key;
    const std::optional<double>& share;
  } rows[] = {{"inconclusive", criterion.for_inconclusive},
              {"insufficient", criterion.for_insufficient},
              {"moved", criterion.for_moved}};
  for (const auto& row : rows) {
    if (!row.share) continue;
    const auto place = find_key(*undecided, row.key);
    reader.report(place ? *place : *undecided,
                  fmt::format("'{}' is a share of no points: no threshold gives any", row.key));
  }
}

void check_criterion(Reader& reader, const YamlNode& root, CriterionFile& criterion) {
  check_unique(reader, root, "thresholds", "id", "threshold");
  check_roles(reader, root, criterion);
  check_failures(reader, root, criterion);
  check_undecided(reader, root, criterion);
  check_sum(reader, root, criterion.written, points_in(criterion), "the thresholds'");
}

}  // namespace

void check_unique(Reader& reader, const YamlNode& map, std::string_view list, std::string_view key,
                  std::string_view what) {
  std::unordered_map<std::string_view, int> lines;
  for (const YamlNode& item : items_of(map, list)) {
    const auto id = find_key(item, key);
    if (!id || !id->is_scalar()) continue;
    const auto [first, added] = lines.emplace(id->text(), id->position().line);
    if (added) continue;
    reader.report(*id, fmt::format("duplicate {} {}: another {} has it in line {}", key, shown(id->text()),
                                   what, first->second));
  }
}

void check_sum(Reader& reader, const YamlNode& map, const std::optional<double>& written, double sum,
               std::string_view of) {
  constexpr double kNoDifference = 1e-7;
  if (!written || !reader.ok() || std::abs(*written - sum) < kNoDifference) return;
  reader.report(*find_key(map, "points"),
                fmt::format("'points' are {:g}, but {} add up to {:g}", *written, of, sum));
}

const Type<CriterionFile>& criterion_type() {
  static const auto kType =
      Keys("a criterion")
          .add("version", &CriterionFile::version, type::integer(1, 1), "Version of this format.",
               Need::required)
          .add("id", &CriterionFile::id, type::id(), "Name of the criterion in results.", Need::required)
          .add("edition", &CriterionFile::edition, type::integer(1, 1'000'000),
               "The criterion's own version: higher with every change of what it says.")
          .add("title", &CriterionFile::title, type::bilingual_text(), "What people call it.", Need::required)
          .add("source", &CriterionFile::source, type::bilingual_text(), "The document that asks for it.",
               Need::required)
          .add("assumptions", &CriterionFile::assumptions,
               list_of(type::bilingual_text(),
                       {"a list of texts, each in Vietnamese and in English", false, kMostAssumptions}),
               "What the document leaves open and this file decides. Every report prints them.")
          .add("points", &CriterionFile::written, optional_of(type::number(0, 10'000)),
               "The sum of the thresholds' points, so that a slip in one of them shows.")
          .add("thresholds", &CriterionFile::thresholds,
               list_of(threshold_type(), {"a list of at least one threshold", true, kMostThresholds}),
               "What targets are judged by, one by one.", Need::required)
          .add_group("roles", roles_type(), "How the results of a portal's roles become one.")
          .add("strata", &CriterionFile::strata, type::weights(),
               "Weights of the kinds of hours. Without any, samples count alike; else strata that are not "
               "named do not count.")
          .add_group("failures", failures_type(), "What failures on the portal's side count as.")
          .add("max_wall_share", &CriterionFile::max_wall_share, type::share(),
               "With a larger share of walls among a target's samples its verdict is insufficient.")
          .add_group("undecided", undecided_type(),
                     "Shares of the points for results that are none, or not_ranked.")
          .add_group("rounding", rounding_type(), "How points are rounded.")
          .add("rank_bands", &CriterionFile::rank_bands,
               type::choice_of<RankBands>(
                   {{"overlapping", RankBands::overlapping}, {"none", RankBands::none}}),
               "overlapping: portals whose intervals overlap share a band of ranks. none: points alone "
               "decide.")
          .add("pool_segments", &CriterionFile::pool_segments,
               type::choice_of<bool>({{"false", false}, {"true", true}}, true),
               "Whether samples before and after a change of the browser's version are judged together.")
          .hint("weights",
                "unknown key 'weights': those of roles stand in 'roles', those of hours in 'strata'")
          .then(check_criterion)
          .build();
  return kType;
}

}  // namespace portalprobe
