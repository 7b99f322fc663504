#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/bilingual_text.hpp"
#include "core/groups.hpp"
#include "core/kinds.hpp"
#include "core/metric.hpp"
#include "core/sample.hpp"

namespace portalprobe {

/// One way to read a threshold: which metric of which measurements is held against its limit.
struct Reading {
  Metric metric = Metric::ttfb;
  EngineKind engine = EngineKind::http;
  TargetKind kind = TargetKind::page;  ///< page or action; mostly the threshold's own
  Connection connection = Connection::cold;
  std::optional<Profile> profile;  ///< absent: any one; values of two profiles are never pooled
  bool lower_bound = false;        ///< may prove `fail`, never `pass`
  bool operator==(const Reading&) const = default;
};

/// Values up to `limit` give so many points.
struct PointStep {
  double limit = 0;
  double points = 0;
  bool operator==(const PointStep&) const = default;
};

/// All points up to `full_at`, none from `none_at` on, a straight line between them.
struct PointSlope {
  double full_at = 0;
  double none_at = 0;
  bool operator==(const PointSlope&) const = default;
};

/// One thing that targets are judged by. Limits are in the unit of the readings' metrics: microseconds, or
/// plain numbers.
struct Threshold {
  std::string id;
  BilingualText title;
  TargetKind kind = TargetKind::page;  ///< page or action
  std::vector<std::string> roles;      ///< of the targets that it applies to; empty: of any role
  /// Strongest first, at least one, all in one unit. The first that the evaluation has samples of decides;
  /// the others are for comparison.
  std::vector<Reading> readings;
  double allowed_over = 0.25;  ///< largest share of values over the limit, 0 to 1: 0.25 is "p75 <= limit"
  double limit = 0;
  double confidence = 0.95;         ///< two-sided, 0.5 to 0.9999
  int min_samples = 13;             ///< fewer usable ones: `insufficient`
  int min_nights = 14;              ///< of an evaluation; a single sweep's technical result needs one
  double min_planned_share = 0.5;   ///< of the planned samples that must be usable, 0 to 1
  double points = 0;                ///< the most that it gives
  std::vector<PointStep> steps;     ///< by rising limits; empty unless points fall by steps
  std::optional<PointSlope> slope;  ///< set where points fall linearly; with neither it is all or nothing
  bool operator==(const Threshold&) const = default;
};

/// A name's weight: of a role, of a stratum.
struct Weight {
  std::string name;
  double weight = 0;  ///< 0 or more; at least one of a list is more
  bool operator==(const Weight&) const = default;
};

/// How the results of a portal's roles become one.
enum class RoleCombination {
  worst,     ///< verdict and points are those of the worst role
  all,       ///< as `worst`, and points are given only where every role passes
  weighted,  ///< points are the weighted mean of the roles'; the verdict is the worst
};

/// What a failure on the portal's side counts as.
enum class FailureCount {
  slow,         ///< slower than any limit
  unavailable,  ///< apart, against a limit of its own
};

/// How ranks are given.
enum class RankBands {
  overlapping,  ///< portals whose intervals overlap share a band
  none,         ///< by points alone; equal ones share a rank
};

/// By what samples are judged, and what for. Read from a file and valid: nobody checks it again.
struct Criterion {
  std::string id;
  int edition = 1;  ///< rises with every change of what the file says
  BilingualText title;
  BilingualText source;                    ///< the document that asks for it
  std::vector<BilingualText> assumptions;  ///< what the document leaves open; every report prints them
  std::vector<Threshold> thresholds;

  RoleCombination combine = RoleCombination::worst;
  std::vector<Weight> role_weights;         ///< set where combination is weighted
  std::vector<std::string> required_roles;  ///< a portal without one of them is not ranked

  std::vector<Weight> strata;  ///< empty: samples count alike; else strata without a weight do not count

  FailureCount failures = FailureCount::slow;
  double max_unavailable = 0;   ///< where failures count apart: their largest share, 0 to 1
  double max_wall_share = 0.2;  ///< a larger share of walls makes `insufficient`

  /// Shares of the points for results that are none, 0 to 1; absent: the portal is not ranked.
  std::optional<double> for_inconclusive;
  std::optional<double> for_insufficient;
  std::optional<double> for_moved;

  int digits = 2;  ///< decimal places that points keep
  Rounding rounding = Rounding::half_up;
  RankBands rank_bands = RankBands::overlapping;
  bool pool_segments = false;  ///< whether samples before and after a change of browser are judged together

  std::string file;
  std::string sha256;  ///< of the file's bytes
  bool operator==(const Criterion&) const = default;
};

/// Names as in files: p75, median, p97.5.
std::string statistic_name(double allowed_over);
std::string_view to_string(RoleCombination combination);
std::string_view to_string(FailureCount failures);
std::string_view to_string(RankBands bands);
std::string_view to_string(Rounding rounding);

/// Whether the reading is about such samples. Whether this one has a value, and counts, is another question.
bool is_about(const Reading& reading, const Sample& sample);

/// Whether the threshold applies to targets of that role.
bool applies_to(const Threshold& threshold, std::string_view role);

/// The most points that the criterion gives.
double points_in(const Criterion& criterion);

/// What a value would give if it were exactly known: with all or nothing, everything up to the limit.
double points_at(const Threshold& threshold, double value);

}  // namespace portalprobe
