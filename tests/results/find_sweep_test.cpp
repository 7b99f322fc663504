#include "results/find_sweep.hpp"

#include <gtest/gtest.h>

#include "results/stored_keys.hpp"
#include "tests/results/store_fixture.hpp"

namespace portalprobe {
namespace {

using std::chrono::hours;

std::vector<SweepRecord> some_sweeps() {
  std::vector<SweepRecord> sweeps = {
      sweep_record("20261119T150000Z-aaaa"), sweep_record("20261120T150000Z-bbbb"),
      sweep_record("20261120T150000Z-bbcc", {0, 2}), sweep_record("20261120T150000Z-bbcc", {1, 2})};
  sweeps[0].scheduled_at += hours(48);  // an id need not tell the order: archives have others
  return sweeps;
}

TEST(ChooseSweep, TakesIdsPrefixesAndLatest) {
  const struct {
    const char* which;
    const char* want;
  } rows[] = {
      {"latest", "20261119T150000Z-aaaa"},
      {"20261120T150000Z-bbbb", "20261120T150000Z-bbbb"},
      {"20261119", "20261119T150000Z-aaaa"},
      {"20261120T150000Z-bbc", "20261120T150000Z-bbcc"},  // its two shards are one sweep
  };
  for (const auto& row : rows)
    EXPECT_EQ(choose_sweep(some_sweeps(), row.which).value_or("none"), row.want) << row.which;
}

TEST(ChooseSweep, PrefersAWholeIdToALongerOne) {
  const std::vector<SweepRecord> sweeps = {sweep_record("a"), sweep_record("ab")};
  EXPECT_EQ(choose_sweep(sweeps, "a").value_or("none"), "a");
}

TEST(ChooseSweep, SaysWhatWouldBeRight) {
  EXPECT_TRUE(refused(choose_sweep({}, "latest"), {"no sweep yet"}));
  EXPECT_TRUE(refused(choose_sweep(some_sweeps(), "2025"), {"'2025'", "latest is 20261119T150000Z-aaaa"}));
  EXPECT_TRUE(
      refused(choose_sweep(some_sweeps(), "20261120"), {"2 sweeps", "bbbb", "bbcc", "more of the id"}));
  EXPECT_TRUE(refused(choose_sweep(some_sweeps(), ""), {"empty"}));
}

TEST(ChooseShard, AsksForTheShardWhereThereAreSeveral) {
  const auto sweeps = some_sweeps();
  EXPECT_EQ(choose_shard(sweeps, "20261120T150000Z-bbbb", {}).value(), (Shard{0, 1}));
  EXPECT_EQ(choose_shard(sweeps, "20261120T150000Z-bbcc", Shard{1, 2}).value(), (Shard{1, 2}));
  EXPECT_TRUE(refused(choose_shard(sweeps, "20261120T150000Z-bbcc", {}), {"0/2, 1/2", "say which"}));
  EXPECT_TRUE(refused(choose_shard(sweeps, "20261120T150000Z-bbcc", Shard{1, 3}),
                      {"shard 1/3 of sweep 20261120T150000Z-bbcc is not in", "0/2, 1/2"}));
}

TEST(StoredKeys, TellKeysApartByEachOfTheirParts) {
  const SampleKey key{
      "ab", "c", TargetKind::page, EngineKind::http, Profile::none, Connection::cold, IpFamily::ipv4, 7};
  StoredKeys keys;
  keys.insert(key);
  keys.insert(key);
  EXPECT_EQ(keys.size(), 1U);
  EXPECT_TRUE(keys.contains(key));
  std::vector<SampleKey> others(8, key);
  others[0].portal_id = "a", others[0].target_id = "bc";
  others[1].target_id = "d";
  others[2].kind = TargetKind::action;
  others[3].engine = EngineKind::network;
  others[4].profile = Profile::mobile;
  others[5].connection = Connection::warm;
  others[6].ip_family = IpFamily::ipv6;
  others[7].round = 6;
  for (const auto& other : others) EXPECT_FALSE(keys.contains(other));
  for (const auto& other : others) keys.insert(other);
  for (const auto& other : others) EXPECT_TRUE(keys.contains(other));
  EXPECT_EQ(keys.size(), 9U);
}

}  // namespace
}  // namespace portalprobe
