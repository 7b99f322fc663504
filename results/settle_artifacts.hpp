#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "core/expected.hpp"
#include "core/kinds.hpp"

namespace portalprobe {

class Store;

/// What became of a sweep's files.
struct SettledArtifacts {
  std::uint64_t visits = 0;  ///< whose files were kept
  std::uint64_t bytes = 0;   ///< of all that is kept
  bool operator==(const SettledArtifacts&) const = default;
};

/// Whether a portal's files are to be settled; empty: all portals' are, and there is nobody else whose files
/// could be in the sweep's folder.
using PortalFilter = std::function<bool(const std::string& portal_id)>;

/// Once a sweep has ended: of each target's visits those stay that `kept` says, all others' files go, and so
/// does what was being written when a run was cut off. Each portal's folder then has an `index.json` that
/// says of every file to which visit it belongs, its size and its SHA-256. May be done again after the sweep
/// was resumed, or after it was itself cut off. The folder of a sweep without files is left as it is: there
/// is none.
Expected<SettledArtifacts> settle_artifacts(Store& store, const std::string& sweep_id,
                                            const std::filesystem::path& artifacts, KeptArtifacts kept,
                                            const PortalFilter& is_ours);

/// Whether some portal of the sweep has files and no index: its run was cut off.
bool is_unsettled(const std::filesystem::path& artifacts, const std::string& sweep_id);

}  // namespace portalprobe
