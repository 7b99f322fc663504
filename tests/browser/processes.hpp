#pragma once

#include <sys/types.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace portalprobe::support {

/// A file of a process's; empty if there is none (any more).
inline std::string proc_file(const std::string& pid, const char* name) {
  std::ifstream file("/proc/" + pid + "/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline std::vector<std::string> all_processes() {
  std::vector<std::string> pids;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    std::string pid = entry.path().filename();
    if (pid.find_first_not_of("0123456789") == std::string::npos) pids.push_back(std::move(pid));
  }
  return pids;
}

/// Processes but this one that have `text` in their command line or their environment.
inline std::vector<std::string> processes_with(const std::string& text) {
  std::vector<std::string> found;
  for (const auto& pid : all_processes()) {
    if (pid == std::to_string(::getpid())) continue;
    for (const char* name : {"cmdline", "environ"}) {
      if (proc_file(pid, name).find(text) != std::string::npos) found.push_back(pid + " " + name);
    }
  }
  return found;
}

/// Processes of a group that have not ended; a zombie has.
inline std::vector<std::string> processes_of(pid_t group) {
  std::vector<std::string> found;
  for (const auto& pid : all_processes()) {
    const std::string stat = proc_file(pid, "stat");
    const auto name_end = stat.rfind(") ");
    if (name_end == std::string::npos) continue;
    const std::string rest = stat.substr(name_end + 2);  // state parent group ...
    const auto group_begin = rest.find(' ', 2) + 1;
    if (rest.front() != 'Z' && std::stol(rest.substr(group_begin)) == group) found.push_back(pid);
  }
  return found;
}

}  // namespace portalprobe::support
