#pragma once

#include <optional>
#include <span>
#include <string>

#include "core/expected.hpp"
#include "core/sweep_record.hpp"

namespace portalprobe {

class Store;

/// The id that `which` means among `sweeps`: an id, a prefix that only one sweep has, or `latest` (by
/// scheduled time).
Expected<std::string> choose_sweep(std::span<const SweepRecord> sweeps, const std::string& which);

/// The same, asked of a store.
Expected<std::string> find_sweep_id(Store& store, const std::string& which);

/// The full record that `which` means. Without `shard` the sweep must have one only.
Expected<SweepRecord> find_sweep(Store& store, const std::string& which,
                                 std::optional<Shard> shard = std::nullopt);

}  // namespace portalprobe
