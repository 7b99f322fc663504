#include "report/standing_words.hpp"

#include <fmt/format.h>

#include "report/text_width.hpp"

namespace portalprobe {
namespace {

bool is_vietnamese(Language language) { return language == Language::vi; }

std::string minimum_text(const CriteriaGroup& group, Language language) {
  const auto minimum = group.minimum ? Points::nearest(*group.minimum) : std::nullopt;
  return points_text(minimum, 0, language);
}

std::string range_text(const PointsRange& range, int digits, Language language) {
  return fmt::format("{}–{}", points_text(range.low, digits, decimal_mark(language)),
                     points_text(range.high, digits, decimal_mark(language)));
}

/// What is known of a group's points: the points, or what they may be.
std::string known_text(const GroupResult& result, Language language) {
  if (result.range && result.range->low != result.range->high) return range_text(*result.range, 0, language);
  return points_text(result.range ? result.range->low : result.points, 0, language);
}

std::string with_reason(std::string text, const GroupResult& result, Language language) {
  const std::string& reason = text_in(result.reason, language);
  return reason.empty() ? text : fmt::format("{} ({})", text, reason);
}

std::string one_text(const Hindrance& hindrance, const Standing& standing, const EvaluationScheme& scheme,
                     Language language) {
  const bool vi = is_vietnamese(language);
  const CriteriaGroup& group = scheme.groups.at(hindrance.group);
  const GroupResult& result = standing.body.groups.at(hindrance.group);
  const std::string& title = group_title(group, language);
  switch (hindrance.why) {
    case NotRanked::points_missing:
      return with_reason(fmt::format(fmt::runtime(vi ? "chưa có điểm: {}" : "no points yet: {}"), title),
                         result, language);
    case NotRanked::performance_not_ranked:
      return with_reason(
          fmt::format(fmt::runtime(vi ? "chưa có điểm đo: {}" : "not ranked by measurement: {}"), title),
          result, language);
    case NotRanked::under_minimum:
      return fmt::format(
          fmt::runtime(vi ? "dưới mức tối thiểu: {} {}, cần {}" : "under the minimum: {} {}, of at least {}"),
          title, known_text(result, language), minimum_text(group, language));
    case NotRanked::minimum_in_doubt:
      return fmt::format(fmt::runtime(vi ? "chưa chắc đạt mức tối thiểu: {} {}, cần {}"
                                         : "perhaps under the minimum: {} {}, of at least {}"),
                         title, known_text(result, language), minimum_text(group, language));
  }
  return "";
}

std::string rounding_name(Rounding rounding, Language language) {
  const bool vi = is_vietnamese(language);
  switch (rounding) {
    case Rounding::half_up:
      return vi ? "từ nửa trở lên làm tròn lên" : "halves go up";
    case Rounding::half_even:
      return vi ? "đúng nửa làm tròn về số chẵn" : "halves go to the even digit";
    case Rounding::down:
      return vi ? "bỏ các chữ số sau" : "further digits are cut off";
  }
  return "";
}

}  // namespace

char decimal_mark(Language language) { return is_vietnamese(language) ? ',' : '.'; }

std::string points_text(const std::optional<Points>& points, int digits, Language language) {
  return points ? points_text(*points, digits, decimal_mark(language)) : "-";
}

std::string total_text(const Standing& standing, int digits, Language language) {
  if (standing.range && standing.range->low != standing.range->high)
    return range_text(*standing.range, digits, language);
  return points_text(standing.total, digits, language);
}

std::string level_text(const std::vector<std::string>& levels, Language language) {
  if (levels.empty()) return "-";
  std::string text = levels.front();
  for (std::size_t i = 1; i < levels.size(); ++i) {
    const bool last = i + 1 == levels.size();
    text += last ? (is_vietnamese(language) ? " hoặc " : " or ") : ", ";
    text += levels[i];
  }
  return text;
}

std::string rank_text(const std::optional<Rank>& rank) {
  if (!rank) return "-";
  return rank->banded ? fmt::format("{}–{}", rank->first, rank->last) : std::to_string(rank->first);
}

std::string hindrance_text(const Standing& standing, const EvaluationScheme& scheme, Language language) {
  std::string text;
  for (const auto& hindrance : standing.hindrances) {
    if (!text.empty()) text += "; ";
    text += one_text(hindrance, standing, scheme, language);
  }
  return text;
}

const std::string& group_title(const CriteriaGroup& group, Language language) {
  const std::string& title = text_in(group.title, language);
  return title.empty() ? group.id : title;
}

const std::string& body_name(const BodyResults& body, Language language) {
  const std::string& name = text_in(body.name, language);
  return name.empty() ? body.portal_id : name;
}

std::string scheme_text(const Standings& standings, Language language) {
  const bool vi = is_vietnamese(language);
  const EvaluationScheme& scheme = standings.scheme;
  std::string text = fmt::format(fmt::runtime(vi ? "Tổng điểm lấy {} chữ số thập phân ({}).\n"
                                                 : "Totals have {} decimal places ({}).\n"),
                                 scheme.digits, rounding_name(scheme.rounding, language));
  if (scheme.levels.empty()) return text;
  const bool by_total = standings.level_basis == LevelBasis::rounded;
  text += vi ? (by_total ? "Xếp loại theo tổng đã làm tròn:" : "Xếp loại theo tổng chưa làm tròn:")
             : (by_total ? "Levels, by the rounded total:" : "Levels, by the exact total:");
  for (const auto& level : scheme.levels) {
    text += fmt::format(fmt::runtime(vi ? " {} từ {};" : " {} from {};"), printable(level.name),
                        points_text(Points::nearest(level.from), 0, language));
  }
  text.back() = '.';
  return text + '\n';
}

}  // namespace portalprobe
