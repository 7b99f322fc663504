#include "tests/scoring/made_evaluations.hpp"

#include <cmath>
#include <limits>
#include <stdexcept>
#include <utility>

#include "scoring/distributions.hpp"

namespace portalprobe {
namespace {

struct MadeStratum {
  double weight;
  double over;  ///< share over the limit at a p75 of 1
};

/// Their weighted mean is a quarter.
std::vector<MadeStratum> strata_of(const Scene& scene) {
  if (!scene.strata) return {{1, 0.25}};
  return {{0.5, 0.35}, {0.3, 0.2}, {0.2, 0.075}};
}

/// Where the limit lies among the times that are neither failures nor in an outage, in standard deviations of
/// their logarithm.
double z_of_limit(const Scene& scene, double over) {
  const double failing = scene.outages + (1 - scene.outages) * scene.failures;
  return normal_quantile(1 - (over - failing) / (1 - failing));
}

Verdict verdict_of(const Expected<Judgement>& judgement) {
  if (!judgement) throw std::runtime_error(judgement.error().message);
  return judgement->verdict;
}

std::vector<double> all_values(const MadeEvaluation& evaluation) {
  std::vector<double> values;
  for (const auto& night : evaluation.nights) {
    values.insert(values.end(), night.values.begin(), night.values.end());
  }
  return values;
}

}  // namespace

Maker::Maker(Scene scene, std::uint64_t seed) : scene_(std::move(scene)), random_(seed) {}

std::vector<double> Maker::values(std::size_t count, double of_night, double z) {
  std::uniform_real_distribution<double> chance;
  std::vector<double> result;
  result.reserve(count);
  const double own = std::sqrt(1 - scene_.correlation);
  for (std::size_t i = 0; i < count; ++i) {
    const double normal = of_night + own * normal_(random_);
    const bool fails = scene_.failures > 0 && chance(random_) < scene_.failures;
    result.push_back(fails ? std::numeric_limits<double>::infinity()
                           : scene_.p75 * std::exp(scene_.sigma * (normal - z)));
  }
  return result;
}

MadeEvaluation Maker::make() {
  MadeEvaluation made;
  const auto strata = strata_of(scene_);
  for (const auto& stratum : strata) made.weights.push_back(stratum.weight);
  std::uniform_int_distribution<std::size_t> size(3, 2 * scene_.per_night - 3);
  std::uniform_real_distribution<double> chance;
  for (std::size_t night = 0; night < scene_.nights; ++night) {
    const double of_night = std::sqrt(scene_.correlation) * normal_(random_);
    const bool out = scene_.outages > 0 && chance(random_) < scene_.outages;
    for (std::size_t stratum = 0; stratum < strata.size(); ++stratum) {
      const std::size_t count = scene_.uneven ? size(random_) : scene_.per_night;
      auto times = values(count, of_night, z_of_limit(scene_, strata[stratum].over));
      if (out) times.assign(count, std::numeric_limits<double>::infinity());
      made.nights.push_back({static_cast<std::int64_t>(night), stratum, std::move(times)});
    }
  }
  return made;
}

Demand quarter_over_one() {
  Demand demand;
  demand.limit = 1;
  demand.min_nights = 5;
  return demand;
}

Verdict by_judging_nights(const MadeEvaluation& evaluation) {
  return verdict_of(judge_nights(evaluation.nights, evaluation.weights, {}, quarter_over_one()));
}

Verdict by_judging_the_sweep(const MadeEvaluation& evaluation) {
  return verdict_of(judge_sweep(evaluation.nights.front().values, {}, quarter_over_one()));
}

Verdict by_taking_all_as_independent(const MadeEvaluation& evaluation) {
  return verdict_of(judge_sweep(all_values(evaluation), {}, quarter_over_one()));
}

Tally simulate(const Scene& scene, std::size_t runs, std::uint64_t seed, const Method& method) {
  Maker maker(scene, seed);
  Tally tally;
  for (; tally.runs < runs; ++tally.runs) {
    switch (method(maker.make())) {
      case Verdict::pass:
        ++tally.pass;
        break;
      case Verdict::fail:
        ++tally.fail;
        break;
      default:
        ++tally.undecided;
    }
  }
  return tally;
}

}  // namespace portalprobe
