#include "probe/browser/emulation_text.hpp"

#include <fmt/format.h>

namespace portalprobe {
namespace {

std::string rate_text(std::uint64_t bytes, const char* direction) {
  return bytes == 0 ? "" : fmt::format(", {} B/s {}", bytes, direction);
}

}  // namespace

std::string emulation_text(Profile profile) {
  const Emulation emulation = emulation_of(profile);
  std::string text = fmt::format("{}: {} x {} at {}", to_string(profile), emulation.width, emulation.height,
                                 emulation.device_scale_factor);
  if (emulation.cpu_slowdown > 1)
    text += fmt::format(", processor {} times slower", emulation.cpu_slowdown);
  else
    text += ", its own processor";
  if (!emulation.link) return text + " and network";
  return text + fmt::format(", requests {} ms later{}{}", emulation.link->latency_ms,
                            rate_text(emulation.link->download_per_second, "down"),
                            rate_text(emulation.link->upload_per_second, "up"));
}

}  // namespace portalprobe
