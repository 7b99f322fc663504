#include "config/csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "config/csv_text.hpp"

namespace portalprobe {
namespace {

constexpr std::size_t kMaxBytes = 64ULL << 20U;
constexpr std::size_t kMaxRows = 100'000;
constexpr std::size_t kMaxColumns = 1'000;
constexpr std::size_t kMaxCells = 2'000'000;
constexpr std::size_t kMaxProblems = 100;

using Problems = std::vector<Problem>;

tl::unexpected<Problems> refuse(const std::string& file, std::string message) {
  return tl::unexpected(Problems{Problem{file, 0, 0, std::move(message)}});
}

bool is_blank(const CsvCell& cell) { return cell.text.find_first_not_of(" \t\r\n") == std::string::npos; }

void drop_trailing_blanks(CsvRow& row) {
  while (!row.empty() && is_blank(row.back())) row.pop_back();
}

/// The one character of a first line such as `sep=;`, with or without quotes; NUL: there is no such line.
char declared_separator(std::string_view line) {
  if (line.size() > 2 && line.front() == '"' && line.back() == '"') line = line.substr(1, line.size() - 2);
  const bool declares = line.size() == 5 && (line.starts_with("sep=") || line.starts_with("SEP="));
  return declares && line.back() != '"' ? line.back() : '\0';
}

/// The separator that stands most often outside quotes in the first line that is not blank.
char counted_separator(std::string_view text) {
  constexpr std::string_view kCandidates = "\t;,";
  std::size_t counts[kCandidates.size()] = {};
  bool quoted = false;
  bool seen = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if ((c == '\n' || c == '\r') && seen) break;
    if (c != ' ' && c != '\n' && c != '\r') seen = true;
    if (const auto which = kCandidates.find(c); which != std::string_view::npos) ++counts[which];
  }
  const auto most = std::ranges::max_element(counts);
  return *most == 0 ? ',' : kCandidates[static_cast<std::size_t>(most - counts)];
}

/// Cuts a text into rows of cells, and knows where it is.
class Reader {
 public:
  Reader(std::string_view text, const std::string& file) : rest_(text), file_(file) {}

  bool at_end() const { return rest_.empty(); }
  bool stopped() const { return problems_.size() >= kMaxProblems; }
  Problems take_problems() { return std::move(problems_); }

  /// What is left of the line that the reader stands in.
  std::string_view line_ahead() const { return rest_.substr(0, rest_.find_first_of("\r\n")); }
  std::string_view ahead() const { return rest_; }
  void skip_line() {
    while (!at_end() && !at_line_end()) take();
    take_line_end();
  }

  /// Stops early in a row of too many columns.
  CsvRow row(char separator) {
    CsvRow cells;
    while (true) {
      cells.push_back(cell(separator));
      if (at_end() || rest_.front() != separator || cells.size() > kMaxColumns) break;
      take();
    }
    take_line_end();
    return cells;
  }

  void report(int line, int column, std::string message) {
    problems_.push_back({file_, line, column, std::move(message)});
  }

 private:
  bool at_line_end() const { return rest_.front() == '\n' || rest_.front() == '\r'; }

  char take() {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    const bool ends_line = c == '\n' || (c == '\r' && (rest_.empty() || rest_.front() != '\n'));
    if (ends_line) {
      ++line_;
      column_ = 1;
    } else if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U) {
      ++column_;
    }
    return c;
  }

  void take_line_end() {
    if (at_end()) return;
    const bool pair = rest_.starts_with("\r\n");
    take();
    if (pair) take();
  }

  CsvCell cell(char separator) {
    CsvCell cell{"", line_, column_};
    if (!at_end() && rest_.front() == '"') take_quoted(cell);
    const auto length = std::min(rest_.find_first_of(std::string{separator, '\r', '\n'}), rest_.size());
    if (length > 0 && !cell.text.empty()) {
      report(line_, column_, "text after a closing quote (double a quote that belongs to the cell)");
    }
    for (std::size_t i = 0; i < length; ++i) cell.text += take();
    return cell;
  }

  void take_quoted(CsvCell& cell) {
    take();
    while (!at_end()) {
      const char c = take();
      if (c != '"') {
        cell.text += c;
      } else if (!at_end() && rest_.front() == '"') {
        cell.text += take();
      } else {
        return;
      }
    }
    report(cell.line, cell.column, "a quote is opened here and never closed");
  }

  std::string_view rest_;
  const std::string& file_;
  int line_ = 1;
  int column_ = 1;
  Problems problems_;
};

/// Where a row has cells beyond the header's last one, an unquoted separator is the likely reason.
void check_width(Reader& reader, const CsvTable& table, const CsvRow& row) {
  if (row.size() <= table.header.size()) return;
  const CsvCell& extra = row[table.header.size()];
  reader.report(
      extra.line, extra.column,
      fmt::format("cell {} of a row in a table of {} columns (put a cell that holds '{}' in quotes)",
                  table.header.size() + 1, table.header.size(),
                  table.separator == '\t' ? "a tab" : std::string(1, table.separator)));
}

void read_rows(Reader& reader, CsvTable& table) {
  std::size_t cells = 0;
  while (!reader.at_end() && !reader.stopped()) {
    CsvRow row = reader.row(table.separator);
    const int line = row.front().line;
    cells += row.size();
    if (row.size() > kMaxColumns)
      return reader.report(line, 0, fmt::format("more than {} columns", kMaxColumns));
    if (cells > kMaxCells) return reader.report(line, 0, fmt::format("more than {} cells", kMaxCells));
    drop_trailing_blanks(row);
    if (row.empty()) continue;
    if (table.header.empty()) {
      table.header = std::move(row);
      continue;
    }
    if (table.rows.size() == kMaxRows)
      return reader.report(line, 0, fmt::format("more than {} rows", kMaxRows));
    check_width(reader, table, row);
    row.shrink_to_fit();
    table.rows.push_back(std::move(row));
  }
}

}  // namespace

tl::expected<CsvTable, Problems> parse_csv(std::string_view bytes, const std::string& file) {
  if (bytes.size() > kMaxBytes) return refuse(file, "is larger than 64 MiB");
  const auto text = csv_text(bytes, file);
  if (!text) return tl::unexpected(Problems{text.error()});
  CsvTable table{file, ',', {}, {}};
  Reader reader(*text, file);
  const char declared = declared_separator(reader.line_ahead());
  if (declared != '\0') reader.skip_line();
  table.separator = declared != '\0' ? declared : counted_separator(reader.ahead());
  read_rows(reader, table);
  Problems problems = reader.take_problems();
  if (!problems.empty()) return tl::unexpected(std::move(problems));
  if (table.header.empty())
    return refuse(file, "is empty (right would be a line of headings, then a line for each portal)");
  return table;
}

tl::expected<CsvTable, Problems> read_csv(const std::string& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) return refuse(path, "there is no such file");
  if (std::filesystem::is_directory(status)) return refuse(path, "is a directory, no CSV file");
  if (!std::filesystem::is_regular_file(status)) return refuse(path, "is no regular file");
  std::ifstream stream(path, std::ios::binary);
  if (!stream) return refuse(path, "cannot be read");
  std::string bytes;
  char buffer[1U << 16U];
  while (bytes.size() <= kMaxBytes && (stream.read(buffer, sizeof buffer) || stream.gcount() > 0)) {
    bytes.append(buffer, static_cast<std::size_t>(stream.gcount()));
  }
  if (stream.bad()) return refuse(path, "cannot be read to its end");
  return parse_csv(bytes, path);
}

}  // namespace portalprobe
