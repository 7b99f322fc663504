#include "results/batch_writer.hpp"

#include <sched.h>

#include <algorithm>
#include <memory>
#include <utility>

namespace portalprobe {
namespace {

/// The writer may take its time: waking up must not push the measuring thread off its processor. Advice only.
void give_way() noexcept {
  const sched_param none{};
  ::sched_setscheduler(0, SCHED_BATCH, &none);
}

/// What waits is bounded by rows; files count as many as take that room.
constexpr std::size_t kBytesPerRow = 1024;

std::size_t rows_of(const Measurement& measurement) {
  std::size_t bytes = 0;
  for (const auto& artifact : measurement.artifacts) bytes += artifact.bytes.size();
  return 1 + (measurement.page ? measurement.page->resources.size() : 0) + bytes / kBytesPerRow;
}

std::size_t rows_of(std::span<const Measurement> batch) {
  std::size_t rows = 0;
  for (const auto& measurement : batch) rows += rows_of(measurement);
  return rows;
}

/// How many of the first measurements make one write: one at least.
std::size_t batch_size(std::span<const Measurement> all, const BatchWriter::Options& options) {
  std::size_t size = 0;
  std::size_t rows = 0;
  while (size < std::min(all.size(), options.batch)) {
    rows += rows_of(all[size]);
    if (size > 0 && rows > options.batch_rows) break;
    ++size;
  }
  return size;
}

}  // namespace

struct BatchWriter::Node {
  Measurement measurement;
  Node* older;
};

BatchWriter::BatchWriter(MeasurementSink& sink, Options options)
    : sink_(sink), options_(std::move(options)), thread_([this] { run(); }) {}

BatchWriter::~BatchWriter() {
  (void)close();
  (void)take();  // what was put while the writer broke
}

void BatchWriter::put(Measurement measurement) {
  if (broken()) return;
  waiting_.fetch_add(1, std::memory_order_relaxed);
  waiting_rows_.fetch_add(rows_of(measurement), std::memory_order_relaxed);
  auto* node = new Node{std::move(measurement), newest_.load(std::memory_order_relaxed)};
  while (!newest_.compare_exchange_weak(node->older, node, std::memory_order_release,
                                        std::memory_order_relaxed)) {
  }
  // Without the lock a wake-up can be lost; the interval bounds what that costs.
  if (unseen_.fetch_add(1, std::memory_order_relaxed) + 1 == options_.batch) wake_.notify_one();
}

Expected<void> BatchWriter::close() {
  if (thread_.joinable()) {
    {
      const std::lock_guard lock(sleep_);
      closing_.store(true);
    }
    wake_.notify_one();
    thread_.join();
  }
  if (broken_.load(std::memory_order_acquire)) return tl::unexpected(error_);
  return {};
}

void BatchWriter::run() {
  give_way();
  // Whether to end is asked before taking: what was put before `close` is always taken after.
  for (bool last = false; !last;) {
    wait_for_work();
    last = closing_.load();
    write_all(take());
  }
}

void BatchWriter::wait_for_work() {
  std::unique_lock lock(sleep_);
  wake_.wait_for(lock, options_.interval, [this] {
    return closing_.load() || unseen_.load(std::memory_order_relaxed) >= options_.batch;
  });
}

/// Everything that waits, oldest first.
std::vector<Measurement> BatchWriter::take() {
  unseen_.store(0, std::memory_order_relaxed);
  Node* oldest = nullptr;
  std::size_t count = 0;
  for (Node* node = newest_.exchange(nullptr, std::memory_order_acquire); node != nullptr; ++count) {
    Node* const older = node->older;
    node->older = oldest;  // the chain is turned round: it now leads to the younger
    oldest = std::exchange(node, older);
  }
  std::vector<Measurement> taken;
  taken.reserve(count);
  while (oldest != nullptr) {
    const std::unique_ptr<Node> node(std::exchange(oldest, oldest->older));
    taken.push_back(std::move(node->measurement));
  }
  return taken;
}

void BatchWriter::write_all(const std::vector<Measurement>& taken) {
  for (std::span<const Measurement> rest(taken); !rest.empty() && !broken();) {
    const std::size_t size = batch_size(rest, options_);
    write_one(rest.first(size));
    rest = rest.subspan(size);
  }
}

void BatchWriter::write_one(std::span<const Measurement> batch) {
  if (auto written = sink_.write(batch); !written) {
    error_ = std::move(written.error());
    broken_.store(true, std::memory_order_release);
    return;
  }
  const auto stored = stored_.fetch_add(batch.size(), std::memory_order_acq_rel) + batch.size();
  waiting_.fetch_sub(batch.size(), std::memory_order_relaxed);
  waiting_rows_.fetch_sub(rows_of(batch), std::memory_order_relaxed);
  if (options_.on_stored) options_.on_stored(stored);
}

}  // namespace portalprobe
