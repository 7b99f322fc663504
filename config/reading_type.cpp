#include <algorithm>
#include <iterator>
#include <span>

#include "config/object_type.hpp"
#include "config/threshold_type.hpp"
#include "config/value_types.hpp"

namespace portalprobe {
namespace {

Type<Metric> metric_type() {
  std::vector<std::pair<std::string, Metric>> table;
  for (const Metric metric : all_metrics()) table.emplace_back(to_string(metric), metric);
  return type::choice_of<Metric>(std::move(table));
}

Type<EngineKind> engine_type() {
  return type::choice_of<EngineKind>({{"http", EngineKind::http},
                                      {"network", EngineKind::network},
                                      {"browser", EngineKind::browser},
                                      {"film", EngineKind::film}});
}

Type<TargetKind> kind_type() {
  return type::choice_of<TargetKind>({{"page", TargetKind::page}, {"action", TargetKind::action}});
}

Type<Connection> connection_type() {
  return type::choice_of<Connection>({{"cold", Connection::cold}, {"warm", Connection::warm}});
}

Type<std::optional<Profile>> profile_type() {
  return optional_of(type::choice_of<Profile>(
      {{"desktop", Profile::desktop}, {"mobile", Profile::mobile}, {"none", Profile::none}}));
}

Type<bool> yes_or_no() { return type::choice_of<bool>({{"false", false}, {"true", true}}, true); }

/// A key whose default depends on others, and so is none of its own.
template <class T>
void add_derived(ObjectType<Reading>& reading, std::string key, T Reading::*member, Type<T> type,
                 std::string help) {
  FieldShape field{std::move(key), type.shape, std::move(help), false, ""};
  reading.add_custom(
      std::move(field),
      [type, member](Reader& reader, const YamlNode& node, Reading& owner) {
        type.read(reader, node, owner.*member);
      },
      nullptr);
}

std::string_view written(const YamlNode& reading, std::string_view key) {
  const auto node = find_key(reading, key);
  return node && node->is_scalar() ? node->text() : std::string_view{};
}

/// What a reading's own words ask of its source; absent where they say nothing, or nothing that can be read.
struct Wanted {
  std::optional<EngineKind> engine;
  std::optional<TargetKind> kind;
  std::optional<Connection> connection;

