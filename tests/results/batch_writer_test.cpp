#include "results/batch_writer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <mutex>

#include "tests/results/samples.hpp"
#include "tests/support/gate.hpp"

namespace portalprobe {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using support::Gate;

/// Takes batches, after a gate if it has one, and fails from the batch on that it is told.
class RecordingSink : public MeasurementSink {
 public:
  Expected<void> write(std::span<const Measurement> batch) override {
    entered.open();
    if (gate) gate->wait();
    const std::lock_guard lock(mutex_);
    if (batches_.size() >= fails_from) return fail("the disk is full");
    batches_.push_back(batch.size());
    for (const auto& measurement : batch) rounds_.push_back(measurement.sample.round);
    return {};
  }
  std::vector<std::size_t> batches() const {
    const std::lock_guard lock(mutex_);
    return batches_;
  }
  std::vector<std::uint32_t> rounds() const {
    const std::lock_guard lock(mutex_);
    return rounds_;
  }

  std::optional<Gate> gate;
  Gate entered;
  std::size_t fails_from = SIZE_MAX;

 private:
  mutable std::mutex mutex_;
  std::vector<std::size_t> batches_;
  std::vector<std::uint32_t> rounds_;
};

Measurement numbered(std::uint32_t i) { return measurement(bare_sample("ha-noi", i)); }

std::vector<std::uint32_t> up_to(std::uint32_t count) {
  std::vector<std::uint32_t> numbers(count);
  for (std::uint32_t i = 0; i < count; ++i) numbers[i] = i;
  return numbers;
}

/// Opens once so many are stored.
struct StoredGate {
  std::uint64_t wanted;
  Gate reached;
  void operator()(std::uint64_t stored) const {
    if (stored >= wanted) reached.open();
  }
};

/// Never writes for want of time: only a full batch or the end does.
BatchWriter::Options by_count_only(std::size_t batch) {
  BatchWriter::Options options;
  options.batch = batch;
  options.interval = hours(1);
  return options;
}

TEST(BatchWriter, StoresEverythingInOrder) {
  RecordingSink sink;
  BatchWriter writer(sink);
  for (std::uint32_t i = 0; i < 5000; ++i) writer.put(numbered(i));
  ASSERT_TRUE(writer.close().has_value());
  EXPECT_EQ(sink.rounds(), up_to(5000));
  EXPECT_EQ(writer.stored(), 5000U);
  EXPECT_EQ(writer.waiting(), 0U);
  EXPECT_THAT(sink.batches(), testing::Each(testing::Le(256U)));
}

Measurement page_of(std::uint32_t number, std::size_t resources) {
  Measurement made = numbered(number);
  made.page.emplace().resources.resize(resources);
  return made;
}

// A page load is as many rows as it has resources: neither memory nor a transaction may grow with them.
TEST(BatchWriter, CountsTheResourcesOfPagesAsTheRowsThatTheyAre) {
  RecordingSink sink;
  sink.gate.emplace();
  auto options = by_count_only(1);
  options.batch = 10;
  options.batch_rows = 100;
  options.capacity_rows = 500;
  BatchWriter writer(sink, options);
  const std::size_t resources[] = {29, 29, 29, 29, 29, 29, 29, 1000, 0, 29};
  std::uint32_t number = 0;
  for (const auto count : resources) {
    EXPECT_EQ(writer.full(), number > 7) << number;
    writer.put(page_of(number++, count));
  }
  sink.gate->open();
  ASSERT_TRUE(writer.close().has_value());
  EXPECT_EQ(sink.rounds(), up_to(10));
  EXPECT_THAT(sink.batches(), testing::ElementsAre(3, 3, 1, 1, 2))
      << "one page alone may have more than fits";
  EXPECT_FALSE(writer.full());
}

TEST(BatchWriter, WritesAFewAfterTheIntervalWithoutBeingAsked) {
  RecordingSink sink;
  BatchWriter::Options options;
  options.interval = milliseconds(5);
  const StoredGate stored{3, {}};
  options.on_stored = stored;
  BatchWriter writer(sink, options);
  for (std::uint32_t i = 0; i < 3; ++i) writer.put(numbered(i));
  EXPECT_TRUE(stored.reached.wait());
  EXPECT_EQ(writer.stored(), 3U);
}

TEST(BatchWriter, WritesAFullBatchWithoutWaitingForTheInterval) {
  RecordingSink sink;
  auto options = by_count_only(100);
  const StoredGate stored{100, {}};
  options.on_stored = stored;
  BatchWriter writer(sink, options);
  writer.put(numbered(0));
  // A wake-up before the writer sleeps is lost, as designed: the next full batch wakes it again.
  for (std::uint32_t i = 1; !stored.reached.is_open(); ++i) {
    if (i < 1'000'000 && !writer.full()) writer.put(numbered(i));
    ASSERT_LT(i, 1'000'000'000U);
  }
  EXPECT_GE(writer.stored(), 100U);
}

TEST(BatchWriter, NeverLetsASlowSinkHoldUpWhoPuts) {
  RecordingSink sink;
  sink.gate.emplace();
  auto options = by_count_only(10);
  options.capacity = 1000;
  options.interval = milliseconds(1);
  BatchWriter writer(sink, options);
  writer.put(numbered(0));
  ASSERT_TRUE(sink.entered.wait());
  // The sink is stuck from here on, and all of this returns.
  for (std::uint32_t i = 1; i < 999; ++i) writer.put(numbered(i));
  EXPECT_FALSE(writer.full());
  writer.put(numbered(999));
  EXPECT_TRUE(writer.full());
  writer.put(numbered(1000));
  EXPECT_EQ(writer.stored(), 0U);
  EXPECT_EQ(writer.waiting(), 1001U);
  sink.gate->open();
  ASSERT_TRUE(writer.close().has_value());
  EXPECT_FALSE(writer.full());
  EXPECT_EQ(sink.rounds(), up_to(1001));
}

TEST(BatchWriter, BreaksAtTheFirstFailureAndCountsOnlyWhatWasStored) {
  RecordingSink sink;
  sink.fails_from = 2;
  auto options = by_count_only(10);
  std::vector<std::uint64_t> reports;
  options.on_stored = [&](std::uint64_t stored) { reports.push_back(stored); };
  BatchWriter writer(sink, options);
  for (std::uint32_t i = 0; i < 55; ++i) writer.put(numbered(i));
  const auto closed = writer.close();
  ASSERT_FALSE(closed.has_value());
  EXPECT_EQ(closed.error().message, "the disk is full");
  EXPECT_TRUE(writer.broken());
  const auto batches = sink.batches();  // how many were waiting when the writer looked is its own affair
  ASSERT_EQ(batches.size(), 2U);
  EXPECT_EQ(writer.stored(), batches[0] + batches[1]);
  EXPECT_EQ(sink.rounds(), up_to(static_cast<std::uint32_t>(writer.stored())));
  EXPECT_THAT(reports, testing::ElementsAre(batches[0], batches[0] + batches[1]));
  EXPECT_FALSE(writer.close().has_value());
}

TEST(BatchWriter, DropsWhatComesAfterItBroke) {
  RecordingSink sink;
  sink.fails_from = 0;
  BatchWriter::Options options;
  options.interval = milliseconds(1);
  BatchWriter writer(sink, options);
  writer.put(numbered(0));
  ASSERT_TRUE(sink.entered.wait());
  while (!writer.broken()) std::this_thread::yield();
  for (std::uint32_t i = 1; i < 100; ++i) writer.put(numbered(i));
  EXPECT_EQ(writer.waiting(), 1U);
}

TEST(BatchWriter, ClosesTwiceAndByItself) {
  RecordingSink sink;
  {
    BatchWriter writer(sink);
    writer.put(numbered(0));
    EXPECT_TRUE(writer.close().has_value());
    EXPECT_TRUE(writer.close().has_value());
  }
  {
    BatchWriter writer(sink);
    writer.put(numbered(1));
  }
  EXPECT_EQ(sink.rounds(), up_to(2));
}

}  // namespace
}  // namespace portalprobe
