#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/results/raw_sqlite.hpp"
#include "tests/results/store_fixture.hpp"

namespace portalprobe {
namespace {

class SweepRecords : public StoreTest {};

SweepRecord full_record() {
  SweepRecord record = sweep_record("full", {1, 3});
  record.vantage_description = "IDC in Hà Nội";
  record.vantage_network = "AS45899";
  record.schedule_id = "night";
  record.stratum = "evening";
  record.ended_at = record.started_at + std::chrono::hours(6);
  record.complete = true;
  record.imported = true;
  record.seed = 0xFEDCBA9876543210ULL;
  record.window = std::chrono::hours(6);
  record.now = true;
  record.only = {"ha-noi", "*/search \"x\""};
  record.config_json = R"({"name":"Nightly"})";
  record.config_sha256 = "c0ffee";
  record.evaluation_sha256 = "deed";
  record.versions = {{"libcurl", "7.88.1"}, {"program", "1.0.0"}};
  record.host = {{"kernel", "6.1"}};
  record.clock = {{record.started_at, true, microseconds(-3), microseconds(4), microseconds(5), {}},
                  {record.started_at + std::chrono::hours(1), false, {}, {}, {}, std::chrono::hours(-1)},
                  {record.started_at + std::chrono::hours(2), {}, {}, {}, {}, microseconds(0)}};
  record.instrument["first_byte"] = {200, microseconds(-2), microseconds(3), microseconds(40),
                                     microseconds(500)};
  record.instrument["\"mốc\""] = {};
  record.processor_benchmark = 12'345;
  record.load["hà-nội"] = {1, 2, 3, microseconds(4), microseconds(5), microseconds(6), 7};
  record.load["hue"] = {8, 9, 1ULL << 40U, {}, {}, {}, 0};
  return record;
}

TEST_F(SweepRecords, ComeBackAsTheyWere) {
  const auto store = open_begun(full_record());
  EXPECT_EQ(store->sweep("full", {1, 3}).value(), full_record());
  SweepRecord light = full_record();
  light.config_json.clear();
  light.load.clear();
  EXPECT_THAT(store->sweeps().value(), testing::ElementsAre(light));
  EXPECT_EQ(RawSqlite(path()).ask("SELECT seed FROM sweeps"), "18364758544493064720");
}

TEST_F(SweepRecords, AreListedOldestFirst) {
  SweepRecord early = sweep_record("z");
  early.scheduled_at -= std::chrono::hours(24);
  const auto store = open_begun(sweep_record("a", {1, 2}));
  ASSERT_TRUE(succeeded(store->begin_sweep(early)));
  ASSERT_TRUE(succeeded(store->begin_sweep(sweep_record("a", {0, 2}))));
  const auto sweeps = store->sweeps().value();
  std::vector<std::string> order;
  for (const auto& sweep : sweeps) order.push_back(sweep.id + std::to_string(sweep.shard.index));
  EXPECT_THAT(order, testing::ElementsAre("z0", "a0", "a1"));
}

TEST_F(SweepRecords, AreRefusedTwiceAndInAnotherNumberOfShards) {
  const auto store = open_begun(sweep_record("a"));
  EXPECT_TRUE(refused(store->begin_sweep(sweep_record("a")), {path(), "sweep a is in it already", "resume"}));
  EXPECT_TRUE(refused(store->begin_sweep(sweep_record("a", {0, 2})), {"measured by one", "0 of 2"}));
  ASSERT_TRUE(succeeded(store->begin_sweep(sweep_record("b", {0, 2}))));
  ASSERT_TRUE(succeeded(store->begin_sweep(sweep_record("b", {1, 2}))));
  EXPECT_TRUE(refused(store->begin_sweep(sweep_record("b", {1, 2})), {"shard 1/2 of sweep b"}));
  EXPECT_TRUE(refused(store->begin_sweep(sweep_record("b", {2, 3})), {"2 shards", "2 of 3"}));
  EXPECT_EQ(store->sweeps().value().size(), 3U);
}

TEST_F(SweepRecords, KeepOneCopyOfAConfigurationThatManyShare) {
  auto record = full_record();
  record.config_json = std::string(100'000, 'x');
  const auto store = open();
  for (int night = 0; night < 5; ++night) {
    record.id = "night-" + std::to_string(night);
    ASSERT_TRUE(succeeded(store->begin_sweep(record)));
  }
  EXPECT_EQ(RawSqlite(path()).ask("SELECT count(*) FROM config"), "1");
  EXPECT_EQ(store->sweep("night-3", {1, 3}).value().config_json, record.config_json);
}

TEST_F(SweepRecords, TellHowTheSweepEnded) {
  SweepRecord record = sweep_record();
  const auto store = open_begun(record);
  ASSERT_TRUE(succeeded(store->write(measurements({bare_sample()}))));
  record.ended_at = record.started_at + std::chrono::hours(1);
  record.complete = true;
  record.stored = 77;  // the store knows better
  record.load["ha-noi"].requests = 12;
  record.versions["libcurl"] = "8.5.0";
  record.clock = {{record.started_at, true, {}, {}, {}, {}}};
  record.instrument["done"] = {1, {}, {}, {}, microseconds(7)};
  record.processor_benchmark = 5;
  ASSERT_TRUE(succeeded(store->finish_sweep(record)));
  record.stored = 1;
  EXPECT_EQ(store->sweep(kSweepId, {}).value(), record);
  EXPECT_TRUE(refused(store->finish_sweep(sweep_record("x")), {"sweep x is not in it"}));
}

TEST_F(SweepRecords, OpenAgainForResuming) {
  SweepRecord record = full_record();
  const auto store = open_begun(record);
  const auto resumed = store->resume_sweep("full", {1, 3});
  ASSERT_TRUE(succeeded(resumed));
  record.ended_at.reset();
  record.complete = false;
  EXPECT_EQ(*resumed, record);
  EXPECT_TRUE(refused(store->resume_sweep("full", {0, 3}), {"shard 0/3 of sweep full is not in it"}));

  record.load["hue"].requests += 100;
  ASSERT_TRUE(succeeded(store->finish_sweep(record)));
  EXPECT_EQ(store->sweep("full", {1, 3}).value().load, record.load);
}

TEST_F(SweepRecords, CountWhatEachShardStored) {
  const auto first = open_begun(sweep_record(kSweepId, {0, 2}));
  const auto second = open_begun(sweep_record(kSweepId, {1, 2}));
  ASSERT_TRUE(succeeded(first->write(measurements({bare_sample("a"), bare_sample("b")}))));
  ASSERT_TRUE(succeeded(second->write(measurements({bare_sample("c")}))));
  ASSERT_TRUE(succeeded(first->write(measurements({bare_sample("d")}))));
  EXPECT_EQ(first->sweep(kSweepId, {0, 2}).value().stored, 3U);
  EXPECT_EQ(first->sweep(kSweepId, {1, 2}).value().stored, 1U);
  EXPECT_EQ(first->counts(kSweepId).value().stored, 4U);
}

}  // namespace
}  // namespace portalprobe
