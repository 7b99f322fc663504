#pragma once

#include <map>
#include <string>

namespace portalprobe {

/// The machine that measures: kernel, architecture, hostname, processors, memory; for the sweep's record.
std::map<std::string, std::string> host_facts();

/// The program and everything that measures with it: program, commit, method and the libraries' versions.
std::map<std::string, std::string> program_versions();

/// `portal-probe 1.0.0 (commit)` and the libraries, for `--version`.
std::string version_text();

}  // namespace portalprobe
