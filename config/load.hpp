#pragma once

#include <tl/expected.hpp>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "config/problem.hpp"

namespace portalprobe {

struct LoadOptions {
  /// Where `${env:NAME}` looks; the process's own environment unless set.
  std::function<std::optional<std::string>(const std::string& name)> environment;
};

/// Reads a configuration and the files that it names, and checks all of it. Gives every problem found, in the
/// order of files and lines, never the first alone. Bounded in time and memory for any input; throws nothing
/// but bad_alloc. Paths in the result are relative to the working directory, or absolute: they work as long
/// as the process stays where it is.
tl::expected<Config, std::vector<Problem>> load_config(const std::string& path,
                                                       const LoadOptions& options = {});

}  // namespace portalprobe
