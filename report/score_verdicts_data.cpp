#include "report/score_data.hpp"

#include "report/score_data_cells.hpp"
#include "report/score_words.hpp"

namespace portalprobe {
namespace {

void add_estimate(DataTable& table, const std::optional<Estimate>& estimate, bool is_time) {
  add_amount(table, estimate ? std::optional(estimate->value) : std::nullopt, is_time);
  add_amount(table, estimate ? estimate->low : std::nullopt, is_time);
  add_amount(table, estimate ? estimate->high : std::nullopt, is_time);
}

/// What both tables of verdicts begin with.
void add_line_headings(DataTable& table, Language language) {
  add_headings(table,
               {{"mã", "portal_id"},
                {"đối tượng", "target_id"},
                {"vai trò", "role"},
                {"giao thức", "ip_family"},
                {"ngưỡng", "threshold"}},
               language);
}

void add_line(DataTable& table, const TargetResult& line, const Threshold& threshold) {
  table.text(line.portal_id);
  table.text(line.target_id);
  table.text(line.role);
  table.text(std::string(to_string(line.ip_family)));
  table.text(threshold.id);
}

void add_result_headings(DataTable& table, Language language) {
  add_headings(table,
               {{"chỉ số", "metric"},
                {"cách đo", "engine"},
                {"chỉ biết ít nhất", "lower_bound"},
                {"thống kê", "statistic"},
                {"giới hạn", "limit"},
                {"giá trị", "value"},
                {"từ", "low"},
                {"đến", "high"},
                {"tỷ lệ quá giới hạn", "share_over"},
                {"tỷ lệ từ", "share_low"},
                {"tỷ lệ đến", "share_high"},
                {"lần đo tính", "samples"},
                {"đêm", "nights"},
                {"kết luận", "verdict"},
                {"lý do", "reason"},
                {"một điểm đo", "one_vantage"}},
               language);
}

void add_result(DataTable& table, const ReadingResult& result, const Threshold& threshold,
                const Criterion& criterion, Language language) {
  static const Judgement kNothing;
  const Reading& reading = threshold.readings.at(result.reading);
  const bool is_time = is_duration(reading.metric);
  const Judgement* const found = result.judgement();
  const Judgement& judgement = found != nullptr ? *found : kNothing;
  table.text(std::string(to_string(reading.metric)));
  table.text(std::string(to_string(reading.engine)));
  add_yes(table, reading.lower_bound, language);
  table.text(statistic_name(threshold.allowed_over));
  add_amount(table, threshold.limit, is_time);
  add_estimate(table, judgement.quantile, is_time);
  add_estimate(table, judgement.share, false);
  table.count(judgement.samples);
  table.count(judgement.nights);
  table.text(verdict_text(result.verdict, criterion, language));
  table.text(reason_text(result.reason, language));
  add_yes(table, result.one_vantage, language);
}

LeftOutCounts left_out_of(const ReadingResult& result) {
  LeftOutCounts counts;
  for (const auto& vantage : result.vantages) counts += vantage.left_out;
  return counts;
}

void add_readings(DataTable& table, const TargetResult& line, const Criterion& criterion, Language language) {
  const Threshold& threshold = criterion.thresholds.at(line.threshold);
  for (const auto& reading : line.readings) {
    add_line(table, line, threshold);
    add_yes(table, reading.reading == line.result.reading, language);
    add_result(table, reading, threshold, criterion, language);
    table.end_row();
  }
}

}  // namespace

DataTable verdicts_data(const ScoreCard& card, Language language) {
  const bool vi = language == Language::vi;
  DataTable table;
  add_line_headings(table, language);
  add_result_headings(table, language);
  add_headings(table, {{"p", "p_fail"}, {"p hiệu chỉnh", "p_fail_corrected"}, {"đã khẳng định", "confirmed"}},
               language);
  for (std::size_t i = 0; i < kLeftOutReasons; ++i) {
    const auto reason = static_cast<LeftOut>(i);
    table.text(vi ? "không tính: " + left_out_text(reason, language)
                  : "left_out " + std::string(to_string(reason)));
  }
  table.end_row();
  for (const auto& line : card.verdicts) {
    const Threshold& threshold = card.criterion.thresholds.at(line.threshold);
    add_line(table, line, threshold);
    add_result(table, line.result, threshold, card.criterion, language);
    table.number(line.result.p_fail);
    table.number(line.p_corrected);
    add_yes(table, line.confirmed, language);
    for (const auto count : left_out_of(line.result).counts) add_count(table, count);
    table.end_row();
  }
  return table;
}

DataTable sensitivity_data(const ScoreCard& card, Language language) {
  DataTable table;
  add_line_headings(table, language);
  add_headings(table, {{"được dùng", "decides"}}, language);
  add_result_headings(table, language);
  table.end_row();
  for (const auto& line : card.verdicts) add_readings(table, line, card.criterion, language);
  for (const auto& line : card.compared) add_readings(table, line, card.criterion, language);
  return table;
}

}  // namespace portalprobe
