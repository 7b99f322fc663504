#include "scheduler/sweep.hpp"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <exception>
#include <optional>
#include <unordered_map>
#include <utility>

#include "scheduler/address_gate.hpp"
#include "scheduler/admission.hpp"
#include "scheduler/completion.hpp"
#include "scheduler/tally.hpp"

namespace portalprobe {
namespace {

/// Decisions taken before others on the thread get their turn.
constexpr int kDecisionsPerTurn = 32;
/// How often a full outbox is looked at again.
constexpr SteadyTime::duration kOutboxPoll = std::chrono::milliseconds(20);
/// The longest sleep: what nobody tells us of (a broken outbox) is seen then.
constexpr SteadyTime::duration kHeartbeat = std::chrono::seconds(1);
/// How long an engine may take to end what was cancelled.
constexpr SteadyTime::duration kCancelPatience = std::chrono::seconds(10);

}  // namespace

/// Shared with handlers that may come late: they hold it weakly.
class Sweep::Run : public std::enable_shared_from_this<Sweep::Run> {
 public:
  Run(boost::asio::io_context& io, const Clock& clock, ProbeEngine& engine, Outbox& outbox, SweepOrder order)
      : io_(io),
        timer_(io),
        clock_(clock),
        engine_(engine),
        outbox_(outbox),
        order_(std::move(order)),
        gate_(order_.limits.address_in_flight),
        tally_(order_.portals, order_.plan) {
    meter_.plan(order_.plan.size());
  }

  void start(End on_end);
  void stop();
  void abandon();
  void turn();
  SweepProgress progress() const { return meter_.read(clock_.steady()); }

 private:
  /// Each follows the one before it; `ending` and `cancelling` may be left out.
  enum class Phase { waiting, running, ending, cancelling, ended };
  struct InFlight {
    ProbeId id = 0;
    SteadyTime eligible_at;
    Held held;
    std::function<void()> enter;  ///< waits for a place at an address
  };

  template <class Step>
  void guarded(Step step) noexcept;
  template <class Step>
  void post(Step step);
  void admit(SteadyTime now);
  void act(const Decision& decision);
  void start_measuring(const Decision& decision);
  void on_admit(std::uint32_t index, const std::string& address, std::function<void()> enter);
  void let_in(const AddressGate::Entering& entering);
  void enter(std::uint32_t index);
  void on_done(std::uint32_t index, Measurement measurement);
  void store(Measurement measurement);
  void cancel_all();
  void give_up();
  void schedule_turn();
  void sleep();
  SteadyTime next_turn_at(SteadyTime now) const;
  bool finished() const;
  void end();

