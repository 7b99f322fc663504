#include <gmock/gmock.h>

#include <algorithm>

#include "tests/probe/engine_fixture.hpp"
#include "tests/support/ports.hpp"

namespace portalprobe {
namespace {

using support::LoopbackServer;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

/// A page load of `portal.test`, whatever path is asked for.
class PageLoadTest : public EngineTest {
 protected:
  static support::Script page(const std::string& markup) {
    return {support::respond({.headers = {{"Content-Type", "text/html; charset=utf-8"}}, .body = markup})};
  }
  static support::Script style(const std::string& text) {
    return {support::respond({.headers = {{"Content-Type", "text/css"}}, .body = text})};
  }
  static support::Script bytes(const std::string& type, std::size_t size = 100) {
    return {support::respond({.headers = {{"Content-Type", type}}, .body = std::string(size, 'x')})};
  }

  static const PageResource& row_of(const Measurement& loaded, const std::string& ending) {
    static const PageResource kNone;
    for (const auto& row : loaded.page.value().resources) {
      if (row.url.ends_with(ending)) return row;
    }
    ADD_FAILURE() << "no resource " << ending;
    return kNone;
  }
  static std::vector<std::string> paths(const Measurement& loaded) {
    std::vector<std::string> all;
    for (const auto& row : loaded.page.value().resources) {
      const auto slash = row.url.find('/', 8);
      all.push_back(row.url.substr(slash));
    }
    return all;
  }
};

TEST_F(PageLoadTest, FetchesWhatTheDocumentAndItsStylesAskFor) {
  LoopbackServer server;
  server.on(
      "/",
      page("<!doctype html><html><head><link rel=stylesheet href=/a.css><script src=/a.js></script></head>"
           "<body class=hero><p>Cổng</p><img src=logo.png><img src=later.png loading=lazy></body></html>"));
  server.on("/a.css",
            style("@import 'more.css'; @font-face{font-family:F;src:url(f.woff2)format('woff2')}"
                  "body{font-family:F} .hero{background:url(/hero.jpg)} .unused{background:url(/no.jpg)}"));
  server.on("/more.css", style("p{background-image:url(p.png)}"));
  for (const char* path : {"/a.js", "/logo.png", "/f.woff2", "/hero.jpg", "/p.png"})
    server.on(path, bytes("application/octet-stream"));
  serve(server);
  const Measurement loaded = load("http://portal.test/");
  const Sample& s = loaded.sample;
  EXPECT_EQ(s.outcome, Outcome::ok) << s.detail;
  EXPECT_EQ(s.engine, EngineKind::network);
  EXPECT_THAT(paths(loaded), UnorderedElementsAre("/", "/a.css", "/a.js", "/logo.png", "/more.css",
                                                  "/f.woff2", "/hero.jpg", "/p.png"));
  ASSERT_TRUE(s.network_load && s.timings.done);
  EXPECT_GE(*s.network_load, *s.timings.done);
  for (const auto& row : loaded.page->resources) {
    EXPECT_EQ(row.outcome, Outcome::ok) << row.url << row.detail;
    EXPECT_EQ(row.status, 200) << row.url;
    ASSERT_TRUE(row.timings.done) << row.url;
    EXPECT_LE(*row.timings.done, *s.network_load) << row.url;
  }
  EXPECT_EQ(s.requests, 8U);
  EXPECT_EQ(s.requests_failed, 0U);
  EXPECT_EQ(row_of(loaded, "/more.css").initiator, 1U) << "the sheet that imports it";
  EXPECT_EQ(s.needs_browser, false);
  EXPECT_EQ(s.emc_level, 0);
  EXPECT_EQ(s.page_capped, "");
}

TEST_F(PageLoadTest, ALoadThatIsOverWithItsLastSheetWaitsForNoneOfItsFonts) {
  LoopbackServer server;
  server.on("/", page("<head><link rel=stylesheet href=/a.css><body><p>x"));
  server.on("/a.css",
            style("@font-face{font-family:F;src:url(f.woff2)} p{font-family:F;background:url(p.png)}"));
  serve(server);
  const Measurement loaded = load("http://portal.test/");
  EXPECT_EQ(loaded.sample.outcome, Outcome::ok) << loaded.sample.detail;
  EXPECT_THAT(paths(loaded), ElementsAre("/", "/a.css"));
}

TEST_F(PageLoadTest, FetchesWhatAFrameInsideThePageAsksFor) {
  LoopbackServer server;
  server.on("/", page("<head><base href=/there/></head><body>"
                      "<iframe srcdoc=\"<img src=a.png><iframe srcdoc='<img src=b.png>'></iframe>\"></iframe>"
                      "<iframe loading=lazy srcdoc='<img src=no.png>'></iframe>"));
  for (const char* path : {"/there/a.png", "/there/b.png"}) server.on(path, bytes("image/png"));
  serve(server);
  const Measurement loaded = load("http://portal.test/");
  EXPECT_EQ(loaded.sample.outcome, Outcome::ok) << loaded.sample.detail;
  EXPECT_THAT(paths(loaded), UnorderedElementsAre("/", "/there/a.png", "/there/b.png"));
}

TEST_F(PageLoadTest, AsksOtherOriginsWithoutCredentialsOverConnectionsOfTheirOwn) {
  LoopbackServer server;
  server.on("/", {support::respond({.headers = {{"Content-Type", "text/html"}, {"Set-Cookie", "a=b"}},
                                    .body = "<body><img src=http://cdn.test/plain.png>"
                                            "<img crossorigin src=http://cdn.test/anonymous.png>"
                                            "<img crossorigin src=/own.png>"})});
  for (const char* path : {"/plain.png", "/anonymous.png", "/own.png"}) server.on(path, bytes("image/png"));
  map("cdn.test", server);
  serve(server);
  const Measurement loaded = load("http://portal.test/");
  EXPECT_EQ(loaded.sample.outcome, Outcome::ok) << loaded.sample.detail;
  EXPECT_TRUE(row_of(loaded, "/plain.png").timings.connected);
  EXPECT_TRUE(row_of(loaded, "/anonymous.png").timings.connected) << "no connection of the others is used";
  const auto asked = [&](const std::string& path) {
    const auto requests = server.requests();
    return *std::ranges::find_if(requests, [&](const auto& request) { return request.target == path; });
  };
  EXPECT_EQ(asked("/anonymous.png").header("Origin"), "http://portal.test");
  EXPECT_EQ(asked("/plain.png").header("Origin"), "");
  EXPECT_EQ(asked("/own.png").header("Origin"), "") << "its own origin is no other";
}

TEST_F(PageLoadTest, ASlowResourceIsTheLoad) {
  LoopbackServer server;
  server.on("/", page("<body><img src=/slow.png><img src=/fast.png>"));
  server.on("/slow.png", {support::pause(300ms), support::respond({.body = "x"})});
  server.on("/fast.png", bytes("image/png"));
  serve(server);
  const Sample s = load("http://portal.test/").sample;
  ASSERT_TRUE(s.network_load);
  EXPECT_GE(*s.network_load, 300ms);
  EXPECT_LT(*s.ttfb, 290ms);
}

TEST_F(PageLoadTest, OpensSixConnectionsToAnOriginThatTakesOneRequestEach) {
  LoopbackServer server;
  std::string markup = "<body>";
  for (int i = 0; i < 30; ++i) {
    markup += "<img src=/" + std::to_string(i) + ".png>";
    server.on("/" + std::to_string(i) + ".png", {support::pause(20ms), support::respond({.body = "x"})});
  }
  server.on("/", page(markup));
  serve(server);
  const Measurement loaded = load("http://portal.test/");
  EXPECT_EQ(loaded.sample.outcome, Outcome::ok);
  EXPECT_EQ(loaded.page->resources.size(), 31U);
  EXPECT_EQ(server.connections_peak(), 6U);
}

TEST_F(PageLoadTest, FramesAreLoadedWithWhatTheyAskFor) {
  LoopbackServer server;
  server.on("/", page("<body><iframe src=/frame></iframe>"));
  server.on("/frame", page("<body><img src=inner.png>"));
  server.on("/inner.png", bytes("image/png"));
  serve(server);
  EXPECT_THAT(paths(load("http://portal.test/")), ElementsAre("/", "/frame", "/inner.png"));
}

TEST_F(PageLoadTest, FailuresOfResourcesAreNotedAndEndNothing) {
  LoopbackServer server;
  server.on("/", page("<link rel=stylesheet href=/gone.css><link rel=stylesheet href=/loop.css>"
                      "<body><img src=/reset.png><img src=/ok.png>"));
  server.on("/gone.css", {support::respond({.status = 404})});
  server.on("/loop.css", {support::redirect("/loop.css")});
  server.on("/reset.png", {support::reset()});
  server.on("/ok.png", bytes("image/png"));
  serve(server);
  const Measurement loaded = load("http://portal.test/");
  EXPECT_EQ(loaded.sample.outcome, Outcome::ok);
  EXPECT_TRUE(loaded.sample.network_load);
  EXPECT_EQ(loaded.sample.requests_failed, 3U);
  EXPECT_EQ(row_of(loaded, "/gone.css").outcome, Outcome::http_client_error);
  EXPECT_EQ(row_of(loaded, "/loop.css").outcome, Outcome::redirect_loop);
  EXPECT_NE(row_of(loaded, "/reset.png").outcome, Outcome::ok);
  EXPECT_EQ(row_of(loaded, "/ok.png").outcome, Outcome::ok);
}

constexpr const char* kTwoFonts =
    "<style>@font-face{font-family:F;src:url(/f.woff2),url(/f.woff)}@font-face{font-family:G;"
    "src:url(/g.woff2),url(/g.woff)}body{font-family:F,G}</style><body>text";

void serve_no_font_of_f(LoopbackServer& server) {
  server.on("/f.woff2", {support::respond({.status = 404})});
  server.on("/f.woff", {support::respond({.headers = {{"Content-Type", "text/html"}}, .body = "not found"})});
}

TEST_F(PageLoadTest, AFontThatIsNoneIsAskedForInTheNextFormat) {
  LoopbackServer server;
  server.on("/", page(kTwoFonts));
  serve_no_font_of_f(server);
  serve(server);
  EXPECT_THAT(paths(load("http://portal.test/")), ElementsAre("/", "/f.woff2", "/f.woff"))
      << "the load event comes before what stands in for it is looked for";
}

TEST_F(PageLoadTest, AnotherFontStandsInForOneThatDidNotComeWhileThePageIsLoading) {
  LoopbackServer server;
  support::Gate gate;
  server.on("/", page(std::string(kTwoFonts) + "<img src=/late.png>"));
  serve_no_font_of_f(server);
  server.on("/g.woff2", {support::respond({.body = "font"}), support::announce(gate)});
  server.on("/late.png", {support::wait_for(gate), support::respond({.body = "x"})});
  serve(server);
  EXPECT_THAT(paths(load("http://portal.test/")),
              testing::UnorderedElementsAre("/", "/late.png", "/f.woff2", "/f.woff", "/g.woff2"));
}

TEST_F(PageLoadTest, AResourceThatHangsMakesTheLoadTimeOut) {
  LoopbackServer server;
  server.on("/", page("<body><img src=/hang.png>"));
  server.on("/hang.png", {support::stay_silent()});
  serve(server);
  settings.timeout = 700ms;
  settings.connect_timeout = 500ms;
  const Sample s = load("http://portal.test/").sample;
  EXPECT_EQ(s.outcome, Outcome::timed_out);
  EXPECT_FALSE(s.network_load);
  EXPECT_LE(s.censored_after, 700ms);
  EXPECT_GE(s.censored_after, 600ms);
  EXPECT_THAT(s.detail, HasSubstr("/hang.png"));
  EXPECT_TRUE(s.ttfb) << "the document's marks stand";
}

TEST_F(PageLoadTest, APageMayNotLeadUsInside) {
  LoopbackServer server;
  LoopbackServer inside({.address = "127.0.0.9"});
  inside.otherwise({support::respond({.body = "secret"})});
  server.on("/", page("<body><img src='" + inside.url("/a.png") +
                      "'><script src='http://localhost:1/x.js'></script>"));
  serve(server);
  const Measurement loaded = load("http://portal.test/");
  EXPECT_EQ(row_of(loaded, "/a.png").outcome, Outcome::redirect_refused);
  EXPECT_EQ(inside.connections().size(), 0U);
}

TEST_F(PageLoadTest, TheVisitCounterIsNeverAsked) {
  LoopbackServer server;
  LoopbackServer counter({.tls = tls()});
  server.on("/", page("<body><img src='https://f-emc.ngsp.gov.vn/tracking?x=1'><img src=/to-it>"
                      "<img src='https://F-EMC.ngsp.gov.vn/embed/..%2ftracking'>"));
  server.on("/to-it", {support::redirect("https://f-emc.ngsp.gov.vn/tracking")});
  serve(server);
  map("f-emc.ngsp.gov.vn", counter);
  const Measurement loaded = load("http://portal.test/");
  EXPECT_THAT(paths(loaded), ElementsAre("/", "/to-it"));
  EXPECT_EQ(row_of(loaded, "/to-it").outcome, Outcome::redirect_refused);
  EXPECT_EQ(counter.connections().size(), 0U);
}

TEST_F(PageLoadTest, LimitsHoldAndAreTold) {
  LoopbackServer server;
  std::string markup = "<body>";
  for (int i = 0; i < 50; ++i) markup += "<img src=/" + std::to_string(i) + ".png>";
  server.on("/", page(markup));
  server.otherwise(bytes("image/png", 2000));
  serve(server);
  settings.page_limits.requests = 10;
  const Measurement loaded = load("http://portal.test/");
  EXPECT_EQ(loaded.page->resources.size(), 11U);
  EXPECT_EQ(loaded.sample.page_capped, "requests");
  EXPECT_TRUE(loaded.sample.network_load) << "what is left out can only make it longer";
}

TEST_F(PageLoadTest, ADocumentThatFailsHasNoLoad) {
  LoopbackServer server;
  server.on("/", {support::respond({.status = 500,
                                    .headers = {{"Content-Type", "text/html"}},
                                    .body = "<body><img src=/a.png>"})});
  serve(server);
  const Measurement loaded = load("http://portal.test/");
  EXPECT_EQ(loaded.sample.outcome, Outcome::http_server_error);
  EXPECT_EQ(loaded.sample.engine, EngineKind::network);
  EXPECT_FALSE(loaded.sample.network_load);
}

TEST_F(PageLoadTest, RedirectsLeadToThePageThatIsLoaded) {
  LoopbackServer server;
  server.on("/", {support::redirect("/web/home")});
  server.on("/web/home", page("<body><img src=logo.png>"));
  server.on("/web/logo.png", bytes("image/png"));
  serve(server);
  const Measurement loaded = load("http://portal.test/");
  EXPECT_THAT(paths(loaded), ElementsAre("/web/home", "/web/logo.png"));
  EXPECT_EQ(loaded.page->resources[0].redirects, 1U);
}

TEST_F(PageLoadTest, WorksOverTls) {
  LoopbackServer server({.tls = tls()});
  server.on(
      "/",
      page("<body><img src=/a.png><img src='http://portal.test/b.png'><script src='http://portal.test/c.js'>"
           "</script>"));
  server.otherwise(bytes("image/png"));
  serve(server);
  const Measurement loaded = load("https://portal.test/");
  EXPECT_EQ(loaded.sample.outcome, Outcome::ok) << loaded.sample.detail;
  EXPECT_THAT(paths(loaded), UnorderedElementsAre("/", "/a.png", "/b.png"))
      << "mixed content: images are upgraded";
  EXPECT_TRUE(row_of(loaded, "/b.png").url.starts_with("https:"));
}

TEST_F(PageLoadTest, TlsSessionsAreResumedWithinAVisitAndNotBeyondIt) {
  LoopbackServer server({.tls = tls()});
  serve(server);
  for (int visit = 0; visit < 2; ++visit) {
    const support::Gate b;
    const support::Gate c;
    const auto picture = support::respond({.body = "x"});
    server.on("/", page("<body><img src=/a.png><img src=/b.png><img src=/c.png>"));
    server.on("/a.png",
              {support::wait_for(b), picture});  // under way together, so over connections of their own
    server.on("/b.png", {support::announce(b), support::wait_for(c), picture});
    server.on("/c.png", {support::announce(c), picture});
    const std::size_t before = server.connections().size();
    EXPECT_EQ(load("https://portal.test/").sample.outcome, Outcome::ok);
    const auto all = server.connections();
    ASSERT_GE(all.size(), before + 3);
    EXPECT_FALSE(all[before].resumed) << "a visit starts cold";
    // Not all: a ticket of TLS 1.3 is for one use, and the next may be on its way.
    EXPECT_TRUE(std::any_of(all.begin() + static_cast<std::ptrdiff_t>(before) + 1, all.end(),
                            [](const auto& one) { return one.resumed; }));
  }
}

TEST_F(PageLoadTest, TheClientsCertificateIsShownToThePortalAlone) {
  auto options = tls();
  options.client_authority_pem = pki().root().certificate_pem();
  LoopbackServer server({.tls = options});
  server.on("/", page("<body><img src=/own.png><img src=https://other.test/theirs.png>"));
  server.otherwise(bytes("image/png"));
  serve(server);
  const auto identity = pki().client_identity();
  portal.client_cert = dir.write("client.pem", identity.chain_pem);
  portal.client_key = Secret(dir.write("client.key", identity.key_pem));
  const Measurement loaded = load("https://portal.test/");
  EXPECT_EQ(row_of(loaded, "/own.png").outcome, Outcome::ok);
  EXPECT_NE(row_of(loaded, "/theirs.png").outcome, Outcome::ok);
}

TEST_F(PageLoadTest, OnAnHttpsPageNothingButAnImageMayRedirectToPlainHttp) {
  LoopbackServer server({.tls = tls()});
  LoopbackServer plain;
  plain.otherwise(bytes("text/javascript"));
  server.on("/", page("<body><img src=/a.png><script src=/b.js></script>"));
  server.on("/a.png", {support::redirect("http://plain.test/a")});
  server.on("/b.js", {support::redirect("http://plain.test/b")});
  map("plain.test", plain);
  serve(server);
  const Measurement loaded = load("https://portal.test/");
  EXPECT_EQ(row_of(loaded, "/a.png").outcome, Outcome::ok);
  EXPECT_EQ(row_of(loaded, "/b.js").outcome, Outcome::redirect_refused);
  EXPECT_TRUE(plain.requests("/b").empty());
}

TEST_F(PageLoadTest, PortsThatBrowsersBlockAreNeverAsked) {
  LoopbackServer server;
  server.on("/", page("<body><img src=http://other.test:25/a><img src=/to-it>"));
  server.on("/to-it", {support::redirect("http://other.test:6667/")});
  serve(server);
  const Measurement loaded = load("http://portal.test/");
  EXPECT_THAT(paths(loaded), ElementsAre("/", "/to-it"));
  EXPECT_EQ(row_of(loaded, "/to-it").outcome, Outcome::redirect_refused);
}

TEST_F(PageLoadTest, MoreMarkupThanIsLookedAtIsTold) {
  LoopbackServer server;
  server.on("/", page("<body><img src=/a.png>" + std::string(DocumentLimits{}.bytes, ' ')));
  server.otherwise(bytes("image/png"));
  serve(server);
  const Measurement loaded = load("http://portal.test/");
  EXPECT_EQ(loaded.sample.outcome, Outcome::ok) << loaded.sample.detail;
  EXPECT_EQ(loaded.sample.page_capped, "markup");
}

TEST_F(PageLoadTest, FramesBeyondTheLimitAreTold) {
  LoopbackServer server;
  server.on("/", page("<body><iframe src=/1>"));
  for (int depth = 1; depth < 6; ++depth)
    server.on("/" + std::to_string(depth), page("<body><iframe src=/" + std::to_string(depth + 1) + ">"));
  serve(server);
  const Measurement loaded = load("http://portal.test/");
  EXPECT_THAT(paths(loaded), ElementsAre("/", "/1", "/2", "/3", "/4"));
  EXPECT_EQ(loaded.sample.page_capped, "frames");
}

/// As an attribute's value.
std::string inline_frame(const std::string& markup) { return "<iframe srcdoc=\"" + markup + "\"></iframe>"; }

TEST_F(PageLoadTest, FramesThatOpenTogetherAreStyledWithinOneBudget) {
  LoopbackServer server;
  // Each takes some 3 million of the 60 million steps: none too many by itself, all together too many.
  std::string rules;
  for (int i = 0; i < 1000; ++i) rules += ".a .b{color:red;background:url(x.png)}";
  std::string elements;
  for (int i = 0; i < 1000; ++i) elements += "<p class=b>";
  std::string markup = "<body>";
  for (int i = 0; i < 40; ++i)
    markup += inline_frame("<style>" + rules + "</style><body class=a>" + elements + std::to_string(i));
  server.on("/", page(markup));
  serve(server);
  const Measurement loaded = load("http://portal.test/");
  EXPECT_EQ(loaded.sample.outcome, Outcome::ok) << loaded.sample.detail;
  EXPECT_EQ(loaded.sample.page_capped, "styles");
}

/// Page loads while the analyst's threads are taken.
class BusyAnalystTest : public PageLoadTest {
 protected:
  static constexpr auto kHeld = 100ms;

