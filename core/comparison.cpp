#include "core/comparison.hpp"

namespace portalprobe {

std::string_view to_string(Change change) {
  constexpr std::string_view kNames[] = {"better", "worse", "mixed", "unchanged", "undecidable"};
  return kNames[static_cast<std::size_t>(change)];
}

std::string_view to_string(Undecidable why) {
  constexpr std::string_view kNames[] = {"", "no_values", "too_few_values", "too_few_nights"};
  return kNames[static_cast<std::size_t>(why)];
}

}  // namespace portalprobe