  boost::asio::io_context& io_;
  boost::asio::steady_timer timer_;
  const Clock& clock_;
  ProbeEngine& engine_;
  Outbox& outbox_;
  const SweepOrder order_;
  AddressGate gate_;
  Tally tally_;
  ProgressMeter meter_;
  std::optional<Admission> admission_;  ///< from `start` on
  End on_end_;
  Phase phase_ = Phase::waiting;
  std::unordered_map<std::uint32_t, InFlight> in_flight_;  ///< by index into the plan
  SteadyTime patience_ends_{};  ///< of `ending`: the grace period; of `cancelling`: what the engine gets
  std::optional<SteadyTime> rings_at_;  ///< the timer's moment, while it is set
  bool turn_posted_ = false;
  bool more_to_decide_ = false;
  bool interrupted_ = false;
  bool store_broken_ = false;
  std::string error_;
};

/// Nothing escapes into the event loop: an error of our own ends the sweep, and is told in its result.
template <class Step>
void Sweep::Run::guarded(Step step) noexcept {
  try {
    step();
  } catch (const std::exception& e) {
    if (error_.empty()) error_ = e.what();
    cancel_all();
    schedule_turn();
  }
}

template <class Step>
void Sweep::Run::post(Step step) {
  boost::asio::post(io_, [weak = weak_from_this(), step = std::move(step)]() mutable {
    if (const auto self = weak.lock()) self->guarded([&] { step(*self); });
  });
}

void Sweep::Run::start(End on_end) {
  on_end_ = std::move(on_end);
  admission_.emplace(AdmissionRules{order_.plan, order_.portals, order_.limits, order_.maintenance,
                                    clock_.steady(), clock_.wall(), order_.rebase});
  if (phase_ == Phase::waiting) phase_ = Phase::running;
  schedule_turn();
}

void Sweep::Run::stop() {
  if (phase_ == Phase::ended) return;
  interrupted_ = true;
  if (phase_ == Phase::ending) {
    cancel_all();
  } else if (phase_ < Phase::ending) {
    phase_ = Phase::ending;
    patience_ends_ = clock_.steady() + order_.grace;
  }
  schedule_turn();
}

void Sweep::Run::abandon() {
  if (phase_ == Phase::ended) return;
  cancel_all();
  phase_ = Phase::ended;
  timer_.cancel();
  on_end_ = nullptr;
}

void Sweep::Run::turn() {
  if (phase_ == Phase::ended || !admission_) return;
  guarded([this] {
    const SteadyTime now = clock_.steady();
    if (!store_broken_ && outbox_.broken()) {
      store_broken_ = true;
      cancel_all();
    }
    if (phase_ == Phase::running) admit(now);
    if (phase_ == Phase::ending && now >= patience_ends_) cancel_all();
    if (phase_ == Phase::cancelling && now >= patience_ends_) give_up();
    if (finished()) return end();
    sleep();
  });
}

void Sweep::Run::admit(SteadyTime now) {
  more_to_decide_ = false;
  for (int decided = 0; decided < kDecisionsPerTurn; ++decided) {
    if (outbox_.full()) return admission_->stall(now);
    admission_->resume(now);
    const auto decision = admission_->next(now);
    if (!decision) return;
    act(*decision);
    now = clock_.steady();
  }
  more_to_decide_ = true;
}

void Sweep::Run::act(const Decision& decision) {
  if (decision.action == Decision::Action::start) return start_measuring(decision);
  meter_.skip();
  store(skipped(order_, decision));
}

void Sweep::Run::start_measuring(const Decision& decision) {
  const std::uint32_t index = decision.index;
  const auto& planned = order_.plan[index];
  in_flight_.emplace(index, InFlight{0, decision.eligible_at, decision.held, {}});
  meter_.start(clock_.steady());
  const auto weak = weak_from_this();
  try {
    const ProbeId id = engine_.start(
        order_.portals[planned.portal], planned,
        [weak, index](const std::string& address, std::function<void()> enter) {
          const auto self = weak.lock();
          if (self) self->guarded([&] { self->on_admit(index, address, std::move(enter)); });
        },
        [weak, index](Measurement measurement) {
          const auto self = weak.lock();
          if (self) self->guarded([&] { self->on_done(index, std::move(measurement)); });
        });
    in_flight_.at(index).id = id;
  } catch (const std::exception& e) {
    on_done(index, not_startable(e.what(), clock_.steady()));
  }
}

void Sweep::Run::on_admit(std::uint32_t index, const std::string& address,
                          std::function<void()> enter_there) {
  const auto found = in_flight_.find(index);
  if (found == in_flight_.end()) return;
  found->second.enter = std::move(enter_there);
  auto entering = gate_.ask(index, address);
  const bool at_once = std::erase(entering, index) > 0;
  let_in(entering);
  if (at_once) enter(index);
}

/// Posted, so that one measurement's step never runs inside another's.
void Sweep::Run::let_in(const AddressGate::Entering& entering) {
  for (const auto index : entering) post([index](Run& self) { self.enter(index); });
}

void Sweep::Run::enter(std::uint32_t index) {
  const auto found = in_flight_.find(index);
  if (found == in_flight_.end() || !gate_.is_inside(index)) return;
  // Taken out first: the call may ask for the next place at once.
  if (const auto enter = std::exchange(found->second.enter, nullptr)) enter();
}

void Sweep::Run::on_done(std::uint32_t index, Measurement measurement) {
  const auto found = in_flight_.find(index);
  if (found == in_flight_.end()) return;  // given up on
  const InFlight flight = std::move(found->second);
  in_flight_.erase(found);
  const SteadyTime now = clock_.steady();
  const auto& planned = order_.plan[index];
  let_in(gate_.leave(index));
  const bool backoff = admission_->on_end(index, measurement.retry_after, now);
  complete(measurement, order_, planned, flight.eligible_at, flight.held);
  if (!measurement.sample.started_at)
    measurement.sample.started_at = admission_->wall_at(measurement.started);
  tally_.add_load(planned.portal, measurement, flight.held, backoff);
  schedule_turn();
  if (measurement.sample.outcome == Outcome::cancelled || store_broken_) {
    meter_.cancel();
    return tally_.add_cancelled();
  }
  meter_.finish(now, measurement.sample.outcome != Outcome::ok);
  store(std::move(measurement));
}

void Sweep::Run::store(Measurement measurement) {
  tally_.add_sample(measurement.sample);
  outbox_.put(std::move(measurement));
}

void Sweep::Run::cancel_all() {
  if (phase_ >= Phase::cancelling) return;
  phase_ = Phase::cancelling;
  patience_ends_ = clock_.steady() + kCancelPatience;
  for (const auto& [index, flight] : in_flight_) engine_.cancel(flight.id);
}

void Sweep::Run::give_up() {
  if (error_.empty() && !in_flight_.empty()) error_ = "the engine did not end what was cancelled";
  tally_.add_cancelled(in_flight_.size());
  for (std::size_t i = 0; i < in_flight_.size(); ++i) meter_.cancel();
  in_flight_.clear();
}

/// One turn answers for all that happens until then.
void Sweep::Run::schedule_turn() {
  if (std::exchange(turn_posted_, true)) return;
  post([](Run& self) {
    self.turn_posted_ = false;
    self.turn();
  });
}

/// Timers cost more than waking once too often: one that rings early enough is left alone.
void Sweep::Run::sleep() {
  if (phase_ == Phase::running && more_to_decide_) return schedule_turn();
  const SteadyTime now = clock_.steady();
  const SteadyTime wanted = std::max(now, next_turn_at(now));
  if (rings_at_ && *rings_at_ <= wanted) return;
  rings_at_ = wanted;
  timer_.expires_after(wanted - now);
  timer_.async_wait([weak = weak_from_this()](const boost::system::error_code& error) {
    const auto self = weak.lock();
    if (!self || error) return;
    self->rings_at_.reset();
    self->turn();
  });
}

SteadyTime Sweep::Run::next_turn_at(SteadyTime now) const {
  const SteadyTime heartbeat = now + kHeartbeat;
  if (phase_ != Phase::running) return std::min(heartbeat, patience_ends_);
  if (outbox_.full()) return now + kOutboxPoll;
  return std::min(heartbeat, admission_->next_wakeup().value_or(heartbeat));
}

bool Sweep::Run::finished() const {
  return in_flight_.empty() && (phase_ != Phase::running || admission_->exhausted());
}

void Sweep::Run::end() {
  phase_ = Phase::ended;
  timer_.cancel();
  SweepResult result = tally_.finish(admission_->decided());
  result.interrupted = interrupted_;
  result.store_broken = store_broken_;
  result.error = error_;
  post([result = std::move(result)](Run& self) mutable {
    if (const auto on_end = std::exchange(self.on_end_, nullptr)) on_end(std::move(result));
  });
}

Sweep::Sweep(boost::asio::io_context& io, const Clock& clock, ProbeEngine& engine, Outbox& outbox,
             SweepOrder order)
    : run_(std::make_shared<Run>(io, clock, engine, outbox, std::move(order))) {}

Sweep::~Sweep() { run_->abandon(); }

void Sweep::start(End on_end) { run_->start(std::move(on_end)); }

void Sweep::stop() { run_->stop(); }

void Sweep::poke() { run_->turn(); }

SweepProgress Sweep::progress() const { return run_->progress(); }

}  // namespace portalprobe
