#include "results/seen_samples.hpp"

#include <gtest/gtest.h>

#include "tests/results/samples.hpp"
#include "tests/results/visits.hpp"

namespace portalprobe {
namespace {

using Seen = SeenSamples::Seen;

TEST(SeenSamples, KnowsASampleByItsWholeKey) {
  SeenSamples seen;
  EXPECT_EQ(seen.note(measurement(usual_sample(1, 0))), Seen::no);
  EXPECT_EQ(seen.note(measurement(usual_sample(1, 0))), Seen::same);
  void (*const changes[])(Sample&) = {
      [](Sample& s) { s.sweep_id += "x"; },
      [](Sample& s) { s.vantage_id += "x"; },
      [](Sample& s) { s.portal_id += "h", s.target_id.erase(0, 1); },
      [](Sample& s) { s.kind = TargetKind::control; },
      [](Sample& s) { s.engine = EngineKind::film; },
      [](Sample& s) { s.profile = Profile::mobile; },
      [](Sample& s) { s.connection = Connection::warm; },
      [](Sample& s) { s.ip_family = IpFamily::ipv6; },
      [](Sample& s) { s.round = 10; },
  };
  for (const auto change : changes) {
    Sample other = usual_sample(1, 0);
    change(other);
    EXPECT_FALSE(same_key(other, usual_sample(1, 0)));
    EXPECT_EQ(seen.note(measurement(other)), Seen::no);
  }
  Sample changed = usual_sample(1, 0);
  changed.detail = "x";
  EXPECT_TRUE(same_key(changed, usual_sample(1, 0)));
  EXPECT_EQ(seen.note(measurement(changed)), Seen::another);
}

TEST(SeenSamples, TakesResourcesThatAnEarlierOneLacked) {
  SeenSamples seen;
  Measurement page = page_load(1, 0, full_visit());
  EXPECT_EQ(seen.note(measurement(page.sample)), Seen::no);
  EXPECT_EQ(seen.note(page), Seen::same);
  EXPECT_EQ(seen.note(measurement(page.sample)), Seen::same);
  page.page->resources[1].url += "x";
  EXPECT_EQ(seen.note(page), Seen::another);
}

TEST(SeenSamples, RemembersManyMoreThanItHadRoomFor) {
  SeenSamples seen;
  for (std::uint32_t round = 0; round < 5000; ++round)
    EXPECT_EQ(seen.note(measurement(bare_sample("a", round))), Seen::no);
  EXPECT_EQ(seen.size(), 5000U);
  for (std::uint32_t round = 0; round < 5000; ++round)
    EXPECT_EQ(seen.note(measurement(bare_sample("a", round))), Seen::same);
}

}  // namespace
}  // namespace portalprobe
