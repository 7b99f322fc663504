#include "probe/visit/request_order.hpp"

#include <gtest/gtest.h>

namespace portalprobe {
namespace {

FoundResource of(Urgency urgency, ResourceType type = ResourceType::image) {
  FoundResource resource;
  resource.urgency = urgency;
  resource.type = type;
  return resource;
}

TEST(RequestOrder, HoldsWhatIsLessUrgentBackWhileTheParserIsInTheHead) {
  const struct {
    const char* why;
    FoundResource resource;
    RequestsReleased released;
    bool in_head;
    bool expected;
  } rows[] = {
      {"a sheet never waits", of(Urgency::highest), {9, 2}, true, true},
      {"nor does a script of the head", of(Urgency::high), {9, 2}, true, true},
      {"two of medium urgency may beside any others", of(Urgency::medium), {9, 1}, true, true},
      {"a third may not", of(Urgency::medium), {9, 2}, true, false},
      {"unless little else is under way", of(Urgency::medium), {1, 1}, true, true},
      {"a low one waits while two others are under way", of(Urgency::low), {2, 0}, true, false},
      {"and may beside one", of(Urgency::low), {1, 0}, true, true},
      {"in the body nothing waits", of(Urgency::lowest), {90, 20}, false, true},
      {"players of media may take long and are not counted",
       of(Urgency::low, ResourceType::media),
       {9, 2},
       true,
       true},
  };
  for (const auto& row : rows)
    EXPECT_EQ(may_release(row.resource, row.released, row.in_head), row.expected) << row.why;
}

TEST(RequestOrder, SharesConnectionsAsABrowserDoes) {
  const struct {
    const char* why;
    RequestToStart request;
    RequestsInFlight in_flight;
    bool expected;
  } rows[] = {
      {"six connections to an origin", {Urgency::highest, false}, {5, 5, 0}, true},
      {"no seventh", {Urgency::highest, false}, {6, 6, 0}, false},
      {"streams are not connections", {Urgency::low, true}, {60, 60, 0}, true},
      {"but they have a number, too", {Urgency::low, true}, {100, 100, 0}, false},
      {"ten delayable ones in all", {Urgency::low, false}, {0, 0, 10}, false},
      {"nine are fewer", {Urgency::medium, false}, {0, 0, 9}, true},
      {"an urgent one is no delayable one", {Urgency::high, false}, {0, 0, 10}, true},
      {"six to the host, those without credentials counted", {Urgency::low, false}, {2, 6, 6}, false},
      {"which does not hold an urgent one", {Urgency::highest, false}, {2, 6, 6}, true},
      {"256 connections to all origins", {Urgency::highest, false}, {0, 0, 0, 255}, true},
      {"and no more", {Urgency::highest, false}, {0, 0, 0, 256}, false},
      {"where a stream is enough, they do not matter", {Urgency::low, true}, {0, 0, 0, 256}, true},
  };
  for (const auto& row : rows) EXPECT_EQ(may_start(row.request, row.in_flight), row.expected) << row.why;
}

TEST(RequestOrder, GivesUrgentStreamsMoreWeight) {
  const Urgency falling[] = {Urgency::highest, Urgency::high, Urgency::medium, Urgency::low, Urgency::lowest};
  int last = 257;
  for (const auto urgency : falling) {
    EXPECT_LT(stream_weight(urgency), last);
    EXPECT_GE(stream_weight(urgency), 1);
    last = stream_weight(urgency);
  }
}

}  // namespace
}  // namespace portalprobe
