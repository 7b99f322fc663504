#pragma once

#include <optional>
#include <string_view>

#include "probe/page/screen.hpp"

namespace portalprobe {

/// A length of CSS in pixels where there is no element it could be relative to (media queries, `sizes`): `em`
/// is the browser's 16 pixels, `vw` the screen's. `calc()`, `min()`, `max()` and `clamp()` are computed;
/// other functions, percentages and what is no length give nothing.
std::optional<double> css_length(std::string_view text, const Screen& screen);

/// A number followed by letters. Absent if it does not begin with a number.
struct CssNumber {
  double value = 0;
  std::string_view unit;  ///< what follows, as written
};
std::optional<CssNumber> css_number(std::string_view text);

}  // namespace portalprobe
