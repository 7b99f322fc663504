#include "report/comparison_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "core/kinds.hpp"
#include "report/score_words.hpp"

namespace portalprobe {
namespace {

bool is_vietnamese(Language language) { return language == Language::vi; }

std::string with_mark(std::string digits, Language language) {
  if (is_vietnamese(language)) std::ranges::replace(digits, '.', ',');
  return digits;
}

/// Seconds to the millisecond, or a plain number to the thousandth.
std::string number_text(double value, Metric metric, Language language, bool sign) {
  if (std::isinf(value)) return is_vietnamese(language) ? "lỗi" : "failed";
  const double shown = is_duration(metric) ? value / 1e6 : value;
  return with_mark(sign ? fmt::format("{:+.3f}", shown) : fmt::format("{:.3f}", shown), language);
}

std::string unit_of(Metric metric) { return is_duration(metric) ? " s" : ""; }

std::string interval_text(const std::string& low, const std::string& high, Language language) {
  return fmt::format("[{}{}{}]", low, is_vietnamese(language) ? "; " : ", ", high);
}

}  // namespace

std::string metric_heading(Metric metric, Language language) {
  constexpr const char* kEnglish[] = {"TTFB", "wait", "response", "network load", "FCP", "LCP",
                                      "load", "TBT",  "INP",      "CLS",          "SI"};
  constexpr const char* kVietnamese[] = {"TTFB",      "chờ", "phản hồi", "tải (mạng)", "FCP", "LCP",
                                         "tải trang", "TBT", "INP",      "CLS",        "SI"};
  static_assert(std::size(kEnglish) == kMetrics && std::size(kVietnamese) == kMetrics);
  return (is_vietnamese(language) ? kVietnamese : kEnglish)[static_cast<std::size_t>(metric)];
}

std::string change_word(Change change, Language language) {
  constexpr const char* kVietnamese[] = {"nhanh hơn", "chậm hơn", "không đồng nhất", "không thấy thay đổi",
                                         "chưa đủ căn cứ"};
  if (is_vietnamese(language)) return kVietnamese[static_cast<std::size_t>(change)];
  return std::string(to_string(change));
}

std::string undecidable_words(Undecidable why, Language language) {
  const bool vi = is_vietnamese(language);
  switch (why) {
    case Undecidable::none:
      return "";
    case Undecidable::no_values:
      return vi ? "một bên không có giá trị nào được tính" : "on one side no values count";
    case Undecidable::too_few_values:
      return vi ? "quá ít giá trị để có thể kết luận" : "too few values to decide at all";
    case Undecidable::too_few_nights:
      return vi ? "mỗi bên cần ít nhất 8 đêm đo" : "fewer than 8 nights on one side";
  }
  return "";
}

std::string left_out_words(LeftOut reason, Language language) {
  if (!is_vietnamese(language)) {
    std::string name(to_string(reason));
    std::ranges::replace(name, '_', ' ');
    return name;
  }
  return left_out_text(reason, language);
}

std::string metric_value_text(std::optional<double> value, Metric metric, Language language) {
  if (!value) return "-";
  return number_text(*value, metric, language, false) + (std::isinf(*value) ? "" : unit_of(metric));
}

std::string shift_text(const std::optional<Estimate>& shift, Metric metric, Language language) {
  if (!shift) return "-";
  const std::string value = number_text(shift->value, metric, language, true) + unit_of(metric);
  if (!shift->low || !shift->high) return value;
  return value + " " +
         interval_text(number_text(*shift->low, metric, language, true),
                       number_text(*shift->high, metric, language, true), language);
}

std::string delta_text(const std::optional<Estimate>& delta, Language language) {
  if (!delta) return "-";
  const auto number = [&](double value) { return with_mark(fmt::format("{:+.2f}", value), language); };
  if (!delta->low || !delta->high) return number(delta->value);
  return number(delta->value) + " " + interval_text(number(*delta->low), number(*delta->high), language);
}

std::string p_text(std::optional<double> p, Language language) {
  if (!p) return "-";
  return with_mark(*p < 0.0001 ? std::string("< 0.0001") : fmt::format("{:.4f}", *p), language);
}

const std::string& portal_name(const Comparison& comparison, const std::string& portal_id) {
  const auto found = comparison.names.find(portal_id);
  return found == comparison.names.end() || found->second.empty() ? portal_id : found->second;
}

std::string way_text(const MeasuredSeries& series) {
  std::string text(to_string(series.engine));
  if (series.profile != Profile::none) text += fmt::format(", {}", to_string(series.profile));
  return text + fmt::format(", {}", to_string(series.ip_family));
}

}  // namespace portalprobe
