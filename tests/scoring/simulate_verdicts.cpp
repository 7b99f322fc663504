// How often each method gives each verdict on evaluations whose truth is known, as a table in Markdown.
//
//   simulate_verdicts [RUNS [SEED]]
//
// A method that is compared here and not used: the plain t-interval of nightly shares; resampled nights (the
// percentile bootstrap); all measurements taken as independent.

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <random>

#include "scoring/mean_interval.hpp"
#include "tests/scoring/made_evaluations.hpp"

namespace {

using namespace portalprobe;

constexpr double kAllowed = 0.25;
constexpr std::size_t kResamples = 1000;

/// The shares over the limit of the nights, their strata put together by weight.
std::vector<double> nightly_shares(const MadeEvaluation& evaluation) {
  std::vector<double> shares;
  for (const auto& count : count_over(evaluation.nights, 1)) {
    const auto night = static_cast<std::size_t>(count.night);
    if (shares.size() <= night) shares.resize(night + 1);
    shares[night] +=
        evaluation.weights[count.stratum] * static_cast<double>(count.over) / static_cast<double>(count.size);
  }
  return shares;
}

Verdict decide(double low, double high) {
  if (high <= kAllowed) return Verdict::pass;
  return low > kAllowed ? Verdict::fail : Verdict::inconclusive;
}

Verdict by_plain_t(const MadeEvaluation& evaluation) {
  const auto shares = nightly_shares(evaluation);
  const auto interval = mean_interval(shares, 0.95);
  return interval ? decide(interval->low, interval->high) : decide(shares.front(), shares.front());
}

Verdict by_bootstrap(const MadeEvaluation& evaluation) {
  const auto shares = nightly_shares(evaluation);
  std::mt19937 random(7);
  std::uniform_int_distribution<std::size_t> pick(0, shares.size() - 1);
  std::vector<double> means(kResamples);
  for (double& mean : means) {
    for (std::size_t i = 0; i < shares.size(); ++i) mean += shares[pick(random)];
    mean /= static_cast<double>(shares.size());
  }
  std::ranges::sort(means);
  return decide(means[kResamples / 40], means[kResamples - 1 - kResamples / 40]);
}

struct NamedMethod {
  const char* name;
  Method method;
};

std::vector<NamedMethod> methods() {
  return {{"**this**", by_judging_nights},
          {"nightly t", by_plain_t},
          {"bootstrap", by_bootstrap},
          {"independent", by_taking_all_as_independent}};
}

Scene scene(std::string name, std::size_t nights, std::size_t per_night, double correlation, double p75) {
  Scene made;
  made.name = std::move(name);
  made.nights = nights;
  made.per_night = per_night;
  made.correlation = correlation;
  made.p75 = p75;
  return made;
}

std::vector<Scene> evaluations() {
  std::vector<Scene> scenes;
  for (const double p75 : {1.0, 0.8, 1.25}) {
    for (const double correlation : {0.0, 0.3, 0.5}) {
      scenes.push_back(scene("30 nights × 24", 30, 24, correlation, p75));
    }
  }
  for (const double correlation : {0.0, 0.3, 0.5}) {
    scenes.push_back(scene("14 nights × 24", 14, 24, correlation, 1));
    scenes.push_back(scene("14 nights × 12", 14, 12, correlation, 1));
    scenes.push_back(scene("30 nights × 12", 30, 12, correlation, 1));
  }
  scenes.push_back(scene("14 nights × 24", 14, 24, 0.3, 0.8));
  scenes.push_back(scene("14 nights × 24", 14, 24, 0.3, 1.25));
  scenes.push_back(scene("30 uneven nights, 3 to 45", 30, 24, 0.3, 1));
  scenes.back().uneven = true;
  scenes.push_back(scene("30 × 24, 10 % fail", 30, 24, 0.3, 1));
  scenes.back().failures = 0.1;
  scenes.push_back(scene("30 × 3 strata × 8", 30, 8, 0.3, 1));
  scenes.back().strata = true;
  scenes.push_back(scene("14 × 3 strata × 8", 14, 8, 0.3, 1));
  scenes.back().strata = true;
  scenes.push_back(scene("30 × 24, every tenth night fails", 30, 24, 0, 1));
  scenes.back().outages = 0.1;
  for (const double sigma : {0.3, 0.8}) {
    for (const double p75 : {0.8, 1.25}) {
      scenes.push_back(scene(fmt::format("30 × 24, σ {}", sigma), 30, 24, 0.3, p75));
      scenes.back().sigma = sigma;
    }
  }
  return scenes;
}

std::string percent(std::size_t part, std::size_t whole) {
  return fmt::format("{:.2f} %", 100 * static_cast<double>(part) / static_cast<double>(whole));
}

void print_row(const Scene& made, const char* method, const Tally& tally) {
  fmt::print("| {} | {} | {} | {} | {} | {} | {} |\n", made.name, made.correlation, made.p75, method,
             percent(tally.pass, tally.runs), percent(tally.fail, tally.runs),
             percent(tally.undecided, tally.runs));
  std::fflush(stdout);
}

void print_head() {
  fmt::print("| measured | correlation | true p75 / limit | method | pass | fail | undecided |\n");
  fmt::print("|---|---|---|---|---|---|---|\n");
}

void print_sweeps(std::size_t runs, std::uint64_t seed) {
  for (const double sigma : {0.3, 0.5, 0.6, 0.8}) {
    for (const double p75 : {1.0, 0.6, 1.6}) {
      auto made = scene(fmt::format("one sweep of 60, σ {}", sigma), 1, 60, 0, p75);
      made.sigma = sigma;
      print_row(made, "order statistics", simulate(made, runs, seed, by_judging_the_sweep));
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  const auto runs = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 10'000ULL;
  const auto seed = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1ULL;
  if (runs == 0) {
    fmt::print(stderr, "usage: simulate_verdicts [RUNS [SEED]]\n");
    return 2;
  }
  print_head();
  for (const auto& made : evaluations()) {
    for (const auto& [name, method] : methods()) print_row(made, name, simulate(made, runs, seed, method));
  }
  print_sweeps(runs, seed);
  return 0;
}
