#include "probe/browser/emulation_commands.hpp"

namespace portalprobe {

using Json = nlohmann::json;

namespace {

ProtocolCommand link_command(const EmulatedLink& link) {
  const auto rate = [](std::uint64_t bytes) { return bytes == 0 ? Json(-1) : Json(bytes); };
  return {"Network.emulateNetworkConditions", Json{{"offline", false},
                                                   {"latency", link.latency_ms},
                                                   {"downloadThroughput", rate(link.download_per_second)},
                                                   {"uploadThroughput", rate(link.upload_per_second)}}};
}

}  // namespace

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
  if (emulation.link) commands.push_back(link_command(*emulation.link));
  if (!user_agent.empty())
    commands.push_back({"Network.setUserAgentOverride", Json{{"userAgent", user_agent}}});
  return commands;
}

std::vector<ProtocolCommand> worker_commands(const Emulation& emulation) {
  if (!emulation.link) return {};
  // Bodies are for nobody.
  const Json no_bodies = {{"maxTotalBufferSize", 0}, {"maxResourceBufferSize", 0}};
  return {{"Network.enable", no_bodies}, link_command(*emulation.link)};
}

}  // namespace portalprobe
