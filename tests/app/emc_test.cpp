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

TEST(EmcDocuments, AreReadFromARecordAsTheyWereConfigured) {
  const auto record = [](const std::string& engine) {
    return R"({"defaults":{"page_engine":")" + engine + R"("},"portals":[
      {"id":"a","pages":[{"id":"home","url":"https://a.test/"}],"systems":["https://x.test/","https://y.test/"]},
      {"id":"b","pages":[{"id":"home","url":"https://b.test/"}],"systems":null},{"id":"c"}]})";
  };
  const auto documents = emc_documents_in(record("network"));
  ASSERT_EQ(documents.size(), 4U);
  EXPECT_EQ(documents[0].portal_id, "a");
  EXPECT_EQ(documents[0].target_id, "home");
  EXPECT_EQ(documents[0].url, "https://a.test/");
  EXPECT_EQ(documents[0].kind, TargetKind::page);
  EXPECT_EQ(documents[2].target_id, "system-2");
  EXPECT_EQ(documents[2].url, "https://y.test/");
  EXPECT_EQ(documents[2].kind, TargetKind::system);
  EXPECT_EQ(emc_documents_in(record("auto")).size(), 4U);
  EXPECT_EQ(emc_documents_in(record("none")).size(), 2U) << "pages are not loaded";
}

TEST(EmcDocuments, OfWhatIsNoConfigurationAreNone) {
  for (
      const char* text :
      {"", "x", "[]", "{}", R"({"portals":7})", R"({"portals":[1,{"id":2,"systems":["x"]}]})",
       R"({"defaults":7,"portals":[{"id":"a","pages":[{"id":"b"}]}]})",
       R"({"defaults":{"page_engine":"network"},"portals":[{"id":"a","pages":[1,{"id":2}],"systems":[1]}]})"})
    EXPECT_THAT(emc_documents_in(text), IsEmpty()) << text;
}

TEST(EmcDocuments, ArePagesOnlyWhereTheseAreLoaded) {
  Portal portal;
  portal.id = "a";
  portal.targets.resize(3);
  portal.targets[0].kind = TargetKind::page;
  portal.targets[1].kind = TargetKind::action;
  portal.targets[2].kind = TargetKind::system;
  EXPECT_EQ(emc_documents(std::vector{portal}, true).size(), 2U);
  EXPECT_EQ(emc_documents(std::vector{portal}, false).size(), 1U);
}

}  // namespace
}  // namespace portalprobe
