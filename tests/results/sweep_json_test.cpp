#include "results/sweep_json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/results/samples.hpp"

namespace portalprobe {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using testing::ElementsAre;
using testing::IsEmpty;

const WallTime kAt = WallTime(1795186800s);

TEST(SweepJson, CarriesClockReadingsOver) {
  const std::vector<ClockReading> readings = {
      {kAt, true, -3us, 4us, 5us, 6us}, {kAt + 1h, false, {}, 16s, 16s, -1h}, {kAt + 2h, {}, {}, {}, {}, {}}};
  EXPECT_EQ(clock_from(clock_json(readings)), readings);
  EXPECT_EQ(clock_json(std::vector{readings[2]}), R"([{"at":"2026-11-20T17:00:00.000000Z"}])");
  EXPECT_EQ(clock_json({}), "[]");
}

TEST(SweepJson, CarriesTheInstrumentsErrorsOver) {
  const std::map<std::string, MarkError> marks = {{"connected", {200, -2us, 3us, 40us, 500us}},
                                                  {"\"x\"\n", {~0ULL >> 1U, 0us, 0us, 0us, 0us}}};
  EXPECT_EQ(instrument_from(instrument_json(marks)), marks);
  EXPECT_EQ(instrument_json({{"done", {1, 2us, 3us, 4us, 5us}}}),
            R"({"done":{"samples":1,"bias_us":2,"p50_us":3,"p99_us":4,"max_us":5}})");
  EXPECT_EQ(instrument_json({}), "{}");
}

TEST(SweepJson, LeavesOutWhatItDoesNotUnderstand) {
  for (const auto* text : {"", "x", "{}", "7", "[1,\"a\",null,[],{}]", R"([{"at":7}])", R"([{"at":"then"}])"})
    EXPECT_THAT(clock_from(text), IsEmpty()) << text;
  EXPECT_THAT(
      clock_from(R"([{"at":"2026-11-20T15:00:00Z","synchronised":1,"offset_us":"x","max_error_us":1.5}, 3])"),
      ElementsAre(ClockReading{kAt, {}, {}, {}, {}, {}}));
  for (const auto* text : {"", "[]", R"({"done":1})", R"({"done":{"samples":1}})",
                           R"({"done":{"samples":-1,"bias_us":2,"p50_us":3,"p99_us":4,"max_us":5}})"})
    EXPECT_THAT(instrument_from(text), IsEmpty()) << text;
}

TEST(SweepJson, TellsTheWholeRecord) {
  SweepRecord record = sweep_record("s", {1, 3});
  record.vantage_network = "AS45899";
  record.stored = 7;
  record.seed = ~0ULL;
  record.window = 6h;
  record.only = {"ha-*"};
  record.versions = {{"libcurl", "7.88.1"}};
  record.host = {{"kernel", "6.1"}};
  record.clock = {{kAt, false, {}, {}, {}, {}}};
  record.instrument["done"].samples = 3;
  record.processor_benchmark = 77;
  record.load["huế"] = {1, 2, 3, 4us, 5us, 6us, 8};
  SampleCounts counts;
  counts.unfit = 2;
  counts.by_outcome[Outcome::ok] = 5;
  counts.by_outcome[Outcome::moved] = 2;

  const auto read = json::parse(sweep_json(record, counts));
  EXPECT_EQ(read["sweep_id"], "s");
  EXPECT_EQ(read["shard"], "1/3");
  EXPECT_EQ(read["vantage_network"], "AS45899");
  EXPECT_FALSE(read.contains("vantage_description"));
  EXPECT_TRUE(read["ended_at"].is_null());
  EXPECT_EQ(read["planned"], 100);
  EXPECT_EQ(read["stored"], 7);
  EXPECT_EQ(read["unfit"], 2);
  EXPECT_EQ(read["by_outcome"], json::parse(R"({"ok":5,"moved":2})"));
  EXPECT_EQ(read["seed"], ~0ULL);
  EXPECT_EQ(read["only"], json::parse(R"(["ha-*"])"));
  EXPECT_EQ(read["versions"]["libcurl"], "7.88.1");
  EXPECT_EQ(read["host"]["kernel"], "6.1");
  EXPECT_EQ(read["clock_synchronised"], false);
  EXPECT_EQ(read["clock"].size(), 1U);
  EXPECT_EQ(read["instrument"]["done"]["samples"], 3);
  EXPECT_EQ(read["processor_benchmark"], 77);
  EXPECT_EQ(read["load"],
            json::parse(R"({"huế":{"requests":1,"bytes_sent":2,"bytes_received":3,"held_for_gap_us":4,
    "held_for_limits_us":5,"held_for_backoff_us":6,"backoffs":8}})"));

  const auto bare = json::parse(sweep_json(sweep_record(), {}));
  EXPECT_TRUE(bare["clock_synchronised"].is_null());
  EXPECT_FALSE(bare.contains("processor_benchmark"));
  EXPECT_EQ(bare["load"], json::object());
}

TEST(SweepJson, IsOneLineOfUtf8WhateverTheNamesAre) {
  SweepRecord record = sweep_record("s");
  record.name = "a\nb\xff\"";
  record.load["\xff\n"] = {};
  const std::string text = sweep_json(record, {});
  EXPECT_EQ(text.find('\n'), std::string::npos);
  EXPECT_TRUE(json::accept(text));
}

}  // namespace
}  // namespace portalprobe
