#include "report/comparison_data.hpp"

#include <fmt/format.h>

#include <cmath>

#include "report/comparison_words.hpp"

namespace portalprobe {
namespace {

constexpr double kMostMillionths = 1e15;  ///< beyond that a number of microseconds is none

/// Seconds of a time, else the number itself.
std::optional<Points> number_of(double value, Metric metric) {
  if (!is_duration(metric)) return Points::nearest(value);
  if (!(std::abs(value) < kMostMillionths)) return std::nullopt;
  return Points::from_millionths(std::llround(value));
}

std::optional<Points> rounded_up(std::optional<double> p) {
  if (!p) return std::nullopt;
  return Points::from_millionths(static_cast<std::int64_t>(std::ceil(*p * 1e6)));
}

class Rows {
 public:
  Rows(const Comparison& comparison, Language language)
      : of_(comparison), language_(language), vi_(language == Language::vi) {}

  DataTable lines() {
    add_headings();
    for (const auto& line : of_.lines) add(line);
    return std::move(table_);
  }

 private:
  const char* say(const char* vi, const char* en) const { return vi_ ? vi : en; }

  void add_headings() {
    for (const char* heading :
         {say("mã", "portal_id"), say("tên", "name"), say("trang hoặc thao tác", "target_id"),
          say("chỉ số", "metric"), say("bộ đo", "engine"), say("kết nối", "connection"),
          say("cấu hình", "profile"), "ip_family", say("kết quả", "change"), say("lý do", "reason")}) {
      table_.text(heading);
    }
    for (const char* side : {"A", "B"}) {
      for (const char* heading :
           {say("số giá trị", "values"), say("chậm hơn mọi giới hạn", "infinite"),
            say("số lần đo", "samples"), say("lỗi phía Cổng", "failed"), say("không tính", "left_out"),
            say("trung vị (giây)", "median_s"), say("75 % không quá (giây)", "p75_s")}) {
        table_.text(fmt::format(fmt::runtime(say("{0}: {1}", "{0}_{1}")), side, heading));
      }
    }
    for (const char* heading :
         {say("dịch chuyển (giây)", "shift_s"), say("dịch chuyển từ", "shift_low_s"),
          say("dịch chuyển đến", "shift_high_s"), say("delta của Cliff", "cliffs_delta"),
          say("delta từ", "cliffs_delta_low"), say("delta đến", "cliffs_delta_high"), "U", "p",
          say("p đã hiệu chỉnh (Holm)", "p_corrected")}) {
      table_.text(heading);
    }
    table_.end_row();
  }

  void add_value(std::optional<double> value, Metric metric) {
    if (value && std::isinf(*value)) return table_.text(metric_value_text(value, metric, language_));
    table_.points(value ? number_of(*value, metric) : std::nullopt);
  }

  void add(const ComparedValues& side, Metric metric) {
    std::uint64_t left_out = 0;
    for (const auto count : side.left_out.counts) left_out += count;
    for (const std::uint64_t count :
         {std::uint64_t{side.values}, std::uint64_t{side.infinite}, side.samples, side.failed, left_out})
      table_.count(static_cast<std::size_t>(count));
    add_value(side.median, metric);
    add_value(side.p75, metric);
  }

  template <class Number>
  void add(const std::optional<Estimate>& estimate, Number number) {
    const auto end = [&](std::optional<double> value) { return value ? number(*value) : std::nullopt; };
    table_.points(estimate ? number(estimate->value) : std::nullopt);
    table_.points(estimate ? end(estimate->low) : std::nullopt);
    table_.points(estimate ? end(estimate->high) : std::nullopt);
  }

  void add(const ComparedLine& line) {
    table_.text(line.series.portal_id);
    table_.text(portal_name(of_, line.series.portal_id));
    table_.text(line.series.target_id);
    for (const auto name :
         {to_string(line.metric), to_string(line.series.engine), to_string(line.series.connection),
          to_string(line.series.profile), to_string(line.series.ip_family)})
      table_.text(std::string(name));
    table_.text(change_word(line.change, language_));
    table_.text(undecidable_words(line.why, language_));
    add(line.before, line.metric);
    add(line.after, line.metric);
    add(line.shift, [&](double value) { return number_of(value, line.metric); });
    add(line.delta, [](double value) { return Points::nearest(value); });
    // U counts half pairs.
    table_.points(line.u ? number_of(*line.u * 1e6, Metric::ttfb) : std::nullopt);
    table_.points(rounded_up(line.p));
    table_.points(rounded_up(line.p_corrected));
    table_.end_row();
  }

  const Comparison& of_;
  Language language_;
  bool vi_;
  DataTable table_;
};

}  // namespace

DataTable comparison_lines_data(const Comparison& comparison, Language language) {
  return Rows(comparison, language).lines();
}

DataTable comparison_portals_data(const Comparison& comparison, Language language) {
  const bool vi = language == Language::vi;
  DataTable table;
  for (const char* heading : {vi ? "mã" : "portal_id", vi ? "tên" : "name", vi ? "chung" : "change"})
    table.text(heading);
  for (const auto& metric : comparison.metrics) table.text(std::string(to_string(metric.metric)));
  table.end_row();
  auto next = comparison.by_metric.begin();
  for (const auto& portal : comparison.portals) {
    table.text(portal.portal_id);
    table.text(portal_name(comparison, portal.portal_id));
    table.text(change_word(portal.change, language));
    for (const auto& metric : comparison.metrics) {
      const bool has = next != comparison.by_metric.end() && next->portal_id == portal.portal_id &&
                       next->metric == metric.metric;
      table.text(has ? change_word((next++)->change, language) : "");
    }
    table.end_row();
  }
  return table;
}

DataTable comparison_notices_data(const Comparison& comparison, Language language) {
  const bool vi = language == Language::vi;
  DataTable table;
  const auto add = [&](std::string what, std::string text) {
    table.text(std::move(what));
    table.text(std::move(text));
    table.end_row();
  };
  add(vi ? "mục" : "what", vi ? "nội dung" : "text");
  add("A", comparison.before.name);
  add("B", comparison.after.name);
  for (const auto& notice : comparison.notices) add(vi ? "lưu ý" : "notice", text_in(notice, language));
  for (const auto& target : comparison.only_before) add(vi ? "chỉ có ở A" : "only in A", target);
  for (const auto& target : comparison.only_after) add(vi ? "chỉ có ở B" : "only in B", target);
  return table;
}

}  // namespace portalprobe
