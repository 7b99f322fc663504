#pragma once

#include <boost/asio/io_context.hpp>

#include <deque>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/engine.hpp"
#include "probe/address_guard.hpp"
#include "probe/browser/browser_keeper.hpp"
#include "probe/browser/browser_visit.hpp"
#include "probe/browser/kept_browser.hpp"
#include "probe/page_memory.hpp"
#include "probe/resolver.hpp"
#include "probe/self/host_state.hpp"

namespace portalprobe {

struct BrowserEngineOptions {
  ProbeSettings settings;
  std::vector<ConnectTo> connect_to;
  std::string ca_file;  ///< trusted besides the browser's own authorities; empty: none
  PageRules rules;
  std::string program = {};  ///< path; empty: find_browser()
};

/// Loads pages in a Chromium that is kept: one visit at a time for each `cores_per_visit` processors, since
/// neighbours on a processor show as blocking of the page's main thread. One that does not let go of a visit
/// gets no others, and ends with those that it has. Visits that were together in one that went are begun once
/// more, each alone: which of them was at fault nobody knows. What portals trust differs: those that trust
/// the same share a browser, of which few are kept. One io_context, one thread; the io_context outlives the
/// engine.
class BrowserEngine : public ProbeEngine {
 public:
  /// Another one takes the place of the one that was used longest ago.
  static constexpr std::size_t kMostBrowsers = 2;
  /// So long visits may be overtaken by others whose browser runs already.
  static constexpr microseconds kOvertaken = std::chrono::seconds(10);

  /// Starts no browser yet. Throws what Resolver and AddressGuard throw.
  BrowserEngine(boost::asio::io_context& io, const Clock& clock, BrowserEngineOptions options);
  ~BrowserEngine() override;

  ProbeId start(const Portal& portal, const PlannedMeasurement& planned, Admit admit, Done done) override;
  void cancel(ProbeId id) override;

 private:
  struct Waiting {
    ProbeId id = 0;
    const Portal* portal = nullptr;
    PlannedMeasurement planned;
    BrowserNeeds needs;
    Done done;
    SteadyTime since;
    bool again = false;  ///< the browser that it was in has gone
  };
  struct Running {
    Waiting asked;
    KeptBrowser* browser = nullptr;
    Reach::Guest guest = 0;  ///< that the browser may reach a host for it
    std::unique_ptr<BrowserVisit> visit;
    SteadyTime begun;
    bool cancelled = false;
    std::optional<Measurement> result;  ///< it has ended
    bool sound = true;                  ///< and the browser has let go of it
  };
  using Queue = std::deque<Waiting>;

  void go_on();
  Queue::iterator next();
  KeptBrowser* browser_for(const BrowserNeeds& needs) const;
  std::size_t places_taken() const;
  bool make_room();
  void launch(const BrowserNeeds& needs);
  void begin(KeptBrowser& browser, Waiting next);
  void finish(ProbeId id, Measurement measurement, bool sound);
  void settle(ProbeId id);
  void retire(KeptBrowser* browser);
  void on_gone(KeptBrowser* browser, const std::string& why);
  void end_visits(KeptBrowser* browser, const std::string& why);
  void refuse(const BrowserNeeds& needs, const std::string& why);
  void answer_later(Done done, Measurement measurement);
  /// Not of the portal's doing. `begun`: until when it only waited.
  void give_up(Waiting one, SteadyTime begun, Outcome outcome, const std::string& detail);
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
  BrowserKeeper keeper_;
  std::list<std::unique_ptr<KeptBrowser>> browsers_;
  ProbeId next_id_ = 1;
  Queue waiting_;
  std::unordered_map<ProbeId, Running> running_;
  std::shared_ptr<char> alive_ = std::make_shared<char>();
};

}  // namespace portalprobe
