#include "scoring/sweep_comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <numeric>
#include <set>
#include <utility>
#include <vector>

#include "scoring/cliffs_delta.hpp"
#include "scoring/hodges_lehmann.hpp"
#include "scoring/holm.hpp"
#include "scoring/mann_whitney.hpp"
#include "scoring/portal_changes.hpp"
#include "scoring/quantile_interval.hpp"

namespace portalprobe {
namespace {

using Sizes = std::pair<std::size_t, std::size_t>;

std::vector<double> finite_ones(const std::vector<double>& values) {
  std::vector<double> finite;
  std::ranges::copy_if(values, std::back_inserter(finite), [](double value) { return std::isfinite(value); });
  return finite;
}

ComparedValues figures_of(const CollectedValues& side, double confidence) {
  ComparedValues figures;
  figures.values = side.values.size();
  figures.infinite = static_cast<std::size_t>(
      std::ranges::count_if(side.values, [](double value) { return std::isinf(value); }));
  figures.samples = side.samples;
  figures.failed = side.failed;
  figures.left_out = side.left_out;
  if (side.values.empty()) return figures;
  figures.median = quantile_interval(side.values, 0.5, confidence)->value;
  figures.p75 = quantile_interval(side.values, 0.75, confidence)->value;
  return figures;
}

/// How far B lies from A, whatever the test says.
void add_effects(ComparedLine& line, const CollectedValues& before, const CollectedValues& after,
                 double confidence) {
  if (const auto delta = cliffs_delta(after.values, before.values, confidence))
    line.delta = Estimate{delta->value, delta->low, delta->high};
  const auto shift = hodges_lehmann(finite_ones(after.values), finite_ones(before.values), confidence);
  if (shift) line.shift = Estimate{shift->value, shift->low, shift->high};
}

/// Healthy samples without the metric say that the target does not have it, and a failure has none to show;
/// only pages with interactions have a time to answer them.
bool has_metric(const ComparedLine& line) {
  const auto finite = [](const ComparedValues& side) { return side.values > side.infinite; };
  if (finite(line.before) || finite(line.after)) return true;
  const bool without =
      line.before.left_out.of(LeftOut::no_value) > 0 || line.after.left_out.of(LeftOut::no_value) > 0;
  return !without && line.metric != Metric::interaction_to_next_paint;
}

Undecidable too_little(const ComparedLine& line, bool nightly) {
  const auto fewest = std::min(line.before.values, line.after.values);
  if (fewest == 0) return Undecidable::no_values;
  return nightly && fewest < kNightsToCompare ? Undecidable::too_few_nights : Undecidable::none;
}

/// What the test of a line could come to at best, remembered by its numbers of values.
class Possible {
 public:
  double operator()(const ComparedLine& line) {
    const Sizes sizes{line.before.values, line.after.values};
    const auto known = smallest_.find(sizes);
    if (known != smallest_.end()) return known->second;
    return smallest_.emplace(sizes, smallest_p(sizes.first, sizes.second)).first->second;
  }

 private:
  std::map<Sizes, double> smallest_;
};

/// The smallest number of tests such that no more can reach their share of the level.
std::size_t size_of_family(std::vector<double> smallest, double level) {
  std::ranges::sort(smallest);
  for (std::size_t size = 1;; ++size) {
    const auto able =
        std::ranges::upper_bound(smallest, level / static_cast<double>(size)) - smallest.begin();
    if (static_cast<std::size_t>(able) <= size) return size;
  }
}

std::size_t values_needed(std::size_t tests, double level) {
  std::size_t values = 1;
  while (smallest_p(values, values) > level / static_cast<double>(tests)) ++values;
  return values;
}

/// All lines of one metric.
class Family {
 public:
  Family(Comparison& comparison, Metric metric) : of_(comparison), metric_(metric) {}

  void add(ComparedLine& line, double smallest) {
    ++lines_;
    if (line.why != Undecidable::none) return;
    able_.push_back(&line);
    smallest_.push_back(smallest);
  }

  void decide() {
    leave_out_the_unable();
    std::vector<double> p_values;
    for (const auto* line : able_) p_values.push_back(*line->p);
    const auto corrected = holm(p_values);
    for (std::size_t i = 0; i < able_.size(); ++i) decide_one(*able_[i], corrected[i]);
    of_.metrics.push_back({metric_, lines_, able_.size(), values_needed(able_.size() + 1, of_.level)});
  }

 private:
  void leave_out_the_unable() {
    const auto size = static_cast<double>(size_of_family(smallest_, of_.level));
    std::vector<ComparedLine*> kept;
    for (std::size_t i = 0; i < able_.size(); ++i) {
      if (smallest_[i] <= of_.level / size) {
        kept.push_back(able_[i]);
      } else {
        able_[i]->why = Undecidable::too_few_values;
        able_[i]->u.reset();
        able_[i]->p.reset();
      }
    }
    able_ = std::move(kept);
  }

