#include "app/measuring.hpp"

#include <fmt/format.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <atomic>
#include <exception>
#include <optional>
#include <thread>
#include <utility>

#include "app/engines.hpp"

namespace portalprobe {
namespace {

/// Keeps what was measured; the measuring thread's until it has ended.
class Collection : public Outbox {
 public:
  void put(Measurement measurement) override {
    samples.push_back(std::move(measurement.sample));
    pages.push_back(std::move(measurement.page).value_or(PageVisit()));
    artifacts.push_back(std::move(measurement.artifacts));
  }
  bool full() const override { return false; }
  bool broken() const override { return false; }
  std::vector<Sample> samples;
  std::vector<PageVisit> pages;
  std::vector<std::vector<Artifact>> artifacts;
};

}  // namespace

Expected<MeasuringEnd> measure(Signals& signals, HttpEngineOptions options, SweepOrder order, Outbox& outbox,
                               const std::function<void(const SweepProgress&)>& tick,
                               std::optional<microseconds> at_most) {
  const SystemClock clock;
  std::optional<SteadyTime> time_is_up;
  if (at_most) time_is_up = clock.steady() + *at_most;
  boost::asio::io_context io(1);
  std::optional<Engines> engine;
  try {
    engine.emplace(io, clock, std::move(options));
  } catch (const std::exception& error) {
    return fail(error.what());
  }
  Sweep sweep(io, clock, *engine, outbox, std::move(order));
  MeasuringEnd end;
  std::atomic<bool> ended{false};
  sweep.start([&](SweepResult result) {
    end.result = std::move(result);
    engine->rest();
    io.stop();
  });

  std::string failure;
  {
    const std::jthread measuring([&] {
      try {
        io.run();
      } catch (const std::exception& error) {
        failure = error.what();
      }
      ended = true;
    });
    while (!ended) {
      if (const int signal = signals.wait(std::chrono::milliseconds(100))) {
        if (end.signal == 0) end.signal = signal;
        boost::asio::post(io, [&] { sweep.stop(); });
      }
      if (time_is_up && clock.steady() >= *time_is_up) {
        time_is_up.reset();
        boost::asio::post(io, [&] { sweep.stop(); });
      }
      tick(sweep.progress());
    }
  }
  if (!failure.empty()) end.result.error = failure;
  return end;
}

Expected<Collected> measure_and_collect(Signals& signals, HttpEngineOptions options, SweepOrder order) {
  Collection collection;
  auto end = measure(signals, std::move(options), std::move(order), collection, [](const SweepProgress&) {});
  if (!end) return tl::unexpected(end.error());
  if (!end->result.error.empty()) return fail(end->result.error);
  return Collected{std::move(collection.samples), std::move(collection.pages),
                   std::move(collection.artifacts), end->signal};
}

}  // namespace portalprobe
