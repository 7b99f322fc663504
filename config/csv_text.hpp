#pragma once

#include <tl/expected.hpp>

#include <string>
#include <string_view>

#include "config/problem.hpp"

namespace portalprobe {

/// The bytes of a CSV file as UTF-8 without a byte order mark. Says what to save it as if it is something
/// else: a workbook, a file in an old code page, UTF-16 that is cut off.
tl::expected<std::string, Problem> csv_text(std::string_view bytes, const std::string& file);

}  // namespace portalprobe
