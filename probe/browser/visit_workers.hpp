#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

namespace portalprobe {

class DevTools;
class FetchAnswers;

/// The service workers and shared workers of a visit. They are no part of its tab: each has a session of its
/// own, in which it waits before its first line until its requests are asked about, too. (What a dedicated
/// worker asks for is the tab's.) The engine's thread.
class VisitWorkers {
 public:
  /// A page that makes more of them than that has the others wait for ever.
  static constexpr std::size_t kMost = 100;

  /// Has the browser tell of workers, of all its visits: once, for `devtools`' own session.
  static void watch(DevTools& devtools);

  /// `devtools` and `answers` outlive this.
  VisitWorkers(DevTools& devtools, FetchAnswers& answers) : devtools_(devtools), answers_(answers) {}
  ~VisitWorkers();
  VisitWorkers(const VisitWorkers&) = delete;
  VisitWorkers& operator=(const VisitWorkers&) = delete;

  /// Target.attachedToTarget of the browser's own session: lets the worker go on if it is of this context.
  void on_attached(const std::string& context, const nlohmann::json& params);

 private:
  DevTools& devtools_;
  FetchAnswers& answers_;
  std::vector<std::string> sessions_;
};

}  // namespace portalprobe
