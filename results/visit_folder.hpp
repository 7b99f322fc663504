#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/artifact.hpp"
#include "core/expected.hpp"
#include "core/sample.hpp"

namespace portalprobe {

/// Where a visit's files are: FOLDER/SWEEP/PORTAL/TARGET/VISIT/. A folder that is being written has another
/// name until it is whole.
///
/// One portal's folder belongs to one process at a time.

/// Beside the store: its path and `.artifacts`.
std::filesystem::path artifact_folder(const std::string& store_path);

/// Within the above. Ids are made safe names.
std::filesystem::path sweep_folder(const std::filesystem::path& artifacts, std::string_view sweep_id);
std::filesystem::path portal_folder(const std::filesystem::path& artifacts, std::string_view sweep_id,
                                    std::string_view portal_id);
/// r0007-browser-mobile-ipv4.
std::string visit_name(const Sample& sample);

/// In a portal's folder, once its sweep has ended: see settle_artifacts.
inline constexpr const char* kArtifactIndex = "index.json";

/// The end of a name while its folder is written.
inline constexpr std::string_view kUnfinished = ".part";

struct WriteRules {
  /// Left to others: a disk without any room would end the sweep itself.
  std::uint64_t free_bytes = 64ULL << 20U;
};

/// Puts a visit's files into its folder, which replaces one that was there. Fails without leaving anything.
/// Bounded by the files' size; may block as long as the disk does.
Expected<void> write_visit(const std::filesystem::path& artifacts, const Sample& sample,
                           std::span<const Artifact> files, const WriteRules& rules = {});

}  // namespace portalprobe
