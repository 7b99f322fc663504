#include "scoring/reach.hpp"

#include <algorithm>
#include <limits>

#include "scoring/judge.hpp"

namespace portalprobe {
namespace {

constexpr std::size_t kMostRounds = 10'000;
constexpr std::size_t kMostNights = 366;

Demand demand_of(const Threshold& threshold) {
  Demand demand;
  demand.limit = threshold.limit;
  demand.allowed_share = threshold.allowed_over;
  demand.confidence = threshold.confidence;
  demand.min_samples = static_cast<std::size_t>(threshold.min_samples);
  demand.min_nights = static_cast<std::size_t>(threshold.min_nights);
  return demand;
}

/// The same value everywhere: nothing could speak more clearly.
Verdict of_sweep(const Threshold& threshold, std::size_t samples, double value) {
  const std::vector<double> values(samples, value);
  const auto judged = judge_sweep(values, {samples, samples, 0}, demand_of(threshold));
  return judged ? judged->verdict : Verdict::insufficient;
}

Verdict of_nights(const Threshold& threshold, std::size_t nights, std::size_t samples, double value) {
  std::vector<NightValues> all;
  for (std::size_t night = 0; night < nights; ++night)
    all.push_back({static_cast<std::int64_t>(night), 0, std::vector<double>(samples, value)});
  const double weights[] = {1};
  const auto judged =
      judge_nights(all, weights, {nights * samples, nights * samples, 0}, demand_of(threshold));
  return judged ? judged->verdict : Verdict::insufficient;
}

constexpr double kSlow = std::numeric_limits<double>::infinity();

/// The smallest number from 1 for which `holds`, which stays true once it is.
template <typename Holds>
std::optional<std::size_t> smallest(std::size_t most, const Holds& holds) {
  if (!holds(most)) return std::nullopt;
  std::size_t low = 0;
  std::size_t high = most;
  while (high - low > 1) {
    const std::size_t middle = low + (high - low) / 2;
    (holds(middle) ? high : low) = middle;
  }
  return high;
}

Connection connection_of(const RoundUnit& unit, Connection wanted) {
  return unit.pair ? wanted : Connection::cold;
}

/// Whether a round's unit gives what a reading is about.
bool gives(const RoundUnit& unit, const Target& target, const Reading& reading) {
  const bool profile =
      !reading.profile || unit.engine == EngineKind::http || *reading.profile == unit.profile;
  return unit.engine == reading.engine && target.kind == reading.kind && profile &&
         connection_of(unit, reading.connection) == reading.connection;
}

}  // namespace

Reach reach_of_sweep(const Threshold& threshold, std::size_t samples) {
  return {of_sweep(threshold, samples, 0) == Verdict::pass,
          of_sweep(threshold, samples, kSlow) == Verdict::fail};
}

Reach reach_of_nights(const Threshold& threshold, std::size_t nights, std::size_t samples_a_night) {
  return {of_nights(threshold, nights, samples_a_night, 0) == Verdict::pass,
          of_nights(threshold, nights, samples_a_night, kSlow) == Verdict::fail};
}

Reach reach_of_strata(const Threshold& threshold, std::span<const PlannedStratum> strata) {
  const auto verdict_if_all_are = [&](double value) {
    std::vector<NightValues> all;
    std::vector<double> weights;
    std::size_t samples = 0;
    for (std::size_t i = 0; i < strata.size(); ++i) {
      weights.push_back(strata[i].weight);
      for (const auto night : strata[i].nights)
        all.push_back({night, i, std::vector<double>(strata[i].samples_a_night, value)});
      samples += strata[i].nights.size() * strata[i].samples_a_night;
    }
    const auto judged = judge_nights(all, weights, {samples, samples, 0}, demand_of(threshold));
    return judged ? judged->verdict : Verdict::insufficient;
  };
  return {verdict_if_all_are(0) == Verdict::pass, verdict_if_all_are(kSlow) == Verdict::fail};
}

std::optional<std::size_t> rounds_for_pass(const Threshold& threshold) {
  return smallest(kMostRounds,
                  [&](std::size_t rounds) { return of_sweep(threshold, rounds, 0) == Verdict::pass; });
}

std::optional<std::size_t> nights_for_pass(const Threshold& threshold, std::size_t samples_a_night) {
  return smallest(kMostNights, [&](std::size_t nights) {
    return of_nights(threshold, nights, samples_a_night, 0) == Verdict::pass;
  });
}

std::vector<PlannedThreshold> planned_for(const Criterion& criterion, std::span<const Portal> portals,
                                          const RoundSettings& settings) {
  std::vector<PlannedThreshold> all(criterion.thresholds.size());
  for (std::size_t t = 0; t < all.size(); ++t) {
    all[t].threshold = t;
    const Threshold& threshold = criterion.thresholds[t];
    for (std::size_t r = 0; r < threshold.readings.size() && !all[t].reading; ++r) {
      for (const auto& portal : portals) {
        for (const auto& unit : round_units(portal, settings)) {
          const Target& target = portal.targets[unit.target];
          if (applies_to(threshold, target.role) && gives(unit, target, threshold.readings[r]))
            all[t].reading = r;
        }
      }
    }
    if (!all[t].reading) continue;
    for (const auto& portal : portals) {
      std::vector<bool> counted(portal.targets.size());
      for (const auto& unit : round_units(portal, settings)) {
        const Target& target = portal.targets[unit.target];
        if (!applies_to(threshold, target.role) ||
            !gives(unit, target, threshold.readings[*all[t].reading]) || counted[unit.target])
          continue;
        counted[unit.target] = true;
        ++all[t].targets;
        if (!target.configured) ++all[t].stand_ins;
      }
      if (std::ranges::none_of(counted, [](bool is) { return is; }))
        all[t].portals_without.push_back(portal.id);
    }
  }
  return all;
}

}  // namespace portalprobe
