#include <gtest/gtest.h>

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <thread>

#include "scheduler/plan.hpp"
#include "scheduler/sweep.hpp"
#include "tests/scheduler/made_portals.hpp"
#include "tests/support/recording_outbox.hpp"

namespace portalprobe {
namespace {

using namespace std::chrono_literals;

/// Ends every measurement as soon as the thread is free.
class InstantEngine : public ProbeEngine {
 public:
  explicit InstantEngine(boost::asio::io_context& io) : io_(io) {}
  ProbeId start(const Portal&, const PlannedMeasurement&, Admit admit, Done done) override {
    Measurement measurement;
    measurement.started = clock_.steady();
    boost::asio::post(io_, [admit = std::move(admit), done = std::move(done), measurement]() mutable {
      // Entered later than asked for, if at all: the end does not wait for it.
      admit("192.0.2.1", [] {});
      done(std::move(measurement));
    });
    return ++last_id_;
  }
  void cancel(ProbeId) override {}

 private:
  boost::asio::io_context& io_;
  SystemClock clock_;
  ProbeId last_id_ = 0;
};

/// Real clocks, timers and threads: what is asserted does not depend on how long anything takes.
SweepResult run_for_real(std::size_t portals_count, int rounds, microseconds window) {
  const auto portals = support::made_portals(portals_count);
  const std::vector<IpFamily> families = {IpFamily::ipv4};
  const SystemClock clock;
  boost::asio::io_context io(1);
  InstantEngine engine(io);
  support::RecordingOutbox outbox;
  PlanRequest request;
  request.portals = portals;
  request.families = families;
  request.rounds = rounds;
  request.window = window;
  request.start = clock.wall();
  SweepOrder order;
  order.plan = make_plan(request);
  order.portals = portals;
  order.limits = {
      .in_flight = 50, .starts_per_second = 0, .host_in_flight = 1, .host_gap = 0us, .address_in_flight = 7};
  order.rebase = true;
  Sweep sweep(io, clock, engine, outbox, std::move(order));
  SweepResult result;
  std::atomic<bool> ended = false;
  sweep.start([&](SweepResult r) {
    result = std::move(r);
    ended = true;
  });
  std::thread measuring([&] { io.run(); });
  std::uint64_t most = 0;
  while (!ended) {
    const auto progress = sweep.progress();
    EXPECT_LE(progress.finished, progress.started);
    EXPECT_LE(progress.in_flight, 50U);
    EXPECT_GE(progress.finished, most);
    most = progress.finished;
    std::this_thread::yield();
  }
  measuring.join();
  EXPECT_EQ(sweep.progress().finished, result.planned);
  EXPECT_EQ(outbox.measurements.size(), result.planned);
  return result;
}

TEST(SweepOnAThread, WakesByItselfAndTellsItsProgressToOthers) {
  const auto result = run_for_real(20, 4, 400ms);
  EXPECT_TRUE(result.complete);
  EXPECT_EQ(result.samples, 240U);
  EXPECT_TRUE(result.error.empty());
}

TEST(SweepOnAThread, EndsThousandsThatAreDueAtOnce) {
  const auto result = run_for_real(500, 10, 0us);
  EXPECT_TRUE(result.complete);
  EXPECT_EQ(result.samples, 15000U);
}

}  // namespace
}  // namespace portalprobe
