#include "report/waterfall.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "report/bar.hpp"
#include "report/outcome_counts.hpp"
#include "report/people.hpp"
#include "report/phases.hpp"
#include "report/sample_group.hpp"
#include "report/statistics.hpp"
#include "report/text_width.hpp"

namespace portalprobe {
namespace {

constexpr std::size_t kLabelWidth = 9;
constexpr std::size_t kFigureWidth = 10;
constexpr std::size_t kSmallestBar = 10;
constexpr std::size_t kLargestBar = 60;

std::optional<microseconds> phase_of(const Sample& sample, PhaseKind kind) {
  for (const auto& phase : phases_of(sample)) {
    if (phase.kind == kind) return phase.duration();
  }
  return std::nullopt;
}

std::optional<microseconds> last_mark(const Timings& t) {
  std::optional<microseconds> last;
  for (const auto& mark : {t.resolved, t.connected, t.secured, t.sent, t.first_byte, t.done}) {
    if (mark && (!last || *mark > *last)) last = mark;
  }
  return last;
}

std::string_view colour_of(PhaseKind kind) {
  constexpr std::array<std::string_view, kPhaseKinds> kCodes = {"36", "33", "35", "34", "32", "94"};
  return kCodes.at(static_cast<std::size_t>(kind));
}

std::string http_text(const Sample& s) {
  if (!s.http_status) return "";
  return fmt::format("HTTP{} {}", s.http_version.empty() ? "" : "/" + s.http_version, *s.http_status);
}

std::string tls_text(const Sample& s) {
  if (s.tls_version.empty()) return "";
  return s.tls_cipher.empty() ? s.tls_version : fmt::format("{} ({})", s.tls_version, s.tls_cipher);
}

/// One group's text.
class Block {
 public:
  Block(const SampleGroup& group, const WaterfallStyle& style)
      : group_(group), measured_(worth_timing(group)), style_(style), single_(group.size() == 1) {}

  std::string text() {
    head();
    answer();
    facts();
    if (single_) {
      timeline();
    } else {
      statistics();
    }
    metrics();
    return std::move(text_);
  }

 private:
  const Sample& first() const { return *group_.front(); }

  void line(const std::string& text) { text_ += cut_to_width(text, style_.width) + '\n'; }

  std::string painted(const std::string& text, std::string_view code) const {
    return style_.colour && !text.empty() ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : text;
  }

  /// `label: text`, if there is a text.
  void fact(std::string_view label, const std::string& text) {
    if (!text.empty()) line(fmt::format("  {}{}", label, printable(text)));
  }

  void head() {
    const std::string url = distinct(
        group_, [](const Sample& s) { return s.redirects.empty() ? s.final_url : s.redirects.front().url; });
    line(printable(fmt::format("{}  [{} {} {}{}]", url.empty() ? first().portal_id : url,
                               to_string(first().connection), to_string(first().ip_family),
                               to_string(first().engine),
                               single_ ? "" : fmt::format(", {} times", group_.size()))));
  }

  void answer() {
    OutcomeCounts outcomes;
    for (const Sample* sample : group_) outcomes.add(sample->outcome);
    const std::string word = single_ ? std::string(to_string(first().outcome)) : outcomes.text();
    const std::string shown = cut_to_width("  " + word, style_.width);
    const std::string rest =
        joined({distinct(group_, http_text), distinct(group_, [](const Sample& s) { return s.remote_ip; }),
                distinct(group_, tls_text)},
               "  ");
    const std::size_t taken = display_width(shown);
    text_ += painted(shown, outcomes.not_ok() == 0 ? "32" : "31");
    if (!rest.empty() && taken + 4 < style_.width) {
      text_ += "  " + cut_to_width(printable(rest), style_.width - taken - 2);
    }
    text_ += '\n';
  }

  void facts() {
    fact("", distinct(group_, [](const Sample& s) { return s.detail; }));
    fact("unfit: ", distinct(group_, [](const Sample& s) { return s.fit ? "" : s.unfit_reason; }));
    fact("title: ", distinct(group_, [](const Sample& s) { return s.title; }));
    fact("final address: ",
         distinct(group_, [](const Sample& s) { return s.redirects.empty() ? "" : s.final_url; }));
    fact("size: ", distinct(group_, [](const Sample& s) {
           std::vector<std::string> parts;
           if (s.bytes_wire) parts.push_back(size_text(*s.bytes_wire) + " transferred");
           if (s.bytes_body) parts.push_back(size_text(*s.bytes_body) + " decoded body");
           return joined(parts, ", ");
         }));
    fact("tcp round trip: ", figures(durations_of(group_, [](const Sample& s) { return s.tcp_rtt; })));
    fact("server timing: ", distinct(group_, [](const Sample& s) { return s.server_timing; }));
    fact("via proxy: ", distinct(group_, [](const Sample& s) { return s.via_proxy ? "yes" : ""; }));
  }

  /// One value as it is, several with their spread.
  std::string figures(const Durations& values) const {
    const auto s = spread(values);
    if (!s) return "";
    if (single_) return duration_text(s->median);
    return fmt::format("{} (min {}, max {}, IQR {}, of {})", duration_text(s->median),
                       duration_text(s->smallest), duration_text(s->largest),
                       duration_text(s->interquartile_range()), s->count);
  }

  std::size_t bar_cells(std::size_t figure_columns) const {
    const std::size_t taken = 2 + kLabelWidth + figure_columns * (kFigureWidth + 2) + 2;
    if (style_.width < taken + kSmallestBar) return 0;
    return std::min(style_.width - taken, kLargestBar);
  }