  bool engine_fits(const MetricSource& source) const { return !engine || source.engine == *engine; }
  bool kind_fits(const MetricSource& source) const { return !kind || source.kind == *kind; }
  bool connection_fits(const MetricSource& source) const {
    return !connection || source.connection == *connection;
  }
};

/// Names of what sources have, each once: "http, network".
template <class Part>
std::string names_of(std::span<const MetricSource> sources, Part MetricSource::*part) {
  std::vector<std::string_view> names;
  for (const auto& source : sources) {
    const std::string_view name = to_string(source.*part);
    if (std::ranges::find(names, name) == names.end()) names.push_back(name);
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

/// Says which of the reading's words its metric does not fit.
void report_misfit(Reader& reader, const YamlNode& node, Metric metric, const Wanted& wanted) {
  const auto place = [&node](std::string_view key) {
    const auto found = find_key(node, key);
    return found ? *found : node;
  };
  const auto sources = sources_of(metric);
  std::vector<MetricSource> fitting;
  std::ranges::copy_if(sources, std::back_inserter(fitting),
                       [&](const MetricSource& source) { return wanted.engine_fits(source); });
  if (fitting.empty()) {
    return reader.report(place("engine"), fmt::format("engine {} does not give {} (right would be {})",
                                                      to_string(*wanted.engine), to_string(metric),
                                                      names_of(sources, &MetricSource::engine)));
  }
  const auto kinds = names_of(fitting, &MetricSource::kind);
  std::erase_if(fitting, [&](const MetricSource& source) { return !wanted.kind_fits(source); });
  if (fitting.empty()) {
    return reader.report(place(find_key(node, "kind") ? "kind" : "metric"),
                         fmt::format("{} is not measured on targets of kind {} ('kind: {}' in the reading "
                                     "says that such targets are meant)",
                                     to_string(metric), to_string(*wanted.kind), kinds));
  }
  reader.report(place("connection"),
                fmt::format("{} is not measured {} (right would be {})", to_string(metric),
                            to_string(*wanted.connection), names_of(fitting, &MetricSource::connection)));
}

/// Takes what is not written from the first source of the metric that fits what is. False: reported that none
/// does.
bool complete_source(Reader& reader, const YamlNode& node, Metric metric, TargetKind kind, Reading& reading) {
  Wanted wanted{engine_kind_from(written(node, "engine")), target_kind_from(written(node, "kind")),
                connection_from(written(node, "connection"))};
  const bool is_target = wanted.kind == TargetKind::page || wanted.kind == TargetKind::action;
  if (!is_target) wanted.kind = kind;  // not written, or reported
  for (const auto& source : sources_of(metric)) {
    if (!wanted.engine_fits(source) || !wanted.kind_fits(source) || !wanted.connection_fits(source)) continue;
    reading.engine = source.engine;
    reading.kind = source.kind;
    reading.connection = source.connection;
    return true;
  }
  report_misfit(reader, node, metric, wanted);
  return false;
}

void check_profile(Reader& reader, const YamlNode& node, const Reading& reading) {
  if (reading.engine != EngineKind::http || !reading.profile) return;
  reader.report(*find_key(node, "profile"),
                "measurements by engine http have no profile (leave 'profile' out)");
}

void complete_bound(Reader& reader, const YamlNode& node, Metric metric, Reading& reading) {
  if (!is_lower_bound(metric)) return;
  reading.lower_bound = true;
  if (written(node, "lower_bound") != "false") return;
  reader.report(
      *find_key(node, "lower_bound"),
      fmt::format("{} is a lower bound by the way it is measured (right would be true)", to_string(metric)));
}

}  // namespace

std::optional<Metric> metric_at(const YamlNode& reading) { return metric_from(written(reading, "metric")); }

Type<Reading> reading_type() {
  ObjectType<Reading> reading("a reading, { metric: ..., engine: ... }");
  reading.add("metric", &Reading::metric, metric_type(), "What is held against the limit.", Need::required);
  add_derived(reading, "engine", &Reading::engine, engine_type(),
              "What measured it; the metric's usual engine where absent.");
  add_derived(reading, "kind", &Reading::kind, kind_type(),
              "What it was measured on; the threshold's kind where absent.");
  add_derived(reading, "connection", &Reading::connection, connection_type(),
              "From nothing, or on a connection that stood; as the metric is taken where absent.");
  reading.add("profile", &Reading::profile, profile_type(),
              "The screen that pages were loaded for; any one where absent, and never two together.");
  add_derived(reading, "lower_bound", &Reading::lower_bound, yes_or_no(),
              "Whether the truth may be larger: it may prove a fail, never a pass. Always so for "
              "network_load.");
  return reading.build();
}

void complete_readings(Reader& reader, const YamlNode& node, Threshold& threshold) {
  const auto nodes = items_of(node, "readings");
  for (std::size_t i = 0; i < nodes.size() && i < threshold.readings.size(); ++i) {
    const auto metric = metric_at(nodes[i]);
    if (!metric) continue;  // reported
    Reading& reading = threshold.readings[i];
    if (!complete_source(reader, nodes[i], *metric, threshold.kind, reading)) continue;
    check_profile(reader, nodes[i], reading);
    complete_bound(reader, nodes[i], *metric, reading);
    const auto end = threshold.readings.begin() + static_cast<std::ptrdiff_t>(i);
    const auto before = std::find(threshold.readings.begin(), end, reading);
    if (before == end) continue;
    const auto first = static_cast<std::size_t>(before - threshold.readings.begin());
    reader.report(nodes[i], fmt::format("this reading stands twice in the threshold (first in line {})",
                                        nodes[first].position().line));
  }
}

}  // namespace portalprobe
