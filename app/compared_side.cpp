#include "app/compared_side.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <set>

#include "app/recorded_portals.hpp"
#include "config/local_time.hpp"
#include "results/find_sweep.hpp"

namespace portalprobe {
namespace {

Expected<CollectedLines> read_sweeps(Store& store, const std::vector<std::string>& sweeps,
                                     const CollectRules& rules) {
  const auto metrics = all_metrics();
  ValueCollector collector(rules);
  const auto read =
      store.for_each_measured({sweeps, {metrics.begin(), metrics.end()}}, [&](const Measured& sample) {
        collector.add(sample);
        return true;
      });
  if (!read) return tl::unexpected(read.error());
  return collector.take();
}

using Night = std::chrono::sys_days;  // the local date, as if it were one of UTC

/// Ids by the local date on which they start. The shards of a sweep are one, and start with the first.
std::map<Night, std::vector<std::string>> nights_of(const NamedSide& side) {
  std::map<std::string, WallTime> starts;
  for (const auto& record : side.recorded.records) {
    auto& start = starts.try_emplace(record.id, record.scheduled_at).first->second;
    start = std::min(start, record.scheduled_at);
  }
  std::map<Night, std::vector<std::string>> nights;
  for (const auto& [id, start] : starts) {
    const auto local = start + utc_offset(side.time_zone, start);
    nights[std::chrono::floor<std::chrono::days>(local)].push_back(id);
  }
  return nights;
}

}  // namespace

bool names_evaluation(const std::string& which) {
  return which.ends_with(".yaml") || which.ends_with(".yml");
}

Expected<NamedSide> sweep_side(const std::vector<SweepRecord>& sweeps, const std::string& which) {
  const auto id = choose_sweep(sweeps, which);
  if (!id) return tl::unexpected(id.error());
  NamedSide side;
  side.recorded.name = *id;
  std::ranges::copy_if(sweeps, std::back_inserter(side.recorded.records),
                       [&](const SweepRecord& record) { return record.id == *id; });
  return side;
}

Expected<NamedSide> evaluation_side(const std::vector<SweepRecord>& sweeps, const Evaluation& evaluation) {
  NamedSide side{{evaluation.id, {}, true}, evaluation.time_zone, evaluation.exclusions};
  std::ranges::copy_if(sweeps, std::back_inserter(side.recorded.records), [&](const SweepRecord& record) {
    return record.evaluation_sha256 == evaluation.sha256;
  });
  if (!side.recorded.records.empty()) return side;
  return fail(fmt::format("no sweep of the store is part of evaluation {} ({}): none carries its seal",
                          evaluation.id, evaluation.file));
}

Expected<ReadSide> read_side(Store& store, const NamedSide& side, const std::set<std::string>& vantages) {
  const CollectRules rules{vantages, side.exclusions};
  ReadSide result;
  if (!side.recorded.is_evaluation) {
    auto lines = read_sweeps(store, {side.recorded.name}, rules);
    if (!lines) return tl::unexpected(lines.error());
    result.lines = std::move(*lines);
    return result;
  }
  const auto nights = nights_of(side);
  for (const auto& [night, sweeps] : nights) {
    const auto lines = read_sweeps(store, sweeps, rules);
    if (!lines) return tl::unexpected(lines.error());
    add_night(result.lines, *lines);
  }
  result.nights = nights.size();
  return result;
}

std::map<std::string, std::string> portal_names(Store& store, const RecordedSide& before,
                                                const RecordedSide& after) {
  std::map<std::string, std::string> names;
  for (const auto* side : {&before, &after}) {  // B's names are the later ones
    const auto& last = *std::ranges::max_element(side->records, {}, &SweepRecord::started_at);
    // The shards of one sweep have one configuration.
    const auto record = store.sweep(last.id, last.shard);
    if (!record) continue;
    for (const auto& portal : recorded_configuration(record->config_json).portals)
      names[portal.id] = portal.name;
  }
  return names;
}

}  // namespace portalprobe
