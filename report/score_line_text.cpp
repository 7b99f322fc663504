#include "report/score_line_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/score_figures.hpp"
#include "report/score_words.hpp"

namespace portalprobe {
namespace {

bool is_time(const ReadingResult& result, const Threshold& threshold) {
  return is_duration(threshold.readings.at(result.reading).metric);
}

bool is_unconfirmed(const TargetResult& line) {
  return line.result.verdict == Verdict::fail && !line.confirmed;
}

bool has_beyond(const TargetResult& line) {
  const Judgement* const judgement = line.result.judgement();
  if (judgement == nullptr || !judgement->quantile) return false;
  const Estimate& quantile = *judgement->quantile;
  return std::isinf(quantile.value) || (quantile.high && std::isinf(*quantile.high)) ||
         (quantile.low && std::isinf(*quantile.low));
}

}  // namespace

bool is_one_vantage(const ReadingResult& result) {
  return result.one_vantage && result.verdict != Verdict::insufficient;
}

std::string result_value_text(const ReadingResult& result, const Threshold& threshold, Language language) {
  const Judgement* const judgement = result.judgement();
  if (judgement == nullptr || !judgement->quantile) return "-";
  const std::string value =
      value_text(judgement->quantile->value, threshold.limit, is_time(result, threshold), language);
  if (!threshold.readings.at(result.reading).lower_bound) return value;
  return (language == Language::vi ? "ít nhất " : "at least ") + value;
}

std::string result_interval_text(const ReadingResult& result, const Threshold& threshold, Language language) {
  const Judgement* const judgement = result.judgement();
  if (judgement == nullptr || !judgement->quantile) return "-";
  return interval_text(*judgement->quantile, threshold.limit, is_time(result, threshold), language);
}

std::string outcome_text(std::string verdict, const ReadingResult& result, const Threshold& threshold,
                         Language language) {
  const std::string value = result_value_text(result, threshold, language);
  if (value != "-") verdict += ", " + value;
  if (result.reason == Reason::only_a_lower_bound)
    verdict += language == Language::vi ? ", chưa chứng minh đạt" : ", a pass is not proven";
  return verdict;
}

std::string marked_verdict_text(const TargetResult& line, const Criterion& criterion, Language language) {
  std::string text = verdict_text(line.result.verdict, criterion, language);
  if (is_unconfirmed(line)) text += '*';
  if (is_one_vantage(line.result)) text += '+';
  return text;
}

std::string marked_verdict_text(const ReadingResult& result, const Criterion& criterion, Language language) {
  return verdict_text(result.verdict, criterion, language) + (is_one_vantage(result) ? "+" : "");
}

std::string one_vantage_mark_text(Language language) {
  return language == Language::vi
             ? "+: dựa trên ít hơn ba điểm đo, hoặc trên một mạng (cần ít nhất ba điểm đo trên hai mạng)\n"
             : "+: fewer than three vantages, or one network alone (three on two networks are needed)\n";
}

std::string marks_text(const ScoreCard& card, Language language) {
  const bool vi = language == Language::vi;
  std::string text;
  if (std::ranges::any_of(card.verdicts, is_unconfirmed)) {
    text += vi ? "*: chưa được khẳng định sau hiệu chỉnh Holm giữa các Cổng, chưa nên công bố\n"
               : "*: not confirmed after Holm's correction over the portals; not to be published\n";
  }
  if (std::ranges::any_of(card.verdicts, is_one_vantage, &TargetResult::result))
    text += one_vantage_mark_text(language);
  if (std::ranges::any_of(card.verdicts, has_beyond)) {
    text +=
        vi ? "∞: quá nhiều lần đo không thành công hoặc vượt thời gian chờ, tính là chậm hơn mọi giới hạn\n"
           : "∞: too many measurements failed or timed out, which counts as slower than any limit\n";
  }
  return text;
}

std::string target_text(const TargetResult& line) {
  if (line.ip_family == IpFamily::ipv4) return line.target_id;
  return fmt::format("{} {}", line.target_id, to_string(line.ip_family));
}

}  // namespace portalprobe
