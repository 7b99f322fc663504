#pragma once

#include <nlohmann/json_fwd.hpp>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/clock.hpp"
#include "core/expected.hpp"
#include "probe/browser/emulation_commands.hpp"

namespace portalprobe {

class DevTools;

/// A tab in a context of its own, in which nothing is known or kept from before: no cache, no cookie, no
/// connection. Each step is bounded in time. The io_context's thread; no callback comes after the tab is
/// gone.
class VisitTab {
 public:
  using Json = nlohmann::json;
  using Opened = std::function<void(Expected<void>)>;
  using Event = std::function<void(const std::string& method, const Json& params)>;
  using Answer = std::function<void(Expected<Json>)>;
  using Text = std::function<void(Expected<std::string>)>;

  /// `devtools` outlives this. `proxy`: of all that the tab asks for, as browser_proxy() has it; empty: none.
  explicit VisitTab(DevTools& devtools, std::string proxy = {})
      : devtools_(devtools), proxy_(std::move(proxy)) {}
  ~VisitTab();
  VisitTab(const VisitTab&) = delete;
  VisitTab& operator=(const VisitTab&) = delete;

  /// Opens it on an empty page of that size and carries `commands` out there. `event` hears what happens in
  /// it from then on.
  void open(int width, int height, std::vector<ProtocolCommand> commands, Event event, Opened opened);
  void call(const std::string& method, const Json& params, microseconds timeout, Answer answer);
  /// Nobody waits for what comes of it.
  void tell(const std::string& method, const Json& params);
  /// A script's value, a text, in the world that the page's own scripts do not see.
  void evaluate(const std::string& expression, microseconds timeout, Text answer);
  /// Closes it, and has the browser forget all that it knew. `closed` tells whether it did so in time.
  void close(std::function<void(bool)> closed);

  const std::string& context() const { return context_; }
  const std::string& target() const { return target_; }
  const std::string& session() const { return session_; }

 private:
  void create_target();
  void attach();
  void set_up();
  /// What is to be done with a result, unless there is none: then the tab is not opened.
  Answer step(std::function<void(const Json&)> next);
  void end_opening(Expected<void> result);

  DevTools& devtools_;
  const std::string proxy_;
  int width_ = 0;
  int height_ = 0;
  std::vector<ProtocolCommand> commands_;
  Event event_;
  Opened opened_;
  std::string context_;
  std::string target_;
  std::string session_;
  std::size_t awaited_ = 0;
  std::shared_ptr<char> alive_ = std::make_shared<char>();
};

}  // namespace portalprobe
