#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "core/sink.hpp"
#include "tests/support/gate.hpp"

namespace portalprobe::support {

/// An outbox that keeps everything; full or broken when the test says so. One thread, as the seam asks.
class RecordingOutbox : public Outbox {
 public:
  void put(Measurement measurement) override { measurements.push_back(std::move(measurement)); }
  bool full() const override { return is_full; }
  bool broken() const override { return is_broken; }

  std::vector<Measurement> measurements;
  bool is_full = false;
  bool is_broken = false;
};

/// A sink that keeps every batch; it fails, or blocks, when the test says so. Any thread.
class RecordingSink : public MeasurementSink {
 public:
  Expected<void> write(std::span<const Measurement> batch) override {
    const std::optional<Gate> gate = gate_before_write();
    if (gate) gate->wait();
    const std::lock_guard lock(mutex_);
    if (error_) return tl::unexpected(*error_);
    batches_.emplace_back(batch.begin(), batch.end());
    written_ += batch.size();
    changed_.notify_all();
    return {};
  }

  /// Every later write fails so.
  void fail_with(Error error) {
    const std::lock_guard lock(mutex_);
    error_ = std::move(error);
  }
  void fail_no_more() {
    const std::lock_guard lock(mutex_);
    error_.reset();
  }
  /// Every later write waits for the gate first: a slow disk.
  void block_until(Gate gate) {
    const std::lock_guard lock(mutex_);
    gate_ = std::move(gate);
  }

  std::vector<std::vector<Measurement>> batches() const {
    const std::lock_guard lock(mutex_);
    return batches_;
  }
  std::size_t written() const {
    const std::lock_guard lock(mutex_);
    return written_;
  }
  bool wait_for(std::size_t count, std::chrono::milliseconds limit = std::chrono::seconds(30)) const {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, limit, [&] { return written_ >= count; });
  }

 private:
  std::optional<Gate> gate_before_write() const {
    const std::lock_guard lock(mutex_);
    return gate_;
  }

  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::vector<std::vector<Measurement>> batches_;
  std::size_t written_ = 0;
  std::optional<Error> error_;
  std::optional<Gate> gate_;
};

}  // namespace portalprobe::support
