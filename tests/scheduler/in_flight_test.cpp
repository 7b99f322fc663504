#include "scheduler/in_flight.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace portalprobe {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Decision start_of(std::uint32_t index) {
  Decision decision;
  decision.index = index;
  return decision;
}

class InFlightTest : public testing::Test {
 protected:
  InFlightTest() {
    for (std::uint32_t i = 1; i <= 3; ++i) in_flight.add(start_of(i));
  }
  InFlight::Entering ask(std::uint32_t index, const std::string& address) {
    return in_flight.ask(index, address, [this, index] { entered.push_back(index); });
  }

  InFlight in_flight{1};
  std::vector<std::uint32_t> entered;
};

TEST_F(InFlightTest, TellsWhoMayEnterOnce) {
  EXPECT_THAT(ask(1, "192.0.2.1"), ElementsAre(1));
  in_flight.enter(1);
  in_flight.enter(1);
  EXPECT_THAT(entered, ElementsAre(1));
}

TEST_F(InFlightTest, LetsTheNextInWhenOneLands) {
  ask(1, "192.0.2.1");
  EXPECT_THAT(ask(2, "192.0.2.1"), IsEmpty());
  in_flight.enter(2);
  EXPECT_THAT(entered, IsEmpty()) << "it still waits";
  const auto landed = in_flight.land(1);
  ASSERT_TRUE(landed);
  EXPECT_THAT(landed->entering, ElementsAre(2));
  in_flight.enter(2);
  EXPECT_THAT(entered, ElementsAre(2));
}

TEST_F(InFlightTest, DoesNotTellOneThatWaitsElsewhereMeanwhile) {
  ask(1, "192.0.2.1");
  ask(3, "192.0.2.2");
  ask(2, "192.0.2.1");
  in_flight.land(1);    // 2 may enter, and is to be told so
  ask(2, "192.0.2.2");  // but it waits for another place by then
  in_flight.enter(2);
  EXPECT_THAT(entered, IsEmpty());
}

TEST_F(InFlightTest, KnowsNothingOfStrangersAndOfThePast) {
  EXPECT_FALSE(in_flight.land(99));
  EXPECT_THAT(ask(99, "192.0.2.1"), IsEmpty());
  ask(1, "192.0.2.1");
  in_flight.land(1);
  in_flight.enter(1);
  EXPECT_FALSE(in_flight.land(1));
  EXPECT_THAT(entered, IsEmpty());
  EXPECT_EQ(in_flight.size(), 2U);
}

}  // namespace
}  // namespace portalprobe
