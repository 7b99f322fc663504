#pragma once

#include <cstdint>
#include <string>

#include "core/measurement.hpp"
#include "core/portal.hpp"
#include "core/sample.hpp"
#include "scheduler/random.hpp"

namespace portalprobe::bench {

/// What simulated measurements are drawn from.
struct World {
  std::uint64_t seed = 1;
  double sigma = 0.5;        ///< of the logarithm of a time
  double correlation = 0.3;  ///< of two such logarithms of one portal and night
  double unfit = 0.01;       ///< share of samples in which our own slowness might show
};

/// What ails a portal for the whole time.
enum class Ailment {
  none,
  flaky,   ///< fails now and then
  walled,  ///< keeps robots out, mostly
  moved,   ///< answers from somewhere else
  tended,  ///< every tenth night it is under announced maintenance
};

/// What is true of a portal: what its measurements are drawn from, and its verdict should find out.
struct Truth {
  Ailment ailment = Ailment::none;
  double page = 1;      ///< the 75th percentile of its pages' load time, in limits of 2.5 s
  double response = 1;  ///< the same of its actions' response time, in limits of 0.2 s
};
Truth truth_of(const World& world, std::size_t portal);

/// Who measures, and when.
struct Scene {
  std::string sweep_id;
  std::string stratum;
  std::string vantage_id;
  std::uint64_t vantage = 0;
  std::uint64_t night = 0;
  std::uint64_t number = 0;  ///< of the sweep: no two have the same
};

/// Draws the samples of one sweep.
class SampleMaker {
 public:
  SampleMaker(const World& world, Scene scene);

  /// Sets every field of `sample`.
  void make(const Portal& portal, const PlannedMeasurement& planned, Sample& sample);

 private:
  struct Draw {
    Outcome outcome = Outcome::ok;
    Side side = Side::none;
  };

  double uniform();
  double normal();
  double night_effect(std::size_t portal) const;
  /// A time whose 75th percentile over all nights is `p75`.
  double lognormal(double p75, std::size_t portal);
  Draw draw_outcome(const Truth& truth);
  Draw failure_of_portal();
  void set_identity(const Portal& portal, const PlannedMeasurement& planned, Sample& sample);
  void set_times(const PlannedMeasurement& planned, const Truth& truth, const Target& target, Sample& sample);
  void set_document(double response, bool warm, Sample& sample);
  void set_page(double load, const Target& target, Sample& sample);
  void fail(const Draw& draw, Sample& sample);

  World world_;
  Scene scene_;
  Random random_;
};

}  // namespace portalprobe::bench
