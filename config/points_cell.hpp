#pragma once

#include <optional>
#include <string_view>

#include "core/expected.hpp"
#include "core/points.hpp"

namespace portalprobe {

/// A number of points as somebody wrote it, with a decimal comma or a decimal point, and exact.
struct WrittenPoints {
  Points value;  ///< where the number can be read in two ways: with `decimal_mark` before decimals
  /// '.' or ',': what stands before decimals if `value` is right. NUL: there is nothing to tell by.
  char decimal_mark = '\0';
  /// What the number is if that character parts thousands instead: 1,234 may be one thousand or little more
  /// than one. Absent: only one reading makes sense.
  std::optional<Points> otherwise;
  bool operator==(const WrittenPoints&) const = default;
};

/// Reads 85, 85,5 and 85.5, 1.234,5 and 1,234.5, 1.234.567. `cell` is not empty and went through `read_text`.
/// The error says what is there instead: a formula, a spreadsheet's error value, a sign, more decimal places
/// than are kept, too many digits, no number at all.
Expected<WrittenPoints> read_points(std::string_view cell);

}  // namespace portalprobe
