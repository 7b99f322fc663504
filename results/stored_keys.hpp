#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/kinds.hpp"

namespace portalprobe {

/// What tells one sample of a sweep from every other (a sweep has one vantage).
struct SampleKey {
  std::string_view portal_id;
  std::string_view target_id;
  TargetKind kind = TargetKind::page;
  EngineKind engine = EngineKind::http;
  Profile profile = Profile::none;
  Connection connection = Connection::cold;
  IpFamily ip_family = IpFamily::ipv4;
  std::uint32_t round = 0;
};

/// The keys that a store holds of one sweep: 8 bytes a sample, and the texts once.
class StoredKeys {
 public:
  void insert(const SampleKey& key);
  bool contains(const SampleKey& key) const;
  std::size_t size() const { return size_; }
  /// Of what was measured beside the plan; absent: nothing was.
  std::optional<std::uint32_t> largest_side_round() const { return largest_side_round_; }

 private:
  std::unordered_map<std::string, std::vector<std::uint32_t>> rounds_;  ///< of each series, ascending
  std::size_t size_ = 0;
  std::optional<std::uint32_t> largest_side_round_;
};

}  // namespace portalprobe
