#include "app/plan_reach.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

#include "core/cron.hpp"
#include "core/round.hpp"

namespace portalprobe {
namespace {

constexpr std::size_t kNamed = 5;  ///< how many portals a sentence lists

bool starts_on(const Schedule& schedule, std::chrono::sys_days day) {
  const auto cron = schedule.cron.empty() ? Expected<Cron>(fail("none")) : parse_cron(schedule.cron);
  const Day date(day);
  return cron && matches_day(*cron, static_cast<unsigned>(date.day()), static_cast<unsigned>(date.month()),
                             std::chrono::weekday(day).c_encoding());
}

std::vector<std::int64_t> nights_in(const Evaluation& evaluation, const Schedule& schedule) {
  std::vector<std::int64_t> nights;
  for (std::chrono::sys_days day = evaluation.from; day <= std::chrono::sys_days(evaluation.to);
       day += std::chrono::days(1)) {
    if (starts_on(schedule, day)) nights.push_back(day.time_since_epoch().count());
  }
  return nights;
}

/// Days of the period on which the schedules start sweeps, by the strata that the criterion weighs. Absent:
/// no schedule says when.
std::optional<std::vector<PlannedStratum>> strata_in(const Evaluation& evaluation, const Criterion& criterion,
                                                     const std::vector<Schedule>& schedules) {
  const auto has_cron = [](const Schedule& schedule) { return !schedule.cron.empty(); };
  if (std::ranges::none_of(schedules, has_cron)) return std::nullopt;
  auto weights = criterion.strata;
  if (weights.empty()) weights.push_back({"", 1});
  std::vector<PlannedStratum> strata;
  for (const auto& weight : weights) {
    PlannedStratum stratum{weight.weight, {}, 0};
    for (const auto& schedule : schedules) {
      if (!criterion.strata.empty() && schedule.stratum != weight.name) continue;
      for (const auto night : nights_in(evaluation, schedule)) stratum.nights.push_back(night);
      stratum.samples_a_night = std::max(stratum.samples_a_night, static_cast<std::size_t>(schedule.rounds));
    }
    std::ranges::sort(stratum.nights);
    const auto doubled = std::ranges::unique(stratum.nights);
    stratum.nights.erase(doubled.begin(), doubled.end());
    strata.push_back(std::move(stratum));
  }
  return strata;
}

/// Nights with anything that counts.
std::size_t nights_of(const std::vector<PlannedStratum>& strata) {
  std::set<std::int64_t> nights;
  for (const auto& stratum : strata) {
    if (stratum.weight > 0) nights.insert(stratum.nights.begin(), stratum.nights.end());
  }
  return nights.size();
}

std::string some(const std::vector<std::string>& ids) {
  const std::vector<std::string> first(
      ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(std::min(kNamed, ids.size())));
  return fmt::format("{}{}", fmt::join(first, ", "), ids.size() > kNamed ? " ..." : "");
}

const char* verdicts(const Reach& reach, bool may_pass) {
  if (reach.pass && may_pass) return "a pass or a fail";
  return reach.fail ? "a fail, never a pass" : "no verdict";
}

}  // namespace

PlanReach::PlanReach(const Config& config, const Criterion& criterion,
                     const std::optional<Evaluation>& evaluation)
    : criterion_(criterion), rounds_(config.schedules.front().rounds) {
  const auto strata = evaluation ? strata_in(*evaluation, criterion, config.schedules) : std::nullopt;
  if (strata) nights_ = nights_of(*strata);
  for (const auto& stratum : criterion.strata) {
    const bool measured =
        std::ranges::find(config.schedules, stratum.name, &Schedule::stratum) != config.schedules.end();
    if (stratum.weight > 0 && !measured) strata_left_.push_back(stratum.name);
  }
  const auto rounds = static_cast<std::size_t>(rounds_);
  for (auto& planned : planned_for(criterion, config.portals, RoundSettings(config.defaults))) {
    const Threshold& threshold = criterion.thresholds[planned.threshold];
    Line line;
    line.one_sweep = reach_of_sweep(threshold, rounds);
    line.rounds = rounds_for_pass(threshold);
    line.nights = nights_for_pass(threshold, rounds);
    if (strata) line.evaluation = strata_left_.empty() ? reach_of_strata(threshold, *strata) : Reach{};
    line.lower_bound = planned.reading && threshold.readings[*planned.reading].lower_bound;
    line.planned = std::move(planned);
    lines_.push_back(std::move(line));
  }
}

std::string PlanReach::sentence(const Line& line) const {
  const Threshold& threshold = criterion_.thresholds[line.planned.threshold];
  if (!line.planned.reading)
    return fmt::format("  threshold {}: the plan measures nothing that it could be read by\n", threshold.id);
  const Reading& reading = threshold.readings[*line.planned.reading];
  const bool may_pass = !line.lower_bound && line.planned.stand_ins < line.planned.targets;
  std::string text = fmt::format(
      "  threshold {}: read by {} ({}) of {} targets; one sweep of {} rounds can give {} as a technical "
      "result",
      threshold.id, to_string(reading.metric), to_string(reading.engine), line.planned.targets, rounds_,
      verdicts(line.one_sweep, may_pass));
  if (!line.one_sweep.pass && may_pass && line.rounds)
    text += fmt::format(" (a pass takes {} rounds)", *line.rounds);
  if (line.evaluation) {
    text += fmt::format("; the evaluation's {} nights can give {}", *nights_,
                        verdicts(*line.evaluation, may_pass));
    if (!line.evaluation->pass && may_pass && line.nights && strata_left_.empty())
      text += fmt::format(" (a pass takes {} nights)", *line.nights);
  } else if (line.nights) {
    text += fmt::format("; an evaluation takes at least {} nights", *line.nights);
  } else {
    text += "; no number of nights within a year leads to a pass";
  }
  text += "\n";
  if (line.lower_bound)
    text += fmt::format(
        "    {} is a lower bound: it can prove a page too slow, never fast enough (right would be "
        "page_engine: browser)\n",
        to_string(reading.metric));
  if (line.planned.stand_ins > 0)
    text += fmt::format("    {} targets are default actions, which can never pass\n", line.planned.stand_ins);
  if (!line.planned.portals_without.empty())
    text += fmt::format("    {} portals have no target for it, and would not be ranked: {}\n",
                        line.planned.portals_without.size(), some(line.planned.portals_without));
  return text;
}

std::string PlanReach::text() const {
  std::string text = fmt::format("criterion {} (edition {}):\n", criterion_.id, criterion_.edition);
  for (const auto& line : lines_) text += sentence(line);
  if (!strata_left_.empty())
    text += fmt::format(
        "  no schedule has the strata that it weighs: {}; an evaluation would come to no verdict\n",
        fmt::join(strata_left_, ", "));
  return text;
}

std::string PlanReach::json() const {
  const auto reach = [](const Reach& one) {
    return nlohmann::ordered_json{{"pass", one.pass}, {"fail", one.fail}};
  };
  const auto number = [](const std::optional<std::size_t>& value) {
    return value ? nlohmann::ordered_json(*value) : nullptr;
  };
  nlohmann::ordered_json thresholds = nlohmann::ordered_json::array();
  for (const auto& line : lines_) {
    const Threshold& threshold = criterion_.thresholds[line.planned.threshold];
    nlohmann::ordered_json one = {{"id", threshold.id}, {"metric", nullptr}, {"engine", nullptr}};
    if (line.planned.reading) {
      one["metric"] = to_string(threshold.readings[*line.planned.reading].metric);
      one["engine"] = to_string(threshold.readings[*line.planned.reading].engine);
    }
    one["lower_bound"] = line.lower_bound;
    one["targets"] = line.planned.targets;
    one["default_actions"] = line.planned.stand_ins;
    one["portals_without"] = line.planned.portals_without;
    one["one_sweep"] = reach(line.one_sweep);
    one["rounds_for_pass"] = number(line.rounds);
    one["nights_for_pass"] = number(line.nights);
    one["evaluation"] = line.evaluation ? reach(*line.evaluation) : nullptr;
    thresholds.push_back(std::move(one));
  }
  const nlohmann::ordered_json all = {{"id", criterion_.id},
                                      {"edition", criterion_.edition},
                                      {"nights", number(nights_)},
                                      {"strata_without_schedule", strata_left_},
                                      {"thresholds", std::move(thresholds)}};
  return all.dump();
}

}  // namespace portalprobe
