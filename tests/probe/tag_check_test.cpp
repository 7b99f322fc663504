#include <gmock/gmock.h>

#include <algorithm>

#include "tests/probe/engine_fixture.hpp"

namespace portalprobe {
namespace {

using support::LoopbackServer;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string kTag =
    "<script>(window._govaq=window._govaq||[]).push(['setSiteId','163'],"
    "['setTrackerUrl','https://f-emc.ngsp.gov.vn/tracking']);var s=document.createElement('script');"
    "s.src='https://f-emc.ngsp.gov.vn/embed/gov-tracking.min.js';document.head.appendChild(s);</script>";

/// A look at `other.test`, another system of the body whose portal is at `portal.test`.
class TagCheckTest : public EngineTest {
 protected:
  static support::Script page(const std::string& markup) {
    return {support::respond({.headers = {{"Content-Type", "text/html; charset=utf-8"}}, .body = markup})};
  }
  static support::Script redirect(const std::string& to) {
    return {support::respond({.status = 302, .headers = {{"Location", to}}})};
  }

  void ask(const std::string& url, const LoopbackServer& server) {
    target(url, TargetKind::system);
    for (const char* host : {"other.test", "www.other.test", "portal.test", "f-emc.ngsp.gov.vn"})
      map(host, server);
  }
  static std::vector<std::string> asked(const LoopbackServer& server) {
    std::vector<std::string> paths;
    for (const auto& request : server.requests()) paths.push_back(request.header("Host") + request.target);
    return paths;
  }
};

TEST_F(TagCheckTest, ReadsTheDocumentAndFetchesNothingOfIt) {
  LoopbackServer server;
  server.on("/", page("<!doctype html><head><link rel=stylesheet href=/a.css><script src=/a.js></script>" +
                      kTag + "</head><body><p>" + std::string(500, 'x') + "<img src=/logo.png>"));
  ask("http://other.test/", server);
  const Measurement measured = measure();
  const Sample& s = measured.sample;
  EXPECT_EQ(s.outcome, Outcome::ok) << s.detail;
  EXPECT_EQ(s.kind, TargetKind::system);
  EXPECT_EQ(s.engine, EngineKind::http);
  EXPECT_EQ(s.emc_level, 2);
  EXPECT_EQ(s.emc_site_id, "163");
  EXPECT_EQ(s.needs_browser, false);
  EXPECT_FALSE(s.network_load) << "no page was loaded";
  EXPECT_FALSE(measured.page);
  EXPECT_EQ(s.requests, 1U);
  EXPECT_THAT(asked(server), ElementsAre("other.test/"));
}

TEST_F(TagCheckTest, TellsTheLevelsAndWhatNeedsABrowser) {
  const std::string text(500, 'x');
  struct {
    std::string markup;
    int level;
    bool needs_browser;
  } rows[] = {
      {"<body>" + text, 0, false},
      {"<body>" + text + "<!--" + kTag + "-->", 1, false},
      {"<body>" + text + kTag, 2, false},
      {"<body><app-root></app-root><script src=/app.js></script>", 0, true},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.markup.substr(0, 40));
    LoopbackServer server;
    server.on("/", page(row.markup));
    drop_engine();
    connect_to.clear();
    ask("http://other.test/", server);
    const Sample s = sample();
    EXPECT_EQ(s.outcome, Outcome::ok) << s.detail;
    EXPECT_EQ(s.emc_level, row.level);
    EXPECT_EQ(s.needs_browser, row.needs_browser);
  }
}

TEST_F(TagCheckTest, SaysThatAPageWasTooLongToReadWhole) {
  LoopbackServer server;
  server.on("/", page("<body>" + std::string(9U << 20U, ' ') + kTag));
  ask("http://other.test/", server);
  const Sample s = sample();
  EXPECT_EQ(s.outcome, Outcome::ok) << s.detail;
  EXPECT_EQ(s.emc_level, 0);
  EXPECT_EQ(s.page_capped, "markup");
}

TEST_F(TagCheckTest, KnowsNoLevelWhereTheDocumentCouldNotBeHad) {
  LoopbackServer server;
  server.on("/", {support::respond({.status = 500, .body = kTag})});
  ask("http://other.test/", server);
  const Sample s = sample();
  EXPECT_EQ(s.outcome, Outcome::http_server_error);
  EXPECT_FALSE(s.emc_level);
  EXPECT_FALSE(s.needs_browser);
}

TEST_F(TagCheckTest, IsNotMovedByBeingElsewhereThanThePortalButByALeadAway) {
  struct {
    std::string to;
    Outcome want;
  } rows[] = {{"http://www.other.test/start", Outcome::ok}, {"http://portal.test/start", Outcome::moved}};
  for (const auto& row : rows) {
    SCOPED_TRACE(row.to);
    LoopbackServer server;
    server.on("/", redirect(row.to));
    server.on("/start", page("<body>" + kTag));
    drop_engine();
    connect_to.clear();
    ask("http://other.test/", server);
    const Sample s = sample();
    EXPECT_EQ(s.outcome, row.want) << s.detail;
    EXPECT_EQ(s.emc_level, row.want == Outcome::ok ? std::optional(2) : std::nullopt)
        << "another system's tag";
  }
}

TEST_F(TagCheckTest, NeverAsksTheCounter) {
  LoopbackServer server;
  server.on("/", redirect("http://f-emc.ngsp.gov.vn/tracking?idsite=1"));
  server.on("/tracking?idsite=1", page("counted"));
  ask("http://other.test/", server);
  const Sample s = sample();
  EXPECT_EQ(s.outcome, Outcome::redirect_refused);
  EXPECT_THAT(s.detail, HasSubstr("counter"));
  EXPECT_THAT(asked(server), ElementsAre("other.test/"));
}

TEST_F(TagCheckTest, CanBeCancelledAndOutlivesNoEngine) {
  LoopbackServer server;
  server.on("/", {support::stay_silent()});
  ask("http://other.test/", server);
  std::optional<Measurement> result;
  const auto id =
      engine().start(portal, PlannedMeasurement{}, admit, [&](Measurement m) { result = std::move(m); });
  engine().cancel(id);
  run_until([&] { return result.has_value(); });
  EXPECT_EQ(result->sample.outcome, Outcome::cancelled);
  engine().start(portal, PlannedMeasurement{}, admit,
                 [&](Measurement) { ADD_FAILURE() << "nobody is there"; });
  drop_engine();
}

}  // namespace
}  // namespace portalprobe
