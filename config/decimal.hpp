#pragma once

#include <optional>
#include <string_view>

namespace portalprobe {

/// A number as spreadsheets write it in Vietnam or in English: 2,5 and 2.5, 1.234,5 and 1,234.5, 1.234.567.
/// With one separator and three digits after it (1.234) nobody can tell thousands from thousandths: absent,
/// as for all that is no number.
std::optional<double> parse_decimal(std::string_view text);

}  // namespace portalprobe
