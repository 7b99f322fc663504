#include "results/find_sweep.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "results/store.hpp"

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

Expected<std::string> find_sweep_id(Store& store, const std::string& which) {
  const auto sweeps = store.sweeps();
  if (!sweeps) return tl::unexpected(sweeps.error());
  return choose_sweep(*sweeps, which);
}

Expected<SweepRecord> find_sweep(Store& store, const std::string& which, std::optional<Shard> shard) {
  auto sweeps = store.sweeps();
  if (!sweeps) return tl::unexpected(sweeps.error());
  const auto id = choose_sweep(*sweeps, which);
  if (!id) return tl::unexpected(id.error());
  if (shard) return store.sweep(*id, *shard);
  std::erase_if(*sweeps, [&](const SweepRecord& record) { return record.id != *id; });
  if (sweeps->size() == 1) return store.sweep(*id, sweeps->front().shard);
  return fail(fmt::format("sweep {} was measured in shards ({}): say which", *id, shards_of(*sweeps)));
}

}  // namespace portalprobe
