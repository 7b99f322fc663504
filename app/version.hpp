#pragma once

namespace portalprobe {

extern const char* const kVersion;
extern const char* const kCommit;  ///< short hash of the sources' commit, or `unknown`
/// Of docs/measurement.md: it goes up when a definition changes.
inline constexpr const char* kMethodVersion = "1";

}  // namespace portalprobe
