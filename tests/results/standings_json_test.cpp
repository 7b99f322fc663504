#include "results/standings_json.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "results/json_writer.hpp"
#include "tests/support/made_standings.hpp"

namespace portalprobe {
namespace {

using nlohmann::json;
using testing_evaluations::made_blocks;
using testing_evaluations::made_standings;
using testing_evaluations::pt;
using testing_evaluations::range;

TEST(StandingsJson, SaysHowTheEvaluationAddsUp) {
  const json whole = json::parse(standings_json(made_standings()));
  EXPECT_EQ(whole["scheme"], "2023");
  EXPECT_EQ(whole["title"]["vi"], "Đánh giá năm 2023");
  EXPECT_EQ(whole["level_basis"], "rounded");
  EXPECT_EQ(whole["groups"][0], json::parse(R"({"id":"functions","title":{"vi":"Chức năng","en":"Functions"},
    "points":70,"minimum":49,"measured":false})"));
  EXPECT_EQ(whole["groups"][1]["measured"], true);
  EXPECT_TRUE(whole["groups"][1]["minimum"].is_null());
  EXPECT_EQ(whole["levels"][4], json::parse(R"({"name":"E","from":0})"));
}

TEST(StandingsJson, HasEachBodyWithItsDoubt) {
  const json whole = json::parse(standings_json(made_standings()));
  ASSERT_EQ(whole["bodies"].size(), 3U);
  EXPECT_EQ(whole["bodies"][0], json::parse(R"({"portal_id":"ha-noi","name":{"vi":"Thành phố Hà Nội","en":""},
    "groups":{"functions":65.5,"performance":10,"accessibility":8},"groups_range":{"performance":[5,15]},
    "sum":83.5,"total":83.5,"total_range":[78.5,88.5],"levels":["B","C"],"rank":1,"rank_last":2,"tier":1,
    "not_ranked":[]})"));
  EXPECT_EQ(whole["bodies"][1]["sum"], 79.125);
  EXPECT_TRUE(whole["bodies"][1]["total_range"].is_null());
}

TEST(StandingsJson, NamesTheReasonsOfABodyWithoutARank) {
  const json body = json::parse(standings_json(made_standings()))["bodies"][2];
  EXPECT_TRUE(body["rank"].is_null());
  EXPECT_TRUE(body["total"].is_null());
  EXPECT_EQ(body["levels"], json::array());
  EXPECT_TRUE(body["groups"]["performance"].is_null());
  EXPECT_EQ(body["not_ranked"],
            json::parse(R"([{"reason":"under_minimum","group":"functions","text":{"vi":"","en":""}},
    {"reason":"performance_not_ranked","group":"performance","text":{"vi":"quá ít đêm đo","en":"too few nights"}}])"));
}

TEST(StandingsJson, KeepsEveryDigit) {
  Standings standings = made_standings();
  standings.bodies[0].sum = Points::from_millionths(83'500'001);
  EXPECT_NE(standings_json(standings).find("\"sum\":83.500001,"), std::string::npos);
}

TEST(StandingsJson, SurvivesHostileNames) {
  Standings standings = made_standings();
  standings.bodies[0].body.name.vi = "a\"}]\n\x1b\xFF";
  const json whole = json::parse(standings_json(standings));
  EXPECT_EQ(whole["bodies"][0]["name"]["vi"], "a\"}]\n\x1b\uFFFD");
}

TEST(BlockTableJson, HasBlocksAndAll) {
  const json table = json::parse(block_table_json(made_blocks()));
  EXPECT_EQ(table["by"], "deployment");
  EXPECT_EQ(table["overlapping"], false);
  EXPECT_EQ(table["blocks"][0],
            json::parse(R"({"label":"leased","bodies":3,"totals":3,"ranked":3,"mean":85.23,"median":85,
    "lowest":80,"highest":90.69,"group_means":{"functions":66.67,"performance":13.33,"accessibility":5.23},
    "levels":{"A":1,"B":2,"C":0,"D":0,"E":0},"levels_in_doubt":0,"without_level":0})"));
  EXPECT_TRUE(table["blocks"][1]["mean"].is_null());
  EXPECT_EQ(table["all"]["bodies"], 5);
}

TEST(TotalsChangeJson, PutsBothYearsSideBySide) {
  const Standings made = made_standings();
  TotalsChange change;
  change.before = change.after = made.scheme;
  change.totals_compare = false;
  change.differences = {{"khác", "other"}};
  BodyChange body;
  body.after = made.bodies[0];
  body.total = pt(-1.5);
  body.total_range = range(-2, 3);
  body.groups = {{"functions", pt(2)}};
  body.levels = -1;
  change.bodies = {body};
  const json whole = json::parse(totals_change_json(change));
  EXPECT_EQ(whole["totals_compare"], false);
  EXPECT_EQ(whole["differences"][0]["en"], "other");
  EXPECT_TRUE(whole["bodies"][0]["before"].is_null());
  EXPECT_EQ(whole["bodies"][0]["after"]["levels"], json::parse(R"(["B","C"])"));
  EXPECT_EQ(whole["bodies"][0]["change"],
            json::parse(
                R"({"total":-1.5,"total_range":[-2,3],"groups":{"functions":2},"levels":-1,"ranks":null})"));
}

TEST(JsonWriter, KeepsTheCommasApart) {
  JsonWriter writer;
  writer.begin_object();
  writer.key("a").begin_array();
  writer.end_array();
  writer.key("b").begin_array();
  writer.number(-1);
  writer.begin_object();
  writer.end_object();
  writer.null();
  writer.truth(true);
  writer.end_array();
  writer.key("c").text("x\"y");
  writer.end_object();
  EXPECT_EQ(writer.take(), R"({"a":[],"b":[-1,{},null,true],"c":"x\"y"})");
}

}  // namespace
}  // namespace portalprobe
