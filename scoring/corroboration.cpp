#include "scoring/corroboration.hpp"

#include <algorithm>

namespace portalprobe {
namespace {

const std::string& network_of(const std::string& vantage, const std::vector<ScoredSweep>& sweeps) {
  static const std::string kUnknown;
  const auto sweep = std::ranges::find(sweeps, vantage, &ScoredSweep::vantage_id);
  return sweep == sweeps.end() ? kUnknown : sweep->vantage_network;
}

}  // namespace

bool is_corroborated(const std::set<std::size_t>& seen, const std::vector<std::string>& vantages,
                     const std::vector<ScoredSweep>& sweeps) {
  if (seen.size() < 2 || 2 * seen.size() <= vantages.size()) return false;
  std::set<std::string_view> networks;
  for (const std::size_t vantage : seen) {
    const auto& network = network_of(vantages[vantage], sweeps);
    if (!network.empty()) networks.insert(network);
  }
  return networks.size() >= 2;
}

}  // namespace portalprobe
