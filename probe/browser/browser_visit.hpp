#pragma once

#include <boost/asio/steady_timer.hpp>
#include <nlohmann/json_fwd.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/measurement.hpp"
#include "core/settings.hpp"
#include "probe/browser/fetch_answers.hpp"
#include "probe/browser/interaction_run.hpp"
#include "probe/browser/page_habits.hpp"
#include "probe/browser/page_times.hpp"
#include "probe/browser/page_watch.hpp"
#include "probe/browser/request_gate.hpp"
#include "probe/browser/request_log.hpp"
#include "probe/browser/visit_recorder.hpp"
#include "probe/browser/visit_tab.hpp"
#include "probe/browser/visit_workers.hpp"
#include "probe/self/host_state.hpp"

namespace portalprobe {

class Aside;
class PageMemory;
struct EmcTag;

/// What the visits of an engine share; all of it outlives them.
struct VisitSetting {
  boost::asio::io_context* io = nullptr;
  const Clock* clock = nullptr;
  const ProbeSettings* settings = nullptr;
  GateSetting gate;
  PageMemory* pages = nullptr;
  PageHabits* habits = nullptr;
  HostWatch* host = nullptr;
  std::string user_agent;
  std::shared_ptr<Aside> aside = {};
};

/// One visit of a page by a browser: a fresh tab, the page, until it is quiet; then what it told. The
/// engine's thread.
class BrowserVisit {
 public:
  /// `sound`: the browser has let go of all of it, and can be used for others.
  using Done = std::function<void(Measurement measurement, bool sound)>;

  BrowserVisit(const VisitSetting& setting, DevTools& devtools, const Portal& portal,
               const PlannedMeasurement& planned, Done done);
  ~BrowserVisit();
  BrowserVisit(const BrowserVisit&) = delete;
  BrowserVisit& operator=(const BrowserVisit&) = delete;

  void start();
  void cancel();
  /// A target of the browser's: closes what this page has opened, notices when the page itself goes.
  void on_target(const std::string& method, const nlohmann::json& params);

 private:
  using Json = nlohmann::json;

  void navigate();
  void on_event(const std::string& method, const Json& params);
  void look();
  void ask_page();
  void take_times(const std::string& text);
  void on_commit(std::string_view loader);
  void on_time_up();
  void cut();
  std::optional<microseconds> led_on_after(const PageTimes& times) const;
  void read_document();
  void judge(std::optional<std::string> body);
  void conclude(const std::optional<std::string>& body, const std::optional<EmcTag>& tag);
  /// Once the load is measured, and told apart: what happens from here on is in none of its figures.
  void interact();
  void take_steps();
  bool asks_for_another_page(const std::string& method, const Json& params) const;
  void end(Outcome outcome, std::string detail);
  void fill(Sample& sample);
  void close(VisitRecord record);
  SteadyTime zero() const;

  const VisitSetting& setting_;
  const Portal& portal_;
  const Target& target_;
  const PlannedMeasurement planned_;
  Done done_;
  VisitTab tab_;
  VisitRecorder recorder_;
  RequestGate gate_;
  FetchAnswers answers_;
  VisitWorkers workers_;
  RequestLog log_;
  std::optional<PageWatch> watch_;
  boost::asio::steady_timer deadline_;
  boost::asio::steady_timer next_look_;

  Measurement measurement_;
  DelayMeter delays_;
  const microseconds limit_;  ///< of observation
  SteadyTime navigated_;
  std::optional<PageTimes> times_;  ///< since the first document's begin
  std::string final_url_;           ///< of the page as it is now
  std::string title_;
  std::size_t documents_ = 0;    ///< that were shown, one after the other
  bool had_load_event_ = false;  ///< the present one
  std::optional<InteractionRun> interactions_;
  std::optional<InteractionResult> interacted_;
  VisitRecord record_;  ///< from before the interactions
  bool is_recorded_ = false;
  std::uint64_t bytes_beside_ = 0;  ///< received for interactions
  bool asking_ = false;
  bool reading_ = false;
  bool is_time_up_ = false;
  bool quiet_ = true;
  bool is_download_ = false;
  bool ended_ = false;
  std::shared_ptr<char> alive_ = std::make_shared<char>();
};

}  // namespace portalprobe
