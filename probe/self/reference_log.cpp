#include "probe/self/reference_log.hpp"

#include <string_view>
#include <thread>

namespace portalprobe {
namespace {

/// Notes follow their answer within microseconds; a server that lost them does not keep us.
constexpr std::size_t kMostPending = 256;
constexpr int kTries = 200;
constexpr auto kBetweenTries = std::chrono::milliseconds(1);

}  // namespace

void ReferenceLog::add(const Measurement& measurement) {
  const BothClocks now{std::chrono::steady_clock::now(), SystemClock().wall()};
  settle_pending();
  const Sample& sample = measurement.sample;
  const ReferencePeer peer{sample.final_url.starts_with("https:"), sample.local_port.value_or(0)};
  if (sample.outcome != Outcome::ok || !sample.fit) {
    ++(sample.outcome != Outcome::ok ? failed_ : unfit_);
    // Its notes are fetched all the same: the port may come back, and nobody shall find them then.
    if (sample.local_port) pending_.push_back({peer, sample.timings, std::nullopt});
    return settle_pending();
  }
  ++fit_;
  const auto from = marks_from(measurement, now);
  if (!sample.local_port || !from) {
    ++unmatched_;
    return;
  }
  pending_.push_back({peer, sample.timings, *from});
  settle_pending();
}

/// True: there is nothing more to wait for.
bool ReferenceLog::settle(const Pending& pending) {
  const auto notes = server_.take(pending.peer);
  if (!notes) return false;
  if (!pending.from) return true;
  if (const auto result = compare(pending.marks, *pending.from, *notes)) {
    results_.push_back(*result);
  } else {
    ++unmatched_;
  }
  return true;
}

void ReferenceLog::settle_pending() {
  std::erase_if(pending_, [this](const Pending& pending) { return settle(pending); });
  while (pending_.size() > kMostPending) give_up_oldest();
}

void ReferenceLog::give_up_oldest() {
  if (pending_.front().from) ++unmatched_;
  pending_.pop_front();
}

InstrumentError ReferenceLog::error() {
  settle_pending();
  for (int i = 0; i < kTries && !pending_.empty(); ++i) {
    std::this_thread::sleep_for(kBetweenTries);
    settle_pending();
  }
  while (!pending_.empty()) give_up_oldest();
  return summarise(results_);
}

}  // namespace portalprobe
