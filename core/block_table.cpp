#include "core/block_table.hpp"

#include <array>

namespace portalprobe {
namespace {

constexpr std::array<std::string_view, 5> kNames = {"block", "deployment", "vendor", "region", "tag"};

}  // namespace

std::string_view to_string(Grouping grouping) { return kNames[static_cast<std::size_t>(grouping)]; }

std::optional<Grouping> grouping_from(std::string_view name) {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) return static_cast<Grouping>(i);
  }
  return std::nullopt;
}

}  // namespace portalprobe
