#include "scheduler/sweep_run.hpp"

#include <algorithm>
#include <boost/asio/io_context.hpp>

#include "scheduler/completion.hpp"
#include "scheduler/fitness.hpp"

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

std::optional<bool> is_strained(const Sample& sample, const Fitness& limits) {
  if (!sample.error) return std::nullopt;
  return *sample.error > bearable_error(sample.engine, limits);
}

}  // namespace

Sweep::Run::Run(boost::asio::io_context& io, const Clock& clock, ProbeEngine& engine, Outbox& outbox,
                SweepOrder order)
    : io_(io),
      timer_(io),
      clock_(clock),
      engine_(engine),
      outbox_(outbox),
      order_(std::move(order)),
      admission_(rules()),
      in_flight_(order_.limits.address_in_flight),
      beside_(clock, engine, order_),
      vantage_(static_cast<std::size_t>(std::ranges::count_if(order_.beside, &SideSeries::control))),
      tally_(order_.portals, order_.plan) {
  meter_.plan(order_.plan.size());
}

AdmissionRules Sweep::Run::rules() const {
  return {order_.plan, order_.portals, order_.limits, order_.maintenance, order_.rebase, order_.at_once};
}

void Sweep::Run::start(End on_end) {
  on_end_ = std::move(on_end);
  started_ = true;
  if (phase_ == Phase::waiting) phase_ = Phase::running;
  admission_.begin(clock_.steady(), clock_.wall());
  beside_.begin(clock_.steady(),
                [weak = weak_from_this()](Measurement measurement, const SideSeries& series) {
                  const auto self = weak.lock();
                  if (self) self->guarded([&] { self->on_beside(std::move(measurement), series); });
                });
  schedule_turn();
}

void Sweep::Run::stop() {
  if (phase_ == Phase::ended) return;
  interrupted_ = true;
  if (phase_ == Phase::ending) {
    guarded([this] { cancel_all(); });
  } else if (phase_ < Phase::ending) {
    phase_ = Phase::ending;
    patience_ends_ = clock_.steady() + order_.grace;
  }
  schedule_turn();
}

void Sweep::Run::abandon() {
  if (phase_ == Phase::ended) return;
  guarded([this] { cancel_all(); });
  phase_ = Phase::ended;
  timer_.cancel();
  on_end_ = nullptr;
}

void Sweep::Run::turn() {
  if (phase_ == Phase::ended || !started_) return;
  guarded([this] {
    const SteadyTime now = clock_.steady();
    if (!store_broken_ && outbox_.broken()) {
      store_broken_ = true;
      cancel_all();
    }
    if (phase_ == Phase::running) {
      const bool wanted = !admission_.exhausted() || !vantage_.empty();
      if (wanted && !outbox_.full()) beside_.start_due(now, admission_.wall_at(now));
      admit(now);
    }
    store_known(vantage_.take(now));
    if (phase_ == Phase::ending && now >= patience_ends_) cancel_all();
    if (phase_ == Phase::cancelling && now >= patience_ends_) give_up();
    if (finished()) {
      store_known(vantage_.take_all());
      return end();
    }
    sleep();
  });
}

void Sweep::Run::admit(SteadyTime now) {
  more_to_decide_ = false;
  for (int decided = 0; decided < kDecisionsPerTurn; ++decided) {
    if (outbox_.full()) return admission_.stall(now);
    admission_.resume(now);
    const auto decision = admission_.next(now);
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
  in_flight_.add(decision);
  const SteadyTime now = clock_.steady();
  meter_.start(now);
  overload_.on_start(now);
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
    in_flight_.set_id(index, id);
  } catch (const std::exception& e) {
    on_done(index, not_startable(e.what(), clock_.steady()));
  }
}

void Sweep::Run::on_admit(std::uint32_t index, const std::string& address,
                          std::function<void()> on_entering) {
  auto entering = in_flight_.ask(index, address, std::move(on_entering));
  const bool at_once = std::erase(entering, index) > 0;
  let_in(entering);
  if (at_once) in_flight_.enter(index);
}

