#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "core/language.hpp"
#include "core/points.hpp"

namespace portalprobe {

/// Points, and with how many decimal places they are shown at least.
struct ShownPoints {
  Points points;
  int digits = 0;
  bool operator==(const ShownPoints&) const = default;
};

/// Nothing, a text, a whole number, points, a finite number with all its digits.
using DataCell = std::variant<std::monostate, std::string, std::int64_t, ShownPoints, double>;
using DataRow = std::vector<DataCell>;

/// A table for spreadsheet programs, cell by cell: numbers stay numbers, whatever is written in the end. The
/// first row holds the headings.
class DataTable {
 public:
  void text(std::string cell) { row_.emplace_back(std::move(cell)); }
  /// An empty cell where there are none; so are the next ones.
  void points(const std::optional<Points>& cell, int digits = 0);
  void count(const std::optional<std::size_t>& cell);
  void change(const std::optional<int>& cell);
  /// What is no finite number is an empty cell, too.
  void number(const std::optional<double>& cell);
  void end_row();

  const std::vector<DataRow>& rows() const { return rows_; }

 private:
  DataRow row_;
  std::vector<DataRow> rows_;
};

/// For Vietnamese readers as Excel opens it there: UTF-8 with a byte order mark, semicolons, decimal commas.
/// For English ones RFC 4180: UTF-8, commas, decimal points. CRLF ends each row. Text that a spreadsheet
/// would run as a formula begins with an apostrophe.
std::string spreadsheet_csv(const DataTable& table, Language language);

}  // namespace portalprobe
