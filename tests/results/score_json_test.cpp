#include "results/score_json.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "results/score_blocks_json.hpp"
#include "tests/support/made_score_cards.hpp"

namespace portalprobe {
namespace {

using nlohmann::json;
using testing_evaluations::pt;
using testing_scores::kInfinity;
using testing_scores::made_card_with_readings;
using testing_scores::made_score_card;
using testing_scores::made_technical_card;

json parsed(const ScoreCard& card) { return json::parse(score_json(card)); }

TEST(ScoreJson, SaysByWhatAndOfWhatWasJudged) {
  const json whole = parsed(made_score_card());
  EXPECT_EQ(whole["criterion"], json::parse(R"({"id":"level-a-2023","edition":1,
    "title":{"vi":"Ngưỡng mức A","en":"Level A"},"source":{"vi":"Quyết định 1033","en":"Decision 1033"},
    "assumptions":[{"vi":"20 điểm chia đều","en":"20 points split evenly"}],"sha256":"c0ffee","points":20,
    "thresholds":[
      {"id":"page-load","title":{"vi":"Tốc độ tải trang","en":"Page load"},"statistic":"p75",
       "limit_us":2500000,"limit":null,"points":10},
      {"id":"response","title":{"vi":"Thời gian phản hồi","en":"Response time"},"statistic":"p75",
       "limit_us":200000,"limit":null,"points":10}]})"));
  EXPECT_EQ(whole["method"], "1");
  EXPECT_EQ(whole["evaluation"], json::parse(R"({"id":"performance-2026","sha256":"5ea1"})"));
  EXPECT_EQ(whole["technical"], false);
  EXPECT_EQ(whole["from"], "2026-11-01");
  EXPECT_EQ(whole["to"], "2026-11-30");
  EXPECT_EQ(whole["sweeps"].size(), 2U);
  EXPECT_EQ(whole["vantages"], json::parse(R"(["ha-noi-1"])"));
  EXPECT_EQ(whole["notices"], json::parse(R"([{"vi":"một điểm đo","en":"one vantage"}])"));
}

TEST(ScoreJson, HasEveryFigureOfAVerdict) {
  const json line = parsed(made_score_card())["verdicts"][2];
  EXPECT_EQ(line, json::parse(R"({"portal_id":"hue","role":"home","target_id":"home","ip_family":"ipv4",
    "threshold":"page-load","configured":true,"metric":"largest_contentful_paint","engine":"browser",
    "profile":"desktop","connection":"cold","lower_bound":false,"statistic":"p75","limit_us":2500000,
    "limit":null,"value_us":2500400,"interval_us":[2500001,null],"value":null,"interval":null,
    "value_beyond":false,"interval_beyond":[false,true],"samples":700,"nights":30,
    "share_over":{"value":0.5,"interval":[0.375,0.625]},"effective_samples":310.5,
    "correlation":{"intraclass":0.25,"design_effect":2.5},"planned":720,"taken":718,"failed":3,
    "left_out":{"unfit":18},"unavailable":null,"p_unavailable":null,"verdict":"fail","reason":null,"p_fail":1e-9,
    "one_vantage":true,"vantage":"ha-noi-1","vantages":[{"vantage":"ha-noi-1","network":"AS45899",
      "verdict":"fail","reason":null,"planned":720,"taken":718,"failed":3,"left_out":{"unfit":18},
      "unavailable":null,"p_unavailable":null,"segments":[{"browser":null,"verdict":"fail","reason":null,"value_us":2500400,
        "interval_us":[2500001,null],"value":null,"interval":null,"value_beyond":false,
        "interval_beyond":[false,true],"samples":700,"nights":30,
        "share_over":{"value":0.5,"interval":[0.375,0.625]},"effective_samples":310.5,
        "correlation":{"intraclass":0.25,"design_effect":2.5},"p_fail":0.75,"p_pass":0.001}]}],
    "p_fail_corrected":0.25,"confirmed":false,"with_excluded":null,"readings":[]})"));
}

TEST(ScoreJson, KeepsWholeMicrosecondsWholeAndOthersExact) {
  const std::string text = score_json(made_score_card());
  EXPECT_THAT(text, testing::HasSubstr(R"("value_us":1800000,"interval_us":[1700000,1900000])"));
  EXPECT_THAT(text, testing::HasSubstr(R"("value_us":150000.5,)"));
}

TEST(ScoreJson, TellsWhatIsBeyondAnyLimitFromWhatIsNotKnown) {
  ScoreCard card = made_score_card();
  auto& quantile = card.verdicts[0].result.vantages[0].segments[0].judgement.quantile;
  const struct {
    std::optional<Estimate> quantile;
    const char* value;
    const char* interval;
    bool value_beyond;
    const char* interval_beyond;
  } rows[] = {
      {Estimate{5, 4, 6}, "5", "[4,6]", false, "[false,false]"},
      {Estimate{5, std::nullopt, kInfinity}, "5", "[null,null]", false, "[false,true]"},
      {Estimate{kInfinity, 4, kInfinity}, "null", "[4,null]", true, "[false,true]"},
      {Estimate{kInfinity, kInfinity, std::nullopt}, "null", "[null,null]", true, "[true,false]"},
      {std::nullopt, "null", "null", false, "[false,false]"},
  };
  for (const auto& row : rows) {
    quantile = row.quantile;
    const json line = parsed(card)["verdicts"][0];
    SCOPED_TRACE(line.dump());
    EXPECT_EQ(line["value_us"], json::parse(row.value));
    EXPECT_EQ(line["interval_us"], json::parse(row.interval));
    EXPECT_EQ(line["value_beyond"], row.value_beyond);
    EXPECT_EQ(line["interval_beyond"], json::parse(row.interval_beyond));
  }
}

TEST(ScoreJson, GivesMetricsThatAreNoTimesWithoutAUnit) {
  ScoreCard card = made_score_card();
  card.criterion.thresholds[0].readings[0].metric = Metric::cumulative_layout_shift;
  card.criterion.thresholds[0].limit = 0.1;
  card.verdicts[0].result.vantages[0].segments[0].judgement.quantile = Estimate{0.05, 0.04, kInfinity};
  const json line = parsed(card)["verdicts"][0];
  EXPECT_TRUE(line["limit_us"].is_null());
  EXPECT_TRUE(line["value_us"].is_null());
  EXPECT_TRUE(line["interval_us"].is_null());
  EXPECT_EQ(line["limit"], 0.1);
  EXPECT_EQ(line["value"], 0.05);
  EXPECT_EQ(line["interval"], json::parse("[0.04,null]"));
  EXPECT_EQ(line["interval_beyond"], json::parse("[false,true]"));
}

TEST(ScoreJson, HasPortalsWithTheirDoubtAndReasons) {
  const json portals = parsed(made_score_card())["portals"];
  ASSERT_EQ(portals.size(), 3U);
  EXPECT_EQ(portals[1], json::parse(R"({"portal_id":"hue","name":"Thành phố Huế","points":2.5,
    "points_range":[0,10],"rank":2,"rank_last":3,"tier":2,"verdict":"fail","reason":"inconclusive",
    "reasons":[{"reason":"inconclusive","threshold":"response","role":"search"}],
    "thresholds":[
      {"threshold":"page-load","verdict":"fail","target_id":"home","points":0,"points_range":null},
      {"threshold":"response","verdict":"inconclusive","target_id":"search","points":2.5,
       "points_range":[0,10]}],
    "samples":{"taken":1436,"ok":1400,"by_side":{"none":0,"portal":36,"network":0,"protection":0,
      "vantage":0,"probe":0,"unexplained":0}}})"));
  for (const char* name : {"points", "rank", "rank_last", "tier"}) EXPECT_TRUE(portals[2][name].is_null());
  EXPECT_EQ(portals[2]["points_range"], json::parse("[0,20]"));
  EXPECT_EQ(portals[2]["reason"], "inconclusive");
  EXPECT_EQ(portals[2]["reasons"][1],
            json::parse(R"({"reason":"insufficient","threshold":"response","role":null})"));
  EXPECT_TRUE(portals[0]["reason"].is_null());
  EXPECT_EQ(portals[0]["reasons"], json::array());
}

TEST(ScoreJson, MarksATechnicalResult) {
  const json whole = parsed(made_technical_card());
  EXPECT_TRUE(whole["evaluation"].is_null());
  EXPECT_EQ(whole["technical"], true);
  EXPECT_EQ(whole["verdicts"][0]["nights"], 0);
  EXPECT_TRUE(whole["verdicts"][0]["correlation"].is_null());
  EXPECT_TRUE(whole["verdicts"][2]["p_fail_corrected"].is_null());
}

TEST(ScoreJson, ShowsBothResultsOfAnExclusion) {
  const json lines = parsed(made_score_card())["verdicts"];
  EXPECT_EQ(lines[3]["verdict"], "inconclusive");
  EXPECT_EQ(lines[3]["with_excluded"]["verdict"], "pass");
  EXPECT_EQ(lines[3]["with_excluded"]["value_us"], 150000.5);
  EXPECT_EQ(lines[3]["with_excluded"]["vantages"].size(), 1U);
}

TEST(ScoreJson, ShowsEachReadingWhereTheyWereAskedFor) {
  const json line = parsed(made_card_with_readings())["verdicts"][4];
  EXPECT_EQ(line["metric"], "network_load");
  ASSERT_EQ(line["readings"].size(), 2U);
  EXPECT_EQ(line["readings"][0]["metric"], "largest_contentful_paint");
  EXPECT_EQ(line["readings"][0]["verdict"], "insufficient");
  EXPECT_TRUE(line["readings"][0]["vantage"].is_null());
  EXPECT_EQ(line["readings"][0]["planned"], 0);
  EXPECT_EQ(line["readings"][1]["metric"], "network_load");
  EXPECT_EQ(line["readings"][1]["lower_bound"], true);
  EXPECT_EQ(line["readings"][1]["reason"], "only_a_lower_bound");
}

TEST(ScoreJson, HasALineOfATargetThatNothingWasMeasuredOf) {
  ScoreCard card = made_score_card();
  card.verdicts[0].result.vantages.clear();
  const json line = parsed(card)["verdicts"][0];
  EXPECT_TRUE(line["value_us"].is_null());
  EXPECT_TRUE(line["vantage"].is_null());
  EXPECT_EQ(line["samples"], 0);
  EXPECT_EQ(line["left_out"], json::object());
}

TEST(ScoreJson, TakesFurtherMembersAndHostileNames) {
  ScoreCard card = made_score_card();
  card.portals[0].portal.name = "a\"}]\n\x1b\xFF";
  const JsonMember further[] = {{"blocks", "{\"by\":\"block\"}"}, {"standings", "null"}};
  const json whole = json::parse(score_json(card, further));
  EXPECT_EQ(whole["blocks"]["by"], "block");
  EXPECT_TRUE(whole["standings"].is_null());
  EXPECT_EQ(whole["portals"][0]["name"], "a\"}]\n\x1b\uFFFD");
  EXPECT_EQ(whole["tags"][0]["tag"], "payment");
  EXPECT_EQ(whole["tags"][0]["samples"]["taken"], 1436);
}

TEST(ScoreBlocksJson, HasBlocksAndAll) {
  ScoreBlocks table;
  table.by = Grouping::vendor;
  table.criterion = testing_scores::made_criterion();
  ScoreBlock block;
  block.label = "VNPT";
  block.portals = 3;
  block.ranked = 3;
  block.mean = {pt(10), 3};
  block.thresholds = {{{1, 2, 0, 0}}, {{3, 0, 0, 0}}};
  block.verdicts = {{1, 2, 0, 0}};
  block.samples.taken = 9;
  table.blocks = {block};
  table.all.thresholds.resize(2);
  const json whole = json::parse(score_blocks_json(table));
  EXPECT_EQ(whole["by"], "vendor");
  EXPECT_EQ(whole["overlapping"], false);
  EXPECT_EQ(whole["blocks"][0], json::parse(R"({"label":"VNPT","portals":3,"ranked":3,"scored":3,"mean":3.33,
    "verdicts":{"pass":1,"fail":2,"inconclusive":0,"insufficient":0},
    "thresholds":{"page-load":{"pass":1,"fail":2,"inconclusive":0,"insufficient":0},
      "response":{"pass":3,"fail":0,"inconclusive":0,"insufficient":0}},
    "samples":{"taken":9,"ok":0,"by_side":{"none":0,"portal":0,"network":0,"protection":0,"vantage":0,
      "probe":0,"unexplained":0}}})"));
  EXPECT_TRUE(whole["all"]["label"].is_null());
  EXPECT_TRUE(whole["all"]["mean"].is_null());
}

}  // namespace
}  // namespace portalprobe
