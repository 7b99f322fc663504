#include "probe/browser/interaction_times.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "probe/browser/vitals.hpp"

namespace portalprobe {
namespace {

/// Far more than a list of steps can lead to.
constexpr std::size_t kMostDocuments = 1'000;

}  // namespace

void InteractionTimes::take(const PageTimes& told) {
  const auto known = std::ranges::find(documents_, told.origin, &PageTimes::origin);
  if (known != documents_.end()) {
    *known = told;
  } else if (documents_.size() < kMostDocuments) {
    documents_.push_back(told);
  }
}

void InteractionTimes::add_untold(microseconds at_least) {
  if (untold_.size() < kMostDocuments) untold_.push_back(at_least);
}

std::optional<microseconds> InteractionTimes::next_paint() const {
  std::vector<EventTime> events;
  std::uint64_t interactions = untold_.size();
  // Each document counts its own from somewhere.
  std::map<std::pair<std::size_t, std::uint64_t>, std::uint64_t> numbers;
  for (std::size_t i = 0; i < documents_.size(); ++i) {
    interactions += documents_[i].interactions;
    for (EventTime event : documents_[i].events) {
      event.interaction = numbers.emplace(std::pair(i, event.interaction), numbers.size() + 1).first->second;
      events.push_back(event);
    }
  }
  for (const microseconds at_least : untold_) {
    const std::uint64_t number = numbers.size() + events.size() + 1;  // nobody else's
    events.push_back({microseconds(0), at_least, number});
  }
  return interaction_to_next_paint(events, interactions);
}

}  // namespace portalprobe
