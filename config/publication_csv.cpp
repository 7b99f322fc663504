#include "config/publication_csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <string_view>
#include <utility>

#include "config/points_cell.hpp"
#include "config/problem_order.hpp"
#include "config/publication_columns.hpp"
#include "config/register_cell.hpp"
#include "config/slug.hpp"
#include "config/wording.hpp"
#include "config/written_number.hpp"

namespace portalprobe {
namespace {

using Problems = std::vector<Problem>;

constexpr std::size_t kMaxBlocks = 1'000;
constexpr std::int64_t kMostBodies = 1'000'000;

/// Names of the row of all bodies, as slugs.
constexpr std::string_view kWhole[] = {"all",       "total",   "all-bodies", "all-blocks",
                                       "tong",      "tong-so", "tong-cong",  "tong-chung",
                                       "toan-quoc", "ca-nuoc", "toan-bo",    "tat-ca"};

bool is_count(const WrittenNumber& number) {
  const std::int64_t millionths = number.value.millionths();
  return millionths % Points::kPerPoint == 0 && millionths / Points::kPerPoint <= kMostBodies;
}

std::string no_count(const std::string& text) {
  return fmt::format(
      "{} is no number of bodies (right would be a whole number up to {}, or nothing where it is not said)",
      shown(text), kMostBodies);
}

enum class Kind { count, mean };

/// Why nobody can tell what was meant, and what would be right.
std::string doubt(const std::string& text, const std::vector<WrittenNumber>& readings, Kind kind) {
  const std::string first = points_text(readings.at(0).value);
  const std::string second = points_text(readings.at(1).value);
  return fmt::format(
      "{} may be {} or {}, and the file does not show what its decimal mark is (right would be {} for the "
      "first, {} for the second)",
      shown(text), first, second, kind == Kind::count ? first : text + "0", second);
}

/// Reads in two turns: the first finds out which decimal mark the file has, the second what its cells say.
class Reader {
 public:
  Reader(const CsvTable& table, const EvaluationScheme& scheme) : table_(table), scheme_(scheme) {
    Publication& publication = read_.publication;
    publication.levels = scheme.levels;
    publication.rounding = scheme.rounding;
    publication.most = 0;
    for (const auto& group : scheme.groups) publication.most += group.points;
    most_ = Points::nearest(publication.most)
                .value_or(Points::from_millionths(Points::kMost * Points::kPerPoint));
  }

  void find_columns() {
    columns_ = publication_columns(table_, scheme_, problems_);
    for (const auto& column : {columns_.bodies, columns_.mean}) {
      if (column) numbers_.push_back(*column);
    }
    for (const auto& column : columns_.levels) {
      if (column) numbers_.push_back(*column);
    }
  }

  void check_size() {
    if (table_.rows.empty())
      problems_.push_back({table_.file, 0, 0, "there are no blocks (right would be a row for each)"});
    if (table_.rows.size() > kMaxBlocks) {
      problems_.push_back({table_.file, 0, 0,
                           fmt::format("there are {} rows (right would be one for each block, at most {})",
                                       table_.rows.size(), kMaxBlocks)});
    }
  }

  void find_decimal_mark() {
    DecimalMark found;
    for (const auto& row : table_.rows) {
      for (const std::size_t column : numbers_) {
        const auto text = column < row.size() ? read_text(row[column].text) : Expected<std::string>("");
        if (!text || text->empty()) continue;
        if (const auto written = read_points(*text)) found.see(*written);
      }
    }
    decimal_mark_ = found.mark();
  }

  void read_rows() {
    for (const auto& row : table_.rows) {
      if (problems_.size() >= kMostTableProblems) return;
      read_row(row);
    }
  }

  bool has_problems() const { return !problems_.empty(); }
  Problems take_problems() { return in_file_order(std::move(problems_)); }
  PublishedTable take() { return std::move(read_); }

 private:
  void report(const CsvRow& row, std::size_t column, const std::string& message) {
    const CsvCell& cell = column < row.size() ? row[column] : row.front();
    problems_.push_back({table_.file, cell.line, cell.column,
                         fmt::format("column {} {}", shown(table_.header[column].text), message)});
  }

