#include "tests/bench/simulation_settings.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <stdexcept>

namespace portalprobe::bench {
namespace {

using std::chrono::hours;

constexpr Part kParts[] = {
    {"office", hours(8), hours(3)}, {"evening", hours(18), hours(3)}, {"night", hours(22), hours(6)}};

[[noreturn]] void stop(const std::string& why) { throw std::runtime_error(why); }

std::vector<std::string> split(const std::string& list) {
  std::vector<std::string> parts(1);
  for (const char c : list) c == ',' ? parts.emplace_back() : parts.back() += c;
  return parts;
}

double number(const std::string& text) {
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  if (text.empty() || *end != '\0') stop(fmt::format("'{}' is not a number", text));
  return value;
}

Part part_of(const std::string& stratum) {
  for (const Part& part : kParts) {
    if (stratum == part.stratum) return part;
  }
  stop(fmt::format("there is no stratum '{}'", stratum));
}

std::vector<Part> parts_of(const std::string& strata) {
  std::vector<Part> parts;
  for (const auto& stratum : split(strata)) parts.push_back(part_of(stratum));
  return parts;
}

void set(SimulationSettings& settings, const std::string& name, const std::string& value) {
  const auto whole = [&] { return static_cast<int>(number(value)); };
  if (name == "rounds") return void(settings.rounds = whole());
  if (name == "strata") return void(settings.parts = parts_of(value));
  if (name == "pages") return void(settings.pages = value);
  if (name == "networks") return void(settings.networks = split(value));
  if (name == "nights") return void(settings.nights = whole());
  if (name == "upgrade_on") return void(settings.upgrade_on = whole());
  if (name == "truth") return void(settings.truth = whole() != 0);
  if (name == "sigma") return void(settings.world.sigma = number(value));
  if (name == "correlation") return void(settings.world.correlation = number(value));
  if (name == "unfit") return void(settings.world.unfit = number(value));
  if (name == "seed") return void(settings.world.seed = static_cast<std::uint64_t>(whole()));
  stop(fmt::format("there is no '{}'", name));
}

}  // namespace

SimulationSettings simulation_settings_from(const std::vector<std::string>& arguments) {
  if (arguments.size() < 2) stop("usage: simulated_evaluation EVALUATION.yaml STORE.db [NAME=VALUE]...");
  SimulationSettings settings;
  settings.evaluation = arguments[0];
  settings.store = arguments[1];
  for (std::size_t i = 2; i < arguments.size(); ++i) {
    const auto equals = arguments[i].find('=');
    if (equals == std::string::npos) stop(fmt::format("'{}' is no NAME=VALUE", arguments[i]));
    set(settings, arguments[i].substr(0, equals), arguments[i].substr(equals + 1));
  }
  const World& world = settings.world;
  if (!(world.sigma >= 0 && world.correlation >= 0 && world.correlation <= 1))
    stop("sigma is 0 or more, and correlation from 0 to 1");
  if (settings.parts.empty()) settings.parts = parts_of("night");
  return settings;
}

}  // namespace portalprobe::bench