/// Posted, so that one measurement's step never runs inside another's.
void Sweep::Run::let_in(const InFlight::Entering& entering) {
  for (const auto index : entering) post([index](Run& self) { self.in_flight_.enter(index); });
}

void Sweep::Run::on_done(std::uint32_t index, Measurement measurement) {
  const auto landed = in_flight_.land(index);
  if (!landed) return;  // given up on
  const SteadyTime now = clock_.steady();
  const auto& planned = order_.plan[index];
  const auto& flight = landed->flight;
  schedule_turn();
  let_in(landed->entering);
  const bool backoff = admission_.on_end(index, measurement.retry_after, now);
  complete(measurement, order_, planned, flight.eligible_at, flight.held);
  if (!measurement.sample.started_at) measurement.sample.started_at = admission_.wall_at(measurement.started);
  overload_.on_end(is_strained(measurement.sample, order_.fitness), measurement.started, now);
  admission_.keep_apart(overload_.space());
  tally_.add_load(planned.portal, measurement, flight.held, backoff);
  if (measurement.sample.outcome == Outcome::cancelled || store_broken_) {
    meter_.cancel();
    return tally_.add_cancelled();
  }
  meter_.finish(now, measurement.sample.outcome != Outcome::ok);
  if (measurement.sample.outcome != Outcome::ok) beside_.hurry_controls(now);
  vantage_.add(std::move(measurement), now);
  store_known(vantage_.take(now));
}

void Sweep::Run::store_known(std::vector<Measurement> known) {
  for (auto& measurement : known) store(std::move(measurement));
}

void Sweep::Run::store(Measurement measurement) {
  const Outcome outcome = measurement.sample.outcome;
  const bool fit = measurement.sample.fit;
  outbox_.put(std::move(measurement));
  tally_.add_sample(outcome, fit);
}

/// Counts in nothing of the plan's.
void Sweep::Run::on_beside(Measurement measurement, const SideSeries& series) {
  schedule_turn();
  if (measurement.sample.outcome == Outcome::cancelled || store_broken_) return;
  if (!measurement.sample.started_at) measurement.sample.started_at = admission_.wall_at(measurement.started);
  if (series.on_end) series.on_end(measurement);
  if (series.control) {
    const auto before = std::ranges::count_if(order_.beside.data(), &series, &SideSeries::control);
    vantage_.add_control(static_cast<std::size_t>(before), measurement, clock_.steady());
  }
  outbox_.put(std::move(measurement));
}

void Sweep::Run::cancel_all() {
  if (phase_ >= Phase::cancelling) return;
  phase_ = Phase::cancelling;
  patience_ends_ = clock_.steady() + kCancelPatience;
  for (const ProbeId id : in_flight_.ids()) engine_.cancel(id);
  beside_.cancel();
}

void Sweep::Run::give_up() {
  if (error_.empty() && !in_flight_.empty()) error_ = "the engine did not end what was cancelled";
  tally_.add_cancelled(in_flight_.size());
  for (std::size_t i = 0; i < in_flight_.size(); ++i) meter_.cancel();
  in_flight_.abandon();
  beside_.abandon();
}

bool Sweep::Run::finished() const {
  if (!in_flight_.empty() || !beside_.idle()) return false;
  return phase_ != Phase::running || (admission_.exhausted() && vantage_.empty());
}

void Sweep::Run::end() {
  phase_ = Phase::ended;
  timer_.cancel();
  SweepResult result = tally_.finish(admission_.decided());
  result.interrupted = interrupted_;
  result.store_broken = store_broken_;
  result.error = error_;
  result.widest_space = to_microseconds(overload_.widest());
  post([result = std::move(result)](Run& self) mutable {
    if (const auto on_end = std::exchange(self.on_end_, nullptr)) on_end(std::move(result));
  });
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
  if (admission_.exhausted() && vantage_.empty()) return heartbeat;
  // What waits for the controls is waited for at the end, too.
  return std::min(
      {heartbeat, admission_.next_wakeup().value_or(heartbeat), beside_.next_wakeup().value_or(heartbeat)});
}

}  // namespace portalprobe