  /// The text of a cell; a row's cells at its end may be left out. Absent: it cannot be read, and was
  /// reported.
  std::optional<std::string> text_at(const CsvRow& row, std::size_t column) {
    if (column >= row.size()) return "";
    auto text = read_text(row[column].text);
    if (text) return std::move(*text);
    report(row, column, text.error().message);
    return std::nullopt;
  }

  void read_row(const CsvRow& row) {
    const auto name = text_at(row, *columns_.block);
    if (!name) return;
    if (name->empty())
      return report(row, *columns_.block,
                    "is empty (right would be the block's name, or 'all' for the whole)");
    const bool is_whole = std::ranges::find(kWhole, slug(*name)) != std::end(kWhole);
    const int line = row.front().line;
    const auto [before, is_new] = lines_.try_emplace(is_whole ? "" : *name, line);
    if (!is_new) {
      return report(row, *columns_.block,
                    fmt::format("names {} {} again, after line {} (leave one out)",
                                is_whole ? "all bodies by" : "block", shown(*name), before->second));
    }
    PublishedBlock block = read_block(row, *name);
    if (is_whole) {
      read_.publication.bodies = block.bodies;
      read_.publication.at_level = std::move(block.at_level);
      read_.publication.mean = block.mean;
      read_.line_of_all = line;
    } else {
      read_.publication.blocks.push_back(std::move(block));
      read_.lines.push_back(line);
    }
  }

  PublishedBlock read_block(const CsvRow& row, const std::string& name) {
    PublishedBlock block;
    block.name = name;
    block.bodies = count_at(row, columns_.bodies);
    for (const auto& column : columns_.levels) block.at_level.push_back(count_at(row, column));
    const auto is_said = [](const auto& count) { return count.has_value(); };
    if (std::ranges::none_of(block.at_level, is_said)) block.at_level.clear();
    block.mean = mean_at(row);
    return block;
  }

  std::optional<std::size_t> count_at(const CsvRow& row, const std::optional<std::size_t>& column) {
    const auto number = number_at(row, column, Kind::count);
    if (!number) return std::nullopt;
    return static_cast<std::size_t>(number->value.millionths() / Points::kPerPoint);
  }

  std::optional<PublishedMean> mean_at(const CsvRow& row) {
    const auto number = number_at(row, columns_.mean, Kind::mean);
    if (!number) return std::nullopt;
    return PublishedMean{number->value, number->digits};
  }

  /// Absent: there is no such column, the cell is empty, or it is no such number, which was reported.
  std::optional<WrittenNumber> number_at(const CsvRow& row, const std::optional<std::size_t>& column,
                                         Kind kind) {
    const auto text = column ? text_at(row, *column) : std::nullopt;
    if (!text || text->empty()) return std::nullopt;
    auto readings = readings_of(*text, decimal_mark_);
    if (!readings) {
      report(row, *column, kind == Kind::count ? no_count(*text) : readings.error().message);
      return std::nullopt;
    }
    std::erase_if(*readings, [this, kind](const WrittenNumber& number) {
      return kind == Kind::count ? !is_count(number) : number.value > most_;
    });
    if (readings->size() == 1) return readings->front();
    if (!readings->empty()) {
      report(row, *column, doubt(*text, *readings, kind));
    } else {
      report(row, *column, kind == Kind::count ? no_count(*text) : too_much(*text));
    }
    return std::nullopt;
  }

  std::string too_much(const std::string& text) const {
    return fmt::format("{} is more than the {} points that scheme '{}' gives", shown(text),
                       points_text(most_), scheme_.id);
  }

  const CsvTable& table_;
  const EvaluationScheme& scheme_;
  PublicationColumns columns_;
  std::vector<std::size_t> numbers_;  ///< columns
  char decimal_mark_ = '\0';          ///< NUL: the file does not tell
  std::map<std::string, int> lines_;  ///< of each name; of the whole: ""
  Points most_;                       ///< that a mean can be
  Problems problems_;
  PublishedTable read_;
};

}  // namespace

tl::expected<PublishedTable, Problems> read_publication(const CsvTable& table,
                                                        const EvaluationScheme& scheme) {
  Reader reader(table, scheme);
  reader.check_size();
  reader.find_columns();
  if (reader.has_problems())
    return tl::unexpected(reader.take_problems());  // cells would be taken for others
  reader.find_decimal_mark();
  reader.read_rows();
  if (reader.has_problems()) return tl::unexpected(reader.take_problems());
  return reader.take();
}

}  // namespace portalprobe
