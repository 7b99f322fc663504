#pragma once

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "core/engine.hpp"

namespace portalprobe::support {

/// Answers as a script says, when `tick` finds their time has come. The io_context's thread.
class ScriptedEngine : public ProbeEngine {
 public:
  struct Answer {
    microseconds after = std::chrono::milliseconds(100);
    Outcome outcome = Outcome::ok;
    std::optional<RetryAfter> retry_after = {};
    std::vector<std::string> addresses = {};  ///< places asked for one after the other, without a pause
    bool refuses_to_start = false;
    bool ignores_cancel = false;
  };
  using Script = std::function<Answer(const Portal&, const PlannedMeasurement&)>;

  ScriptedEngine(boost::asio::io_context& io, const Clock& clock) : io_(io), clock_(clock) {}

  Script script = [](const Portal&, const PlannedMeasurement&) { return Answer{}; };
  std::vector<PlannedMeasurement> started;
  std::size_t most_in_flight = 0;
  int most_at_an_address = 0;

  ProbeId start(const Portal& portal, const PlannedMeasurement& planned, Admit admit, Done done) override {
    const Answer answer = script(portal, planned);
    if (answer.refuses_to_start) throw std::runtime_error("no descriptors left");
    started.push_back(planned);
    const ProbeId id = ++last_id_;
    running_[id] = {answer, clock_.steady(), std::move(admit), std::move(done), {}, 0, {}, {}};
    most_in_flight = std::max(most_in_flight, running_.size());
    go_on(id);
    return id;
  }

  void cancel(ProbeId id) override {
    const auto found = running_.find(id);
    if (found == running_.end() || found->second.answer.ignores_cancel) return;
    found->second.answer.outcome = Outcome::cancelled;
    end(id);
  }

  /// Ends what is over by now.
  void tick() {
    std::vector<ProbeId> over;
    for (const auto& [id, run] : running_) {
      if (run.entered_last && *run.entered_last + run.answer.after <= clock_.steady()) over.push_back(id);
    }
    for (const ProbeId id : over) end(id);
  }
  std::size_t in_flight() const { return running_.size(); }

 private:
  struct Running {
    Answer answer;
    SteadyTime started;
    Admit admit;
    Done done;
    std::string at;  ///< the address where it has a place
    std::size_t next_hop = 0;
    microseconds held{0};
    std::optional<SteadyTime> entered_last;
  };

  void go_on(ProbeId id) {
    Running& run = running_.at(id);
    leave(run);
    if (run.next_hop == run.answer.addresses.size()) {
      if (!run.answer.addresses.empty()) enter(run, run.answer.addresses.back());
      run.entered_last = clock_.steady();
      return;
    }
    const std::string address = run.answer.addresses[run.next_hop++];
    const SteadyTime asked = clock_.steady();
    run.admit(address, [this, id, asked] {
      Running& admitted = running_.at(id);  // throws if called after the end, or for a stranger
      admitted.held += to_microseconds(clock_.steady() - asked);
      go_on(id);
    });
  }

  void enter(Running& run, const std::string& address) {
    run.at = address;
    most_at_an_address = std::max(most_at_an_address, ++inside_[address]);
  }
  void leave(Running& run) {
    if (!run.at.empty()) --inside_[run.at];
    run.at.clear();
  }

  void end(ProbeId id) {
    Running run = std::move(running_.at(id));
    running_.erase(id);
    leave(run);
    Measurement measurement;
    measurement.started = run.started;
    measurement.held_at_address = run.held;
    measurement.retry_after = run.answer.retry_after;
    measurement.sample.outcome = run.answer.outcome;
    measurement.sample.side = side_of(run.answer.outcome);
    measurement.sample.requests = 2;
    measurement.bytes_sent = 300;
    measurement.bytes_received = 5000;
    boost::asio::post(io_, [done = std::move(run.done), measurement = std::move(measurement)]() mutable {
      done(std::move(measurement));
    });
  }

  boost::asio::io_context& io_;
  const Clock& clock_;
  ProbeId last_id_ = 0;
  std::map<ProbeId, Running> running_;
  std::map<std::string, int> inside_;
};

}  // namespace portalprobe::support
