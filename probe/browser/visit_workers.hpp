#pragma once

#include <nlohmann/json_fwd.hpp>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "probe/browser/emulation_commands.hpp"

namespace portalprobe {

class DevTools;
class FetchAnswers;

/// The service workers and shared workers of a visit. They are no part of its tab: each has a session of its
/// own, in which its requests are asked about, too, and which has a link of its own (that of a shared worker
/// Chromium leaves as it is). A service worker waits for that before its first line; a shared worker does
/// not, and may send a request before. (What a dedicated worker asks for is the tab's.) The engine's thread.
class VisitWorkers {
 public:
  /// What is beyond that is not attached to: service workers then wait for ever.
  static constexpr std::size_t kMost = 100;

  /// What the tab's session is told so that it tells of workers. Asked of the whole browser, windows that
  /// pages open would wait as well, and the pages with them.
  static ProtocolCommand watch();

  /// `devtools` and `answers` outlive this. `commands`: what each of their sessions is told first.
  VisitWorkers(DevTools& devtools, FetchAnswers& answers, std::vector<ProtocolCommand> commands)
      : devtools_(devtools), answers_(answers), commands_(std::move(commands)) {}
  ~VisitWorkers();
  VisitWorkers(const VisitWorkers&) = delete;
  VisitWorkers& operator=(const VisitWorkers&) = delete;

  /// Target.attachedToTarget of the tab's session.
  void on_attached(const nlohmann::json& params);
  /// A shared worker of the visit's.
  void attach(const std::string& target);

 private:
  void ask_about(const std::string& session);

  DevTools& devtools_;
  FetchAnswers& answers_;
  const std::vector<ProtocolCommand> commands_;
  std::vector<std::string> sessions_;
  std::shared_ptr<char> alive_ = std::make_shared<char>();
};

}  // namespace portalprobe
