#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "tests/bench/simulated_sample.hpp"

namespace portalprobe::bench {

/// A part of the day in which there is a sweep.
struct Part {
  const char* stratum;
  std::chrono::hours begins;  ///< local time
  std::chrono::hours window;
};

/// What is asked for on the command line: see simulated_evaluation.cpp.
struct SimulationSettings {
  std::string evaluation;
  std::string store;
  int rounds = 24;
  std::vector<Part> parts;
  std::string pages = "browser";
  std::vector<std::string> networks = {"AS45899", "AS7552", "AS18403"};
  int nights = 0;
  int upgrade_on = 0;
  bool truth = false;
  World world;
};

/// Throws, saying what is wrong, for what it does not know.
SimulationSettings simulation_settings_from(const std::vector<std::string>& arguments);

}  // namespace portalprobe::bench
