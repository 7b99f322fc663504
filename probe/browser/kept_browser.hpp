#pragma once

#include <functional>
#include <memory>
#include <string>

#include "probe/browser/browser_keeper.hpp"
#include "probe/browser/browser_needs.hpp"
#include "probe/browser/browser_visit.hpp"
#include "probe/browser/devtools.hpp"
#include "probe/browser/reach.hpp"

namespace portalprobe {

/// A browser of an engine's, from before its start until its end, which its keeper sees to. The io_context's
/// thread.
class KeptBrowser {
 public:
  struct Listener {
    std::function<void()> ready;                       ///< visits may begin
    std::function<void(const std::string& why)> gone;  ///< once; also if it never became ready
    std::function<void(const std::string& method, const nlohmann::json& params)> target;
  };

  /// Starts it. `options.may_connect` is seen to by this; `setting` is that of its visits but for what the
  /// browser itself decides. `keeper`, `resolver` and what `setting` refers to outlive this. No callback
  /// comes after this is gone, none from inside a call; visits must have gone before.
  KeptBrowser(BrowserKeeper& keeper, Resolver& resolver, const BrowserNeeds& needs, BrowserOptions options,
              VisitSetting setting, Listener listener);
  ~KeptBrowser();
  KeptBrowser(const KeptBrowser&) = delete;
  KeptBrowser& operator=(const KeptBrowser&) = delete;

  const BrowserNeeds& needs() const { return needs_; }
  bool is_ready() const { return ready_; }
  DevTools& devtools() { return *devtools_; }
  const VisitSetting& setting() const { return setting_; }
  Reach& reach() { return reach_; }

  int visits = 0;        ///< under way
  bool retired = false;  ///< no visit begins in it any more
  SteadyTime last_used;  ///< when one ended, or it was started

 private:
  void on_started(Expected<std::unique_ptr<BrowserProcess>> process);
  void on_version(const Expected<nlohmann::json>& answer);
  std::string with_last_words(const std::string& why) const;
  void end(std::string why);

  BrowserKeeper& keeper_;
  const BrowserNeeds needs_;
  VisitSetting setting_;
  const Listener listener_;
  Reach reach_;
  std::unique_ptr<BrowserProcess> process_;
  std::unique_ptr<DevTools> devtools_;
  bool ready_ = false;
  bool gone_ = false;
  std::shared_ptr<char> alive_ = std::make_shared<char>();
};

}  // namespace portalprobe
