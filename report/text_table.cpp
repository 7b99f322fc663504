#include "report/text_table.hpp"

#include <algorithm>
#include <cassert>
#include <numeric>

#include "core/utf8.hpp"
#include "report/character_width.hpp"

namespace portalprobe {
namespace {

constexpr std::size_t kGap = 2;
constexpr std::size_t kSmallest = 12;

using Widths = std::vector<std::size_t>;
using Lines = std::vector<std::string>;

Widths natural_widths(const std::vector<TextColumn>& columns,
                      const std::vector<std::vector<std::string>>& rows) {
  Widths widths;
  for (const auto& column : columns) widths.push_back(display_width(column.heading));
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], display_width(row[i]));
  }
  return widths;
}

/// The widest column that may still give way; the number of columns: none.
std::size_t widest_flexible(const std::vector<TextColumn>& columns, const Widths& widths) {
  std::size_t found = columns.size();
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const auto smallest = std::max(kSmallest, display_width(columns[i].heading));
    if (columns[i].overflow == Overflow::keep || widths[i] <= smallest) continue;
    if (found == columns.size() || widths[i] > widths[found]) found = i;
  }
  return found;
}

Widths fitted_widths(const std::vector<TextColumn>& columns, Widths widths, std::size_t limit) {
  if (limit == 0 || columns.empty()) return widths;
  const auto total = [&widths] {
    return std::accumulate(widths.begin(), widths.end(), kGap * (widths.size() - 1));
  };
  // One cell at a time: a screen is narrow, and the widest column gives way first.
  for (std::size_t over = total(); over > limit; --over) {
    const std::size_t column = widest_flexible(columns, widths);
    if (column == columns.size()) break;
    --widths[column];
  }
  return widths;
}

/// Where to break `text` so that the first part takes at most `width` cells: after a comma if there is one,
/// else at a space, else within the word.
std::size_t break_at(std::string_view text, std::size_t width) {
  std::size_t after_comma = 0;
  std::size_t after_space = 0;
  std::size_t bytes = 0;
  std::size_t cells = 0;
  while (bytes < text.size()) {
    const CodePoint point = first_code_point(text.substr(bytes));
    const std::size_t next = bytes + point.length;
    cells += static_cast<std::size_t>(character_width(point.value));
    if (cells > width && point.value != U' ') {
      if (after_comma > 0) return after_comma;
      if (after_space > 0) return after_space;
      return bytes > 0 ? bytes : next;
    }
    if (point.value == U' ') {
      after_space = next;
      if (bytes > 0 && text[bytes - 1] == ',') after_comma = next;
    }
    bytes = next;
  }
  return bytes;
}

std::string without_trailing_blanks(std::string text) {
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

Lines wrapped(std::string_view text, std::size_t width) {
  Lines lines;
  while (!text.empty()) {
    const std::size_t end = break_at(text, width);
    lines.push_back(without_trailing_blanks(std::string(text.substr(0, end))));
    text.remove_prefix(end);
  }
  return lines;
}

class Writer {
 public:
  Writer(const std::vector<TextColumn>& columns, Widths widths)
      : columns_(columns), widths_(std::move(widths)) {}

  void line(const std::vector<std::string>& cells) {
    std::string text;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (i > 0) text.append(kGap, ' ');
      text += fit_width(i < cells.size() ? cells[i] : "", widths_[i], columns_[i].align);
    }
    text_ += without_trailing_blanks(std::move(text)) + '\n';
  }

  void row(const std::vector<std::string>& cells) {
    std::vector<Lines> columns;
    std::size_t height = 1;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const bool wraps = columns_[i].overflow == Overflow::wrap;
      columns.push_back(wraps ? wrapped(cells[i], widths_[i]) : Lines{cells[i]});
      height = std::max(height, columns.back().size());
    }
    for (std::size_t n = 0; n < height; ++n) line(nth_lines(columns, n));
  }

  void rule() {
    const auto total = std::accumulate(widths_.begin(), widths_.end(), kGap * (widths_.size() - 1));
    for (std::size_t i = 0; i < total; ++i) text_ += "─";
    text_ += '\n';
  }

  std::string take() { return std::move(text_); }

 private:
  static std::vector<std::string> nth_lines(const std::vector<Lines>& columns, std::size_t n) {
    std::vector<std::string> cells;
    for (const auto& lines : columns) cells.push_back(n < lines.size() ? lines[n] : "");
    return cells;
  }

  const std::vector<TextColumn>& columns_;
  Widths widths_;
  std::string text_;
};

}  // namespace

void TextTable::add(std::vector<std::string> cells) {
  assert(cells.size() <= columns_.size());
  for (auto& cell : cells) cell = printable(cell);
  rows_.push_back(std::move(cells));
}

std::string TextTable::text(std::size_t width) const {
  if (columns_.empty()) return "";
  Writer writer(columns_, fitted_widths(columns_, natural_widths(columns_, rows_), width));
  std::vector<std::string> headings;
  for (const auto& column : columns_) headings.push_back(column.heading);
  writer.line(headings);
  writer.rule();
  for (const auto& row : rows_) writer.row(row);
  return writer.take();
}

}  // namespace portalprobe
