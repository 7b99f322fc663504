#include "config/group_points_csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "config/points_cell.hpp"
#include "config/problem_order.hpp"
#include "config/register_cell.hpp"
#include "config/wording.hpp"

namespace portalprobe {
namespace {

using Problems = std::vector<Problem>;

constexpr std::size_t kMostToCompare = 10'000;  // ids, to find one that may have been meant

/// A cell with a number in it, and whose it is.
struct Entry {
  std::size_t body = 0;
  std::size_t group = 0;
  const CsvCell* cell = nullptr;
  std::string text;  ///< cleaned
  WrittenPoints written;
};

BilingualText left_empty(int line) {
  return {fmt::format("tệp điểm để trống (dòng {})", line),
          fmt::format("left empty in the file (line {})", line)};
}

/// Reads in two turns: the first finds out which decimal mark the file has, the second what its numbers are.
class Reader {
 public:
  Reader(const CsvTable& table, const EvaluationScheme& scheme, std::span<const std::string> portal_ids)
      : table_(table), scheme_(scheme) {
    for (const auto& id : portal_ids) {
      if (!index_.try_emplace(id, read_.bodies.size()).second) continue;
      read_.bodies.push_back({id, {}, std::vector<GroupResult>(scheme.groups.size())});
      ids_.push_back(id);
    }
    lines_.resize(ids_.size());
  }

  void find_columns(PerformancePoints performance) {
    columns_ = group_points_columns(table_, scheme_, performance, problems_);
  }

  void read_rows() {
    for (const auto& row : table_.rows) {
      if (is_full()) return;
      read_row(row);
    }
    for (std::size_t i = 0; i < ids_.size() && !is_full(); ++i) {
      if (lines_[i] == 0) {
        problems_.push_back(
            {table_.file, 0, 0,
             fmt::format("portal '{}' is missing (right would be a row for it, with empty cells "
                         "where points are not known)",
                         ids_[i])});
      }
    }
  }

  void find_decimal_mark() {
    bool seen[2] = {false, false};
    for (const auto& entry : entries_) {
      if (!entry.written.otherwise && entry.written.decimal_mark != '\0')
        seen[entry.written.decimal_mark == ',' ? 1 : 0] = true;
    }
    if (seen[0] != seen[1]) read_.decimal_mark = seen[1] ? ',' : '.';
  }

  void settle() {
    for (const auto& entry : entries_) {
      if (is_full()) return;
      const auto points = only_reading(entry);
      const auto most = Points::nearest(scheme_.groups[entry.group].points);
      if (!points) {
        report(entry, doubt(entry));
      } else if (!most || *points > *most) {
        report(entry, fmt::format("{} is more than the {} points that group '{}' gives", shown(entry.text),
                                  scheme_.groups[entry.group].points, scheme_.groups[entry.group].id));
      } else {
        read_.bodies[entry.body].groups[entry.group] = {*points, std::nullopt, {}};
      }
    }
  }

  bool has_problems() const { return !problems_.empty(); }
  Problems take_problems() { return in_file_order(std::move(problems_)); }
  GroupPoints take() { return std::move(read_); }

 private:
  bool is_full() const { return problems_.size() >= kMostTableProblems; }

  void report(const CsvCell& cell, std::size_t column, const std::string& message) {
    problems_.push_back({table_.file, cell.line, cell.column,
                         fmt::format("column {} {}", shown(table_.header[column].text), message)});
  }
  void report(const Entry& entry, const std::string& message) {
    report(*entry.cell, *columns_.groups[entry.group], message);
  }

  /// The text of a cell; a row's cells at its end may be left out. Absent: it cannot be read, and was
  /// reported.
  std::optional<std::string> text_at(const CsvRow& row, std::size_t column) {
    if (column >= row.size()) return "";
    auto text = read_text(row[column].text);
    if (text) return std::move(*text);
    report(row[column], column, text.error().message);
    return std::nullopt;
  }

  void read_row(const CsvRow& row) {
    const auto body = body_of(row);
    if (!body) return;
    for (std::size_t group = 0; group < columns_.groups.size(); ++group) {
      if (columns_.groups[group]) read_cell(row, *body, group, *columns_.groups[group]);
    }
  }

  std::optional<std::size_t> body_of(const CsvRow& row) {
    const std::size_t column = *columns_.portal_id;
    const CsvCell& cell = column < row.size() ? row[column] : row.front();
    const auto id = text_at(row, column);
    if (!id) return std::nullopt;
    if (id->empty()) {
      report(cell, column, "is empty (right would be a portal's id)");
      return std::nullopt;
    }
    const auto found = index_.find(*id);
    if (found == index_.end()) {
      const std::string hint = ids_.size() <= kMostToCompare ? did_you_mean(*id, ids_) : "";
      report(cell, column, fmt::format("names portal {}, which is not evaluated here{}", shown(*id), hint));
      return std::nullopt;
    }
    int& line = lines_[found->second];
    if (line != 0) {
      report(cell, column, fmt::format("names portal '{}' again, after line {} (leave one out)", *id, line));
      return std::nullopt;
    }
    line = cell.line;
    return found->second;
  }

  void read_cell(const CsvRow& row, std::size_t body, std::size_t group, std::size_t column) {
    auto text = text_at(row, column);
    if (!text) return;
    if (text->empty()) {
      read_.bodies[body].groups[group].reason = left_empty(row.front().line);
      return;
    }
    auto written = read_points(*text);
    if (!written) return report(row[column], column, written.error().message);
    entries_.push_back({body, group, &row[column], std::move(*text), *written});
  }

  std::optional<Points> only_reading(const Entry& entry) const {
    const WrittenPoints& written = entry.written;
    if (!written.otherwise) return written.value;
    if (read_.decimal_mark == '\0') return std::nullopt;
    return read_.decimal_mark == written.decimal_mark ? written.value : *written.otherwise;
  }

  static std::string doubt(const Entry& entry) {
    const char mark = entry.written.decimal_mark;
    return fmt::format(
        "{} may be {} or {}, and the file does not show what '{}' stands for (right would be {} for the "
        "first, {} for the second)",
        shown(entry.text), points_text(entry.written.value, 0, mark),
        points_text(*entry.written.otherwise, 0, mark), mark, entry.text + "0",
        points_text(*entry.written.otherwise, 0, mark));
  }

  const CsvTable& table_;
  const EvaluationScheme& scheme_;
  std::unordered_map<std::string, std::size_t> index_;  ///< by portal id
  std::vector<std::string_view> ids_;
  std::vector<int> lines_;  ///< where each portal was found; 0: not yet
  GroupPointsColumns columns_;
  std::vector<Entry> entries_;
  Problems problems_;
  GroupPoints read_;
};

}  // namespace

tl::expected<GroupPoints, Problems> read_group_points(const CsvTable& table, const EvaluationScheme& scheme,
                                                      std::span<const std::string> portal_ids,
                                                      PerformancePoints performance) {
  Reader reader(table, scheme, portal_ids);
  reader.find_columns(performance);
  if (reader.has_problems())
    return tl::unexpected(reader.take_problems());  // cells would be taken for others
  reader.read_rows();
  reader.find_decimal_mark();
  reader.settle();
  if (reader.has_problems()) return tl::unexpected(reader.take_problems());
  return reader.take();
}

}  // namespace portalprobe
