#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "scoring/judge.hpp"

namespace portalprobe {

/// An evaluation whose truth is known. Times are lognormal, failures are slower than any limit, and the limit
/// is 1. At a `p75` of 1 exactly a quarter of all measurements is over it.
struct Scene {
  std::string name;
  double p75 = 1;  ///< the true 75th percentile, in limits
  std::size_t nights = 30;
  std::size_t per_night = 24;  ///< in each stratum
  double correlation = 0;      ///< of the logarithms of one night's times
  double sigma = 0.5;          ///< standard deviation of the logarithms
  double failures = 0;         ///< share of measurements that fail by themselves
  double outages = 0;          ///< share of nights in which all fail
  bool uneven = false;         ///< nights have from 3 to 2 · per_night − 3 measurements
  bool strata = false;         ///< three strata of each night, with different times and weights
};

struct MadeEvaluation {
  std::vector<NightValues> nights;
  std::vector<double> weights;
};

/// Makes evaluations of a scene, each a new one, the same ones for the same seed.
class Maker {
 public:
  Maker(Scene scene, std::uint64_t seed);
  MadeEvaluation make();

 private:
  std::vector<double> values(std::size_t count, double of_night, double z_of_limit);

  Scene scene_;
  std::mt19937_64 random_;
  std::normal_distribution<double> normal_;
};

/// How often each verdict was given.
struct Tally {
  std::size_t runs = 0;
  std::size_t pass = 0;
  std::size_t fail = 0;
  std::size_t undecided = 0;
};

/// The demand of these scenes: at most a quarter over 1, at 95 %, of at least five nights.
Demand quarter_over_one();

using Method = std::function<Verdict(const MadeEvaluation&)>;

/// The one under test.
Verdict by_judging_nights(const MadeEvaluation& evaluation);
/// Of one sweep: the evaluation's first night.
Verdict by_judging_the_sweep(const MadeEvaluation& evaluation);
/// What not to do: all measurements taken together as independent ones.
Verdict by_taking_all_as_independent(const MadeEvaluation& evaluation);

Tally simulate(const Scene& scene, std::size_t runs, std::uint64_t seed, const Method& method);

}  // namespace portalprobe
