#include "scheduler/shard.hpp"

#include <libpsl.h>

#include <algorithm>
#include <numeric>
#include <string_view>
#include <unordered_map>

#include "core/round.hpp"
#include "core/url.hpp"
#include "scheduler/random.hpp"

namespace portalprobe {
namespace {

/// FNV-1a, mixed: its low bits alone spread similar names badly.
std::uint64_t stable_hash(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return mix(hash);
}

/// A name for the portal's own shard; its id where no host can be told.
std::string home_of(const Portal& portal) {
  if (!portal.targets.empty()) {
    if (const auto url = parse_url(portal.targets.front().url)) return registrable_domain(url->host);
  }
  return portal.id;
}

/// Lanes that a common domain holds together: each lane's group, named by its smallest lane.
class LaneGroups {
 public:
  explicit LaneGroups(std::size_t lanes) : parent_(lanes) { std::iota(parent_.begin(), parent_.end(), 0U); }

  std::uint32_t of(std::uint32_t lane) {
    while (parent_[lane] != lane) lane = parent_[lane] = parent_[parent_[lane]];
    return lane;
  }
  void join(std::uint32_t a, std::uint32_t b) {
    a = of(a);
    b = of(b);
    parent_[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::vector<std::uint32_t> parent_;
};

}  // namespace

std::string registrable_domain(const std::string& host) {
  if (is_address(host)) return host;
  std::string name = host;
  if (!name.empty() && name.back() == '.') name.pop_back();
  const char* domain = psl_registrable_domain(psl_builtin(), name.c_str());
  return domain == nullptr ? name : domain;
}

std::vector<std::uint32_t> shards_of(std::span<const Portal> portals, std::uint32_t count) {
  if (count < 2) return std::vector<std::uint32_t>(portals.size(), 0);
  const auto lanes = lanes_of(portals);
  LaneGroups groups(portals.size());
  std::unordered_map<std::string, std::uint32_t> first_lane_of;
  std::vector<std::string> homes;
  homes.reserve(portals.size());
  for (std::size_t i = 0; i < portals.size(); ++i) {
    homes.push_back(home_of(portals[i]));
    const auto [it, added] = first_lane_of.emplace(homes.back(), lanes[i]);
    if (!added) groups.join(lanes[i], it->second);
  }
  // A group is named after its smallest home: that does not depend on the order of the portals.
  std::unordered_map<std::uint32_t, std::string_view> name_of;
  for (std::size_t i = 0; i < portals.size(); ++i) {
    const auto [it, added] = name_of.emplace(groups.of(lanes[i]), homes[i]);
    if (!added) it->second = std::min(it->second, std::string_view(homes[i]));
  }
  std::vector<std::uint32_t> shards;
  shards.reserve(portals.size());
  for (const auto lane : lanes) {
    shards.push_back(static_cast<std::uint32_t>(stable_hash(name_of[groups.of(lane)]) % count));
  }
  return shards;
}

}  // namespace portalprobe
