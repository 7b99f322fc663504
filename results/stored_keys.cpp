#include "results/stored_keys.hpp"

#include <algorithm>

namespace portalprobe {
namespace {

/// Everything of a key but its round. A length keeps the ids apart: ("ab", "c") and ("a", "bc") are two.
std::string series_of(const SampleKey& key) {
  std::string text = std::to_string(key.portal_id.size());
  text += ':';
  text += key.portal_id;
  text += key.target_id;
  text += static_cast<char>(key.kind);
  text += static_cast<char>(key.engine);
  text += static_cast<char>(key.profile);
  text += static_cast<char>(key.connection);
  text += static_cast<char>(key.ip_family);
  return text;
}

}  // namespace

void StoredKeys::insert(const SampleKey& key) {
  if (!is_planned(key.kind)) largest_side_round_ = std::max(largest_side_round_.value_or(0), key.round);
  auto& rounds = rounds_[series_of(key)];
  const auto place = std::ranges::lower_bound(rounds, key.round);
  if (place != rounds.end() && *place == key.round) return;
  rounds.insert(place, key.round);
  ++size_;
}

bool StoredKeys::contains(const SampleKey& key) const {
  const auto found = rounds_.find(series_of(key));
  return found != rounds_.end() && std::ranges::binary_search(found->second, key.round);
}

}  // namespace portalprobe
