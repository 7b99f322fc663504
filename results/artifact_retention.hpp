#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/expected.hpp"

namespace portalprobe {

class Store;

/// How long, and how many bytes.
struct ArtifactLimits {
  WallTime before;  ///< sweeps that were scheduled before it lose their files
  std::uint64_t bytes = 0;
};

/// The files of one sweep.
struct SweepFiles {
  std::string sweep_id;
  WallTime scheduled_at;
  std::uint64_t bytes = 0;
};

/// Whose files have to go: those that are too old, then the oldest until all together are within the limit.
/// `current` stays whatever its size. Pure.
std::vector<std::string> outdated(std::vector<SweepFiles> sweeps, const ArtifactLimits& limits,
                                  const std::string& current);

/// Removes them. Only folders of sweeps that the store knows are looked at. Before each `go_on` is asked.
/// Returns how many sweeps lost their files.
Expected<std::uint64_t> remove_outdated(Store& store, const std::filesystem::path& artifacts,
                                        const ArtifactLimits& limits, const std::string& current,
                                        const std::function<bool()>& go_on);

}  // namespace portalprobe
