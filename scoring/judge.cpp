#include "scoring/judge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

#include "scoring/limit_test.hpp"
#include "scoring/night_correlation.hpp"
#include "scoring/quantile_interval.hpp"

namespace portalprobe {
namespace {

/// What is missing before there can be a verdict; the first of all that is. Walls come first: they are what
/// the others may come from, and what a body can mend.
Reason shortfall(std::size_t samples, const Effort& effort, const Demand& demand) {
  const auto of_taken = demand.max_share_of_walls * static_cast<double>(effort.taken);
  const auto of_planned = demand.min_share_of_planned * static_cast<double>(effort.planned);
  if (static_cast<double>(effort.walls) > of_taken) return Reason::too_many_walls;
  if (samples == 0 || samples < demand.min_samples) return Reason::too_few_samples;
  if (static_cast<double>(samples) < of_planned) return Reason::too_few_of_planned;
  return Reason::none;
}

struct Decision {
  Verdict verdict;
  Reason reason;
};

Decision decide(const Estimate& quantile, const Demand& demand) {
  if (quantile.low && *quantile.low > demand.limit) return {Verdict::fail, Reason::none};
  if (!quantile.high || *quantile.high > demand.limit) {
    return {Verdict::inconclusive, Reason::interval_straddles};
  }
  if (demand.lower_bound) return {Verdict::inconclusive, Reason::only_a_lower_bound};
  if (demand.default_action) return {Verdict::inconclusive, Reason::default_action};
  return {Verdict::pass, Reason::none};
}

void decide(Judgement& judgement, Reason missing, const Demand& demand) {
  const auto decision = missing == Reason::none ? decide(*judgement.quantile, demand)
                                                : Decision{Verdict::insufficient, missing};
  judgement.verdict = decision.verdict;
  judgement.reason = decision.reason;
}

Expected<std::vector<NightValues>> those_that_count(std::span<const NightValues> nights,
                                                    std::span<const double> weights) {
  if (auto normal = normalised_weights(weights); !normal) return tl::unexpected(normal.error());
  std::vector<NightValues> result;
  for (const auto& night : nights) {
    if (night.stratum >= weights.size()) {
      return fail(fmt::format("stratum {} has no weight: there are {}", night.stratum, weights.size()));
    }
    if (weights[night.stratum] > 0 && !night.values.empty()) result.push_back(night);
  }
  return result;
}

std::size_t number_of_nights(std::span<const NightValues> nights) {
  std::set<std::int64_t> different;
  for (const auto& night : nights) different.insert(night.night);
  return different.size();
}

bool has_two_of_each(std::span<const NightValues> nights, std::span<const double> weights) {
  std::vector<std::size_t> count(weights.size());
  for (const auto& night : nights) ++count[night.stratum];
  for (std::size_t stratum = 0; stratum < weights.size(); ++stratum) {
    if (weights[stratum] > 0 && count[stratum] < 2) return false;
  }
  return true;
}

void add_figures(Judgement& judgement, const LimitTest& test, double limit) {
  const auto share = test.share(limit);
  const auto interval = test.share_interval(limit);
  judgement.quantile = Estimate{test.quantile(), test.low(), test.high()};
  judgement.share = Estimate{share.share, interval.low, interval.high};
  judgement.effective_samples = share.effective;
  judgement.p_fail = test.chance_of_so_many(limit);
  judgement.p_pass = test.chance_of_so_few(limit);
}

Estimate share_of_sweep(double over, double count, const QuantileInterval& quantile, const Demand& demand) {
  const bool kept = quantile.high && *quantile.high <= demand.limit;
  const bool missed = quantile.low && *quantile.low > demand.limit;
  const auto interval = in_line_with_test(proportion_interval(over, count, demand.confidence),
                                          demand.allowed_share, kept, missed);
  return {over / count, interval.low, interval.high};
}

void add_figures(Judgement& judgement, std::span<const double> values, const Demand& demand) {
  const auto quantile = *quantile_interval(values, 1 - demand.allowed_share, demand.confidence);
  const auto count = static_cast<double>(values.size());
  const auto over = static_cast<double>(
      std::ranges::count_if(values, [&demand](double value) { return value > demand.limit; }));
  judgement.quantile = Estimate{quantile.value, quantile.low, quantile.high};
  judgement.share = share_of_sweep(over, count, quantile, demand);
  judgement.effective_samples = count;
  judgement.p_fail = chance_of_at_least(over, count, demand.allowed_share);
  judgement.p_pass = chance_of_at_most(over, count, demand.allowed_share);
}

}  // namespace

Expected<Judgement> judge_nights(std::span<const NightValues> nights, std::span<const double> weights,
                                 const Effort& effort, const Demand& demand) {
  if (auto fine = check(demand); !fine) return tl::unexpected(fine.error());
  const auto counting = those_that_count(nights, weights);
  if (!counting) return tl::unexpected(counting.error());
  Judgement judgement;
  for (const auto& night : *counting) judgement.samples += night.values.size();
  judgement.nights = number_of_nights(*counting);
  auto missing = shortfall(judgement.samples, effort, demand);
  const bool enough_nights = has_two_of_each(*counting, weights);
  if (missing == Reason::none && judgement.nights < demand.min_nights) missing = Reason::too_few_nights;
  if (missing == Reason::none && !enough_nights)
    missing = judgement.nights < 2 ? Reason::too_few_nights : Reason::stratum_missing;
  if (enough_nights) {
    auto curve = share_curve(*counting, weights, demand.confidence);
    if (!curve) return tl::unexpected(curve.error());
    add_figures(judgement, LimitTest(std::move(*curve), demand.allowed_share, demand.confidence),
                demand.limit);
    judgement.correlation = night_correlation(count_over(*counting, demand.limit));
  }
  decide(judgement, missing, demand);
  return judgement;
}

Expected<Judgement> judge_sweep(std::span<const double> values, const Effort& effort, const Demand& demand) {
  if (auto fine = check(demand); !fine) return tl::unexpected(fine.error());
  if (std::ranges::any_of(values, [](double value) { return std::isnan(value); })) {
    return fail("a value is not a number");
  }
  Judgement judgement;
  judgement.technical = true;
  judgement.samples = values.size();
  if (!values.empty()) add_figures(judgement, values, demand);
  decide(judgement, shortfall(values.size(), effort, demand), demand);
  return judgement;
}

}  // namespace portalprobe
