#include "config/threshold_type.hpp"

#include <algorithm>

#include "config/criterion_values.hpp"
#include "config/object_type.hpp"
#include "config/value_types.hpp"
#include "config/wording.hpp"

namespace portalprobe {
namespace {

constexpr std::size_t kMostReadings = 20;
constexpr std::size_t kMostRoles = 100;
constexpr std::size_t kMostSteps = 100;

/// The key's value, or the map itself where it is not there.
YamlNode at_key(const YamlNode& map, std::string_view key) {
  const auto node = find_key(map, key);
  return node ? *node : map;
}

Type<PointStep> step_type() {
  return ObjectType<PointStep>("a step, { limit: ..., points: ... }")
      .add("limit", &PointStep::limit, type::limit(), "Values up to it give the points.", Need::required)
      .add("points", &PointStep::points, type::number(0, 1000), "So many.", Need::required)
      .build();
}

Type<PointSlope> slope_type() {
  return ObjectType<PointSlope>("two limits, { full_at: ..., none_at: ... }")
      .add("full_at", &PointSlope::full_at, type::limit(), "Values up to it give all points.", Need::required)
      .add("none_at", &PointSlope::none_at, type::limit(), "Values from it on give none.", Need::required)
      .build();
}

/// The first metric that can be read: by it the unit is known.
std::optional<Metric> first_metric(const YamlNode& threshold) {
  for (const YamlNode& reading : items_of(threshold, "readings")) {
    if (const auto metric = metric_at(reading)) return metric;
  }
  return std::nullopt;
}

/// Whether the limit is of the metric's unit; else reports. `value` is what was read there; 0: what stands
/// there was refused already.
bool check_unit(Reader& reader, const std::optional<YamlNode>& node, double value, Metric metric) {
  if (!node || !node->is_scalar() || value <= 0) return true;
  const bool plain = !node->quoted() && looks_like_number(node->text());
  if (plain != is_duration(metric)) return true;
  const bool time = is_duration(metric);
  reader.report(*node, fmt::format("a limit of {} must be {}, not {}", to_string(metric),
                                   time ? "a duration such as 2.5s or 200ms" : "a plain number such as 0.1",
                                   shown(node->text())));
  return false;
}

/// One limit serves all readings, so they must be of one unit, which is the limits'. False: reported that it
/// is not so.
bool check_units(Reader& reader, const YamlNode& node, const Threshold& threshold) {
  const auto metric = first_metric(node);
  if (!metric) return true;
  bool right = true;
  for (const YamlNode& reading : items_of(node, "readings")) {
    const auto other = metric_at(reading);
    if (!other || is_duration(*other) == is_duration(*metric)) continue;
    reader.report(reading, fmt::format("{} and {} are not of one unit: one limit cannot serve both",
                                       to_string(*metric), to_string(*other)));
    right = false;
  }
  right = check_unit(reader, find_key(node, "limit"), threshold.limit, *metric) && right;
  const auto steps = items_of(node, "steps");
  for (std::size_t i = 0; i < steps.size() && i < threshold.steps.size(); ++i) {
    right = check_unit(reader, find_key(steps[i], "limit"), threshold.steps[i].limit, *metric) && right;
  }
  const auto slope = find_key(node, "linear");
  if (!slope || !threshold.slope) return right;
  right = check_unit(reader, find_key(*slope, "full_at"), threshold.slope->full_at, *metric) && right;
  return check_unit(reader, find_key(*slope, "none_at"), threshold.slope->none_at, *metric) && right;
}

/// Rising limits, falling points, all of the points at first.
void check_steps(Reader& reader, const YamlNode& node, const Threshold& threshold) {
  const auto nodes = items_of(node, "steps");
  const auto& steps = threshold.steps;
  for (std::size_t i = 1; i < steps.size() && i < nodes.size(); ++i) {
    if (steps[i].limit <= 0 || steps[i - 1].limit <= 0) continue;  // not read
    if (steps[i].limit <= steps[i - 1].limit) {
      reader.report(at_key(nodes[i], "limit"),
                    "steps are out of order: this limit is not more than the one before (right are rising "
                    "limits)");
    } else if (steps[i].points >= steps[i - 1].points) {
      reader.report(at_key(nodes[i], "points"),
                    fmt::format("points must fall from step to step: {:g} come after {:g}", steps[i].points,
                                steps[i - 1].points));
    }
  }
  if (steps.front().points != threshold.points) {
    reader.report(at_key(nodes.front(), "points"),
                  fmt::format("the first step gives {:g} of the threshold's {:g} points (right would be all "
                              "of them)",
                              steps.front().points, threshold.points));
  }
}

constexpr const char* kTooShort = "the points end before 'limit': a value that passes would give none";

void check_slope(Reader& reader, const YamlNode& slope, const Threshold& threshold) {
  const double full_at = threshold.slope->full_at;
  const double none_at = threshold.slope->none_at;
  if (full_at <= 0 || none_at <= 0) return;  // not read
  const YamlNode place = at_key(slope, "none_at");
  if (none_at <= full_at) {
    reader.report(place, "the limits are reversed: 'none_at' is not more than 'full_at'");
  } else if (none_at <= threshold.limit) {
    reader.report(place, kTooShort);
  }
}

/// Whether it says no points, or none at all. What could not be read is neither.
bool is_without_points(const YamlNode& threshold, double points) {
  const auto written = find_key(threshold, "points");
  return points <= 0 && (!written || written->is_null() || written->text() == "0");
}

void check_points(Reader& reader, const YamlNode& node, const Threshold& threshold) {
  if (is_without_points(node, threshold.points)) {
    for (const std::string_view key : {"steps", "linear"}) {
      const auto way = find_key(node, key);
      if (!way || way->is_null()) continue;
      reader.report(*way,
                    fmt::format("'{}' without points (say in 'points' how many the threshold gives)", key));
    }
  }
  if (threshold.points <= 0) return;
  const auto steps = find_key(node, "steps");
  const auto linear = find_key(node, "linear");
  if (!threshold.steps.empty() && threshold.slope) {
    return reader.report(*linear, "'steps' and 'linear' are two ways for points to fall (keep one)");
  }
  if (threshold.slope) check_slope(reader, *linear, threshold);
  if (threshold.steps.empty()) return;
  check_steps(reader, node, threshold);
  const double last = threshold.steps.back().limit;
  if (last > 0 && last < threshold.limit) reader.report(*steps, kTooShort);
}

void check_statistic(Reader& reader, const YamlNode& node) {
  const auto share = find_key(node, "share_over");
  if (share && find_key(node, "statistic")) {
    reader.report(*share, "'share_over' and 'statistic' say one thing in two ways (keep one)");
  }
}

void complete_threshold(Reader& reader, const YamlNode& node, Threshold& threshold) {
  complete_readings(reader, node, threshold);
  check_doubled(reader, node, "roles");
  check_statistic(reader, node);
  if (check_units(reader, node, threshold)) check_points(reader, node, threshold);
}

}  // namespace

std::vector<YamlNode> items_of(const YamlNode& map, std::string_view key) {
  std::vector<YamlNode> items;
  const auto list = find_key(map, key);
  if (!list || !list->is_list()) return items;
  for (const YamlNode& item : list->children()) items.push_back(item);
  return items;
}

void check_doubled(Reader& reader, const YamlNode& map, std::string_view key) {
  std::vector<std::string_view> seen;
  for (const YamlNode& item : items_of(map, key)) {
    if (!item.is_scalar()) continue;
    if (std::ranges::find(seen, item.text()) != seen.end()) {
      reader.report(item, fmt::format("{} stands twice in '{}'", shown(item.text()), key));
    }
    seen.push_back(item.text());
  }
}

Type<Threshold> threshold_type() {
  ObjectType<Threshold> threshold("a threshold");
  threshold.add("id", &Threshold::id, type::id(), "Name of the threshold in results, unique.", Need::required)
      .add("title", &Threshold::title, type::bilingual_text(), "What people call it.", Need::required)
      .add("kind", &Threshold::kind,
           type::choice_of<TargetKind>({{"page", TargetKind::page}, {"action", TargetKind::action}}),
           "What it judges: loads of pages, or responses to actions.", Need::required)
      .add("roles", &Threshold::roles,
           list_of(type::filled_line(), {"a list of roles such as [home, search]", false, kMostRoles}),
           "Roles of the targets that it applies to; all where none is listed.")
      .add("readings", &Threshold::readings,
           list_of(reading_type(), {"a list of at least one reading", true, kMostReadings}),
           "Ways to read it, strongest first. The first that there are samples of decides; the others are "
           "for comparison.",
           Need::required)
      .add("statistic", &Threshold::allowed_over, type::statistic(),
           "What must not be over the limit: p75, median, or another percentile.")
      .add("share_over", &Threshold::allowed_over, type::share_between(0.0001, 0.99),
           "The same said as the largest share of values over the limit: 25% is p75.")
      .add("limit", &Threshold::limit, type::limit(), "The limit; a duration, but for plain numbers.",
           Need::required)
      .add("confidence", &Threshold::confidence, type::share_between(0.5, 0.9999),
           "Two-sided, of the interval that decides.")
      .add("min_samples", &Threshold::min_samples, type::integer(1, 1'000'000),
           "With fewer usable samples of a target the verdict is insufficient.")
      .add("min_nights", &Threshold::min_nights, type::integer(1, 366),
           "With fewer nights that have usable samples an evaluation's verdict is insufficient.")
      .add("min_planned_share", &Threshold::min_planned_share, type::share(),
           "With a smaller share of the planned samples that are usable the verdict is insufficient.")
      .add("points", &Threshold::points, type::number(0, 1000), "The most points that it gives.")
      .add("steps", &Threshold::steps,
           list_of(step_type(), {"a list of steps such as { limit: 2.5s, points: 10 }", false, kMostSteps}),
           "Points fall by steps of the value.")
      .add("linear", &Threshold::slope, optional_of(slope_type()),
           "Points fall linearly with the value, from all to none.")
      .then(complete_threshold);
  return threshold.build();
}

}  // namespace portalprobe
