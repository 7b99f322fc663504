#include "report/totals_change_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/standing_words.hpp"
#include "report/text_table.hpp"

namespace portalprobe {
namespace {

/// "80,5 → 85,2"
std::string side_by_side(const std::string& before, const std::string& after) {
  return before == "-" && after == "-" ? "-" : fmt::format("{} → {}", before, after);
}

/// A change with its sign: +2,7, −1, 0.
std::string signed_points(Points points, int digits, Language language) {
  if (points < Points()) return "−" + points_text(-points, digits, decimal_mark(language));
  return (points > Points() ? "+" : "") + points_text(points, digits, decimal_mark(language));
}

std::string signed_count(const std::optional<int>& count) {
  if (!count) return "-";
  if (*count < 0) return fmt::format("−{}", -*count);
  return fmt::format(fmt::runtime(*count > 0 ? "+{}" : "{}"), *count);
}

std::string total_change_text(const BodyChange& body, int digits, Language language) {
  if (body.total_range) {
    return fmt::format("{} … {}", signed_points(body.total_range->low, digits, language),
                       signed_points(body.total_range->high, digits, language));
  }
  return body.total ? signed_points(*body.total, digits, language) : "-";
}

/// What a standing says, or "-" where the body was not there.
template <class Text>
std::string or_dash(const std::optional<Standing>& standing, Text text) {
  return standing ? text(*standing) : "-";
}

std::vector<TextColumn> columns_of(bool vi) {
  return {{vi ? "cơ quan, địa phương" : "body", Align::left, Overflow::cut},
          {vi ? "tổng" : "total", Align::right},
          {vi ? "thay đổi" : "change", Align::right},
          {vi ? "loại" : "level"},
          {vi ? "bậc" : "levels", Align::right},
          {vi ? "hạng" : "rank", Align::right},
          {vi ? "số hạng" : "ranks", Align::right}};
}

std::vector<std::string> cells_of(const TotalsChange& change, const BodyChange& body, Language language) {
  const auto total = [language](int digits) {
    return [language, digits](const Standing& standing) { return total_text(standing, digits, language); };
  };
  const auto level = [language](const Standing& standing) { return level_text(standing.levels, language); };
  const auto rank = [](const Standing& standing) { return rank_text(standing.rank); };
  return {body_name(body.latest().body, language),
          side_by_side(or_dash(body.before, total(change.before.digits)),
                       or_dash(body.after, total(change.after.digits))),
          total_change_text(body, std::max(change.before.digits, change.after.digits), language),
          side_by_side(or_dash(body.before, level), or_dash(body.after, level)),
          signed_count(body.levels),
          side_by_side(or_dash(body.before, rank), or_dash(body.after, rank)),
          signed_count(body.ranks)};
}

std::string differences_text(const TotalsChange& change, Language language) {
  if (change.differences.empty()) return "";
  const bool vi = language == Language::vi;
  std::string text = vi ? "Hai kỳ đánh giá khác nhau:\n" : "The evaluations differ:\n";
  for (const auto& difference : change.differences)
    text += "  - " + printable(text_in(difference, language)) + "\n";
  if (!change.totals_compare) {
    text += vi ? "Vì tiêu chí khác nhau, tổng điểm được để cạnh nhau và không trừ cho nhau.\n"
               : "Since the criteria differ, totals stand side by side and are not subtracted.\n";
  } else if (!change.levels_compare) {
    text += vi ? "Loại và hạng được để cạnh nhau, không so sánh.\n"
               : "Levels and ranks stand side by side and are not compared.\n";
  } else if (!change.ranks_compare) {
    text +=
        vi ? "Hạng được để cạnh nhau, không so sánh.\n" : "Ranks stand side by side and are not compared.\n";
  }
  return text + "\n";
}

}  // namespace

std::string totals_change_text(const TotalsChange& change, Language language, std::size_t width) {
  TextTable table(columns_of(language == Language::vi));
  for (const auto& body : change.bodies) table.add(cells_of(change, body, language));
  return differences_text(change, language) + table.text(width);
}

}  // namespace portalprobe
