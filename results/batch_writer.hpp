#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "core/sink.hpp"

namespace portalprobe {

/// Carries finished measurements from the measuring thread to a sink that may block, on a thread of its own.
class BatchWriter : public Outbox {
 public:
  struct Options {
    std::size_t batch = 256;                  ///< most measurements of one write
    std::size_t batch_rows = 4096;            ///< most rows of one write, unless one measurement has more
    std::size_t capacity = 8192;              ///< `full` from so many waiting on ...
    std::size_t capacity_rows = 64 * 1024;    ///< ... or so many rows: one for each resource of a page
                                              ///< load, and for each KiB of its files
    std::chrono::milliseconds interval{100};  ///< longest wait of a measurement for its batch
    std::function<void(std::uint64_t)>
        on_stored;  ///< writer's thread, after each batch: how many are stored by now
  };

  /// `sink` outlives the writer and is used by its thread only until `close` returns.
  explicit BatchWriter(MeasurementSink& sink) : BatchWriter(sink, Options()) {}
  BatchWriter(MeasurementSink& sink, Options options);
  BatchWriter(const BatchWriter&) = delete;
  BatchWriter& operator=(const BatchWriter&) = delete;
  /// Closes.
  ~BatchWriter() override;

  /// Takes no lock: a writer that is held up, or not scheduled, never holds up the caller. Once the writer is
  /// broken the measurement is dropped.
  void put(Measurement measurement) override;
  bool full() const override {
    return waiting_.load(std::memory_order_relaxed) >= options_.capacity ||
           waiting_rows_.load(std::memory_order_relaxed) >= options_.capacity_rows;
  }
  bool broken() const override { return broken_.load(std::memory_order_acquire); }

  /// Measurements that the sink has taken for good. Any thread.
  std::uint64_t stored() const { return stored_.load(std::memory_order_acquire); }
  /// Measurements put and not stored yet. Any thread.
  std::size_t waiting() const { return waiting_.load(std::memory_order_relaxed); }
  /// Writes what waits and ends the thread; returns the first write's failure. `put` must not be called any
  /// more.
  Expected<void> close();

 private:
  struct Node;

  void run();
  void wait_for_work();
  std::vector<Measurement> take();
  void write_all(const std::vector<Measurement>& taken);
  void write_one(std::span<const Measurement> batch);

  MeasurementSink& sink_;
  const Options options_;
  std::atomic<Node*> newest_{nullptr};
  std::atomic<std::size_t> waiting_{0};
  std::atomic<std::size_t> waiting_rows_{0};
  std::atomic<std::size_t> unseen_{0};  ///< put since the writer last took
  std::atomic<std::uint64_t> stored_{0};
  std::atomic<bool> broken_{false};
  Error error_;  ///< the writer's until `broken_` is seen
  std::mutex sleep_;
  std::condition_variable wake_;
  std::atomic<bool> closing_{false};
  std::jthread thread_;
};

}  // namespace portalprobe
