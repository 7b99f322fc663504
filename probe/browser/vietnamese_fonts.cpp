#include "probe/browser/vietnamese_fonts.hpp"

#include <unistd.h>

#include "probe/browser/browser_environment.hpp"
#include "probe/browser/child_process.hpp"
#include "probe/browser/find_browser.hpp"

namespace portalprobe {
namespace {

/// It may have to read all fonts first.
constexpr microseconds kPatience = std::chrono::seconds(20);

}  // namespace

std::optional<bool> has_vietnamese_fonts() {
  const auto program = find_program("fc-list");
  if (!program) return std::nullopt;
  ChildRequest request;
  request.program = *program;
  // By its exit status it tells whether there is one.
  request.arguments = {"--quiet", ":lang=vi"};
  request.environment = browser_environment(environ, "/nonexistent");
  request.directory = "/";
  const auto child = ChildProcess::start(request);
  if (!child || !child->wait(kPatience)) return std::nullopt;
  const auto status = child->exit_status();
  if (!status || *status > 1) return std::nullopt;
  return *status == 0;
}

}  // namespace portalprobe
