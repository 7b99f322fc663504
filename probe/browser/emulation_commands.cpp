#include "probe/browser/emulation_commands.hpp"

namespace portalprobe {

using Json = nlohmann::json;

std::vector<ProtocolCommand> emulation_commands(const Emulation& emulation, const std::string& user_agent) {
  std::vector<ProtocolCommand> commands;
  commands.push_back(
      {"Emulation.setDeviceMetricsOverride", Json{{"width", emulation.width},
                                                  {"height", emulation.height},
                                                  {"deviceScaleFactor", emulation.device_scale_factor},
                                                  {"mobile", emulation.is_mobile}}});
  commands.push_back({"Emulation.setTouchEmulationEnabled", Json{{"enabled", emulation.is_mobile}}});
  if (emulation.cpu_slowdown > 1)
    commands.push_back({"Emulation.setCPUThrottlingRate", Json{{"rate", emulation.cpu_slowdown}}});
  if (emulation.link) {
    const auto rate = [](std::uint64_t bytes) { return bytes == 0 ? Json(-1) : Json(bytes); };
    commands.push_back({"Network.emulateNetworkConditions",
                        Json{{"offline", false},
                             {"latency", emulation.link->latency_ms},
                             {"downloadThroughput", rate(emulation.link->download_per_second)},
                             {"uploadThroughput", rate(emulation.link->upload_per_second)}}});
  }
  if (!user_agent.empty())
    commands.push_back({"Network.setUserAgentOverride", Json{{"userAgent", user_agent}}});
  return commands;
}

}  // namespace portalprobe
