#include "scheduler/shard.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/scheduler/made_portals.hpp"

namespace portalprobe {
namespace {

using support::made_portal;
using support::made_portals;
using support::made_target;

TEST(RegistrableDomain, NamesTheBodyThatOwnsAHost) {
  struct {
    std::string host;
    std::string want;
  } rows[] = {
      {"dichvucong.hanoi.gov.vn", "hanoi.gov.vn"},
      {"hanoi.gov.vn", "hanoi.gov.vn"},
      {"gov.vn", "gov.vn"},
      {"a.b.example.com", "example.com"},
      {"localhost", "localhost"},
      {"192.0.2.7", "192.0.2.7"},
      {"2001:db8::1", "2001:db8::1"},
      {"www.hue.gov.vn.", "hue.gov.vn"},
  };
  for (const auto& row : rows) EXPECT_EQ(registrable_domain(row.host), row.want) << row.host;
}

TEST(Shards, AreTheSameEverywhere) {
  // Written down once: a portal that changes its shard from one release to the next is measured twice or
  // never.
  const std::vector<Portal> portals = {
      made_portal("a", "dichvucong.hanoi.gov.vn"), made_portal("b", "dichvucong.hue.gov.vn"),
      made_portal("c", "192.0.2.1"), made_portal("d", "dichvucong.danang.gov.vn")};
  EXPECT_EQ(shards_of(portals, 1000), (std::vector<std::uint32_t>{535, 60, 309, 69}));
}

TEST(Shards, KeepPortalsOfOneDomainTogether) {
  std::vector<Portal> portals = made_portals(50);
  portals.push_back(made_portal("other", "motcua.p7.gov.vn"));
  for (const std::uint32_t count : {2U, 3U, 16U, 1000U}) {
    const auto shards = shards_of(portals, count);
    EXPECT_EQ(shards.back(), shards[7]) << count;
  }
}

TEST(Shards, KeepPortalsThatShareAHostTogether) {
  std::vector<Portal> portals = made_portals(50);
  for (const std::size_t i : {3U, 9U, 40U}) {
    portals[i].targets.push_back(
        made_target("pay", TargetKind::action, "https://pay.example.vn/" + portals[i].id));
  }
  for (const std::uint32_t count : {2U, 7U, 1000U}) {
    const auto shards = shards_of(portals, count);
    EXPECT_EQ(shards[3], shards[9]) << count;
    EXPECT_EQ(shards[3], shards[40]) << count;
  }
}

TEST(Shards, KeepADomainTogetherThoughAHostTiesOneOfItsPortalsToAnother) {
  std::vector<Portal> portals = made_portals(50);
  portals.push_back(made_portal("other", "motcua.p30.gov.vn"));
  for (const std::size_t i : {10U, 30U}) {
    portals[i].targets.push_back(
        made_target("pay", TargetKind::action, "https://pay.example.vn/" + portals[i].id));
  }
  const auto shards = shards_of(portals, 1000);
  EXPECT_EQ(shards[10], shards[30]);
  EXPECT_EQ(shards[30], shards.back());
}

TEST(Shards, DoNotDependOnTheOrderOfThePortals) {
  std::vector<Portal> portals = made_portals(100);
  portals[3].targets.push_back(made_target("pay", TargetKind::action, "https://dichvucong.p90.gov.vn/pay"));
  auto expected = shards_of(portals, 7);
  std::reverse(portals.begin(), portals.end());
  std::reverse(expected.begin(), expected.end());
  EXPECT_EQ(shards_of(portals, 7), expected);
}

TEST(Shards, ShareThePortalsOutEvenly) {
  const auto portals = made_portals(3000);
  const auto shards = shards_of(portals, 3);
  for (std::uint32_t shard = 0; shard < 3; ++shard) {
    EXPECT_NEAR(static_cast<double>(std::count(shards.begin(), shards.end(), shard)), 1000, 120);
  }
}

TEST(Shards, OfOneAreAllTheFirst) {
  EXPECT_EQ(shards_of(made_portals(3), 1), (std::vector<std::uint32_t>{0, 0, 0}));
  EXPECT_EQ(shards_of(made_portals(3), 0), (std::vector<std::uint32_t>{0, 0, 0}));
}

}  // namespace
}  // namespace portalprobe
