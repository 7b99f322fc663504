#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/bilingual_text.hpp"
#include "core/clock.hpp"
#include "core/judgement.hpp"
#include "core/measured.hpp"
#include "core/metric.hpp"
#include "core/score_card.hpp"

namespace portalprobe {

/// What became of something from A to B. The names are public.
enum class Change {
  better,  ///< smaller values: faster
  worse,
  mixed,        ///< of a portal: some of its lines are better, others worse
  unchanged,    ///< no difference was shown; that there is none, nobody can show
  undecidable,  ///< too little was measured for any answer
};

/// Why a line is undecidable. The names are public.
enum class Undecidable {
  none,
  no_values,       ///< on one side nothing counts
  too_few_values,  ///< even samples that lie wholly apart would not reach the level
  too_few_nights,
};

std::string_view to_string(Change change);
std::string_view to_string(Undecidable why);

/// What one side has for a line.
struct ComparedValues {
  std::size_t values = 0;     ///< that are compared: samples that count, or nights
  std::size_t infinite = 0;   ///< of these, slower than any limit
  std::uint64_t samples = 0;  ///< that count
  std::uint64_t failed = 0;   ///< of these, on the portal's side
  LeftOutCounts left_out;
  /// Of the values, nearest rank, in the metric's unit; +infinity: slower than any limit. Absent: no values.
  std::optional<double> median;
  std::optional<double> p75;
  bool operator==(const ComparedValues&) const = default;
};

/// One metric of one target, measured in one way.
struct ComparedLine {
  Metric metric = Metric::ttfb;
  MeasuredSeries series;  ///< without a vantage: that belongs to the sides
  ComparedValues before;
  ComparedValues after;
  Change change = Change::undecidable;  ///< never mixed
  Undecidable why = Undecidable::none;
  /// Mann's and Whitney's test; absent: undecidable. U counts the pairs in which B's value is the larger one.
  std::optional<double> u;
  std::optional<double> p;
  bool exact = false;                 ///< p is from U's exact distribution
  std::optional<double> p_corrected;  ///< by Holm, over all tests of the metric
  /// Cliff's delta, above 0: B is slower; absent: no values on one side. The intervals of one line are not
  /// corrected for there being others.
  std::optional<Estimate> delta;
  /// Hodges' and Lehmann's shift from A to B in the metric's unit, of finite values alone; absent: one side
  /// has none.
  std::optional<Estimate> shift;
  bool operator==(const ComparedLine&) const = default;
};

/// The tests of one metric, which are corrected together.
struct ComparedMetric {
  Metric metric = Metric::ttfb;
  std::size_t lines = 0;
  std::size_t tests = 0;   ///< lines that could reach the level, and so are in the correction
  std::size_t needed = 0;  ///< values on each side with which one test more could reach it
  bool operator==(const ComparedMetric&) const = default;
};

/// What a portal's lines come to: of one metric, or of all.
struct PortalChange {
  std::string portal_id;
  std::optional<Metric> metric;  ///< absent: of all
  Change change = Change::undecidable;
  std::size_t better = 0, worse = 0, unchanged = 0, undecidable = 0;  ///< lines
  bool operator==(const PortalChange&) const = default;
};

/// A or B: one sweep, or all sweeps of an evaluation.
struct ComparedSide {
  std::string name;                 ///< the sweep's id, or the evaluation's
  std::vector<std::string> sweeps;  ///< ids, oldest first
  std::vector<std::string> vantages;
  WallTime from;           ///< when the first sweep started
  WallTime to;             ///< when the last one did
  std::size_t nights = 0;  ///< 0 where values are single samples
  bool operator==(const ComparedSide&) const = default;
};

/// Two sweeps, or two evaluations, held against each other.
struct Comparison {
  ComparedSide before;   ///< A
  ComparedSide after;    ///< B
  bool nightly = false;  ///< each value is the 75th percentile of one night
  double level = 0.05;   ///< of the chance of even one false `better` or `worse` in a metric
  double confidence = 0.95;
  std::vector<ComparedMetric> metrics;       ///< in the order of metrics
  std::vector<ComparedLine> lines;           ///< by portal, target, metric
  std::vector<PortalChange> by_metric;       ///< by portal, metric
  std::vector<PortalChange> portals;         ///< by portal
  std::vector<std::string> only_before;      ///< PORTAL/TARGET that only A has
  std::vector<std::string> only_after;       ///< that only B has
  std::vector<BilingualText> notices;        ///< what to know of it, in sentences
  std::map<std::string, std::string> names;  ///< of portals, by id; not of all
};

}  // namespace portalprobe
