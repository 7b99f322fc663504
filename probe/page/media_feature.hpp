#pragma once

#include <string_view>

#include "probe/page/screen.hpp"

namespace portalprobe {

/// Media queries have three truths: what a browser does not know is neither true nor, negated, false.
enum class Truth { no, unknown, yes };

/// Whether a feature holds, as it stands between brackets, in lower case: "min-width: 768px", "color",
/// "400px <= width < 1000px".
Truth media_feature(std::string_view text, const Screen& screen);

}  // namespace portalprobe
