#include <algorithm>
#include <array>
#include <vector>

#include "report/score_figures.hpp"
#include "report/score_line_text.hpp"
#include "report/score_text.hpp"
#include "report/score_words.hpp"
#include "report/text_table.hpp"

namespace portalprobe {
namespace {

constexpr std::array kAllVerdicts = {Verdict::pass, Verdict::fail, Verdict::inconclusive,
                                     Verdict::insufficient};

/// `>` before the reading that decides.
std::string cell_text(const TargetResult& line, const ReadingResult& reading, const ScoreCard& card,
                      Language language) {
  const Threshold& threshold = card.criterion.thresholds.at(line.threshold);
  if (reading.vantages.empty()) return "-";
  const std::string mark = reading.reading == line.result.reading ? "> " : "";
  return outcome_text(mark + marked_verdict_text(reading, card.criterion, language), reading, threshold,
                      language);
}

const ReadingResult* result_of(const TargetResult& line, std::size_t reading) {
  const auto found = std::ranges::find(line.readings, reading, &ReadingResult::reading);
  return found == line.readings.end() ? nullptr : &*found;
}

std::vector<TextColumn> columns_of(const Threshold& threshold, bool vi) {
  std::vector<TextColumn> columns = {{vi ? "Cổng" : "portal", Align::left, Overflow::cut},
                                     {vi ? "đối tượng" : "target", Align::left, Overflow::cut}};
  for (const auto& reading : threshold.readings)
    columns.push_back({reading_text(reading), Align::left, Overflow::wrap});
  return columns;
}

bool has_one_vantage(const ScoreCard& card) {
  return std::ranges::any_of(card.verdicts, [](const TargetResult& line) {
    return std::ranges::any_of(line.readings, is_one_vantage);
  });
}

using Lines = std::vector<const TargetResult*>;

std::string lines_text(const Lines& lines, const Threshold& threshold, const ScoreCard& card,
                       Language language, std::size_t width) {
  TextTable table(columns_of(threshold, language == Language::vi));
  for (const auto* line : lines) {
    std::vector<std::string> cells = {line->portal_id, target_text(*line)};
    for (std::size_t i = 0; i < threshold.readings.size(); ++i) {
      const ReadingResult* const result = result_of(*line, i);
      cells.push_back(result != nullptr ? cell_text(*line, *result, card, language) : "-");
    }
    table.add(std::move(cells));
  }
  return table.text(width);
}

/// How many targets got which verdict under each reading.
std::string counts_text(const Lines& lines, const Threshold& threshold, const ScoreCard& card,
                        Language language, std::size_t width) {
  std::vector<TextColumn> columns = {
      {language == Language::vi ? "cách hiểu" : "reading", Align::left, Overflow::cut}};
  for (const auto verdict : kAllVerdicts)
    columns.push_back({verdict_text(verdict, card.criterion, language), Align::right});
  columns.push_back({language == Language::vi ? "không đo" : "not measured", Align::right});
  TextTable table(std::move(columns));
  for (std::size_t i = 0; i < threshold.readings.size(); ++i) {
    std::array<std::size_t, kAllVerdicts.size() + 1> counts{};
    for (const auto* line : lines) {
      const ReadingResult* const result = result_of(*line, i);
      const bool measured = result != nullptr && !result->vantages.empty();
      ++counts[measured ? static_cast<std::size_t>(result->verdict) : kAllVerdicts.size()];
    }
    std::vector<std::string> cells = {reading_text(threshold.readings[i])};
    for (const auto count : counts) cells.push_back(std::to_string(count));
    table.add(std::move(cells));
  }
  return table.text(width);
}

}  // namespace

std::string sensitivity_text(const ScoreCard& card, Language language, std::size_t width) {
  const bool vi = language == Language::vi;
  std::string text;
  for (std::size_t i = 0; i < card.criterion.thresholds.size(); ++i) {
    const Threshold& threshold = card.criterion.thresholds[i];
    Lines lines;
    for (const auto* part : {&card.verdicts, &card.compared}) {
      for (const auto& line : *part) {
        if (line.threshold == i && !line.readings.empty()) lines.push_back(&line);
      }
    }
    if (lines.empty()) continue;
    if (!text.empty()) text += '\n';
    text += printable(threshold.id + ": " + threshold_title(threshold, language)) + ": " +
            demand_text(threshold, language) + '\n';
    text += lines_text(lines, threshold, card, language, width) + '\n' +
            counts_text(lines, threshold, card, language, width);
  }
  if (text.empty()) {
    return vi ? "Chưa tính kết quả theo từng cách hiểu.\n"
              : "Verdicts under each reading were not worked out.\n";
  }
  if (has_one_vantage(card)) text += '\n' + one_vantage_mark_text(language);
  return (vi ? "Kết luận theo từng cách hiểu của ngưỡng (>: cách hiểu được dùng)\n\n"
             : "Verdicts under each reading of the thresholds (>: the one that decides)\n\n") +
         text;
}

}  // namespace portalprobe
