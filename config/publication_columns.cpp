#include "config/publication_columns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <string>
#include <string_view>

#include "config/slug.hpp"
#include "config/wording.hpp"

namespace portalprobe {
namespace {

/// Headings as slugs.
constexpr std::string_view kBlocks[] = {
    "block",    "blocks", "name",     "khoi",        "ten",
    "ten-khoi", "nhom",   "ten-nhom", "deployment",  "hinh-thuc-trien-khai",
    "region",   "vung",   "vendor",   "nha-cung-cap"};
constexpr std::string_view kBodies[] = {"bodies",      "number-of-bodies", "count",           "so-luong",
                                        "so-co-quan",  "so-don-vi",        "so-cong",         "tong-so",
                                        "so-he-thong", "so-luong-cong",    "so-luong-co-quan"};
constexpr std::string_view kMeans[] = {"mean",       "mean-points",     "average",
                                       "trung-binh", "diem-trung-binh", "diem-tb"};
constexpr std::string_view kPassedOver[] = {"stt", "tt", "no", "note", "notes", "ghi-chu"};
constexpr std::string_view kBeforeLevels[] = {"muc-", "level-", "loai-", "xep-loai-", "hang-", "muc-do-"};

bool is_one_of(const std::string& heading, std::span<const std::string_view> words) {
  return std::ranges::find(words, heading) != words.end();
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

bool names_level(const Level& level, const std::string& heading) {
  const std::string name = slug(level.name);
  if (name.empty()) return false;
  return heading == name || std::ranges::any_of(kBeforeLevels, [&](std::string_view before) {
           return heading.starts_with(before) && heading.substr(before.size()) == name;
         });
}

class Columns {
 public:
  Columns(const CsvTable& table, const EvaluationScheme& scheme, std::vector<Problem>& problems)
      : table_(table), scheme_(scheme), problems_(problems) {
    found_.levels.resize(scheme.levels.size());
  }

  void add(std::size_t column) {
    if (add_level(column)) return;
    const std::string heading = slug(table_.header[column].text);
    if (is_one_of(heading, kBlocks)) return place(found_.block, column);
    if (is_one_of(heading, kBodies)) return place(found_.bodies, column);
    if (is_one_of(heading, kMeans)) return place(found_.mean, column);
    if (!is_one_of(heading, kPassedOver)) refuse_unknown(column);
  }

  PublicationColumns take() {
    if (!found_.block) report_missing("there is no column 'block' with the blocks' names");
    const auto has = [](const auto& column) { return column.has_value(); };
    if (!found_.bodies && !found_.mean && std::ranges::none_of(found_.levels, has)) {
      report_missing(
          "there are no figures (right would be columns 'bodies', 'mean', and one for each level)");
    }
    return std::move(found_);
  }

 private:
  /// The same text is that level; a text that is only much like several may be any of them.
  bool add_level(std::size_t column) {
    const std::string_view text = trimmed(table_.header[column].text);
    const std::string heading = slug(text);
    std::optional<std::size_t> like;
    for (std::size_t i = 0; i < scheme_.levels.size(); ++i) {
      if (text == scheme_.levels[i].name) {
        place(found_.levels[i], column);
        return true;
      }
    }
    for (std::size_t i = 0; i < scheme_.levels.size(); ++i) {
      if (!names_level(scheme_.levels[i], heading)) continue;
      if (like) {
        report(column, fmt::format("may be level {} or {} (right would be exactly one of these)",
                                   shown(scheme_.levels[*like].name), shown(scheme_.levels[i].name)));
        return true;
      }
      like = i;
    }
    if (like) place(found_.levels[*like], column);
    return like.has_value();
  }

  void place(std::optional<std::size_t>& slot, std::size_t column) {
    if (!slot) {
      slot = column;
    } else {
      report(column,
             fmt::format("means the same as column {} (leave one out)", shown(table_.header[*slot].text)));
    }
  }

  void refuse_unknown(std::size_t column) {
    std::vector<std::string_view> known = {"block", "bodies", "mean"};
    std::string levels;
    for (const auto& level : scheme_.levels) {
      known.push_back(level.name);
      levels += (levels.empty() ? "" : ", ") + level.name;
    }
    report(column, fmt::format("is no level of scheme '{}' (it has {}), nor block, bodies or mean{}",
                               scheme_.id, levels, did_you_mean(table_.header[column].text, known)));
  }

  void report(std::size_t column, const std::string& message) {
    const CsvCell& cell = table_.header[column];
    problems_.push_back(
        {table_.file, cell.line, cell.column, fmt::format("column {} {}", shown(cell.text), message)});
  }
  void report_missing(const std::string& message) {
    problems_.push_back({table_.file, table_.header.front().line, 0, message});
  }

  const CsvTable& table_;
  const EvaluationScheme& scheme_;
  std::vector<Problem>& problems_;
  PublicationColumns found_;
};

}  // namespace

PublicationColumns publication_columns(const CsvTable& table, const EvaluationScheme& scheme,
                                       std::vector<Problem>& problems) {
  Columns columns(table, scheme, problems);
  for (std::size_t i = 0; i < table.header.size(); ++i) columns.add(i);
  return columns.take();
}

}  // namespace portalprobe
