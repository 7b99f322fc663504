#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/portal.hpp"

namespace portalprobe {

/// Which targets `--only` asks for. A glob without a slash is held against portal ids, one with a slash
/// against `portal/target`; a target is selected if any glob fits, or if there is none.
class Selection {
 public:
  Selection(std::span<const std::string> globs, std::span<const Portal> portals);

  bool contains(std::uint32_t portal, std::uint16_t target) const {
    return all_ || selected_[first_[portal] + target];
  }

 private:
  bool all_;
  std::vector<std::size_t> first_;  ///< index of a portal's first target in `selected_`
  std::vector<bool> selected_;
};

/// Those of the globs that fit no target of any portal: very likely misspelt.
std::vector<std::string> globs_without_match(std::span<const std::string> globs,
                                             std::span<const Portal> portals);

}  // namespace portalprobe
