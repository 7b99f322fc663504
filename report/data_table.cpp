#include "report/data_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/spreadsheet_cell.hpp"

namespace portalprobe {
namespace {

struct CellText {
  char separator;
  char decimal_mark;

  std::string operator()(std::monostate) const { return ""; }
  std::string operator()(const std::string& text) const { return spreadsheet_cell(text, separator); }
  std::string operator()(std::int64_t number) const { return std::to_string(number); }
  std::string operator()(const ShownPoints& shown) const {
    return points_text(shown.points, shown.digits, decimal_mark);
  }
  std::string operator()(double number) const {
    std::string text = fmt::format("{}", number);
    std::ranges::replace(text, '.', decimal_mark);
    return text;
  }
};

}  // namespace

void DataTable::points(const std::optional<Points>& cell, int digits) {
  row_.push_back(cell ? DataCell(ShownPoints{*cell, digits}) : DataCell());
}

void DataTable::count(const std::optional<std::size_t>& cell) {
  row_.push_back(cell ? DataCell(static_cast<std::int64_t>(*cell)) : DataCell());
}

void DataTable::change(const std::optional<int>& cell) {
  row_.push_back(cell ? DataCell(std::int64_t{*cell}) : DataCell());
}

void DataTable::number(const std::optional<double>& cell) {
  row_.push_back(cell && std::isfinite(*cell) ? DataCell(*cell) : DataCell());
}

void DataTable::end_row() {
  rows_.push_back(std::move(row_));
  row_.clear();
}

std::string spreadsheet_csv(const DataTable& table, Language language) {
  const bool vi = language == Language::vi;
  const CellText text{vi ? ';' : ',', vi ? ',' : '.'};
  std::string csv = vi ? "\xEF\xBB\xBF" : "";
  for (const auto& row : table.rows()) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) csv += text.separator;
      csv += std::visit(text, row[i]);
    }
    csv += "\r\n";
  }
  return csv;
}

}  // namespace portalprobe
