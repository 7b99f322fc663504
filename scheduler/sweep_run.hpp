#pragma once

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "scheduler/in_flight.hpp"
#include "scheduler/overload.hpp"
#include "scheduler/side_runner.hpp"
#include "scheduler/sweep.hpp"
#include "scheduler/tally.hpp"
#include "scheduler/vantage_watch.hpp"

namespace portalprobe {

/// What a `Sweep` does: a loop that asks the admission, acts, and sleeps. Shared with handlers that may come
/// late: they hold it weakly.
class Sweep::Run : public std::enable_shared_from_this<Sweep::Run> {
 public:
  Run(boost::asio::io_context& io, const Clock& clock, ProbeEngine& engine, Outbox& outbox, SweepOrder order);

  void start(End on_end);
  void stop();
  void abandon();
  void turn();
  SweepProgress progress() const { return meter_.read(clock_.steady()); }

 private:
  /// Each follows one before it.
  enum class Phase { waiting, running, ending, cancelling, ended };

  AdmissionRules rules() const;
  /// Nothing escapes into the event loop: an error of our own ends the sweep, and is told in its result.
  template <class Step>
  void guarded(Step step) noexcept {
    try {
      step();
    } catch (const std::exception& e) {
      if (error_.empty()) error_ = e.what();
      cancel_all();
      schedule_turn();
    }
  }
  template <class Step>
  void post(Step step) {
    boost::asio::post(io_, [weak = weak_from_this(), step = std::move(step)]() mutable {
      if (const auto self = weak.lock()) self->guarded([&] { step(*self); });
    });
  }

  void admit(SteadyTime now);
  void act(const Decision& decision);
  void start_measuring(const Decision& decision);
  void on_admit(std::uint32_t index, const std::string& address, std::function<void()> on_entering);
  void let_in(const InFlight::Entering& entering);
  void on_done(std::uint32_t index, Measurement measurement);
  void store_known(std::vector<Measurement> known);
  void store(Measurement measurement);
  void on_beside(Measurement measurement, const SideSeries& series);

  void cancel_all();
  void give_up();
  bool finished() const;
  void end();

  void schedule_turn();
  void sleep();
  SteadyTime next_turn_at(SteadyTime now) const;

  boost::asio::io_context& io_;
  boost::asio::steady_timer timer_;
  const Clock& clock_;
  ProbeEngine& engine_;
  Outbox& outbox_;
  const SweepOrder order_;
  Admission admission_;
  Overload overload_;
  InFlight in_flight_;
  SideRunner beside_;
  VantageWatch vantage_;
  Tally tally_;
  ProgressMeter meter_;
  End on_end_;
  Phase phase_ = Phase::waiting;
  bool started_ = false;
  SteadyTime patience_ends_{};  ///< of `ending`: the grace period; of `cancelling`: what the engine gets
  std::optional<SteadyTime> rings_at_;  ///< the timer's moment, while it is set
  bool turn_posted_ = false;
  bool more_to_decide_ = false;
  bool interrupted_ = false;
  bool store_broken_ = false;
  std::string error_;
};

}  // namespace portalprobe
