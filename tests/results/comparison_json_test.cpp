#include "results/comparison_json.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "tests/support/made_comparison.hpp"

namespace portalprobe {
namespace {

using nlohmann::json;
using testing_comparison::made_comparison;

TEST(ComparisonJson, SaysWhatIsComparedAndHow) {
  const json whole = json::parse(comparison_json(made_comparison()));
  EXPECT_EQ(whole["before"], json::parse(R"({"name":"sweep-a","sweeps":["sweep-a"],"vantages":["hanoi"],
    "from":"2026-11-20T15:00:00.000000Z","to":"2026-11-20T15:00:00.000000Z","nights":0})"));
  EXPECT_EQ(whole["after"]["name"], "sweep-b");
  EXPECT_EQ(whole["nightly"], false);
  EXPECT_EQ(whole["level"], 0.05);
  EXPECT_EQ(whole["metrics"][1],
            json::parse(R"({"metric":"cumulative_layout_shift","lines":1,"tests":0,"needed":4})"));
  EXPECT_EQ(whole["only_before"], json::parse(R"(["cu/home"])"));
  EXPECT_EQ(whole["only_after"], json::array());
  EXPECT_EQ(whole["notices"][0]["en"], "The stratum is night in A and office in B.");
}

TEST(ComparisonJson, HasEachPortalInAllAndByMetric) {
  const json whole = json::parse(comparison_json(made_comparison()));
  ASSERT_EQ(whole["portals"].size(), 3U);
  EXPECT_EQ(whole["portals"][0],
            json::parse(R"({"portal_id":"ha-noi","name":"Thành phố Hà Nội","change":"worse",
    "better":0,"worse":1,"unchanged":0,"undecidable":0,
    "metrics":{"ttfb":{"change":"worse","better":0,"worse":1,"unchanged":0,"undecidable":0}}})"));
  EXPECT_EQ(whole["portals"][1]["name"], "=HYPERLINK(\"x\")");
  EXPECT_TRUE(whole["portals"][2]["name"].is_null());
  EXPECT_TRUE(whole["portals"][2]["metrics"].contains("cumulative_layout_shift"));
}

TEST(ComparisonJson, HasEachLineWithTheTestsFigures) {
  const json whole = json::parse(comparison_json(made_comparison()));
  ASSERT_EQ(whole["lines"].size(), 3U);
  EXPECT_EQ(whole["lines"][0],
            json::parse(R"({"portal_id":"ha-noi","target_id":"home","metric":"ttfb","unit":"us",
    "kind":"page","engine":"http","connection":"cold","profile":"none","ip_family":"ipv4","change":"worse","reason":null,
    "before":{"values":60,"infinite":1,"samples":60,"failed":1,"left_out":{"wall":3},"median":200000,"p75":250000},
    "after":{"values":60,"infinite":0,"samples":60,"failed":0,"left_out":{},"median":1320500,"p75":1400000},
    "u":2500.5,"p":1.25e-9,"exact":false,"p_corrected":2.5e-9,"cliffs_delta":0.5,"cliffs_delta_interval":[0.25,0.75],
    "shift":1120500,"shift_interval":[1000000,1250000.5]})"));
}

TEST(ComparisonJson, HasNullForWhatIsNotKnownAndForWhatHasNoNumber) {
  const json whole = json::parse(comparison_json(made_comparison()));
  const json& down = whole["lines"][1];
  EXPECT_TRUE(down["after"]["median"].is_null());
  EXPECT_EQ(down["after"]["infinite"], 60);
  EXPECT_TRUE(down["shift"].is_null());
  const json& few = whole["lines"][2];
  EXPECT_EQ(few["reason"], "too_few_values");
  EXPECT_EQ(few["shift"], 0.0625);
  for (const char* name :
       {"unit", "u", "p", "exact", "p_corrected", "cliffs_delta_interval", "shift_interval"})
    EXPECT_TRUE(few[name].is_null()) << name;
}

}  // namespace
}  // namespace portalprobe
