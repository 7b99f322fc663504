#include <fmt/format.h>

#include "report/score_figures.hpp"
#include "report/score_sections.hpp"
#include "report/score_words.hpp"
#include "report/standing_words.hpp"
#include "report/text_width.hpp"

namespace portalprobe {
namespace {

std::string day_text(const Day& day, Language language) {
  const auto year = static_cast<int>(day.year());
  const auto month = static_cast<unsigned>(day.month());
  const auto number = static_cast<unsigned>(day.day());
  return language == Language::vi ? fmt::format("{:02}/{:02}/{:04}", number, month, year)
                                  : fmt::format("{:04}-{:02}-{:02}", year, month, number);
}

/// " (01/11/2026–30/11/2026)"; empty where the days are not known.
std::string period_text(const ScoreCard& card, Language language) {
  if (!card.first_day || !card.last_day) return "";
  const std::string first = day_text(*card.first_day, language);
  return card.first_day == card.last_day ? fmt::format(" ({})", first)
                                         : fmt::format(" ({}–{})", first, day_text(*card.last_day, language));
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ", ") + printable(word);
  return text;
}

std::string sweeps_text(const ScoreCard& card) {
  if (card.sweeps.empty()) return "0";
  if (card.sweeps.size() == 1) return printable(card.sweeps.front());
  return fmt::format("{} ({} … {})", card.sweeps.size(), printable(card.sweeps.front()),
                     printable(card.sweeps.back()));
}

std::string basis_text(const ScoreCard& card, Language language) {
  const bool vi = language == Language::vi;
  if (card.is_technical()) {
    return (vi ? "Kết quả kỹ thuật của một đợt đo" : "Technical result of one sweep") +
           period_text(card, language) +
           (vi ? ": chỉ đúng cho đợt đo này, không suy ra cho những đêm khác\n"
               : ": no verdict on other nights\n");
  }
  return (vi ? "Kỳ đánh giá: " : "Evaluation: ") + printable(card.evaluation_id) +
         period_text(card, language) + '\n';
}

std::string threshold_text(const Threshold& threshold, Language language) {
  return fmt::format(fmt::runtime(language == Language::vi ? "  {}: {}: {}, độ tin cậy {}, tối đa {} điểm\n"
                                                           : "  {}: {}: {}, {} confidence, {} points\n"),
                     printable(threshold.id), printable(threshold_title(threshold, language)),
                     demand_text(threshold, language), percent_text(threshold.confidence, language),
                     points_text(Points::nearest(threshold.points), 0, language));
}

}  // namespace

std::string score_heading_text(const ScoreCard& card, Language language) {
  const bool vi = language == Language::vi;
  const Criterion& criterion = card.criterion;
  const std::string& title = text_in(criterion.title, language);
  const std::string& source = text_in(criterion.source, language);
  std::string text = printable(title.empty() ? criterion.id : title) + '\n';
  if (!source.empty()) text += (vi ? "Căn cứ: " : "Source: ") + printable(source) + '\n';
  text += fmt::format(fmt::runtime(vi ? "Tiêu chí: {}, bản {}; phương pháp đo: {}\n"
                                      : "Criterion: {}, edition {}; method: {}\n"),
                      printable(criterion.id), criterion.edition,
                      card.method.empty() ? "?" : printable(card.method));
  text += basis_text(card, language);
  text += (vi ? "Điểm đo: " : "Vantages: ") + joined(card.vantages) + '\n';
  text += (vi ? "Đợt đo: " : "Sweeps: ") + sweeps_text(card) + '\n';
  text += vi ? "Ngưỡng:\n" : "Thresholds:\n";
  for (const auto& threshold : criterion.thresholds) text += threshold_text(threshold, language);
  text += vi ? "Kết quả đo kỹ thuật, không phải xếp hạng: xếp loại cần điểm của mọi nhóm tiêu chí.\n"
             : "A measured result, not a rating: levels need the points of all groups of criteria.\n";
  return text;
}

}  // namespace portalprobe
