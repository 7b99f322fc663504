#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/expected.hpp"
#include "probe/browser/scratch_dir.hpp"

namespace portalprobe {

/// The certificates of a PEM text, each with its frame; what stands between them is left out. Pure.
std::vector<std::string> certificates_in(std::string_view pem);

/// Makes a browser whose HOME is `home` (a directory in `dir`) trust the authorities of `ca_files` besides
/// its own: they go into the NSS database there, by `certutil`. Blocks for some tens of milliseconds.
Expected<void> trust_authorities(const ScratchDir& dir, const std::string& home,
                                 const std::vector<std::string>& ca_files);

}  // namespace portalprobe
