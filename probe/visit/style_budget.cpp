#include "probe/visit/style_budget.hpp"

#include <algorithm>

namespace portalprobe {

FoundInStyles StyleBudget::find(const Document& document, std::span<const StyleSheet> sheets,
                                std::string_view base, const Screen& screen, const FailedFonts& failed) {
  FoundInStyles found;
  found.capped = true;
  if (left_ == 0) return found;
  StyleLimits limits;
  limits.steps = std::min(limits.steps, left_);
  found = find_in_styles(document, sheets, base, screen, limits, failed);
  left_ -= std::min(left_, found.steps);
  return found;
}

}  // namespace portalprobe
