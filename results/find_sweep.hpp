#pragma once

#include <optional>
#include <span>
#include <string>

#include "core/expected.hpp"
#include "core/sweep_record.hpp"

namespace portalprobe {

/// The id that `which` means among `sweeps`: an id, a prefix that only one sweep has, or `latest` (by
/// scheduled time).
Expected<std::string> choose_sweep(std::span<const SweepRecord> sweeps, const std::string& which);

/// The shard of sweep `id` that is meant: `asked`, or the only one that there is.
Expected<Shard> choose_shard(std::span<const SweepRecord> sweeps, const std::string& id,
                             std::optional<Shard> asked);

}  // namespace portalprobe
