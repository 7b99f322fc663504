#include "probe/visit/analyst.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <future>
#include <string>
#include <thread>
#include <vector>

namespace portalprobe {
namespace {

using ::testing::ElementsAre;

constexpr auto kLong = std::chrono::seconds(60);

class AnalystTest : public testing::Test {
 protected:
  using Visit = std::shared_ptr<int>;
  using Gate = std::shared_future<void>;

  /// A task that, once `until` is open, writes `name` down when it is delivered.
  void read(const Visit& visit, const std::string& name, const Gate& until = {}) {
    const auto deliver = [this, name](microseconds waited) {
      delivered.push_back(name);
      waits.push_back(waited);
    };
    analyst.read(
        [until, deliver]() -> Analyst::Deliver {
          if (until.valid()) {
            EXPECT_EQ(until.wait_for(kLong), std::future_status::ready);
          }
          return deliver;
        },
        visit);
  }

  /// Until so many were delivered.
  void deliver(std::size_t count) {
    const auto deadline = std::chrono::steady_clock::now() + kLong;
    while (delivered.size() < count && std::chrono::steady_clock::now() < deadline) {
      io.restart();  // it stops itself when nothing is awaited for a moment, before anybody runs it, too
      io.run_one_for(std::chrono::milliseconds(100));
    }
    ASSERT_EQ(delivered.size(), count);
  }

  boost::asio::io_context io;
  Analyst analyst{io, Screen{}};
  std::vector<std::string> delivered;
  std::vector<microseconds> waits;
  const Visit busy = std::make_shared<int>();
  const Visit other = std::make_shared<int>();
  std::promise<void> opening;
  const Gate gate = opening.get_future().share();
};

TEST_F(AnalystTest, AVisitThatIsMuchWorkDoesNotKeepAnotherFromBeingRead) {
  read(busy, "first", gate);
  for (int i = 0; i < 50; ++i) read(busy, "more", gate);
  for (const char* name : {"a", "b", "c"}) read(other, name);
  deliver(3);
  EXPECT_THAT(delivered, ElementsAre("a", "b", "c")) << "in their order, while the others are at work";
  opening.set_value();
  deliver(54);
  EXPECT_EQ(delivered[3], "first");
}

TEST_F(AnalystTest, TellsHowLongATaskHasWaitedForOtherVisits) {
  const Visit third = std::make_shared<int>();
  read(busy, "busy", gate);
  read(third, "third", gate);
  read(other, "late");
  const auto from = std::chrono::steady_clock::now();
  io.run_one_for(std::chrono::milliseconds(20));  // all threads are taken for at least so long
  const auto until = std::chrono::steady_clock::now();
  opening.set_value();
  deliver(3);
  const auto late = std::ranges::find(delivered, "late") - delivered.begin();
  EXPECT_GE(waits[static_cast<std::size_t>(late)], to_microseconds(until - from));
}

TEST_F(AnalystTest, WhatIsQueuedBehindATaskThatWaitsForAThreadHasWaitedAsLong) {
  const Visit third = std::make_shared<int>();
  read(busy, "busy", gate);
  read(third, "third", gate);
  read(other, "first");
  read(other, "second");
  const auto from = std::chrono::steady_clock::now();
  io.run_one_for(std::chrono::milliseconds(20));
  const auto until = std::chrono::steady_clock::now();
  read(other, "queued late");
  opening.set_value();
  deliver(5);
  const auto wait_of = [&](const char* name) {
    return waits[static_cast<std::size_t>(std::ranges::find(delivered, name) - delivered.begin())];
  };
  EXPECT_GE(wait_of("first"), to_microseconds(until - from));
  EXPECT_GE(wait_of("second"), to_microseconds(until - from));
  EXPECT_GT(wait_of("second"), wait_of("queued late"));
}

TEST_F(AnalystTest, TheTasksOfAVisitAreDoneOneAtATime) {
  read(other, "first", gate);
  read(other, "second");  // would be done at once, as a thread is free
  read(busy, "another visit's");
  deliver(1);
  EXPECT_THAT(delivered, ElementsAre("another visit's"));
  opening.set_value();
  deliver(3);
  EXPECT_THAT(delivered, ElementsAre("another visit's", "first", "second"));
}

TEST_F(AnalystTest, NothingIsDeliveredToAVisitThatIsGone) {
  auto gone = std::make_shared<int>();
  read(gone, "gone", gate);
  read(gone, "never begun");
  gone.reset();
  opening.set_value();
  read(other, "other");
  deliver(1);
  io.restart();
  io.run();
  EXPECT_THAT(delivered, ElementsAre("other"));
}

TEST_F(AnalystTest, LetsGoOfThingsElsewhere) {
  std::promise<std::thread::id> destroyed;
  std::shared_ptr<int> thing(new int, [&](const int* pointer) {
    delete pointer;
    destroyed.set_value(std::this_thread::get_id());
  });
  analyst.dispose(std::move(thing));
  auto where = destroyed.get_future();
  ASSERT_EQ(where.wait_for(kLong), std::future_status::ready);
  EXPECT_NE(where.get(), std::this_thread::get_id());
}

}  // namespace
}  // namespace portalprobe