  /// A row of label, figures and bar. The bar comes last since colours have no width.
  void row(std::string_view label, const std::vector<std::string>& figures, const std::string& bar_text,
           std::string_view colour) {
    std::string text = "  " + fit_width(label, kLabelWidth);
    for (const auto& figure : figures) text += "  " + fit_width(figure, kFigureWidth, Align::right);
    text = cut_to_width(text, style_.width);
    if (!bar_text.empty()) text += "  " + painted(bar_text, colour);
    text.erase(text.find_last_not_of(' ') + 1);
    text_ += text + '\n';
  }

  std::string glyph() const { return style_.unicode ? "█" : "#"; }
  std::string open_glyph() const { return style_.unicode ? "░" : "."; }

  microseconds end_of(const Sample& sample) const {
    microseconds end = last_mark(sample.timings).value_or(microseconds(0));
    for (const auto& hop : sample.redirects)
      end = std::max(end, last_mark(hop.timings).value_or(hop.started));
    return std::max(end, sample.censored_after.value_or(microseconds(0)));
  }

  void timeline() {
    const Axis axis{end_of(first()), bar_cells(2)};
    const auto phases = phases_of(first());
    if (phases.empty() && first().redirects.empty() && !stopped_in(first())) return;
    row("phase", {"takes", "until"}, "", "");
    for (std::size_t i = 0; i < first().redirects.size(); ++i) redirect(i, axis);
    for (const auto& phase : phases) {
      row(to_string(phase.kind), {duration_text(phase.duration()), duration_text(phase.to)},
          bar(phase.from, phase.to, axis, glyph()), colour_of(phase.kind));
    }
    stop(axis);
  }

  void redirect(std::size_t index, const Axis& axis) {
    const RedirectHop& hop = first().redirects[index];
    const microseconds end = last_mark(hop.timings).value_or(hop.started);
    row(fmt::format("hop {}", index + 1), {duration_text(end - hop.started), duration_text(end)},
        bar(hop.started, end, axis, open_glyph()), "90");
    line(fmt::format("    {} {}", hop.status == 0 ? "-" : std::to_string(hop.status), printable(hop.url)));
    std::vector<std::string> parts;
    for (const auto& phase : phases_of(hop.timings, hop.started)) {
      parts.push_back(fmt::format("{} {}", to_string(phase.kind), duration_text(phase.duration())));
    }
    if (!parts.empty()) line("    " + joined(parts, ", "));
  }

  /// Where it ended early, and how long that phase had lasted by then, if anybody knows.
  void stop(const Axis& axis) {
    const auto kind = stopped_in(first());
    if (!kind) return;
    const auto from = last_mark(first().timings).value_or(first().hop_started.value_or(microseconds(0)));
    const auto& until = first().censored_after;
    const bool known = until && *until > from;
    row(to_string(*kind),
        {known ? "> " + duration_text(*until - from) : "stopped", known ? duration_text(*until) : "-"},
        known ? bar(from, *until, axis, open_glyph()) : "", "31");
  }

  /// Medians do not add up to the median of the whole: the bars show proportions, laid end to end.
  void statistics() {
    std::array<std::optional<Spread>, kPhaseKinds> spreads;
    microseconds total{0};
    for (int i = 0; i < kPhaseKinds; ++i) {
      auto& found = spreads.at(static_cast<std::size_t>(i));
      found = spread(
          durations_of(measured_, [i](const Sample& s) { return phase_of(s, static_cast<PhaseKind>(i)); }));
      if (found) total += found->median;
    }
    const auto redirects = spread(durations_of(
        measured_, [](const Sample& s) { return s.redirects.empty() ? std::nullopt : s.hop_started; }));
    if (redirects) total += redirects->median;
    if (total.count() == 0 && !redirects) return;
    row("phase", {"median", "min", "max", "IQR"}, "", "");
    const Axis axis{total, bar_cells(4)};
    microseconds at{0};
    if (redirects) spread_row("redirects", *redirects, at, axis, "90");
    for (std::size_t i = 0; i < spreads.size(); ++i) {
      const auto kind = static_cast<PhaseKind>(i);
      if (spreads.at(i)) spread_row(to_string(kind), *spreads.at(i), at, axis, colour_of(kind));
    }
  }

  void spread_row(std::string_view label, const Spread& s, microseconds& at, const Axis& axis,
                  std::string_view colour) {
    row(label,
        {duration_text(s.median), duration_text(s.smallest), duration_text(s.largest),
         duration_text(s.interquartile_range())},
        bar(at, at + s.median, axis, glyph()), colour);
    at += s.median;
  }

  void metrics() {
    fact("ttfb: ", figures(durations_of(measured_, [](const Sample& s) { return s.ttfb; })));
    fact("server wait: ", figures(durations_of(measured_, [](const Sample& s) { return s.server_wait; })));
    fact("response time: ",
         figures(durations_of(measured_, [](const Sample& s) { return s.response_time; })));
  }

  const SampleGroup& group_;
  SampleGroup measured_;
  const WaterfallStyle& style_;
  bool single_;
  std::string text_;
};

}  // namespace

std::string waterfall(std::span<const Sample> samples, const WaterfallStyle& style) {
  std::string text;
  for (const auto& group : groups_of(samples)) {
    if (!text.empty()) text += '\n';
    text += Block(group, style).text();
  }
  return style.unicode ? text : ascii_only(text);
}

}  // namespace portalprobe
