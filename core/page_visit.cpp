#include "core/page_visit.hpp"

#include <algorithm>
#include <array>

namespace portalprobe {
namespace {

constexpr std::array<std::string_view, 8> kTypes = {"document", "style", "script", "image",
                                                    "font",     "frame", "media",  "other"};

}  // namespace

std::string_view to_string(ResourceType type) { return kTypes.at(static_cast<std::size_t>(type)); }

std::optional<ResourceType> resource_type_from(std::string_view name) {
  const auto it = std::ranges::find(kTypes, name);
  if (it == kTypes.end()) return std::nullopt;
  return static_cast<ResourceType>(it - kTypes.begin());
}

}  // namespace portalprobe
