#include "probe/browser/find_browser.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <string_view>

namespace portalprobe {
namespace {

bool is_program(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) && ::access(path.c_str(), X_OK) == 0;
}

bool is_script(const std::string& path) {
  char begin[2] = {};
  std::ifstream(path, std::ios::binary).read(begin, sizeof begin);
  return begin[0] == '#' && begin[1] == '!';
}

}  // namespace

std::optional<std::string> find_program(const std::string& name) {
  const char* const path = std::getenv("PATH");
  std::string_view rest = path != nullptr ? path : "/usr/local/bin:/usr/bin:/bin";
  while (!rest.empty()) {
    const auto colon = rest.find(':');
    const std::string folder(rest.substr(0, colon));
    rest = colon == std::string_view::npos ? std::string_view() : rest.substr(colon + 1);
    const std::string candidate = folder + "/" + name;
    if (folder.starts_with('/') && is_program(candidate)) return candidate;
  }
  return std::nullopt;
}

Expected<std::string> find_browser() {
  for (const char* name : {"chromium-headless-shell", "chromium"}) {
    if (const auto path = find_program(name)) return behind_debians_script(*path);
  }
  return fail("chromium-headless-shell is missing: scripts/install-deps --browser");
}

Expected<std::string> find_whole_browser() {
  if (const auto path = find_program("chromium")) return behind_debians_script(*path);
  return fail(
      "the portal wants a client certificate, which only the whole of Chromium shows, and chromium is "
      "missing: "
      "scripts/install-deps --client-certificates, or load its pages with page_engine: network");
}

std::string behind_debians_script(const std::string& path) {
  constexpr std::string_view kScripts = "/usr/bin/";
  if (!path.starts_with(kScripts) || !is_script(path)) return path;
  const std::string program = "/usr/lib/chromium/" + path.substr(kScripts.size());
  return is_program(program) ? program : path;
}

}  // namespace portalprobe
