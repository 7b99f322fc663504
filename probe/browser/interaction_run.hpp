#pragma once

#include <boost/asio/steady_timer.hpp>
#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/outcome.hpp"
#include "core/portal.hpp"
#include "probe/browser/interaction_times.hpp"
#include "probe/browser/sighting.hpp"

namespace portalprobe {

class VisitTab;

struct InteractionRules {
  bool by_finger = false;
  microseconds step = std::chrono::seconds(10);      ///< that one step may take
  microseconds together = std::chrono::seconds(30);  ///< that all may take
};

/// What came of a page's interactions.
struct InteractionResult {
  Outcome outcome =
      Outcome::ok;     ///< else `content_unexpected`, or `timed_out`: the page did not react at all
  std::string detail;  ///< which step and why
  std::optional<microseconds> next_paint;
};

/// Takes the steps of a target's `interactions` on a page that is quiet, one after the other, each with real
/// input and in a time that is bounded, and learns how long the page took to show something after each. The
/// engine's thread.
class InteractionRun {
 public:
  using Done = std::function<void(InteractionResult)>;

  /// `tab`, `clock` and `steps` outlive this.
  InteractionRun(boost::asio::io_context& io, const Clock& clock, VisitTab& tab,
                 const std::vector<Interaction>& steps, InteractionRules rules);
  ~InteractionRun();
  InteractionRun(const InteractionRun&) = delete;
  InteractionRun& operator=(const InteractionRun&) = delete;

  /// `done` runs once, never from inside this call; it may destroy this.
  void start(Done done);
  /// The top document's successor has been asked for, and the request is held: a page that is about to be
  /// left can be asked nothing more. `go` runs once it has told how it took the last input, or takes too long
  /// to; never after this is gone.
  void before_leaving(std::function<void()> go);

 private:
  using Json = nlohmann::json;
  using Told = std::function<void(const Expected<Sighting>&)>;

  void next_step();
  void look();
  void on_sighting(const Expected<Sighting>& sighting);
  void act(const Sighting& sighting);
  void begin_press();
  void send();
  void on_touched(const Expected<Sighting>& told);
  void end_press();
  void let_go();
  void read_last();
  void on_step_limit();
  void fail_step(const std::string& why, Outcome outcome);
  void finish();
  /// Asks in the world of the present document, and keeps that in mind for `ask_there`.
  void ask(const char* what, const std::string& about, microseconds timeout, Told told);
  void ask_there(const char* what, const std::string& about, microseconds timeout, Told told);
  const Interaction& step() const { return steps_[index_]; }
  std::string step_name() const;
  microseconds left() const;

  const Clock& clock_;
  VisitTab& tab_;
  const std::vector<Interaction>& steps_;
  const InteractionRules rules_;
  boost::asio::steady_timer limit_;
  boost::asio::steady_timer next_look_;
  boost::asio::steady_timer hold_;
  Done done_;
  SteadyTime end_;       ///< of all
  SteadyTime step_end_;  ///< of the present one
  std::size_t index_ = 0;
  std::uint64_t turn_ = 0;                           ///< tells a step's answers from those that come too late
  std::int64_t world_ = 0;                           ///< where the page was asked last
  std::optional<Sighting> last_;                     ///< of the step
  std::optional<SteadyTime> unanswered_since_;       ///< the page is asked, or has input to react to
  std::vector<std::vector<ProtocolCommand>> input_;  ///< of the step: presses, each of some commands
  std::size_t press_ = 0;
  std::size_t command_ = 0;
  bool is_sent_ = false;      ///< all of the present press
  bool is_awaited_ = false;   ///< what the page tells of it
  bool was_touched_ = false;  ///< by any step
  bool leaves_ = false;       ///< since the last input
  std::vector<std::function<void()>> held_;
  std::string lost_;  ///< the step after which the page had gone untold
  InteractionTimes times_;
  std::shared_ptr<char> alive_ = std::make_shared<char>();
};

}  // namespace portalprobe
