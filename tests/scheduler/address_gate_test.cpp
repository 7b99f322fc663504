#include "scheduler/address_gate.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "scheduler/random.hpp"

namespace portalprobe {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(AddressGate, LetsInAsManyAsThereArePlacesAndTheOthersInTheirOrder) {
  AddressGate gate(2);
  EXPECT_THAT(gate.ask(1, "192.0.2.1"), ElementsAre(1));
  EXPECT_THAT(gate.ask(2, "192.0.2.1"), ElementsAre(2));
  EXPECT_THAT(gate.ask(3, "192.0.2.1"), IsEmpty());
  EXPECT_THAT(gate.ask(4, "192.0.2.1"), IsEmpty());
  EXPECT_THAT(gate.ask(5, "192.0.2.2"), ElementsAre(5)) << "another address has its own places";
  EXPECT_THAT(gate.leave(2), ElementsAre(3));
  EXPECT_THAT(gate.leave(1), ElementsAre(4));
  EXPECT_EQ(gate.inside("192.0.2.1"), 2);
}

TEST(AddressGate, GivesThePlaceBackWhenTheNextHopIsAskedFor) {
  AddressGate gate(1);
  gate.ask(1, "192.0.2.1");
  gate.ask(2, "192.0.2.1");
  EXPECT_THAT(gate.ask(1, "192.0.2.2"), testing::UnorderedElementsAre(1, 2));
  EXPECT_THAT(gate.ask(2, "192.0.2.2"), IsEmpty());
  EXPECT_EQ(gate.inside("192.0.2.1"), 0) << "who waits for one place does not keep another";
  EXPECT_THAT(gate.leave(1), ElementsAre(2));
}

TEST(AddressGate, KeepsThePlaceOfWhoStaysAtTheAddress) {
  AddressGate gate(1);
  gate.ask(1, "192.0.2.1");
  gate.ask(2, "192.0.2.1");
  EXPECT_THAT(gate.ask(1, "192.0.2.1"), ElementsAre(1));
  EXPECT_THAT(gate.ask(2, "192.0.2.1"), IsEmpty());
  EXPECT_THAT(gate.leave(1), ElementsAre(2)) << "asking twice does not make two visitors";
  EXPECT_THAT(gate.leave(2), IsEmpty());
}

TEST(AddressGate, ForgetsWhoGivesUpWaiting) {
  AddressGate gate(1);
  gate.ask(1, "192.0.2.1");
  gate.ask(2, "192.0.2.1");
  gate.ask(3, "192.0.2.1");
  EXPECT_THAT(gate.leave(2), IsEmpty());
  EXPECT_THAT(gate.leave(1), ElementsAre(3));
  EXPECT_THAT(gate.leave(99), IsEmpty());
}

TEST(AddressGate, RemembersNothingOfThosePastHowManyAddressesEverAPortalNames) {
  AddressGate gate(4);
  for (AddressGate::Visitor i = 0; i < 1000; ++i) gate.ask(7, "2001:db8::" + std::to_string(i));
  EXPECT_EQ(gate.busy_addresses(), 1U);
  gate.leave(7);
  EXPECT_EQ(gate.busy_addresses(), 0U);
}

TEST(AddressGate, NeverLetsInTooManyNorForgetsAnybody) {
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    Random random(seed);
    AddressGate gate(3);
    std::map<AddressGate::Visitor, std::string> wanted;
    std::set<AddressGate::Visitor> inside;
    for (int step = 0; step < 20000; ++step) {
      const auto visitor = static_cast<AddressGate::Visitor>(random.below(50));
      AddressGate::Entering entering;
      if (random.below(3) == 0) {
        entering = gate.leave(visitor);
        wanted.erase(visitor);
        inside.erase(visitor);
      } else {
        const auto address = std::to_string(random.below(6));
        if (wanted[visitor] != address) inside.erase(visitor);
        wanted[visitor] = address;
        entering = gate.ask(visitor, address);
      }
      inside.insert(entering.begin(), entering.end());
      std::map<std::string, int> at;
      std::map<std::string, int> wait;
      for (const auto& [v, address] : wanted) ++(inside.count(v) > 0 ? at : wait)[address];
      for (const auto& [address, count] : at) ASSERT_LE(count, 3);
      for (const auto& [address, count] : wait) ASSERT_EQ(at[address], 3) << "waiting beside a free place";
    }
  }
}

}  // namespace
}  // namespace portalprobe
