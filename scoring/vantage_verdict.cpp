#include "scoring/vantage_verdict.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <utility>

#include "scoring/judge.hpp"
#include "scoring/office_hours.hpp"
#include "scoring/verdict.hpp"

namespace portalprobe {
namespace {

constexpr double kSlowerThanAnyLimit = std::numeric_limits<double>::infinity();

/// Of a line's cell, everything that judging asks for.
class CellJudge {
 public:
  CellJudge(const Evidence& evidence, const EvidenceLine& line, std::size_t reading, std::size_t vantage,
            bool with_excluded)
      : evidence_(evidence),
        portal_(evidence.portals()[line.portal]),
        target_(portal_.targets[line.target]),
        threshold_(evidence.order().criterion.thresholds[line.threshold]),
        reading_(threshold_.readings[reading]),
        vantage_(evidence.vantages()[vantage]),
        cell_(line.cells[reading][vantage]),
        with_excluded_(with_excluded) {}

  Expected<VantageResult> judge() {
    VantageResult result = facts();
    auto segments = judge_segments();
    if (!segments) return tl::unexpected(segments.error());
    result.segments = std::move(*segments);
    decide(result);
    if (auto fine = take_availability(result); !fine) return tl::unexpected(fine.error());
    if (2 * moved() > taken()) {
      result.verdict = Verdict::insufficient;
      result.reason = Reason::moved;
    }
    return result;
  }

 private:
  bool apart() const { return evidence_.order().criterion.failures == FailureCount::unavailable; }
  bool technical() const { return !evidence_.order().evaluation; }
  std::uint64_t taken() const {
    return cell_.taken - (with_excluded_ ? 0 : cell_.left_out.of(LeftOut::excluded));
  }
  std::uint64_t moved() const { return cell_.moved - (with_excluded_ ? 0 : cell_.excluded_moved); }
  LeftOutCounts left_out() const {
    LeftOutCounts counts = cell_.left_out;
    if (!with_excluded_) return counts;
    counts.of(LeftOut::excluded) = 0;
    counts += cell_.excluded_left_out;
    return counts;
  }
  std::vector<const CountedSamples*> parts() const {
    std::vector<const CountedSamples*> parts{&cell_.counted};
    if (with_excluded_) parts.push_back(&cell_.excluded);
    return parts;
  }

  VantageResult facts() const {
    VantageResult result;
    result.vantage_id = vantage_;
    for (const auto& sweep : evidence_.order().sweeps) {
      if (sweep.vantage_id == vantage_) result.network = sweep.vantage_network;
    }
    result.taken = cell_.taken;
    for (const auto* part : parts()) result.failed += part->failed.size();
    result.left_out = left_out();
    for (std::size_t segment = 0; segment < evidence_.groups().segments().size(); ++segment)
      result.planned += planned(segment);
    return result;
  }

  bool counts(const ScoredSweep& sweep) const {
    const auto& strata = evidence_.order().criterion.strata;
    if (!sweep.whole || sweep.vantage_id != vantage_) return false;
    const auto& evaluation = evidence_.order().evaluation;
    const std::chrono::sys_days day{std::chrono::days(local_day(sweep, sweep.scheduled_at))};
    if (portal_.valid_from && day < std::chrono::sys_days(*portal_.valid_from)) return false;
    if (portal_.valid_to && day > std::chrono::sys_days(*portal_.valid_to)) return false;
    const bool is_off = evaluation && !evaluation->holidays.empty() && sweep.stratum == kOfficeHours &&
                        !is_working_day(evaluation->holidays, Day(day));
    if (is_off) return false;
    return strata.empty() || std::ranges::any_of(strata, [&sweep](const Weight& weight) {
             return weight.name == sweep.stratum && weight.weight > 0;
           });
  }

  /// One value a round; film is taken in some of the visits only, of which nobody knows here. Of a sweep
  /// whose plan is not known, the rounds that anything was measured in.
  std::uint64_t planned(std::size_t segment) const {
    if (reading_.engine == EngineKind::film) return segment == 0 ? cell_.taken : 0;
    const auto is_of = [&](std::size_t sweep) {
      return segment == (needs_browser(reading_.engine) ? evidence_.groups().segment_of(sweep) : 0);
    };
    const auto& sweeps = evidence_.order().sweeps;
    std::uint64_t rounds = 0;
    for (std::size_t i = 0; i < sweeps.size(); ++i) {
      if (is_of(i) && counts(sweeps[i])) rounds += sweeps[i].rounds;
    }
    for (const auto i : std::set<std::uint32_t>(cell_.partial_sweeps.begin(), cell_.partial_sweeps.end())) {
      if (is_of(i)) rounds += evidence_.rounds_seen(i);
    }
    return rounds;
  }

  Demand demand() const {
    Demand demand;
    demand.limit = threshold_.limit;
    demand.allowed_share = threshold_.allowed_over;
    demand.confidence = threshold_.confidence;
    demand.min_samples = static_cast<std::size_t>(threshold_.min_samples);
    demand.min_nights = static_cast<std::size_t>(threshold_.min_nights);
    demand.min_share_of_planned = threshold_.min_planned_share;
    demand.max_share_of_walls = evidence_.order().criterion.max_wall_share;
    demand.lower_bound = reading_.lower_bound;
    demand.default_action = !target_.configured;
    return demand;
  }

