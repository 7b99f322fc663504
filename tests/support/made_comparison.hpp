#pragma once

#include <limits>
#include <string>

#include "core/comparison.hpp"

namespace portalprobe::testing_comparison {

inline ComparedLine made_line(std::string portal, Metric metric, Change change) {
  ComparedLine line;
  line.metric = metric;
  line.series.portal_id = std::move(portal);
  line.series.target_id = "home";
  line.change = change;
  return line;
}

/// Three portals: one slower with all figures, one that fails, one with too few values; the second one's name
/// is a formula.
inline Comparison made_comparison() {
  Comparison made;
  made.before = {"sweep-a",
                 {"sweep-a"},
                 {"hanoi"},
                 *parse_rfc3339("2026-11-20T15:00:00Z"),
                 *parse_rfc3339("2026-11-20T15:00:00Z"),
                 0};
  made.after = made.before;
  made.after.name = made.after.sweeps[0] = "sweep-b";
  made.names = {{"ha-noi", "Thành phố Hà Nội"}, {"hue", "=HYPERLINK(\"x\")"}};

  auto slower = made_line("ha-noi", Metric::ttfb, Change::worse);
  slower.before = {60, 1, 60, 1, {}, 200'000.0, 250'000.0};
  slower.before.left_out.of(LeftOut::wall) = 3;
  slower.after = {60, 0, 60, 0, {}, 1'320'500.0, 1'400'000.0};
  slower.u = 2500.5;
  slower.p = 1.25e-9;
  slower.p_corrected = 2.5e-9;
  slower.delta = Estimate{0.5, 0.25, 0.75};
  slower.shift = Estimate{1'120'500, 1'000'000, 1'250'000.5};
  auto down = made_line("hue", Metric::ttfb, Change::worse);
  const double infinity = std::numeric_limits<double>::infinity();
  down.before = {60, 0, 60, 0, {}, 200'000.0, 250'000.0};
  down.after = {60, 60, 60, 60, {}, infinity, infinity};
  down.u = 3600;
  down.p = down.p_corrected = 0.0312;
  down.delta = Estimate{1, 0.9, 1};
  auto few = made_line("son-la", Metric::cumulative_layout_shift, Change::undecidable);
  few.series.engine = EngineKind::browser;
  few.series.profile = Profile::mobile;
  few.why = Undecidable::too_few_values;
  few.before = few.after = {2, 0, 2, 0, {}, 0.125, 0.25};
  few.delta = Estimate{0, std::nullopt, std::nullopt};
  few.shift = Estimate{0.0625, std::nullopt, std::nullopt};
  made.lines = {slower, down, few};

  made.metrics = {{Metric::ttfb, 2, 2, 5}, {Metric::cumulative_layout_shift, 1, 0, 4}};
  made.by_metric = {{"ha-noi", Metric::ttfb, Change::worse, 0, 1, 0, 0},
                    {"hue", Metric::ttfb, Change::worse, 0, 1, 0, 0},
                    {"son-la", Metric::cumulative_layout_shift, Change::undecidable, 0, 0, 0, 1}};
  made.portals = made.by_metric;
  for (auto& portal : made.portals) portal.metric.reset();
  made.only_before = {"cu/home"};
  made.notices = {{"Khung giờ của A là đêm, của B là ngày.", "The stratum is night in A and office in B."}};
  return made;
}

}  // namespace portalprobe::testing_comparison
