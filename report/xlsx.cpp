#include "report/xlsx.hpp"

#include <fmt/format.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <set>
#include <system_error>

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

/// A file of our own in the folder for temporary ones, gone at the end: the library writes files alone.
class TemporaryFile {
 public:
  TemporaryFile() {
    std::error_code error;
    path_ = (std::filesystem::temp_directory_path(error) / "portal-probe-XXXXXX").string();
    const int file = ::mkstemp(path_.data());
    if (file < 0) {
      path_.clear();
    } else {
      ::close(file);
    }
  }
  ~TemporaryFile() {
    if (!path_.empty()) ::unlink(path_.c_str());
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  bool is_there() const { return !path_.empty(); }
  const char* path() const { return path_.c_str(); }
  std::string read() const {
    std::ifstream stream(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  }

 private:
  std::string path_;
};

/// Without what Excel refuses in a sheet's name.
std::string sheet_name(const std::string& name) {
  std::string clean;
  std::string_view rest = name;
  for (std::size_t letters = 0; !rest.empty() && letters < kLongestName; ++letters) {
    const CodePoint point = first_code_point(rest);
    rest.remove_prefix(point.length);
    const bool refused =
        point.value < 0x80 &&
        std::string_view("[]:*?/\\'").find(static_cast<char>(point.value)) != std::string_view::npos;
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
  std::array<lxw_format*, Points::kDigits + 1> points =
      {};  ///< by decimal places; none for 0: as many as there are

  explicit Formats(lxw_workbook* workbook) {
    heading = workbook_add_format(workbook);
    if (heading != nullptr) format_set_bold(heading);
    for (std::size_t digits = 1; digits < points.size(); ++digits) {
      points[digits] = workbook_add_format(workbook);
      if (points[digits] != nullptr)
        format_set_num_format(points[digits], ("0." + std::string(digits, '0')).c_str());
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
    return worksheet_write_string(sheet, row, column, cell_text(text).c_str(),
                                  row == 0 ? formats.heading : nullptr);
  }
  lxw_error operator()(std::int64_t number) const {
    return worksheet_write_number(sheet, row, column, static_cast<double>(number), nullptr);
  }
  lxw_error operator()(const ShownPoints& shown) const {
    const double value =
        static_cast<double>(shown.points.millionths()) / static_cast<double>(Points::kPerPoint);
    const bool fits = rounded(shown.points, shown.digits, Rounding::down) == shown.points;
    lxw_format* const format = fits ? formats.points.at(static_cast<std::size_t>(shown.digits)) : nullptr;
    return worksheet_write_number(sheet, row, column, value, format);
  }
  lxw_error operator()(double number) const {
    return worksheet_write_number(sheet, row, column, number, nullptr);
  }
};

struct CellWidth {
  std::size_t operator()(std::monostate) const { return 0; }
  std::size_t operator()(const std::string& text) const { return display_width(printable(text)); }
  std::size_t operator()(std::int64_t number) const { return std::to_string(number).size(); }
  std::size_t operator()(const ShownPoints& shown) const {
    return points_text(shown.points, shown.digits).size();
  }
  std::size_t operator()(double number) const { return fmt::format("{}", number).size(); }
};

void set_widths(lxw_worksheet* sheet, const std::vector<DataRow>& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], std::visit(CellWidth{}, row[i]));
  }
  for (std::size_t i = 0; i < widths.size(); ++i) {
    const auto column = static_cast<lxw_col_t>(i);
    worksheet_set_column(sheet, column, column, static_cast<double>(std::min(widths[i], kWidestColumn) + 3),
                         nullptr);
  }
}

Expected<void> write_rows(lxw_worksheet* sheet, const Formats& formats, const XlsxSheet& source) {
  const auto& rows = source.table.rows();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t j = 0; j < rows[i].size(); ++j) {
      const WriteCell write{sheet, formats, static_cast<lxw_row_t>(i), static_cast<lxw_col_t>(j)};
      const lxw_error error = std::visit(write, rows[i][j]);
      if (error != LXW_NO_ERROR) {
        return fail(fmt::format("workbook: sheet '{}', row {}, column {}: {}", printable(source.name), i + 1,
                                j + 1, lxw_strerror(error)));
      }
    }
  }
  return {};
}

bool is_too_large(const std::vector<DataRow>& rows) {
  return rows.size() > kMostRows ||
         std::ranges::any_of(rows, [](const DataRow& row) { return row.size() > kMostColumns; });
}

/// Why a sheet cannot have its name; the library would say so on the standard error stream. Excel takes "A"
/// and "a" for the same.
std::optional<std::string> fault_of_name(const std::string& name, std::set<std::string>& taken) {
  std::string lower = name;
  std::ranges::transform(lower, lower.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  if (name.find_first_not_of(' ') == std::string::npos) return "a sheet has no name";
  if (!taken.insert(lower).second) return fmt::format("there are two sheets '{}'", name);
  return std::nullopt;
}

Expected<void> add_sheet(lxw_workbook* workbook, const Formats& formats, const XlsxSheet& source,
                         std::set<std::string>& taken) {
  const auto& rows = source.table.rows();
  if (is_too_large(rows)) {
    return fail(fmt::format("workbook: sheet '{}' has more than {} rows or {} columns",
                            printable(source.name), kMostRows, kMostColumns));
  }
  const std::string name = sheet_name(printable(source.name));
  if (const auto fault = fault_of_name(name, taken)) return fail("workbook: " + *fault);
  lxw_worksheet* const sheet = workbook_add_worksheet(workbook, name.c_str());
  if (sheet == nullptr) return fail(fmt::format("workbook: no sheet can have the name '{}'", name));
  if (rows.empty() || rows.front().empty()) return {};
  set_widths(sheet, rows);
  worksheet_freeze_panes(sheet, 1, 0);
  worksheet_autofilter(sheet, 0, 0, static_cast<lxw_row_t>(rows.size() - 1),
                       static_cast<lxw_col_t>(rows.front().size() - 1));
  return write_rows(sheet, formats, source);
}

}  // namespace

Expected<std::string> xlsx_file(const std::vector<XlsxSheet>& sheets) {
  if (sheets.empty()) return fail("workbook: there are no sheets to write");
  const TemporaryFile file;
  if (!file.is_there()) return fail("workbook: no temporary file can be made for it");
  Workbook workbook(workbook_new(file.path()));
  if (workbook == nullptr) return fail("workbook: no memory for it");
  const Formats formats(workbook.get());
  std::set<std::string> taken;
  for (const auto& sheet : sheets) {
    if (const auto added = add_sheet(workbook.get(), formats, sheet, taken); !added)
      return tl::unexpected(added.error());
  }
  const lxw_error error = workbook_close(workbook.release());  // frees it whatever happens
  if (error != LXW_NO_ERROR) return fail(fmt::format("workbook: {}", lxw_strerror(error)));
  std::string bytes = file.read();
  if (bytes.empty()) return fail("workbook: nothing was written");
  return bytes;
}

}  // namespace portalprobe
