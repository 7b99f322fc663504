#include "report/xlsx.hpp"

#include <fmt/format.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <type_traits>

#include "core/utf8.hpp"
#include "report/text_width.hpp"

namespace portalprobe {
namespace {

constexpr std::size_t kLongestName = 31;
constexpr std::size_t kMostRows = 1'048'576;
constexpr std::size_t kMostColumns = 16'384;
constexpr std::size_t kWidestColumn = 60;

struct FreeWorkbook {
  void operator()(lxw_workbook* workbook) const { lxw_workbook_free(workbook); }
};
using Workbook = std::unique_ptr<lxw_workbook, FreeWorkbook>;

/// Without what Excel refuses in a sheet's name.
std::string sheet_name(const std::string& name) {
  std::string clean;
  std::string_view rest = name;
  for (std::size_t letters = 0; !rest.empty() && letters < kLongestName; ++letters) {
    const CodePoint point = first_code_point(rest);
    rest.remove_prefix(point.length);
    const bool refused = point.value < 0x80 && std::string_view("[]:*?/\\'").find(static_cast<char>(point.value)) != std::string_view::npos;
    append_utf8(clean, refused ? U' ' : point.value);
  }
  return clean;
}

/// Text that XML can hold.
std::string cell_text(const std::string& text) {
  std::string clean = printable(text);
  for (const std::string_view no_character : {"\xEF\xBF\xBE", "\xEF\xBF\xBF"}) {
    for (auto at = clean.find(no_character); at != std::string::npos; at = clean.find(no_character, at))
      clean.replace(at, no_character.size(), "\xEF\xBF\xBD");
  }
  return clean;
}

/// How text and numbers look.
struct Formats {
  lxw_format* heading = nullptr;
  std::array<lxw_format*, Points::kDigits + 1> points = {};  ///< by decimal places; none for 0: as many as there are

  explicit Formats(lxw_workbook* workbook) {
    heading = workbook_add_format(workbook);
    if (heading != nullptr) format_set_bold(heading);
    for (std::size_t digits = 1; digits < points.size(); ++digits) {
      points[digits] = workbook_add_format(workbook);
      if (points[digits] != nullptr) format_set_num_format(points[digits], ("0." + std::string(digits, '0')).c_str());
    }
  }
};

/// Writes one cell.
struct WriteCell {
  lxw_worksheet* sheet;
  const Formats& formats;
  lxw_row_t row;
  lxw_col_t column;

  lxw_error operator()(std::monostate) const { return LXW_NO_ERROR; }
  lxw_error operator()(const std::string& text) const {
    return worksheet_write_string(sheet, row, column, cell_text(text).c_str(), row == 0 ? formats.heading : nullptr);
  }
  lxw_error operator()(std::int64_t number) const {
    return worksheet_write_number(sheet, row, column, static_cast<double>(number), nullptr);
  }
  lxw_error operator()(const ShownPoints& shown) const {
    const double value = static_cast<double>(shown.points.millionths()) / static_cast<double>(Points::kPerPoint);
    const bool fits = rounded(shown.points, shown.digits, Rounding::down) == shown.points;
    lxw_format* const format = fits ? formats.points.at(static_cast<std::size_t>(shown.digits)) : nullptr;
    return worksheet_write_number(sheet, row, column, value, format);
  }
};

struct CellWidth {
  std::size_t operator()(std::monostate) const { return 0; }
  std::size_t operator()(const std::string& text) const { return display_width(printable(text)); }
  std::size_t operator()(std::int64_t number) const { return std::to_string(number).size(); }
  std::size_t operator()(const ShownPoints& shown) const { return points_text(shown.points, shown.digits).size(); }
};

void set_widths(lxw_worksheet* sheet, const std::vector<DataRow>& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], std::visit(CellWidth{}, row[i]));
  }
  for (std::size_t i = 0; i < widths.size(); ++i) {
    const auto column = static_cast<lxw_col_t>(i);
    worksheet_set_column(sheet, column, column, static_cast<double>(std::min(widths[i], kWidestColumn) + 3), nullptr);
  }
}

Expected<void> write_rows(lxw_worksheet* sheet, const Formats& formats, const XlsxSheet& source) {
  const auto& rows = source.table.rows();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t j = 0; j < rows[i].size(); ++j) {
      const WriteCell write{sheet, formats, static_cast<lxw_row_t>(i), static_cast<lxw_col_t>(j)};
      const lxw_error error = std::visit(write, rows[i][j]);
      if (error != LXW_NO_ERROR) {
        return fail(fmt::format("workbook: sheet '{}', row {}, column {}: {}", printable(source.name), i + 1, j + 1,
                                lxw_strerror(error)));
      }
    }
  }
  return {};
}

bool is_too_large(const std::vector<DataRow>& rows) {
  return rows.size() > kMostRows ||
         std::ranges::any_of(rows, [](const DataRow& row) { return row.size() > kMostColumns; });
}

Expected<void> add_sheet(lxw_workbook* workbook, const Formats& formats, const XlsxSheet& source) {
  const auto& rows = source.table.rows();
  if (is_too_large(rows)) {
    return fail(fmt::format("workbook: sheet '{}' has more than {} rows or {} columns", printable(source.name), kMostRows,
                            kMostColumns));
  }
  lxw_worksheet* const sheet = workbook_add_worksheet(workbook, sheet_name(printable(source.name)).c_str());
  if (sheet == nullptr) {
    return fail(fmt::format("workbook: '{}' is no name for a sheet, or there is one of that name already",
                            printable(source.name)));
  }
  if (rows.empty() || rows.front().empty()) return {};
  set_widths(sheet, rows);
  worksheet_freeze_panes(sheet, 1, 0);
  worksheet_autofilter(sheet, 0, 0, static_cast<lxw_row_t>(rows.size() - 1), static_cast<lxw_col_t>(rows.front().size() - 1));
  return write_rows(sheet, formats, source);
}

}  // namespace

Expected<std::string> xlsx_file(const std::vector<XlsxSheet>& sheets) {
  if (sheets.empty()) return fail("workbook: there are no sheets to write");
  std::remove_pointer_t<decltype(lxw_workbook_options::output_buffer)> buffer = nullptr;
  std::size_t size = 0;
  lxw_workbook_options options = {};
  options.output_buffer = &buffer;
  options.output_buffer_size = &size;
  Workbook workbook(workbook_new_opt(nullptr, &options));
  if (workbook == nullptr) return fail("workbook: no memory for it");
  const Formats formats(workbook.get());
  for (const auto& sheet : sheets) {
    if (const auto added = add_sheet(workbook.get(), formats, sheet); !added) return tl::unexpected(added.error());
  }
  const lxw_error error = workbook_close(workbook.release());  // frees it whatever happens
  std::string bytes = buffer != nullptr ? std::string(buffer, size) : "";
  std::free(const_cast<char*>(buffer));
  if (error != LXW_NO_ERROR) return fail(fmt::format("workbook: {}", lxw_strerror(error)));
  if (bytes.empty()) return fail("workbook: nothing was written");
  return bytes;
}

}  // namespace portalprobe
