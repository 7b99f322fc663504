#include "results/find_sweep.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <vector>

namespace portalprobe {
namespace {

constexpr std::size_t kNamed = 3;  ///< how many ids an error lists

std::string latest_of(std::span<const SweepRecord> sweeps) {
  const auto latest = std::ranges::max_element(sweeps, {}, [](const SweepRecord& sweep) {
    return std::pair(sweep.scheduled_at, std::string_view(sweep.id));
  });
  return latest->id;
}

std::set<std::string> ids_with_prefix(std::span<const SweepRecord> sweeps, const std::string& prefix) {
  std::set<std::string> ids;
  for (const auto& sweep : sweeps) {
    if (sweep.id.starts_with(prefix)) ids.insert(sweep.id);
  }
  return ids;
}

std::string name_some(const std::set<std::string>& ids) {
  std::string text;
  std::size_t named = 0;
  for (const auto& id : ids) {
    if (named == kNamed) return text + " ...";
    text += (named++ == 0 ? "" : ", ") + id;
  }
  return text;
}

std::string shards_of(std::span<const SweepRecord> records) {
  std::string text;
  for (const auto& record : records) {
    text += fmt::format("{}{}/{}", text.empty() ? "" : ", ", record.shard.index, record.shard.count);
  }
  return text;
}

}  // namespace

Expected<std::string> choose_sweep(std::span<const SweepRecord> sweeps, const std::string& which) {
  if (sweeps.empty()) return fail("the store holds no sweep yet");
  if (which == "latest") return latest_of(sweeps);
  if (which.empty())
    return fail("an empty text names no sweep (right would be an id, the beginning of one, or latest)");
  const auto ids = ids_with_prefix(sweeps, which);
  if (ids.contains(which) || ids.size() == 1) return ids.contains(which) ? which : *ids.begin();
  if (ids.empty()) {
    return fail(fmt::format("no sweep is named '{}' (`sweeps` lists those that are there; the latest is {})",
                            which, latest_of(sweeps)));
  }
  return fail(fmt::format("'{}' could be any of {} sweeps ({}): give more of the id", which, ids.size(),
                          name_some(ids)));
}

Expected<Shard> choose_shard(std::span<const SweepRecord> sweeps, const std::string& id,
                             std::optional<Shard> asked) {
  std::vector<SweepRecord> records;
  std::ranges::copy_if(sweeps, std::back_inserter(records),
                       [&](const SweepRecord& record) { return record.id == id; });
  if (!asked && records.size() == 1) return records.front().shard;
  if (!asked)
    return fail(fmt::format("sweep {} was measured in shards ({}): say which", id, shards_of(records)));
  const bool there = std::ranges::any_of(records, [&](const auto& record) { return record.shard == *asked; });
  if (there) return *asked;
  return fail(fmt::format("shard {}/{} of sweep {} is not in the store (there is {})", asked->index,
                          asked->count, id, shards_of(records)));
}

}  // namespace portalprobe
