#include "report/table_file.hpp"

#include "report/spreadsheet_cell.hpp"

namespace portalprobe {

TableFile::TableFile(Language language) : vietnamese_(language == Language::vi) {
  if (vietnamese_) text_ = "\xEF\xBB\xBF";
}

void TableFile::raw(std::string_view cell) {
  if (row_begun_) text_ += vietnamese_ ? ';' : ',';
  row_begun_ = true;
  text_ += cell;
}

void TableFile::text(std::string_view cell) { raw(spreadsheet_cell(cell, vietnamese_ ? ';' : ',')); }

void TableFile::points(const std::optional<Points>& cell, int digits) {
  raw(cell ? points_text(*cell, digits, vietnamese_ ? ',' : '.') : "");
}

void TableFile::count(const std::optional<std::size_t>& cell) { raw(cell ? std::to_string(*cell) : ""); }

void TableFile::change(const std::optional<int>& cell) { raw(cell ? std::to_string(*cell) : ""); }

void TableFile::end_row() {
  text_ += "\r\n";
  row_begun_ = false;
}

}  // namespace portalprobe