  /// Values by night, those of one segment. `value_of` gives each value's and each failure's figure; NaN:
  /// none.
  template <typename OfValue>
  std::vector<NightValues> nights(std::optional<std::size_t> segment, const OfValue& of_value,
                                  std::optional<double> of_failure) const {
    const auto& groups = evidence_.groups().all();
    std::vector<NightValues> all(groups.size());
    for (std::size_t i = 0; i < groups.size(); ++i) {
      all[i].night = groups[i].night;
      all[i].stratum = groups[i].stratum;
    }
    for (const auto* part : parts()) {
      for (std::size_t i = 0; i < part->groups.size(); ++i)
        all[part->groups[i]].values.push_back(of_value(*part, i));
      if (!of_failure) continue;
      for (const auto group : part->failed) all[group].values.push_back(*of_failure);
    }
    std::map<std::pair<std::int64_t, std::size_t>, NightValues> merged;  // segments may be taken together
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (all[i].values.empty() || (segment && groups[i].segment != *segment)) continue;
      auto& night = merged[{all[i].night, all[i].stratum}];
      night.night = all[i].night;
      night.stratum = all[i].stratum;
      night.values.insert(night.values.end(), all[i].values.begin(), all[i].values.end());
    }
    std::vector<NightValues> result;
    for (auto& [key, night] : merged) result.push_back(std::move(night));
    return result;
  }

  Expected<Judgement> judged(const std::vector<NightValues>& nights, const Effort& effort,
                             const Demand& demand) const {
    if (!technical()) return judge_nights(nights, evidence_.groups().weights(), effort, demand);
    std::vector<double> values;
    for (const auto& night : nights) values.insert(values.end(), night.values.begin(), night.values.end());
    return judge_sweep(values, effort, demand);
  }

  static double measured(const CountedSamples& samples, std::size_t i) {
    return samples.times.empty() ? samples.numbers[i] : static_cast<double>(samples.times[i]);
  }

  Effort effort(std::uint64_t planned) const {
    return {static_cast<std::size_t>(planned), static_cast<std::size_t>(taken()),
            static_cast<std::size_t>(left_out().of(LeftOut::wall))};
  }

  Expected<std::vector<SegmentResult>> judge_segments() const {
    const auto& versions = evidence_.groups().segments();
    const auto failure = apart() ? std::nullopt : std::optional(kSlowerThanAnyLimit);
    std::vector<SegmentResult> results;
    for (std::size_t segment = 0; segment < versions.size(); ++segment) {
      auto judgement = judged(nights(segment, measured, failure), effort(planned(segment)), demand());
      if (!judgement) return tl::unexpected(judgement.error());
      results.push_back({needs_browser(reading_.engine) ? versions[segment] : "", std::move(*judgement)});
    }
    drop_empty(results);
    return results;
  }

  /// Segments in which nothing was measured, unless it is the only one.
  static void drop_empty(std::vector<SegmentResult>& results) {
    const auto empty = [](const SegmentResult& result) { return result.judgement.samples == 0; };
    if (std::ranges::all_of(results, empty)) {
      results.resize(1);
    } else {
      std::erase_if(results, empty);
    }
  }

  static void decide(VantageResult& result) {
    std::vector<Verdict> verdicts;
    for (const auto& segment : result.segments) verdicts.push_back(segment.judgement.verdict);
    result.verdict = of_segments(verdicts);
    const auto same = std::ranges::find(verdicts, result.verdict);
    result.reason = same == verdicts.end()
                        ? Reason::segments_disagree
                        : result.segments[static_cast<std::size_t>(same - verdicts.begin())].judgement.reason;
  }

  /// Where failures count apart: how many there may be is a question of its own.
  Expected<void> take_availability(VantageResult& result) const {
    if (!apart()) return {};
    const auto available = [](const CountedSamples&, std::size_t) { return 0.0; };
    const double allowed = evidence_.order().criterion.max_unavailable;
    Demand demand = this->demand();
    demand.limit = 0.5;
    demand.allowed_share = allowed > 0 ? allowed : 0.5;  // of none at all there is nothing to estimate
    demand.lower_bound = demand.default_action = false;
    const auto judgement = judged(nights(std::nullopt, available, 1.0), effort(result.planned), demand);
    if (!judgement) return tl::unexpected(judgement.error());
    result.unavailable = judgement->share;
    const bool any_is_too_many = allowed <= 0 && result.failed > 0;
    result.p_unavailable = any_is_too_many ? 0 : judgement->p_fail;
    const bool thin = judgement->verdict == Verdict::insufficient;
    const Verdict verdict = thin              ? Verdict::insufficient
                            : any_is_too_many ? Verdict::fail
                            : allowed <= 0    ? Verdict::pass
                                              : judgement->verdict;
    if (verdict == Verdict::fail) {
      result.verdict = Verdict::fail;
      result.reason = Reason::unavailable;
    } else if (verdict == Verdict::inconclusive && result.verdict == Verdict::pass) {
      result.verdict = Verdict::inconclusive;
      result.reason = Reason::unavailable;
    }
    return {};
  }

  const Evidence& evidence_;
  const Portal& portal_;
  const Target& target_;
  const Threshold& threshold_;
  const Reading& reading_;
  const std::string& vantage_;
  const EvidenceCell& cell_;
  const bool with_excluded_;
};

}  // namespace

Expected<VantageResult> judge_vantage(const Evidence& evidence, const EvidenceLine& line, std::size_t reading,
                                      std::size_t vantage, bool with_excluded) {
  return CellJudge(evidence, line, reading, vantage, with_excluded).judge();
}

}  // namespace portalprobe
