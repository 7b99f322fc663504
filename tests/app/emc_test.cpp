#include "app/emc.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

namespace portalprobe {
namespace {

using nlohmann::json;
using ::testing::IsEmpty;

TEST(EmcJson, TellsBodiesSystemsAndCopiedIds) {
  EmcReport report;
  EmcBody body;
  body.portal_id = "ha-noi";
  body.portal_level = 2;
  body.pages = {{"home", "https://a.test/", 2, "33", ""}};
  body.systems = {{"system-1", "https://b.test/", 2, "33", ""},
                  {"system-2", "https://c.test/", {}, "", "timed_out"}};
  body.active_systems = 1;
  report.bodies = {body};
  report.bodies_unknown = 1;
  report.shared = {{"33", {"ha-noi", "ha-noi/system-1"}}};
  EXPECT_EQ(json::parse(emc_json(report)), json::parse(R"({
    "bodies": {"active": 0, "text": 0, "absent": 0, "unknown": 1},
    "portals": [{"portal_id": "ha-noi", "level": null, "portal_level": 2,
      "pages": [{"target_id": "home", "url": "https://a.test/", "level": 2, "site_id": "33"}],
      "systems": [{"target_id": "system-1", "url": "https://b.test/", "level": 2, "site_id": "33"},
                  {"target_id": "system-2", "url": "https://c.test/", "level": null, "unknown": "timed_out"}],
      "systems_active": 1}],
    "shared_site_ids": [{"site_id": "33", "places": ["ha-noi", "ha-noi/system-1"]}]})"));
  EXPECT_EQ(emc_json(std::nullopt), "null");
}

TEST(EmcJson, SurvivesWhatIsNoText) {
  EmcReport report;
  EmcBody body;
  body.portal_id = "a";
  body.pages = {{"home", "https://a.test/\xff", 0, "", ""}};
  report.bodies = {body};
  EXPECT_TRUE(json::accept(emc_json(report)));
}

TEST(EmcSystems, AreReadFromARecordAsTheyWereConfigured) {
  const auto systems = emc_systems_in(
      R"({"portals":[{"id":"a","systems":["https://x.test/","https://y.test/"]},{"id":"b","systems":null},{"id":"c"}]})");
  ASSERT_EQ(systems.size(), 2U);
  EXPECT_EQ(systems[1].portal_id, "a");
  EXPECT_EQ(systems[1].target_id, "system-2");
  EXPECT_EQ(systems[1].url, "https://y.test/");
  for (const char* text :
       {"", "x", "[]", "{}", R"({"portals":7})", R"({"portals":[1,{"id":2,"systems":["x"]}]})",
        R"({"portals":[{"id":"a","systems":[1]}]})"})
    EXPECT_THAT(emc_systems_in(text), IsEmpty()) << text;
}

}  // namespace
}  // namespace portalprobe
