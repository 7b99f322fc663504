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

}  // namespace portalprobe
