#include "report/sweep_summary.hpp"

#include <fmt/format.h>

#include "report/people.hpp"
#include "report/statistics.hpp"
#include "report/text_table.hpp"

namespace portalprobe {
namespace {

bool belongs_to_portal(const Sample& sample) {
  return sample.kind == TargetKind::page || sample.kind == TargetKind::action;
}

bool counts_as_duration(const Sample& sample) { return sample.outcome == Outcome::ok && sample.fit; }

/// What a table shows beside the columns that are always there.
struct Extras {
  bool family = false;
  bool unfit = false;
  bool loads = false;  ///< of pages
};

std::vector<TextColumn> columns_with(const Extras& extras) {
  std::vector<TextColumn> columns = {{"portal", Align::left, Overflow::cut}};
  if (extras.family) columns.push_back({"ip"});
  columns.push_back({"samples", Align::right});
  if (extras.unfit) columns.push_back({"unfit", Align::right});
  for (const char* heading : {"ttfb", "p75", "response", "p75"}) columns.push_back({heading, Align::right});
  if (extras.loads) {
    for (const char* heading : {"load", "p75"}) columns.push_back({heading, Align::right});
  }
  columns.push_back({"failures", Align::left, Overflow::wrap});
  return columns;
}

void add_durations(std::vector<std::string>& cells, std::span<const microseconds> values) {
  cells.push_back(duration_text(median(values)));
  cells.push_back(duration_text(quantile(values, 0.75)));
}

constexpr std::string_view kLegend =
    "ttfb (cold): from the start to the first byte of the final answer. response\n"
    "(warm): from the request sent to the last byte. Each the median and the 75th\n"
    "percentile of the samples that are ok and fit.\n";
constexpr std::string_view kLoadLegend =
    "load: of a page, without a browser. A lower bound: it takes at least that long.\n";

}  // namespace

SweepSummary::SweepSummary(std::span<const Portal> portals) {
  rows_.reserve(portals.size());
  for (const auto& portal : portals) row_of(portal.id).name = portal.name.empty() ? portal.id : portal.name;
}

SweepSummary::Row& SweepSummary::row_of(const std::string& portal_id) {
  const auto [entry, fresh] = index_.try_emplace(portal_id, rows_.size());
  if (fresh) rows_.push_back({portal_id, {}});
  return rows_[entry->second];
}

void SweepSummary::add(const Sample& sample) {
  if (!is_planned(sample.kind)) return others_.add(sample.outcome);
  all_.add(sample.outcome);
  if (!sample.fit) ++unfit_;
  if (!belongs_to_portal(sample)) return;  // another system: no figure of the portal's
  ++families_[sample.ip_family];
  Line& line = row_of(sample.portal_id).lines[sample.ip_family];
  line.outcomes.add(sample.outcome);
  if (!sample.fit) ++line.unfit;
  if (!counts_as_duration(sample)) return;
  if (sample.network_load) {
    has_loads_ = true;
    line.load.push_back(*sample.network_load);
  }
  if (sample.engine != EngineKind::http) return;  // its document is measured by itself, too
  if (sample.connection == Connection::cold && sample.ttfb) line.ttfb.push_back(*sample.ttfb);
  if (sample.connection == Connection::warm && sample.response_time)
    line.response.push_back(*sample.response_time);
}

std::string SweepSummary::table(std::size_t width) const {
  const Extras extras{families_.size() > 1, unfit_ > 0, has_loads_};
  TextTable table(columns_with(extras));
  const auto add_line = [&](const std::string& name, std::string_view family, const Line& line) {
    std::vector<std::string> cells = {name};
    if (extras.family) cells.emplace_back(family);
    cells.push_back(count_text(line.outcomes.total()));
    if (extras.unfit) cells.push_back(line.unfit == 0 ? "-" : count_text(line.unfit));
    add_durations(cells, line.ttfb);
    add_durations(cells, line.response);
    if (extras.loads) add_durations(cells, line.load);
    cells.push_back(line.outcomes.failures_text());
    table.add(std::move(cells));
  };
  for (const auto& row : rows_) {
    if (row.lines.empty()) add_line(row.name, "", Line{});
    for (const auto& [family, line] : row.lines) add_line(row.name, to_string(family), line);
  }
  return table.text(width);
}

std::string SweepSummary::totals() const {
  std::string text =
      fmt::format("{} portals, {} samples: {} ok, {} failed, {} unfit\n", count_text(rows_.size()),
                  count_text(all_.total()), count_text(all_.of(Outcome::ok)), count_text(all_.not_ok()),
                  count_text(unfit_));
  if (all_.not_ok() > 0) text += fmt::format("failures: {}\n", all_.failures_text());
  if (others_.total() > 0) text += fmt::format("controls and references: {}\n", others_.text());
  return text;
}

std::string SweepSummary::text(std::size_t width) const {
  return fmt::format("{}\n{}{}{}", table(width), totals(), kLegend, has_loads_ ? kLoadLegend : "");
}

}  // namespace portalprobe
