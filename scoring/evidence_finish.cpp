// What can be said once the last sample was seen.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <tuple>

#include "scoring/corroboration.hpp"
#include "scoring/evidence.hpp"

namespace portalprobe {

/// Failures on the way become the portal's where other vantages saw one within a round's length.
void Evidence::settle_failures() {
  std::ranges::sort(failures_, {},
                    [](const Failure& failure) { return std::tuple(failure.family, failure.at); });
  const std::int64_t near = round_length_.count();
  std::size_t low = 0;
  std::size_t high = 0;
  for (const Failure& failure : failures_) {
    if (failure.is_portals) continue;
    const auto is_before = [&](const Failure& other) {
      return std::tuple(other.family, other.at) < std::tuple(failure.family, failure.at - near);
    };
    const auto is_within = [&](const Failure& other) {
      return std::tuple(other.family, other.at) <= std::tuple(failure.family, failure.at + near);
    };
    while (is_before(failures_[low])) ++low;
    high = std::max(high, low);
    while (high < failures_.size() && is_within(failures_[high])) ++high;
    settle(std::span<const Failure>(failures_).subspan(low, high - low), failure);
  }
  failures_.clear();
}

void Evidence::settle(std::span<const Failure> near, const Failure& failure) {
  std::set<std::size_t> vantages;
  for (const Failure& other : near) vantages.insert(series_[other.series].vantage);
  if (!is_corroborated(vantages, vantages_, order_.sweeps)) return;
  for (const Slot& slot : series_[failure.series].slots) {
    EvidenceCell& cell = lines_[slot.line].cells[slot.reading][series_[failure.series].vantage];
    auto& left_out = (failure.is_excluded ? cell.excluded_left_out : cell.left_out).of(failure.left_out);
    if (slot.other_profile || left_out == 0) continue;  // not kept any more
    --left_out;
    (failure.is_excluded ? cell.excluded : cell.counted).failed.push_back(failure.group);
  }
}

bool Evidence::has_line(std::size_t portal, std::size_t threshold, std::size_t target) const {
  constexpr IpFamily kFamilies[] = {IpFamily::ipv4, IpFamily::ipv6, IpFamily::any};
  return std::ranges::any_of(kFamilies, [&](IpFamily family) {
    return line_numbers_.contains(std::tuple(portal, threshold, family, target));
  });
}

/// In an evaluation a target of the register of which nothing was measured must not just vanish.
void Evidence::expect_registered() {
  if (!order_.evaluation || lines_.empty()) return;
  const IpFamily usual = lines_.front().ip_family;
  const auto& thresholds = order_.criterion.thresholds;
  const auto is_about = [&](std::size_t threshold, const Target& target) {
    return strongest_sample_[threshold] && applies_to(thresholds[threshold], target.role) &&
           target.kind == thresholds[threshold].readings[deciding(threshold)].kind;
  };
  for (std::size_t p = 0; p < portals_.size(); ++p) {
    if (!portals_[p].verified) continue;
    for (std::size_t target = 0; target < portals_[p].targets.size(); ++target) {
      for (std::size_t t = 0; t < thresholds.size(); ++t) {
        if (!is_about(t, portals_[p].targets[target]) || has_line(p, t, target)) continue;
        Series series;
        series.portal = p;
        series.target = target;
        line_of(series, usual, t);
      }
    }
  }
  for (auto& line : lines_)
    line.expected = is_about(line.threshold, portals_[line.portal].targets[line.target]);
}

Expected<void> Evidence::finish() {
  if (groups_.too_many()) return fail("there are more than 65,536 nights, strata and versions of browsers");
  for (const auto& [engine, profiles] : profiles_) {
    if (profiles.size() < 2) continue;
    const auto& [one, first] = *profiles.begin();
    const auto& [other, second] = *std::next(profiles.begin());
    return fail(
        fmt::format("sweeps of different profiles cannot be judged together: {} loaded pages as {}, {} as {}",
                    order_.sweeps[first].id, to_string(one), order_.sweeps[second].id, to_string(other)));
  }
  settle_failures();
  expect_registered();
  return {};
}

}  // namespace portalprobe