  void decide_one(ComparedLine& line, double corrected) const {
    line.p_corrected = corrected;
    const bool differs = corrected <= of_.level && line.delta->value != 0;
    line.change = !differs ? Change::unchanged : line.delta->value < 0 ? Change::better : Change::worse;
  }

  Comparison& of_;
  Metric metric_;
  std::size_t lines_ = 0;
  std::vector<ComparedLine*> able_;
  std::vector<double> smallest_;
};

void decide_all(Comparison& comparison, const CollectedLines& before, const CollectedLines& after) {
  std::map<Metric, Family> families;
  Possible possible;
  for (auto& line : comparison.lines) {
    line.why = too_little(line, comparison.nightly);
    double smallest = 1;
    if (line.why == Undecidable::none) {
      const ComparedKey key{line.metric, line.series};
      smallest = possible(line);
      const auto found = *mann_whitney(after.at(key).values, before.at(key).values);
      line.u = found.u;
      line.p = std::max(found.p, smallest);
      line.exact = found.exact;
    }
    families.try_emplace(line.metric, comparison, line.metric).first->second.add(line, smallest);
  }
  for (auto& [metric, family] : families) family.decide();
}

void add_lines(Comparison& comparison, const CollectedLines& before, const CollectedLines& after) {
  for (const auto& [key, values] : before) {
    const auto other = after.find(key);
    if (other == after.end()) continue;
    ComparedLine line;
    line.metric = key.metric;
    line.series = key.series;
    line.before = figures_of(values, comparison.confidence);
    line.after = figures_of(other->second, comparison.confidence);
    if (!has_metric(line)) continue;
    add_effects(line, values, other->second, comparison.confidence);
    comparison.lines.push_back(std::move(line));
  }
}

std::set<std::string> targets_of(const CollectedLines& lines) {
  std::set<std::string> targets;
  for (const auto& [key, values] : lines) targets.insert(key.series.portal_id + "/" + key.series.target_id);
  return targets;
}

std::vector<std::string> without(const std::set<std::string>& some, const std::set<std::string>& others) {
  std::vector<std::string> rest;
  std::ranges::set_difference(some, others, std::back_inserter(rest));
  return rest;
}

std::map<EngineKind, std::set<Profile>> profiles_of(const CollectedLines& lines) {
  std::map<EngineKind, std::set<Profile>> profiles;
  for (const auto& [key, values] : lines) profiles[key.series.engine].insert(key.series.profile);
  return profiles;
}

std::string names_of(const std::set<Profile>& profiles) {
  std::string text;
  for (const auto profile : profiles)
    text += fmt::format("{}{}", text.empty() ? "" : ", ", to_string(profile));
  return text;
}

Expected<void> check_profiles(const CollectedLines& before, const CollectedLines& after) {
  const auto others = profiles_of(after);
  for (const auto& [engine, profiles] : profiles_of(before)) {
    const auto other = others.find(engine);
    if (other == others.end()) continue;
    const bool common =
        std::ranges::any_of(profiles, [&](Profile profile) { return other->second.contains(profile); });
    if (!common)
      return fail(
          fmt::format("A has samples of the {} engine for the profile {}, B for {}: that is another "
                      "instrument (right would be two of one profile)",
                      to_string(engine), names_of(profiles), names_of(other->second)));
  }
  return {};
}

Expected<void> add_targets(Comparison& comparison, const CollectedLines& before,
                           const CollectedLines& after) {
  const auto ours = targets_of(before);
  const auto theirs = targets_of(after);
  for (const auto& [name, targets] : {std::pair("A", &ours), std::pair("B", &theirs)}) {
    if (targets->empty()) return fail(fmt::format("{} holds no samples of pages or actions", name));
  }
  comparison.only_before = without(ours, theirs);
  comparison.only_after = without(theirs, ours);
  if (comparison.only_before.size() < ours.size()) return {};
  return fail(fmt::format("A and B have no target in common: A has {} ({} ...), B has {} ({} ...)",
                          ours.size(), *ours.begin(), theirs.size(), *theirs.begin()));
}

}  // namespace

double smallest_p(std::size_t m, std::size_t n) {
  std::vector<double> low(m);
  std::vector<double> high(n);
  std::iota(low.begin(), low.end(), 0.0);
  std::iota(high.begin(), high.end(), static_cast<double>(m));
  const auto found = mann_whitney(low, high);
  return found ? found->p : 1;
}

Expected<Comparison> compare_lines(const CollectedLines& before, const CollectedLines& after, bool nightly) {
  Comparison comparison;
  comparison.nightly = nightly;
  if (auto targets = add_targets(comparison, before, after); !targets)
    return tl::unexpected(std::move(targets.error()));
  if (auto profiles = check_profiles(before, after); !profiles)
    return tl::unexpected(std::move(profiles.error()));
  add_lines(comparison, before, after);
  if (comparison.lines.empty())
    return fail("A and B were measured in no common way: no metric of a target has values in both");
  decide_all(comparison, before, after);
  add_portal_changes(comparison);
  return comparison;
}

}  // namespace portalprobe