  void start(const std::string& url) {
    target(url);
    PlannedMeasurement planned;
    planned.engine = EngineKind::network;
    engine().start(portal, planned, admit, [this](Measurement done) { result = std::move(done); });
  }
  /// Once the path was asked for, lets the answers go out, and keeps at least so many things from being read
  /// for a while.
  void hold_up(const LoopbackServer& server, const std::string& path, const support::Gate& answers,
               std::size_t count = 1) {
    run_until([&] { return !server.requests(path).empty(); });
    run_until([&] { return engine().analyst().unfinished() == 0; });
    const support::Gate threads;
    const auto other = std::make_shared<int>();
    const auto third = std::make_shared<int>();
    for (const auto& visit : {other, third}) {
      engine().analyst().read(
          [threads]() -> Analyst::Deliver {
            EXPECT_TRUE(threads.wait());
            return [](microseconds) {};
          },
          visit);
    }
    answers.open();
    run_until([&] { return engine().analyst().unfinished() >= 2 + count; });
    const auto until = std::chrono::steady_clock::now() + kHeld;
    run_until([&] { return std::chrono::steady_clock::now() >= until; });
    threads.open();
  }
  Sample end() {
    run_until([&] { return result.has_value(); });
    return result->sample;
  }

  std::optional<Measurement> result;
};

TEST_F(BusyAnalystTest, TheDelaysOfAllSheetsThatLedToTheLastResourceAreAddedUp) {
  LoopbackServer server;
  const support::Gate outer;
  const support::Gate inner;
  const auto css = [](const support::Gate& gate, const std::string& text) {
    return support::Script{support::wait_for(gate),
                           support::respond({.headers = {{"Content-Type", "text/css"}}, .body = text})};
  };
  server.on("/", page("<link rel=stylesheet href=/outer.css><body><script src=/a.js></script>"));
  server.on("/outer.css", css(outer, "@import '/inner.css';"));
  server.on("/inner.css", css(inner, "body{background:url(/last.png)}"));
  server.on("/a.js", bytes("text/javascript"));
  server.on("/last.png", bytes("image/png"));
  serve(server);
  start("http://portal.test/");
  hold_up(server, "/outer.css", outer);
  hold_up(server, "/inner.css", inner);
  const Sample s = end();
  EXPECT_EQ(server.requests("/last.png").size(), 1U);
  ASSERT_TRUE(s.error) << "this kernel gives no stamps";
  EXPECT_GE(*s.error, 3 * kHeld / 2) << "two waits, not the longer one";
}

TEST_F(BusyAnalystTest, TheDelayOfWhatTheParserHadToWaitForIsCounted) {
  LoopbackServer server;
  const support::Gate sheet;
  server.on(
      "/",
      page("<link rel=stylesheet href=/a.css><body><script src=/a.js></script><iframe src=/last></iframe>"));
  server.on("/a.css", {support::wait_for(sheet), support::respond({.headers = {{"Content-Type", "text/css"}},
                                                                   .body = "p{color:red}"})});
  server.on("/a.js", bytes("text/javascript"));
  server.on("/last", {support::respond({.headers = {{"Content-Type", "image/png"}}, .body = "x"})});
  serve(server);
  start("http://portal.test/");
  hold_up(server, "/a.css", sheet);
  const Sample s = end();
  EXPECT_EQ(server.requests("/last").size(), 1U);
  ASSERT_TRUE(s.error) << "this kernel gives no stamps";
  EXPECT_GE(*s.error, kHeld / 2);
}

TEST_F(BusyAnalystTest, FramesThatArriveTogetherAreKeptWithinOneLimit) {
  LoopbackServer server;
  const support::Gate frames;
  constexpr std::size_t kFrames = 50;
  std::string markup = "<body>";
  for (std::size_t i = 0; i < kFrames; ++i) {
    const std::string path = "/" + std::to_string(i);
    markup += "<iframe src=" + path + "></iframe>";
    std::string inner = "<body><img src=" + path + ".png>";
    while (inner.size() < 160'000) inner += "<br>";  // five megabytes once it is read
    server.on(path, {support::wait_for(frames),
                     support::respond({.headers = {{"Content-Type", "text/html"}}, .body = inner})});
    server.on(path + ".png", bytes("image/png"));
  }
  server.on("/", page(markup));
  serve(server);
  start("http://portal.test/");
  hold_up(server, "/0", frames, kFrames);
  // On a machine that is slow enough, the time limit leaves out more.
  EXPECT_THAT(end().page_capped, HasSubstr("frames"));
  const std::size_t looked_into = result->page->resources.size() - 1 - kFrames;
  EXPECT_GT(looked_into, 5U);
  EXPECT_LT(looked_into, 20U);
}

TEST_F(PageLoadTest, MayBeCancelledAtAnyTime) {
  LoopbackServer server;
  server.on("/", page("<body><img src=/hang.png>"));
  server.on("/hang.png", {support::stay_silent()});
  serve(server);
  target("http://portal.test/");
  std::optional<Measurement> result;
  PlannedMeasurement planned;
  planned.engine = EngineKind::network;
  const ProbeId id = engine().start(
      portal, planned, [](const std::string&, const std::function<void()>& enter) { enter(); },
      [&](Measurement done) { result = std::move(done); });
  run_until([&] { return !server.requests("/hang.png").empty(); });
  engine().cancel(id);
  run_until([&] { return result.has_value(); });
  EXPECT_EQ(result->sample.outcome, Outcome::cancelled);
}

TEST_F(PageLoadTest, AnEngineMayBeDestroyedWhileAPageLoads) {
  LoopbackServer server;
  server.on("/", page("<link rel=stylesheet href=/a.css><body><img src=/hang.png>"));
  server.on("/a.css", style("p{background:url(x.png)}"));
  server.otherwise({support::stay_silent()});
  serve(server);
  target("http://portal.test/");
  PlannedMeasurement planned;
  planned.engine = EngineKind::network;
  engine().start(
      portal, planned, [](const std::string&, const std::function<void()>& enter) { enter(); },
      [](Measurement) { ADD_FAILURE() << "nobody is to be told"; });
  run_until([&] { return !server.requests("/hang.png").empty(); });
  drop_engine();
}

}  // namespace
}  // namespace portalprobe
