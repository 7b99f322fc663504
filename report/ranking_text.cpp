#include "report/ranking_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/standing_words.hpp"
#include "report/text_table.hpp"

namespace portalprobe {
namespace {

/// 70 of a group that gives 70: what a heading says of it.
std::string most_text(const CriteriaGroup& group, Language language) {
  return points_text(Points::nearest(group.points), 0, language);
}

std::vector<TextColumn> columns_of(const EvaluationScheme& scheme, bool vi) {
  std::vector<TextColumn> columns = {{vi ? "hạng" : "rank", Align::right},
                                     {vi ? "cơ quan, địa phương" : "body", Align::left, Overflow::cut}};
  for (const auto& group : scheme.groups) columns.push_back({printable(group.id), Align::right});
  columns.push_back({vi ? "tổng" : "total", Align::right});
  if (!scheme.levels.empty()) columns.push_back({vi ? "loại" : "level"});
  return columns;
}

std::string group_text(const GroupResult& result, Language language) {
  const auto& range = result.range;
  if (!range || range->low == range->high) return points_text(result.points, 0, language);
  return fmt::format("{}–{}", points_text(range->low, 0, decimal_mark(language)),
                     points_text(range->high, 0, decimal_mark(language)));
}

std::string table_text(const Standings& standings, Language language, std::size_t width) {
  const EvaluationScheme& scheme = standings.scheme;
  TextTable table(columns_of(scheme, language == Language::vi));
  for (const auto& standing : standings.bodies) {
    std::vector<std::string> cells = {rank_text(standing.rank), body_name(standing.body, language)};
    for (const auto& result : standing.body.groups) cells.push_back(group_text(result, language));
    cells.push_back(total_text(standing, scheme.digits, language));
    if (!scheme.levels.empty()) cells.push_back(level_text(standing.levels, language));
    table.add(std::move(cells));
  }
  return table.text(width);
}

std::string reasons_text(const Standings& standings, Language language, std::size_t width) {
  const bool vi = language == Language::vi;
  TextTable table({{vi ? "không xếp hạng" : "not ranked", Align::left, Overflow::cut},
                   {vi ? "lý do" : "why", Align::left, Overflow::wrap}});
  bool any = false;
  for (const auto& standing : standings.bodies) {
    if (standing.rank) continue;
    any = true;
    table.add({body_name(standing.body, language), hindrance_text(standing, standings.scheme, language)});
  }
  return any ? "\n" + table.text(width) : "";
}

std::string legend_text(const Standings& standings, Language language) {
  const bool vi = language == Language::vi;
  std::string text;
  for (const auto& group : standings.scheme.groups) {
    text +=
        fmt::format(fmt::runtime(vi ? "{}: {}, tối đa {} điểm{}\n" : "{}: {}, at most {} points{}\n"),
                    printable(group.id), printable(group_title(group, language)), most_text(group, language),
                    group.is_performance ? (vi ? ", do đo" : ", measured") : "");
  }
  text += scheme_text(standings, language);
  const auto ranked =
      std::ranges::count_if(standings.bodies, [](const auto& one) { return one.rank.has_value(); });
  text += fmt::format(
      fmt::runtime(vi ? "Xếp hạng {} trên {} cơ quan, địa phương.\n" : "{} of {} bodies are ranked.\n"),
      ranked, standings.bodies.size());
  const bool banded =
      std::ranges::any_of(standings.bodies, [](const auto& one) { return one.rank && one.rank->banded; });
  if (banded) {
    text += vi ? "Hạng a–b: kết quả đo chưa đủ để phân biệt với các cơ quan khác trong khoảng này.\n"
               : "Rank a–b: what was measured cannot tell the body from others of that band.\n";
  }
  return text;
}

}  // namespace

std::string ranking_text(const Standings& standings, Language language, std::size_t width) {
  const std::string& title = text_in(standings.scheme.title, language);
  const std::string heading = title.empty() ? "" : printable(title) + "\n\n";
  return heading + table_text(standings, language, width) + reasons_text(standings, language, width) + "\n" +
         legend_text(standings, language);
}

}  // namespace portalprobe
