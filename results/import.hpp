#pragma once

#include <tl/expected.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/expected.hpp"

namespace portalprobe {

class Store;

/// What an import came to.
struct ImportCounts {
  std::uint64_t files = 0;
  std::uint64_t samples = 0;       ///< lines
  std::uint64_t imported = 0;      ///< that the store did not have
  std::uint64_t skipped = 0;       ///< that were there already, or twice in the files
  std::uint64_t sweeps_new = 0;    ///< that the store had no record of
  std::vector<std::string> empty;  ///< files without any sample
  bool operator==(const ImportCounts&) const = default;
};

/// Why nothing was imported: the files are wrong, each problem as `FILE:LINE: ...`, or the store (or the
/// disk) refused.
struct ImportRefusal {
  bool of_files = true;
  std::vector<std::string> problems;
};

/// Brings samples from NDJSON files into the store, resources and all. First everything is read and compared
/// with the store; only if nothing is wrong, everything is read again and stored in batches: an import that
/// was cut off in the middle of that is completed by doing it again. Sweeps that the store has no record of
/// get one that is made from their samples, and marked so. Remembers a few dozen bytes of each sample. Nobody
/// else may write samples meanwhile: hold the store's `SweepLock`.
tl::expected<ImportCounts, ImportRefusal> import_samples(Store& store, const std::vector<std::string>& files);

/// The same into a store that is not there yet: it is opened once nothing is wrong with the files.
using OpenStore = std::function<Expected<std::unique_ptr<Store>>()>;
tl::expected<ImportCounts, ImportRefusal> import_into_new(const OpenStore& open,
                                                          const std::vector<std::string>& files);

}  // namespace portalprobe
