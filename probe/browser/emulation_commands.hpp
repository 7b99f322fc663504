#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

#include "probe/browser/emulation.hpp"

namespace portalprobe {

/// One command of the protocol, for the page's session.
struct ProtocolCommand {
  std::string method;
  nlohmann::json params;
};

/// What makes a page's session so, before it goes anywhere. `user_agent` empty: the browser's own.
std::vector<ProtocolCommand> emulation_commands(const Emulation& emulation, const std::string& user_agent);

/// What gives a worker's session the page's link, before it runs: requests of workers of other sessions than
/// the page's know nothing of it.
std::vector<ProtocolCommand> worker_commands(const Emulation& emulation);

}  // namespace portalprobe
