#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "probe/page/style_sheet.hpp"

namespace portalprobe {

/// The steps of work that all readings of one visit's styles share: styles are worked out anew when more has
/// arrived, and a page may have many frames. Each reading takes what the ones before it have left over, so it
/// is for the visit's tasks, which are done one at a time.
class StyleBudget {
 public:
  explicit StyleBudget(std::size_t steps = 3 * StyleLimits{}.steps) : left_(steps) {}

  /// As `find_in_styles`; nothing, and capped, once the steps are used up.
  FoundInStyles find(const Document& document, std::span<const StyleSheet> sheets, std::string_view base,
                     const Screen& screen, const FailedFonts& failed);
  std::size_t left() const { return left_; }

 private:
  std::size_t left_;
};

}  // namespace portalprobe
