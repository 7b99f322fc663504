#pragma once

#include <functional>
#include <string>

namespace portalprobe {

/// Runs `body` in a process of its own and returns its text; what it did to its limits, mounts and signals
/// ends with it. Where it dies of something else, the text says so.
std::string in_child(const std::function<std::string()>& body);

/// In a child only: mounts a small disk over a folder, seen by this process alone. False where that is not
/// allowed.
bool mount_small_disk(const std::string& folder, const std::string& size);
/// In a child only: makes it read-only.
bool make_read_only(const std::string& folder);

}  // namespace portalprobe
