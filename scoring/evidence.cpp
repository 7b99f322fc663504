#include "scoring/evidence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "scoring/office_hours.hpp"
#include "scoring/usable.hpp"

namespace portalprobe {
namespace {

/// Times of 71 minutes and more are kept as just that: limits are an hour at most.
constexpr std::uint32_t kLongest = std::numeric_limits<std::uint32_t>::max();

std::uint32_t as_whole(double value) {
  return value >= kLongest ? kLongest : static_cast<std::uint32_t>(std::llround(value));
}

/// Whether the reading is about such measurements, whatever the page's profile.
bool is_about_but_for_profile(const Reading& reading, const MeasuredSeries& series) {
  return reading.engine == series.engine && reading.kind == series.kind &&
         reading.connection == series.connection;
}

/// A series as every vantage has it.
std::string family_key(const MeasuredSeries& of) {
  return fmt::format("{}\n{}\n{} {} {} {} {}", of.portal_id, of.target_id, static_cast<int>(of.kind),
                     static_cast<int>(of.engine), static_cast<int>(of.profile),
                     static_cast<int>(of.connection), static_cast<int>(of.ip_family));
}

}  // namespace

Evidence::Evidence(const ScoreOrder& order)
    : order_(order), portals_(order.portals), groups_(order.criterion, order.sweeps) {
  for (std::size_t i = 0; i < portals_.size(); ++i) portal_numbers_.emplace(portals_[i].id, i);
  for (const auto& sweep : order.sweeps) vantage_of(sweep.vantage_id);
  std::ranges::sort(vantages_);
  several_vantages_ = vantages_.size() > 1;
  for (const auto& sweep : order.sweeps) round_length_ = std::max(round_length_, sweep.round_length);
  round_length_ = std::clamp<microseconds>(round_length_, std::chrono::minutes(1), std::chrono::hours(1));
  strongest_full_.resize(order.criterion.thresholds.size());
  strongest_value_.resize(order.criterion.thresholds.size());
  rounds_seen_.resize(order.sweeps.size());
  strongest_sample_.resize(order.criterion.thresholds.size());
  sides_.resize(portals_.size());
}

std::vector<Metric> Evidence::metrics() const {
  std::set<Metric> metrics;
  for (const auto& threshold : order_.criterion.thresholds) {
    for (const auto& reading : threshold.readings) metrics.insert(reading.metric);
  }
  return {metrics.begin(), metrics.end()};
}

std::size_t Evidence::vantage_of(const std::string& id) {
  const auto known = std::ranges::find(vantages_, id);
  if (known != vantages_.end()) return static_cast<std::size_t>(known - vantages_.begin());
  vantages_.push_back(id);
  return vantages_.size() - 1;
}

std::size_t Evidence::deciding(std::size_t threshold) const {
  const auto& any = strongest_value_[threshold] ? strongest_value_[threshold] : strongest_sample_[threshold];
  return strongest_full_[threshold].value_or(any.value_or(0));
}

Evidence::Series& Evidence::series_of(const Measured& sample) {
  if (sample.series >= series_.size()) series_.resize(sample.series + 1);
  Series& series = series_[sample.series];
  if (!series.seen) enter(series, sample);
  return series;
}

std::optional<std::size_t> Evidence::portal_of(const Measured& sample) {
  const auto known = portal_numbers_.find(sample.of->portal_id);
  if (known != portal_numbers_.end()) return known->second;
  if (!order_.portals_from_samples) return std::nullopt;
  Portal portal;
  portal.id = portal.name = sample.of->portal_id;
  portal_numbers_.emplace(portal.id, portals_.size());
  portals_.push_back(std::move(portal));
  sides_.emplace_back();
  return portals_.size() - 1;
}

std::optional<std::size_t> Evidence::target_of(std::size_t portal, const Measured& sample) {
  auto& targets = portals_[portal].targets;
  const auto known = std::ranges::find(targets, sample.of->target_id, &Target::id);
  if (known != targets.end()) return static_cast<std::size_t>(known - targets.begin());
  if (!order_.portals_from_samples) return std::nullopt;
  Target target;
  target.id = sample.of->target_id;
  target.role = sample.role;
  target.kind = sample.of->kind;
  target.configured = target.id != kDefaultActionId;
  targets.push_back(std::move(target));
  return targets.size() - 1;
}

void Evidence::enter(Series& series, const Measured& sample) {
  series.seen = true;
  const MeasuredSeries& of = *sample.of;
  const auto portal = portal_of(sample);
  const auto target = portal ? target_of(*portal, sample) : std::nullopt;
  series.ignored = !target.has_value();
  if (!target) return;
  series.portal = *portal;
  series.target = *target;
  series.vantage = vantage_of(of.vantage_id);
  series.family =
      families_.emplace(family_key(of), static_cast<std::uint32_t>(families_.size())).first->second;
  series.by_browser = needs_browser(of.engine);
  if (of.engine != EngineKind::http) profiles_[of.engine].emplace(of.profile, sample.sweep);
  if (order_.evaluation) {
    series.may_be_excluded = std::ranges::any_of(order_.evaluation->exclusions, [&of](const auto& exclusion) {
      return exclusion.portal_id == of.portal_id;
    });
    if (!portals_[*portal].verified) return;  // counted by side, never judged
  }
  add_slots(series, of, portals_[*portal].targets[*target].role);
}

void Evidence::add_slots(Series& series, const MeasuredSeries& of, std::string_view role) {
  const auto& thresholds = order_.criterion.thresholds;
  for (std::size_t t = 0; t < thresholds.size(); ++t) {
    if (!applies_to(thresholds[t], role)) continue;
    for (std::size_t r = 0; r < thresholds[t].readings.size(); ++r) {
      const Reading& reading = thresholds[t].readings[r];
      if (!is_about_but_for_profile(reading, of)) continue;
      const bool other_profile =
          reading.profile && of.engine != EngineKind::http && *reading.profile != of.profile;
      series.slots.push_back({line_of(series, of.ip_family, t), t, r, reading.metric, other_profile});
      auto& strongest = strongest_sample_[t];
      if (!strongest || r < *strongest) strongest = r;
    }
  }
}

std::size_t Evidence::line_of(const Series& series, IpFamily family, std::size_t threshold) {
  const auto [known, added] =
      line_numbers_.emplace(std::tuple(series.portal, threshold, family, series.target), lines_.size());
  if (added) {
    EvidenceLine line{series.portal, series.target, family, threshold, {}};
    line.cells.resize(order_.criterion.thresholds[threshold].readings.size());
    for (auto& of_reading : line.cells) of_reading.resize(vantages_.size());
    lines_.push_back(std::move(line));
  }
  return known->second;
}

bool Evidence::is_too_late_or_early(const Portal& portal, const Measured& sample) const {
  if (!portal.valid_from && !portal.valid_to) return false;
  const std::chrono::sys_days day{std::chrono::days(local_day(order_.sweeps[sample.sweep], sample.at))};
  return (portal.valid_from && day < std::chrono::sys_days(*portal.valid_from)) ||
         (portal.valid_to && day > std::chrono::sys_days(*portal.valid_to));
}

std::optional<LeftOut> Evidence::why_not_of_evaluation(const Series& series, const Measured& sample) const {
  if (is_too_late_or_early(portals_[series.portal], sample)) return LeftOut::not_valid;
  if (!order_.evaluation) return std::nullopt;
  // A sweep belongs to the period in which it starts: its last samples may be taken after the last midnight.
  const WallTime begun = std::min(order_.sweeps[sample.sweep].scheduled_at, sample.at);
  const auto& evaluation = *order_.evaluation;
  const bool whole_nights = sample.at - begun < std::chrono::days(1);
  if (const WallTime when = whole_nights ? begun : sample.at;
      when < evaluation.begins || when >= evaluation.ends) {
    return LeftOut::out_of_period;
  }
  if (evaluation.holidays.empty() || sample.stratum != kOfficeHours) return std::nullopt;
  const std::chrono::sys_days day{std::chrono::days(local_day(order_.sweeps[sample.sweep], sample.at))};
  return is_working_day(evaluation.holidays, Day(day)) ? std::nullopt : std::optional(LeftOut::day_off);
}

void Evidence::count_side(const Series& series, const Measured& sample) {
  const auto count = [&sample](SideCounts& counts) {
    ++counts.taken;
    if (sample.outcome == Outcome::ok) ++counts.ok;
    if (sample.outcome != Outcome::ok) ++counts.by_side[static_cast<std::size_t>(sample.side)];
  };
  count(sides_[series.portal]);
  for (const auto& tag : portals_[series.portal].targets[series.target].tags)
    count(tags_[{series.portal, tag}]);
}

void Evidence::add(const Measured& sample) {
  const Series& series = series_of(sample);
  if (series.ignored) {
    ++of_unknown_portals_;
    return;
  }
  auto reason = why_not_of_evaluation(series, sample);
  const bool belongs = !reason;
  if (belongs) count_side(series, sample);
  const bool excluded =
      belongs && series.may_be_excluded &&
      is_excluded(order_.evaluation->exclusions, sample.of->portal_id, sample.of->target_id, sample.at);
  std::optional<NightGroups::Number> group;
  if (belongs) {
    group = groups_.of(sample, series.by_browser);
    reason = group ? why_unusable(sample) : std::optional(LeftOut::stratum);
  }
  if (group) note_failure(series, sample, *group, excluded, reason);
  if (group && !order_.sweeps[sample.sweep].whole) rounds_seen_[sample.sweep].insert(sample.round);
  for (const Slot& slot : series.slots) {
    const auto& enough = strongest_full_[slot.threshold];
    if (!order_.every_reading && enough && slot.reading > *enough) continue;
    EvidenceCell& cell = lines_[slot.line].cells[slot.reading][series.vantage];
    count_taken(cell, sample, group.has_value(), excluded);
    auto why = reason;
    if (!why && slot.other_profile) why = LeftOut::other_profile;
    if (!why && gave_up_early(sample, slot)) why = LeftOut::gave_up;
    if (excluded) ++cell.left_out.of(LeftOut::excluded);
    if (why) {
      ++(excluded ? cell.excluded_left_out : cell.left_out).of(*why);
    } else {
      add_to(cell, slot, sample, *group, excluded);
    }
  }
}

/// A measurement that was given up before the limit may have been on either side of it.
bool Evidence::gave_up_early(const Measured& sample, const Slot& slot) const {
  return is_failure(sample) && is_duration(slot.metric) &&
         sample.censored_after < order_.criterion.thresholds[slot.threshold].limit;
}

void Evidence::count_taken(EvidenceCell& cell, const Measured& sample, bool belongs, bool excluded) const {
  if (!belongs) return;
  ++cell.taken;
  if (sample.outcome == Outcome::moved) {
    ++cell.moved;
    if (excluded) ++cell.excluded_moved;
  }
  const auto sweep = static_cast<std::uint32_t>(sample.sweep);
  const bool known = !cell.partial_sweeps.empty() && cell.partial_sweeps.back() == sweep;
  if (!order_.sweeps[sweep].whole && !known) cell.partial_sweeps.push_back(sweep);
}

void Evidence::note_failure(const Series& series, const Measured& sample, NightGroups::Number group,
                            bool excluded, std::optional<LeftOut> reason) {
  const bool is_portals = !reason && is_failure(sample);
  if (!several_vantages_ || (!is_portals && reason != LeftOut::network && reason != LeftOut::unexplained))
    return;
  failures_.push_back({sample.at.time_since_epoch().count(), series.family,
                       static_cast<std::uint32_t>(sample.series), group, is_portals, excluded,
                       reason.value_or(LeftOut::network)});
}

void Evidence::add_to(EvidenceCell& cell, const Slot& slot, const Measured& sample, NightGroups::Number group,
                      bool excluded) {
  CountedSamples& to = excluded ? cell.excluded : cell.counted;
  if (is_failure(sample)) {
    to.failed.push_back(group);
    return;
  }
  const double value = sample.value(slot.metric);
  if (std::isnan(value) || value < 0) {  // no time is below 0, whoever wrote it
    ++(excluded ? cell.excluded_left_out : cell.left_out).of(LeftOut::no_value);
    return;
  }
  to.groups.push_back(group);
  is_duration(slot.metric) ? to.times.push_back(as_whole(value)) : to.numbers.push_back(value);
  if (!excluded) take_value_seen(slot, cell);
}

/// Once there are enough values of a reading, nobody needs what weaker ones say.
void Evidence::take_value_seen(const Slot& slot, const EvidenceCell& cell) {
  auto& any = strongest_value_[slot.threshold];
  if (!any || slot.reading < *any) any = slot.reading;
  auto& enough = strongest_full_[slot.threshold];
  const auto asked = static_cast<std::size_t>(order_.criterion.thresholds[slot.threshold].min_samples);
  if ((enough && *enough <= slot.reading) || cell.counted.groups.size() < asked) return;
  enough = slot.reading;
  if (order_.every_reading) return;
  for (auto& line : lines_) {
    if (line.threshold != slot.threshold) continue;
    for (std::size_t weaker = slot.reading + 1; weaker < line.cells.size(); ++weaker) {
      for (auto& weak : line.cells[weaker]) weak.clear();
    }
  }
}

}  // namespace portalprobe
