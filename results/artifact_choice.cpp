#include "results/artifact_choice.hpp"

#include <algorithm>
#include <numeric>

namespace portalprobe {
namespace {

/// The rank with files that is nearest to `wanted`; of two, the slower one.
std::optional<std::size_t> nearest(const std::vector<RankedVisit>& visits,
                                   const std::vector<std::size_t>& order, std::size_t wanted) {
  for (std::size_t distance = 0; distance < order.size(); ++distance) {
    if (wanted + distance < order.size() && visits[order[wanted + distance]].has_files)
      return wanted + distance;
    if (distance <= wanted && visits[order[wanted - distance]].has_files) return wanted - distance;
  }
  return std::nullopt;
}

/// From the fastest to the slowest; of equals the later one first, so that the earlier one is the slowest.
std::vector<std::size_t> ranking(const std::vector<RankedVisit>& visits) {
  std::vector<std::size_t> order(visits.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const bool any_counts =
      std::ranges::any_of(visits, [](const RankedVisit& visit) { return visit.counts && visit.has_files; });
  if (any_counts) std::erase_if(order, [&](std::size_t i) { return !visits[i].counts; });
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
    const auto& left = visits[a];
    const auto& right = visits[b];
    if (left.value.has_value() != right.value.has_value()) return left.value.has_value();
    if (left.value != right.value) return *left.value < *right.value;
    return left.round > right.round;
  });
  return order;
}

}  // namespace

RankedVisit ranked_visit(const Sample& sample) {
  RankedVisit visit;
  visit.round = sample.round;
  visit.counts = sample.fit && sample.side != Side::probe && sample.side != Side::vantage;
  if (sample.outcome != Outcome::ok) return visit;
  visit.value = sample.largest_contentful_paint ? sample.largest_contentful_paint : sample.load_event;
  if (sample.engine == EngineKind::film) visit.value = sample.speed_index;
  return visit;
}

std::vector<ChosenVisit> choose_visits(const std::vector<RankedVisit>& visits) {
  const auto order = ranking(visits);
  if (order.empty()) return {};
  const auto worst = nearest(visits, order, order.size() - 1);
  const auto median = nearest(visits, order, (order.size() - 1) / 2);
  if (!worst || !median) return {};
  std::vector<ChosenVisit> chosen;
  chosen.push_back({order[*worst], *worst + 1, order.size(), true, *worst == *median});
  if (*worst != *median) chosen.push_back({order[*median], *median + 1, order.size(), false, true});
  std::ranges::sort(chosen, {}, &ChosenVisit::index);
  return chosen;
}

}  // namespace portalprobe
