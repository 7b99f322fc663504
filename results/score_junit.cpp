#include "results/score_junit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <string_view>
#include <vector>

#include "results/xml_text.hpp"

namespace portalprobe {
namespace {

using Lines = std::vector<const TargetResult*>;

struct Totals {
  std::size_t tests = 0;
  std::size_t failures = 0;
  std::size_t skipped = 0;
};

Totals totals_of(const Lines& lines) {
  if (lines.empty()) return {1, 0, 1};
  Totals totals;
  for (const auto* line : lines) {
    ++totals.tests;
    if (line->result.verdict == Verdict::fail)
      ++totals.failures;
    else if (line->result.verdict != Verdict::pass)
      ++totals.skipped;
  }
  return totals;
}

const Estimate* quantile_of(const ReadingResult& result) {
  const Judgement* const judgement = result.judgement();
  return judgement != nullptr && judgement->quantile ? &*judgement->quantile : nullptr;
}

std::string amount(double value, bool is_time) {
  if (std::isinf(value)) return "slower than any limit";
  return is_time ? fmt::format("{:.9g} s", value / 1e6) : fmt::format("{:.9g}", value);
}

std::string end_of(const std::optional<double>& value, bool is_time) {
  return value ? amount(*value, is_time) : "?";
}

/// p75 of response_time 0.25 s (0.21 s to 0.3 s), limit 0.2 s, samples 720, nights 30
std::string figures_of(const TargetResult& line, const Threshold& threshold) {
  const Reading& reading = threshold.readings.at(line.result.reading);
  const bool is_time = is_duration(reading.metric);
  std::string text =
      fmt::format("{} of {}", statistic_name(threshold.allowed_over), to_string(reading.metric));
  if (const Estimate* const quantile = quantile_of(line.result)) {
    text += fmt::format(" {} ({} to {})", amount(quantile->value, is_time), end_of(quantile->low, is_time),
                        end_of(quantile->high, is_time));
  }
  text += ", limit " + amount(threshold.limit, is_time);
  if (const Judgement* const judgement = line.result.judgement()) {
    text += fmt::format(", samples {}", judgement->samples);
    if (!judgement->technical) text += fmt::format(", nights {}", judgement->nights);
  }
  return text;
}

std::string message_of(const TargetResult& line, const Threshold& threshold) {
  std::string text(to_string(line.result.verdict));
  if (line.result.reason != Reason::none) text += fmt::format(" ({})", to_string(line.result.reason));
  text += ": " + figures_of(line, threshold);
  if (!line.confirmed) text += "; not confirmed after Holm's correction over portals";
  if (line.result.one_vantage) text += "; one vantage";
  return text;
}

std::string name_of(const TargetResult& line, const Threshold& threshold) {
  std::string name = threshold.id + " " + line.target_id;
  if (line.ip_family != IpFamily::ipv4) name += fmt::format(" {}", to_string(line.ip_family));
  return name;
}

/// Milliseconds, of which no reader of such files makes anything else: 2.345
std::string time_of(const TargetResult& line, const Threshold& threshold) {
  const Estimate* const quantile = quantile_of(line.result);
  const bool is_time = is_duration(threshold.readings.at(line.result.reading).metric);
  if (quantile == nullptr || !is_time || !std::isfinite(quantile->value)) return "";
  return fmt::format(" time=\"{:.3f}\"", quantile->value / 1e6);
}

void append_case(std::string& out, const TargetResult& line, const Threshold& threshold) {
  out += fmt::format("    <testcase name=\"{}\" classname=\"{}\"{}", xml_text(name_of(line, threshold)),
                     xml_text(line.portal_id), time_of(line, threshold));
  if (line.result.verdict == Verdict::pass) {
    out += "/>\n";
    return;
  }
  const bool failed = line.result.verdict == Verdict::fail;
  out += fmt::format(">\n      <{} type=\"{}\" message=\"{}\"/>\n    </testcase>\n",
                     failed ? "failure" : "skipped", to_string(line.result.verdict),
                     xml_text(message_of(line, threshold)));
}

void append_property(std::string& out, std::string_view name, std::string_view value) {
  if (!value.empty())
    out += fmt::format("      <property name=\"{}\" value=\"{}\"/>\n", name, xml_text(value));
}

void append_properties(std::string& out, const ScoreCard& card) {
  out += "    <properties>\n";
  append_property(out, "criterion", card.criterion.id);
  append_property(out, "criterion_edition", std::to_string(card.criterion.edition));
  append_property(out, "criterion_sha256", card.criterion.sha256);
  append_property(out, "method", card.method);
  append_property(out, "evaluation", card.evaluation_id);
  append_property(out, "evaluation_sha256", card.evaluation_sha256);
  append_property(out, "technical", card.is_technical() ? "true" : "false");
  out += "    </properties>\n";
}

void append_suite(std::string& out, const ScoreCard& card, const PortalResult& portal, const Lines& lines) {
  const Totals totals = totals_of(lines);
  out += fmt::format("  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\">\n",
                     xml_text(portal.portal.id), totals.tests, totals.failures, totals.skipped);
  append_properties(out, card);
  for (const auto* line : lines) append_case(out, *line, card.criterion.thresholds.at(line->threshold));
  if (lines.empty()) {
    out += fmt::format(
        "    <testcase name=\"measured\" classname=\"{}\">\n      <skipped type=\"insufficient\" "
        "message=\"nothing was measured that a threshold applies to\"/>\n    </testcase>\n",
        xml_text(portal.portal.id));
  }
  out += "  </testsuite>\n";
}

}  // namespace

std::string score_junit(const ScoreCard& card) {
  std::map<std::string_view, Lines> by_portal;
  for (const auto& line : card.verdicts) by_portal[line.portal_id].push_back(&line);
  Totals all;
  std::string suites;
  for (const auto& portal : card.portals) {
    const Lines& lines = by_portal[portal.portal.id];
    const Totals totals = totals_of(lines);
    all.tests += totals.tests;
    all.failures += totals.failures;
    append_suite(suites, card, portal, lines);
  }
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"{}\" tests=\"{}\" failures=\"{}\" "
      "errors=\"0\">\n{}</testsuites>\n",
      xml_text(card.criterion.id), all.tests, all.failures, suites);
}

}  // namespace portalprobe
