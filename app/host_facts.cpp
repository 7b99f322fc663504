#include "app/host_facts.hpp"

#include <fmt/format.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <thread>

#include "app/version.hpp"
#include "probe/curl_global.hpp"
#include "results/store.hpp"

namespace portalprobe {

std::map<std::string, std::string> host_facts() {
  std::map<std::string, std::string> facts;
  utsname names{};
  if (uname(&names) == 0) {
    facts["kernel"] = names.release;
    facts["architecture"] = names.machine;
    facts["hostname"] = names.nodename;
  }
  facts["processors"] = std::to_string(std::thread::hardware_concurrency());
  const long pages = sysconf(_SC_PHYS_PAGES);
  const long page_size = sysconf(_SC_PAGESIZE);
  if (pages > 0 && page_size > 0) {
    facts["memory_bytes"] =
        std::to_string(static_cast<unsigned long long>(pages) * static_cast<unsigned long long>(page_size));
  }
  return facts;
}

std::map<std::string, std::string> program_versions() {
  auto versions = engine_versions();
  versions["portal-probe"] = kVersion;
  versions["commit"] = kCommit;
  versions["method"] = kMethodVersion;
  return versions;
}

std::string version_text() {
  std::string text = fmt::format("portal-probe {} (commit {}, method {})", kVersion, kCommit, kMethodVersion);
  for (const auto& [name, version] : engine_versions()) text += fmt::format("\n{} {}", name, version);
  return text;
}

}  // namespace portalprobe
