#include "scoring/reading_verdict.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "scoring/vantage_verdict.hpp"
#include "scoring/verdict.hpp"

namespace portalprobe {
namespace {

std::size_t samples_of(const VantageResult& vantage) {
  std::size_t samples = 0;
  for (const auto& segment : vantage.segments) samples += segment.judgement.samples;
  return samples;
}

/// The segment that says what the vantage says, of several the one of most samples.
std::size_t shown_segment(const VantageResult& vantage) {
  std::size_t best = 0;
  for (std::size_t i = 1; i < vantage.segments.size(); ++i) {
    const auto rank = [&vantage](std::size_t segment) {
      const auto& judgement = vantage.segments[segment].judgement;
      return std::pair(judgement.verdict == vantage.verdict, judgement.samples);
    };
    if (rank(i) > rank(best)) best = i;
  }
  return best;
}

double value_of(const VantageResult& vantage) {
  const auto& quantile = vantage.segments[shown_segment(vantage)].judgement.quantile;
  return quantile ? quantile->value : std::numeric_limits<double>::infinity();
}

/// Of those that say what all say together, the one with the value in the middle; of none, the one with most
/// samples.
std::size_t shown_vantage(const std::vector<VantageResult>& vantages, Verdict verdict) {
  std::vector<std::size_t> same;
  std::size_t most = 0;
  for (std::size_t i = 0; i < vantages.size(); ++i) {
    if (vantages[i].verdict == verdict) same.push_back(i);
    if (samples_of(vantages[i]) > samples_of(vantages[most])) most = i;
  }
  if (same.empty()) return most;
  std::ranges::stable_sort(same, {}, [&vantages](std::size_t i) { return value_of(vantages[i]); });
  return same[(same.size() - 1) / 2];
}

/// Whether the portal keeps half of the vantages or more from measuring it, by walls or from another host:
/// what the others see is not what the portal is like.
Reason why_hidden(const std::vector<VantageResult>& vantages) {
  const auto count = [&vantages](Reason reason) {
    return static_cast<std::size_t>(std::ranges::count(vantages, reason, &VantageResult::reason));
  };
  const std::size_t walled = count(Reason::too_many_walls);
  const std::size_t moved = count(Reason::moved);
  if (2 * (walled + moved) < vantages.size()) return Reason::none;
  return moved > walled ? Reason::moved : Reason::too_many_walls;
}

Reason reason_of(const ReadingResult& result) {
  const auto& shown = result.vantages[result.shown];
  if (result.verdict == Verdict::pass) return Reason::none;
  if (shown.verdict == result.verdict) return shown.reason;
  return Reason::vantages_disagree;
}

/// The largest p-value of those that a fail needs; of other verdicts, that of the figures that are shown.
std::optional<double> p_fail_of(const ReadingResult& result) {
  std::optional<double> weakest;
  for (const auto& vantage : result.vantages) {
    if (vantage.verdict != Verdict::fail) continue;
    if (vantage.reason == Reason::unavailable) {
      weakest = std::max(weakest.value_or(0), vantage.p_unavailable.value_or(0));
      continue;
    }
    for (const auto& segment : vantage.segments) {
      const auto& p = segment.judgement.p_fail;
      if (p && (segment.judgement.verdict == Verdict::fail || vantage.segments.size() == 1))
        weakest = std::max(weakest.value_or(0), *p);
    }
  }
  if (result.verdict == Verdict::fail) return weakest;
  return result.judgement()->p_fail;
}

}  // namespace

Expected<ReadingResult> judge_reading(const Evidence& evidence, const EvidenceLine& line, std::size_t reading,
                                      bool with_excluded) {
  ReadingResult result;
  result.reading = reading;
  std::vector<VantageVerdict> verdicts;
  for (std::size_t vantage = 0; vantage < evidence.vantages().size(); ++vantage) {
    if (line.cells[reading][vantage].taken == 0) continue;
    auto judged = judge_vantage(evidence, line, reading, vantage, with_excluded);
    if (!judged) return tl::unexpected(judged.error());
    verdicts.push_back({judged->vantage_id, judged->network, judged->verdict});
    result.vantages.push_back(std::move(*judged));
  }
  result.reason = Reason::too_few_samples;
  if (result.vantages.empty()) return result;
  const auto common = of_vantages(verdicts);
  result.verdict = common.verdict;
  result.one_vantage = common.one_vantage;
  const auto hidden = why_hidden(result.vantages);
  if (hidden != Reason::none) result.verdict = Verdict::insufficient;
  result.shown = shown_vantage(result.vantages, result.verdict);
  result.shown_segment = shown_segment(result.vantages[result.shown]);
  result.reason = hidden != Reason::none ? hidden : reason_of(result);
  result.p_fail = p_fail_of(result);
  return result;
}

}  // namespace portalprobe
