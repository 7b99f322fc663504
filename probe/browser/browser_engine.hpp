#pragma once

#include <boost/asio/io_context.hpp>

#include <deque>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/engine.hpp"
#include "probe/address_guard.hpp"
#include "probe/browser/browser_process.hpp"
#include "probe/browser/browser_visit.hpp"
#include "probe/browser/devtools.hpp"
#include "probe/page_memory.hpp"
#include "probe/resolver.hpp"
#include "probe/self/host_state.hpp"

namespace portalprobe {

struct BrowserEngineOptions {
  ProbeSettings settings;
  std::vector<ConnectTo> connect_to;
  std::string ca_file;  ///< trusted besides the browser's own authorities; empty: none
  PageRules rules;
};

/// Loads pages in a Chromium that is kept: one visit at a time for each two processors, since neighbours on a
/// processor show as blocking of the page's main thread. One that has gone, or does not let go of a visit, is
/// replaced. One io_context, one thread; the io_context outlives the engine.
class BrowserEngine : public ProbeEngine {
 public:
  /// Starts no browser yet. Throws what Resolver and AddressGuard throw.
  BrowserEngine(boost::asio::io_context& io, const Clock& clock, BrowserEngineOptions options);
  ~BrowserEngine() override;

  ProbeId start(const Portal& portal, const PlannedMeasurement& planned, Admit admit, Done done) override;
  void cancel(ProbeId id) override;

 private:
  struct Waiting {
    ProbeId id;
    const Portal* portal;
    PlannedMeasurement planned;
    Done done;
    SteadyTime since;
  };
  struct Running {
    std::unique_ptr<BrowserVisit> visit;
    Done done;
    SteadyTime since;
  };

  void go_on();
  void begin(Waiting next);
  void launch();
  void on_version(const Expected<nlohmann::json>& answer);
  void on_gone(const std::string& why);
  void replace_browser(const std::string& why);
  void refuse_all(const std::string& why);
  void finish(ProbeId id, Measurement measurement, bool sound);
  BrowserOptions browser_options() const;

  boost::asio::io_context& io_;
  const Clock& clock_;
  const BrowserEngineOptions options_;
  PageMemory pages_;
  PageHabits habits_;
  AddressGuard guard_;
  Resolver resolver_;
  const std::size_t at_once_;  ///< visits
  HostWatch host_;
  VisitSetting setting_;
  std::unique_ptr<BrowserProcess> process_;
  std::unique_ptr<DevTools> devtools_;
  bool ready_ = false;
  ProbeId next_id_ = 1;
  std::deque<Waiting> waiting_;
  std::unordered_map<ProbeId, Running> running_;
  std::shared_ptr<char> alive_ = std::make_shared<char>();
};

}  // namespace portalprobe
