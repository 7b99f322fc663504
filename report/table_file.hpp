#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/language.hpp"
#include "core/points.hpp"

namespace portalprobe {

/// A table as a file for a spreadsheet program. For Vietnamese readers as Excel opens it there: UTF-8 with a byte
/// order mark, semicolons, decimal commas. For English ones RFC 4180: UTF-8, commas, decimal points. CRLF ends each
/// row. Text that a spreadsheet would run as a formula begins with an apostrophe; numbers stay numbers.
class TableFile {
 public:
  explicit TableFile(Language language);

  void text(std::string_view cell);
  /// An empty cell where there are none.
  void points(const std::optional<Points>& cell, int digits = 0);
  void count(const std::optional<std::size_t>& cell);
  void change(const std::optional<int>& cell);
  void end_row();

  std::string take() { return std::move(text_); }

 private:
  void raw(std::string_view cell);

  bool vietnamese_;
  bool row_begun_ = false;
  std::string text_;
};

}  // namespace portalprobe
