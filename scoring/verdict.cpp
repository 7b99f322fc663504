#include "scoring/verdict.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <vector>

namespace portalprobe {
namespace {

std::size_t networks_of(const std::vector<VantageVerdict>& vantages) {
  std::set<std::string_view> networks;
  for (const auto& vantage : vantages) {
    if (!vantage.network.empty()) networks.insert(vantage.network);
  }
  return networks.size();
}

std::vector<VantageVerdict> those_saying(const std::vector<VantageVerdict>& vantages, Verdict verdict) {
  std::vector<VantageVerdict> result;
  for (const auto& vantage : vantages) {
    if (vantage.verdict == verdict) result.push_back(vantage);
  }
  return result;
}

Verdict if_unanimous(std::span<const Verdict> verdicts) {
  if (verdicts.empty()) return Verdict::insufficient;
  return std::ranges::count(verdicts, verdicts.front()) == std::ssize(verdicts) ? verdicts.front()
                                                                                : Verdict::inconclusive;
}

std::vector<Verdict> with_evidence(std::span<const Verdict> verdicts) {
  std::vector<Verdict> result;
  for (const Verdict verdict : verdicts) {
    if (verdict != Verdict::insufficient) result.push_back(verdict);
  }
  return result;
}

Verdict majority(const std::vector<VantageVerdict>& voting) {
  for (const Verdict verdict : {Verdict::pass, Verdict::fail}) {
    const auto agreeing = those_saying(voting, verdict);
    if (2 * agreeing.size() > voting.size() && networks_of(agreeing) >= 2) return verdict;
  }
  return Verdict::inconclusive;
}

}  // namespace

Verdict of_segments(std::span<const Verdict> segments) { return if_unanimous(with_evidence(segments)); }

CommonVerdict of_vantages(std::span<const VantageVerdict> vantages) {
  std::vector<VantageVerdict> voting;
  std::vector<Verdict> verdicts;
  for (const auto& vantage : vantages) {
    if (vantage.verdict == Verdict::insufficient) continue;
    voting.push_back(vantage);
    verdicts.push_back(vantage.verdict);
  }
  if (voting.size() >= 3 && networks_of(voting) >= 2) return {majority(voting), false};
  return {if_unanimous(verdicts), true};
}

}  // namespace portalprobe
