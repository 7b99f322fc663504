#pragma once

#include <string>
#include <vector>

#include "config/points_cell.hpp"
#include "core/expected.hpp"
#include "core/points.hpp"

namespace portalprobe {

/// A number as it stands in a table, with the decimal places that were written.
struct WrittenNumber {
  Points value;
  int digits = 0;
};

/// How a cell of a file may be read whose decimal mark is this one (NUL: not known): in one way, or in two
/// where it may be thousands or decimals. Errors, and what `cell` is, as for `read_points`.
Expected<std::vector<WrittenNumber>> readings_of(const std::string& cell, char decimal_mark);

/// Learns a file's decimal mark from its numbers.
class DecimalMark {
 public:
  /// Numbers that can be read in two ways tell nothing.
  void see(const WrittenPoints& number) {
    if (number.otherwise) return;
    sees_comma_ = sees_comma_ || number.decimal_mark == ',';
    sees_point_ = sees_point_ || number.decimal_mark == '.';
  }
  /// NUL: the file shows none, or both.
  char mark() const { return sees_comma_ == sees_point_ ? '\0' : sees_comma_ ? ',' : '.'; }

 private:
  bool sees_comma_ = false;
  bool sees_point_ = false;
};

}  // namespace portalprobe
