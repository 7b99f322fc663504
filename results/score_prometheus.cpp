#include "results/score_prometheus.hpp"

#include <fmt/format.h>

#include <cmath>
#include <string_view>

#include "core/utf8.hpp"

namespace portalprobe {
namespace {

/// In quotes: backslashes, quotes and line breaks are escaped.
std::string label_value(std::string_view text) {
  std::string scratch;
  std::string value = "\"";
  for (const char c : as_utf8(text, scratch)) {
    if (c == '\\' || c == '"') value += '\\';
    if (c == '\n')
      value += "\\n";
    else
      value += c;
  }
  return value + '"';
}

std::string number_text(double number) {
  if (std::isinf(number)) return number > 0 ? "+Inf" : "-Inf";
  return fmt::format("{}", number);
}

/// One metric: its heading is written with its first line, so that none stands alone.
class Gauge {
 public:
  Gauge(std::string_view name, std::string_view help) : name_(name), help_(help) {}

  void add(std::string_view labels, double value) {
    if (text_.empty())
      text_ = fmt::format("# HELP portal_probe_{0} {1}\n# TYPE portal_probe_{0} gauge\n", name_, help_);
    text_ += fmt::format("portal_probe_{}{{{}}} {}\n", name_, labels, number_text(value));
  }
  const std::string& text() const { return text_; }

 private:
  std::string_view name_;
  std::string_view help_;
  std::string text_;
};

struct Gauges {
  Gauge info{"score_info", "By what these verdicts were given."};
  Gauge verdict{"threshold_verdict", "1 for the verdict of a target on a threshold."};
  Gauge seconds{"threshold_value_seconds", "What a target's measurements came to, as a time."};
  Gauge value{"threshold_value", "What a target's measurements came to, as a plain number."};
  Gauge limit_seconds{"threshold_limit_seconds", "What the value may be at most, as a time."};
  Gauge limit{"threshold_limit", "What the value may be at most, as a plain number."};
  Gauge points{"portal_points", "Points of a portal by the criterion; no line where they are not known."};
};

void add_line(Gauges& gauges, const TargetResult& line, const Threshold& threshold) {
  const Metric metric = threshold.readings.at(line.result.reading).metric;
  const bool is_time = is_duration(metric);
  const double unit = is_time ? 1e6 : 1;
  const std::string labels =
      fmt::format("portal={},target={},ip_family={},threshold={},metric={}", label_value(line.portal_id),
                  label_value(line.target_id), label_value(to_string(line.ip_family)),
                  label_value(threshold.id), label_value(to_string(metric)));
  gauges.verdict.add(labels + ",verdict=" + label_value(to_string(line.result.verdict)), 1);
  (is_time ? gauges.limit_seconds : gauges.limit).add(labels, threshold.limit / unit);
  const Judgement* const judgement = line.result.judgement();
  if (judgement != nullptr && judgement->quantile)
    (is_time ? gauges.seconds : gauges.value).add(labels, judgement->quantile->value / unit);
}

}  // namespace

std::string score_prometheus(const ScoreCard& card) {
  Gauges gauges;
  gauges.info.add(
      fmt::format("criterion={},edition=\"{}\",method={},evaluation={}", label_value(card.criterion.id),
                  card.criterion.edition, label_value(card.method), label_value(card.evaluation_id)),
      1);
  for (const auto& line : card.verdicts) add_line(gauges, line, card.criterion.thresholds.at(line.threshold));
  for (const auto& portal : card.portals) {
    if (!portal.points) continue;
    gauges.points.add(
        "portal=" + label_value(portal.portal.id),
        static_cast<double>(portal.points->millionths()) / static_cast<double>(Points::kPerPoint));
  }
  return gauges.info.text() + gauges.verdict.text() + gauges.seconds.text() + gauges.value.text() +
         gauges.limit_seconds.text() + gauges.limit.text() + gauges.points.text();
}

}  // namespace portalprobe
