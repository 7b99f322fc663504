#include "probe/http_engine.hpp"

#include <gmock/gmock.h>

#include <thread>

#include "core/sha256.hpp"
#include "probe/tls_contexts.hpp"
#include "tests/probe/engine_fixture.hpp"
#include "tests/support/ports.hpp"

namespace portalprobe {
namespace {

using support::LoopbackServer;
using support::Reply;
using support::TlsFlaw;
using ::testing::HasSubstr;
using ::testing::Not;

TEST_F(EngineTest, MeasuresAColdPlainPage) {
  LoopbackServer server;
  server.on("/",
            {support::respond(
                {.headers = {{"Server-Timing", "db;dur=53"}, {"Age", "7"}, {"Content-Type", "text/html"}},
                 .body = "<html><title>Cổng dịch vụ công</title>xin chào</html>"})});
  serve(server);
  target("http://portal.test/");
  const Measurement m = measure();
  const Sample& s = m.sample;
  EXPECT_EQ(s.outcome, Outcome::ok) << s.detail;
  EXPECT_EQ(s.side, Side::none);
  EXPECT_EQ(s.http_status, 200);
  EXPECT_EQ(s.http_version, "1.1");
  EXPECT_EQ(s.title, "Cổng dịch vụ công");
  EXPECT_EQ(s.server_timing, "db;dur=53");
  EXPECT_EQ(s.age_s, 7U);
  EXPECT_EQ(s.final_url, "http://portal.test/");
  EXPECT_EQ(s.remote_ip, "127.0.0.1");
  EXPECT_TRUE(s.local_port);
  EXPECT_EQ(s.requests, 1U);
  EXPECT_EQ(s.body_sha256, sha256_hex("<html><title>Cổng dịch vụ công</title>xin chào</html>"));
  EXPECT_FALSE(s.timings.resolved) << "an address needs no look-up";
  ASSERT_TRUE(s.timings.connected && s.timings.sent && s.timings.first_byte && s.timings.done);
  EXPECT_FALSE(s.timings.secured);
  EXPECT_LE(*s.timings.connected, *s.timings.sent);
  EXPECT_LE(*s.timings.sent, *s.timings.first_byte);
  EXPECT_LE(*s.timings.first_byte, *s.timings.done);
  EXPECT_EQ(s.ttfb, s.timings.first_byte);
  EXPECT_FALSE(s.response_time) << "a cold sample has no number under a warm name";
  EXPECT_GT(m.bytes_sent, 0U);
  EXPECT_GT(m.bytes_received, 0U);
}

TEST_F(EngineTest, MeasuresAColdPageOverTls) {
  LoopbackServer server({.tls = tls()});
  server.on("/", {support::respond({.body = "ok"})});
  serve(server);
  target("https://portal.test/");
  const Sample s = sample();
  EXPECT_EQ(s.outcome, Outcome::ok) << s.detail;
  ASSERT_TRUE(s.timings.connected && s.timings.secured && s.timings.sent);
  EXPECT_LE(*s.timings.connected, *s.timings.secured);
  EXPECT_LE(*s.timings.secured, *s.timings.sent);
  EXPECT_EQ(s.tls_version, "TLSv1.3");
  EXPECT_FALSE(s.tls_cipher.empty());
  EXPECT_TRUE(s.certificate_not_after);
}

TEST_F(EngineTest, WaitingServersShowInTheWaitAndNotBefore) {
  LoopbackServer server;
  server.on("/", {support::pause(300ms), support::respond({.body = "late"})});
  serve(server);
  target("http://portal.test/");
  const Sample s = sample();
  ASSERT_TRUE(s.timings.sent && s.timings.first_byte);
  EXPECT_GE(*s.timings.first_byte - *s.timings.sent, 299ms);
  EXPECT_LT(*s.timings.sent, 290ms);
}

TEST_F(EngineTest, WarmMeasurementsHaveTheirRequestOnTheConnectionOfThePrimingOne) {
  LoopbackServer server({.tls = tls()});
  server.on("/robots.txt", {support::respond({.status = 404})});
  server.on("/search", {support::respond({.body = "found"})});
  serve(server);
  target("https://portal.test/search", TargetKind::action);
  const Sample s = sample(Connection::warm);
  EXPECT_EQ(s.outcome, Outcome::ok) << s.detail;
  EXPECT_FALSE(s.timings.resolved || s.timings.connected || s.timings.secured);
  ASSERT_TRUE(s.timings.sent && s.timings.done);
  EXPECT_EQ(s.response_time, *s.timings.done - *s.timings.sent);
  EXPECT_EQ(s.server_wait, *s.timings.first_byte - *s.timings.sent);
  EXPECT_FALSE(s.ttfb);
  EXPECT_EQ(s.requests, 2U);
  EXPECT_EQ(server.connections().size(), 1U);
  EXPECT_EQ(s.tls_version, "TLSv1.3") << "the connection's facts are known all the same";
}

TEST_F(EngineTest, AServerThatClosesAfterPrimingIsNotReusableAndIsNotAskedAgain) {
  LoopbackServer server;
  server.on("/robots.txt", {support::respond_and_close({.body = "User-agent: *"})});
  server.on("/search", {support::respond({.body = "found"})});
  serve(server);
  target("http://portal.test/search", TargetKind::action);
  const Sample s = sample(Connection::warm);
  EXPECT_EQ(s.outcome, Outcome::not_reusable);
  EXPECT_EQ(server.connections().size(), 1U);
  EXPECT_TRUE(server.requests("/search").empty());
  EXPECT_FALSE(s.timings.connected);
}

TEST_F(EngineTest, AServerThatClosesWithoutSayingSoIsNotReusable) {
  LoopbackServer server;
  server.on("/robots.txt", {support::respond({.body = "x"}), support::read_request(), support::close()});
  serve(server);
  target("http://portal.test/search", TargetKind::action);
  const Sample s = sample(Connection::warm);
  EXPECT_NE(s.outcome, Outcome::ok);
  EXPECT_EQ(side_of(s.outcome), Side::portal);
  EXPECT_EQ(server.connections().size(), 1U) << "the request must not go twice";
}

TEST_F(EngineTest, AFailureWhilePrimingIsTheSamplesOutcome) {
  const support::RefusingPort closed;
  connect_to.push_back({"portal.test", std::nullopt, "127.0.0.1", closed.number()});
  target("http://portal.test/search", TargetKind::action);
  const Sample s = sample(Connection::warm);
  EXPECT_EQ(s.outcome, Outcome::connect_refused);
  EXPECT_THAT(s.detail, HasSubstr("priming"));
}

TEST_F(EngineTest, ARetryAfterToThePrimingRequestIsObeyed) {
  LoopbackServer server;
  server.on("/robots.txt", {support::respond({.status = 429, .headers = {{"Retry-After", "120"}}})});
  serve(server);
  target("http://portal.test/search", TargetKind::action);
  const Measurement m = measure(Connection::warm);
  EXPECT_EQ(m.sample.outcome, Outcome::blocked);
  ASSERT_TRUE(m.retry_after);
  EXPECT_EQ(m.retry_after->wait, 120s);
  EXPECT_EQ(m.retry_after->origin, "http://portal.test:80");
  EXPECT_TRUE(server.requests("/search").empty());
}

TEST_F(EngineTest, FollowsRedirectsHopByHopWithMarksOfTheirOwn) {
  LoopbackServer server;
  server.on("/", {support::pause(50ms), support::redirect("/web/home")});
  server.on("/web/home", {support::respond({.body = "home"})});
  serve(server);
  target("http://portal.test/");
  const Sample s = sample();
  EXPECT_EQ(s.outcome, Outcome::ok) << s.detail;
  ASSERT_EQ(s.redirects.size(), 1U);
  EXPECT_EQ(s.redirects[0].url, "http://portal.test/");
  EXPECT_EQ(s.redirects[0].status, 302);
  EXPECT_EQ(s.redirects[0].started, 0us);
  ASSERT_TRUE(s.redirects[0].timings.connected && s.redirects[0].timings.done && s.hop_started);
  EXPECT_GE(*s.redirects[0].timings.first_byte, 50ms);
  EXPECT_GE(*s.hop_started, *s.redirects[0].timings.done);
  EXPECT_GE(*s.ttfb, *s.hop_started) << "ttfb counts from the very start";
  EXPECT_FALSE(s.timings.connected) << "the hop used the connection that stood, as a browser would";
  EXPECT_EQ(s.final_url, "http://portal.test/web/home");
  EXPECT_EQ(server.connections().size(), 1U);
}

TEST_F(EngineTest, ARedirectBackToAnEarlierHostTellsOfThatHostsConnection) {
  LoopbackServer here({.tls = tls()});
  auto older = tls();
  older.highest = support::TlsVersion::tls1_2;
  LoopbackServer sso({.address = "127.0.0.2", .tls = older});
  here.on("/", {support::redirect("https://sso.portal.test/login")});
  sso.on("/login", {support::redirect("https://portal.test/home")});
  here.on("/home", {support::respond({.body = "home"})});
  serve(here);
  map("sso.portal.test", sso);
  portal.hosts.push_back("sso.portal.test");
  target("https://portal.test/");
  const Sample s = sample();
  EXPECT_EQ(s.outcome, Outcome::ok) << s.detail;
  ASSERT_EQ(s.redirects.size(), 2U);
  ASSERT_EQ(here.connections().size(), 1U) << "the connection that stood was used again";
  EXPECT_EQ(s.remote_ip, "127.0.0.1");
  EXPECT_EQ(s.local_port, here.connections()[0].peer_port);
  EXPECT_EQ(s.tls_version, "TLSv1.3");
}

TEST_F(EngineTest, CookiesOfAHopGoAlongAndTellALoopFromASession) {
  LoopbackServer server;
  server.choose([](const support::Request& request) -> support::Script {
    if (request.header("cookie").find("SESSION=1") != std::string::npos)
      return {support::respond({.body = "in"})};
    return {support::respond({.status = 302, .headers = {{"Location", "/"}, {"Set-Cookie", "SESSION=1"}}})};
  });
  serve(server);
  target("http://portal.test/");
  const Sample s = sample();
  EXPECT_EQ(s.outcome, Outcome::ok) << s.detail;
  EXPECT_EQ(s.redirects.size(), 1U);
}

TEST_F(EngineTest, NamesLoopsAndLimitsOfRedirects) {
  LoopbackServer server;
  server.on("/loop", {support::redirect("/loop2")});
  server.on("/loop2", {support::redirect("/loop")});
  server.choose([](const support::Request& request) -> support::Script {
    if (request.path != "/far") return {};
    return {support::redirect("/far?" + std::to_string(request.target.size()) + request.target.substr(4))};
  });
  serve(server);
  target("http://portal.test/loop");
  EXPECT_EQ(sample().outcome, Outcome::redirect_loop);
  target("http://portal.test/far");
  const Sample far = sample();
  EXPECT_EQ(far.outcome, Outcome::redirect_limit) << far.detail;
  EXPECT_LE(server.requests("/far").size(), 11U);
}

TEST_F(EngineTest, RefusesToBeLedToFilesOrIntoTheNetwork) {
  LoopbackServer server;
  LoopbackServer inner;
  serve(server);
  const std::string locations[] = {"file:///etc/passwd",
                                   "gopher://127.0.0.1:70/",
                                   "http://127.0.0.1:" + std::to_string(inner.port()) + "/",
                                   "http://2130706433:" + std::to_string(inner.port()) + "/",
                                   "http://0x7f.1:" + std::to_string(inner.port()) + "/",
                                   "http://[::ffff:127.0.0.1]:" + std::to_string(inner.port()) + "/",
                                   "http://localhost:" + std::to_string(inner.port()) + "/",
                                   "http://169.254.169.254/latest/meta-data/",
                                   "http://10.0.0.1/",
                                   "http://user:secret@portal.test/"};
  for (const auto& location : locations) {
    SCOPED_TRACE(location);
    server.on("/", {support::redirect(location)});
    target("http://portal.test/");
    const Sample s = sample();
    EXPECT_EQ(s.outcome, Outcome::redirect_refused) << s.detail;
    EXPECT_EQ(s.side, Side::portal);
  }
  EXPECT_TRUE(inner.connections().empty());
}

TEST_F(EngineTest, AMappingOfAllHostsDoesNotOpenTheInside) {
  LoopbackServer server;
  connect_to.push_back({"", std::nullopt, server.address(), server.port()});
  for (const std::string location : {"http://169.254.169.254/", "http://10.1.2.3:8080/", "http://[fd00::1]/",
                                     "http://localhost/", "http://127.0.0.1/"}) {
    SCOPED_TRACE(location);
    server.on("/", {support::redirect(location)});
    target("http://portal.test/");
    EXPECT_EQ(sample().outcome, Outcome::redirect_refused);
  }
}

TEST_F(EngineTest, AllowedNetworksMayBeReachedByRedirect) {
  LoopbackServer server;
  LoopbackServer inner;
  inner.on("/", {support::respond({.body = "inner"})});
  server.on("/", {support::redirect(inner.url())});
  serve(server);
  settings.allow_addresses = {"127.0.0.0/8"};
  portal.hosts.push_back("127.0.0.1");
  target("http://portal.test/");
  EXPECT_EQ(sample().outcome, Outcome::ok);
}

TEST_F(EngineTest, CredentialsDoNotCrossToAnotherOrigin) {
  LoopbackServer server;
  LoopbackServer other;
  other.on("/", {support::redirect("http://portal.test/back")});
  server.on("/", {support::redirect("http://other.test/")});
  server.on("/back", {support::respond({.body = "back"})});
  serve(server);
  map("other.test", other);
  auto& t = target("http://portal.test/");
  t.headers = {{"Authorization", Secret("Bearer ${env:T}", "Bearer secret")},
               {"Cookie", Secret("id=secret")},
               {"X-Api-Key", Secret("${env:K}", "secret")}};
  const Sample s = sample();
  EXPECT_EQ(s.outcome, Outcome::ok) << s.detail;
  ASSERT_EQ(server.requests("/").size(), 1U);
  EXPECT_EQ(server.requests("/")[0].header("authorization"), "Bearer secret");
  ASSERT_EQ(other.requests().size(), 1U);
  EXPECT_THAT(other.requests()[0].head, Not(HasSubstr("secret")));
}

TEST_F(EngineTest, APortalThatAnswersFromElsewhereHasMoved) {
  LoopbackServer server;
  LoopbackServer national;
  national.on("/", {support::respond({.body = "Cổng Dịch vụ công quốc gia"})});
  server.on("/", {support::redirect("http://dichvucong.test/", 301)});
  serve(server);
  map("dichvucong.test", national);
  target("http://portal.test/");
  const Sample s = sample();
  EXPECT_EQ(s.outcome, Outcome::moved);
  EXPECT_THAT(s.detail, HasSubstr("dichvucong.test"));
  target("http://portal.test/", TargetKind::action);
  server.on("/robots.txt", {support::respond({.status = 404})});
  EXPECT_EQ(sample(Connection::warm).outcome, Outcome::moved);
}

TEST_F(EngineTest, NamesEachFlawOfACertificate) {
  struct {
    TlsFlaw flaw;
    Outcome want;
  } rows[] = {
      {TlsFlaw::missing_intermediate, Outcome::tls_chain_incomplete},
      {TlsFlaw::expired, Outcome::tls_certificate_expired},
      {TlsFlaw::not_yet_valid, Outcome::tls_certificate_not_yet_valid},
      {TlsFlaw::wrong_host, Outcome::tls_hostname_mismatch},
      {TlsFlaw::self_signed, Outcome::tls_self_signed},
      {TlsFlaw::untrusted_root, Outcome::tls_untrusted_issuer},
      {TlsFlaw::untrusted_root_sent, Outcome::tls_untrusted_issuer},
      {TlsFlaw::expired_intermediate, Outcome::tls_certificate_expired},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(to_string(row.want));
    LoopbackServer server({.tls = tls(row.flaw)});
    target("https://127.0.0.1:" + std::to_string(server.port()) + "/");
    const Sample s = sample();
    EXPECT_EQ(s.outcome, row.want) << s.detail;
    EXPECT_TRUE(s.timings.connected);
    EXPECT_FALSE(s.timings.sent);
    EXPECT_FALSE(s.detail.empty());
  }
}

TEST_F(EngineTest, NamesHandshakesThatFailOrHang) {
  settings.connect_timeout = 500ms;
  struct {
    support::Handshake behaviour;
    Outcome want;
  } rows[] = {
      {support::Handshake::garbage, Outcome::tls_handshake_failed},
      {support::Handshake::alert, Outcome::tls_handshake_failed},
      {support::Handshake::close, Outcome::tls_handshake_failed},
      {support::Handshake::reset, Outcome::tls_handshake_failed},
      {support::Handshake::hang, Outcome::tls_timed_out},
  };
  for (const auto& row : rows) {
    auto options = tls();
    options.handshake = row.behaviour;
    LoopbackServer server({.tls = options});
    target(server.url());
    const Sample s = sample();
    EXPECT_EQ(s.outcome, row.want) << s.detail;
    EXPECT_TRUE(s.timings.connected) << "known although TLS failed";
    EXPECT_FALSE(s.timings.secured);
    EXPECT_EQ(s.censored_after.has_value(), row.want == Outcome::tls_timed_out);
  }
}

TEST_F(EngineTest, NamesConnectionsThatFail) {
  const support::RefusingPort closed;
  target("http://127.0.0.1:" + std::to_string(closed.number()) + "/");
  Sample s = sample();
  EXPECT_EQ(s.outcome, Outcome::connect_refused) << s.detail;
  EXPECT_EQ(s.remote_ip, "127.0.0.1");
  EXPECT_FALSE(s.timings.connected);
}

TEST_F(EngineTest, NamesConnectionsThatNeverStand) {
  settings.connect_timeout = 400ms;
  const support::DeafPort deaf;
  target("http://127.0.0.1:" + std::to_string(deaf.number()) + "/");
  const Sample s = sample();
  EXPECT_EQ(s.outcome, Outcome::connect_timed_out) << s.detail;
  ASSERT_TRUE(s.censored_after);
  EXPECT_GT(*s.censored_after, 0us);  // the time limit less our own preparations, however long they took
  EXPECT_LE(*s.censored_after, 20s);
}

TEST_F(EngineTest, NamesHostsThatDoNotExistWithoutAskingAnybody) {
  target("https://khong-ton-tai.invalid/");
  const Sample s = sample();
  EXPECT_EQ(s.outcome, Outcome::dns_not_found) << s.detail;
  EXPECT_FALSE(s.timings.resolved);
}

TEST_F(EngineTest, NamesAnswersThatAreNoneOrStopHalfway) {
  settings.timeout = 600ms;
  struct {
    const char* path;
    support::Script script;
    Outcome want;
  } rows[] = {
      {"/empty", {support::close()}, Outcome::http_empty},
      {"/reset", {support::reset()}, Outcome::http_empty},
      {"/garbage", {support::send("SSH-2.0-OpenSSH\r\n"), support::close()}, Outcome::http_protocol_error},
      {"/short",
       {support::send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc"), support::close()},
       Outcome::http_truncated},
      {"/cut",
       {support::send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc"), support::reset()},
       Outcome::http_truncated},
      {"/chunk",
       {support::send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"), support::close()},
       Outcome::http_truncated},
      {"/badchunk",
       {support::send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"), support::close()},
       Outcome::http_protocol_error},
      {"/badgzip",
       {support::respond({.headers = {{"Content-Encoding", "gzip"}}, .body = "no gzip at all"})},
       Outcome::http_protocol_error},
      {"/silent", {support::stay_silent()}, Outcome::timed_out},
      {"/drip",
       {support::send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"),
        support::send_byte_by_byte(std::string(100, 'x'), 100ms)},
       Outcome::timed_out},
      {"/404", {support::respond({.status = 404})}, Outcome::http_client_error},
      {"/503", {support::respond({.status = 503})}, Outcome::http_server_error},
      {"/429", {support::respond({.status = 429, .headers = {{"Retry-After", "30"}}})}, Outcome::blocked},
  };
  LoopbackServer server;
  serve(server);
  for (const auto& row : rows) {
    SCOPED_TRACE(row.path);
    server.on(row.path, row.script);
    target(std::string("http://portal.test") + row.path);
    const Sample s = sample();
    EXPECT_EQ(s.outcome, row.want) << to_string(s.outcome) << ": " << s.detail;
    if (row.want == Outcome::timed_out) {
      ASSERT_TRUE(s.censored_after);
      EXPECT_FALSE(s.timings.done) << "what never ended has no end";
    }
  }
}

TEST_F(EngineTest, FloodsAreBoundedAndThePortalsFault) {
  settings.max_body = 1U << 20U;
  std::string many;
  for (int i = 0; i < 200000; ++i) many += "X-Flood: 1\r\n";
  struct {
    const char* path;
    support::Script script;
    Outcome want;
  } rows[] = {
      {"/endless",
       {support::send("HTTP/1.1 200 OK\r\n\r\n"), support::send_endlessly(std::string(65536, 'x'))},
       Outcome::body_too_large},
      {"/long-line",
       {support::send("HTTP/1.1 200 OK\r\nX: " + std::string(5U << 20U, 'x') + "\r\n\r\n"), support::close()},
       Outcome::http_protocol_error},
      {"/many-lines",
       {support::send("HTTP/1.1 200 OK\r\n" + many + "\r\n"), support::close()},
       Outcome::http_protocol_error},
      {"/endless-header",
       {support::send("HTTP/1.1 200 OK\r\n"), support::send_endlessly("X-Flood: 1\r\n")},
       Outcome::http_protocol_error},
  };
  LoopbackServer server;
  serve(server);
  for (const auto& row : rows) {
    SCOPED_TRACE(row.path);
    server.on(row.path, row.script);
    target(std::string("http://portal.test") + row.path);
    const Sample s = sample();
    EXPECT_EQ(s.outcome, row.want) << to_string(s.outcome) << ": " << s.detail;
    EXPECT_TRUE(s.body_sha256.empty());
  }
}

TEST_F(EngineTest, TheLimitOfABodyHoldsForDecodedBytes) {
  // A member of a few hundred bytes that inflates to 10 MB of zeros would pass a limit on what is
  // transferred.
  settings.max_body = 1U << 20U;
  const std::string bomb = [] {
    std::string gz = std::string("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03", 10);
    // Stored deflate blocks of 65535 bytes: no compressor needed here, the decoded size is what counts.
    for (int i = 0; i < 160; ++i) {
      gz += std::string("\x00\xff\xff\x00\x00", 5) + std::string(65535, '\0');
    }
    return gz + std::string("\x01\x00\x00\xff\xff", 5);
  }();
  LoopbackServer server;
  server.on("/", {support::respond({.headers = {{"Content-Encoding", "gzip"}}, .body = bomb})});
  serve(server);
  target("http://portal.test/");
  EXPECT_EQ(sample().outcome, Outcome::body_too_large);
}

TEST_F(EngineTest, ExpectationsAreHeld) {
  LoopbackServer server;
  server.on("/", {support::respond({.body = "kết quả: khai sinh"})});
  server.on("/teapot", {support::respond({.status = 418, .body = "x"})});
  serve(server);
  target("http://portal.test/").expect.contains = "khai sinh";
  EXPECT_EQ(sample().outcome, Outcome::ok);
  target("http://portal.test/").expect.contains = "khai tử";
  EXPECT_EQ(sample().outcome, Outcome::content_unexpected);
  target("http://portal.test/").expect.max_bytes = 4;
  EXPECT_EQ(sample().outcome, Outcome::body_too_large);
  target("http://portal.test/teapot").expect.status = {418};
  EXPECT_EQ(sample().outcome, Outcome::ok);
}

TEST_F(EngineTest, InterimAnswersDoNotStopTheClock) {
  LoopbackServer server;
  server.on("/", {support::send("HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n"),
                  support::pause(200ms), support::respond({.body = "late"})});
  serve(server);
  target("http://portal.test/");
  const Sample s = sample();
  EXPECT_EQ(s.outcome, Outcome::ok) << s.detail;
  EXPECT_EQ(s.http_status, 200);
  EXPECT_GE(*s.timings.first_byte, 199ms);
}

TEST_F(EngineTest, EnvironmentProxiesAreIgnoredAndConfiguredOnesAreTold) {
  LoopbackServer server;
  LoopbackServer proxy;
  server.on("/", {support::respond({.body = "direct"})});
  proxy.otherwise({support::respond({.body = "by proxy"})});
  setenv("http_proxy", proxy.url().c_str(), 1);
  setenv("no_proxy", "*", 1);
  serve(server);
  target("http://portal.test/");
  Sample s = sample();
  EXPECT_EQ(s.outcome, Outcome::ok) << s.detail;
  EXPECT_FALSE(s.via_proxy);
  EXPECT_TRUE(proxy.requests().empty());

  portal.proxy = Secret(proxy.url());
  s = sample();
  EXPECT_EQ(s.outcome, Outcome::ok) << s.detail;
  EXPECT_TRUE(s.via_proxy);
  EXPECT_EQ(proxy.requests().size(), 1U);
  unsetenv("http_proxy");
  unsetenv("no_proxy");
}

TEST_F(EngineTest, ClientCertificatesAreShownToThePortalAlone) {
  auto options = tls();
  options.client_authority_pem = pki().root().certificate_pem();
  LoopbackServer server({.tls = options});
  server.on("/", {support::respond({.body = "known"})});
  serve(server);
  target("https://portal.test/");
  const Sample without = sample();
  EXPECT_NE(without.outcome, Outcome::ok);
  EXPECT_EQ(side_of(without.outcome), Side::portal);
  const auto identity = pki().client_identity();
  portal.client_cert = dir.write("client.pem", identity.chain_pem);
  portal.client_key = Secret(dir.write("client.key", identity.key_pem));
  EXPECT_EQ(sample().outcome, Outcome::ok);
  portal.client_cert.clear();  // what held the certificate is not used for anybody else
  portal.client_key = Secret();
  EXPECT_NE(sample().outcome, Outcome::ok);
}

TEST_F(EngineTest, AnAuthorityOfOnePortalIsTrustedForItAlone) {
  const support::CertificateAuthority own("Ministry CA");
  support::TlsOptions options;
  options.identity = own.issue();
  LoopbackServer server({.tls = options});
  server.on("/", {support::respond({.body = "x"})});
  serve(server);
  const std::string file = dir.write("ministry.pem", own.certificate_pem());
  auto trusted = TrustStores::open(dir.write("ca.pem", pki().root().certificate_pem()));
  ASSERT_TRUE(trusted && trusted->add(file));
  HttpEngine special(io, clock, {settings, connect_to, std::move(*trusted), PageRules::built_in()});
  target("https://portal.test/");
  // Again and again, since what libcurl makes for one measurement serves the next one too.
  for (const bool with : {false, true, false, true, true, false}) {
    portal.ca_file = with ? file : "";
    std::optional<Measurement> result;
    special.start(portal, {}, admit, [&](Measurement m) { result = std::move(m); });
    run_until([&] { return result.has_value(); });
    EXPECT_EQ(result->sample.outcome == Outcome::ok, with) << result->sample.detail;
  }
}

TEST_F(EngineTest, TlsContextsAndLoopsServeOneMeasurementAfterTheOther) {
  LoopbackServer server({.tls = tls()});
  server.on("/", {support::respond({.body = "x"})});
  server.on("/away", {support::redirect("/")});
  serve(server);
  target("https://portal.test/");
  ASSERT_EQ(sample().outcome, Outcome::ok);
  const auto contexts = tls_contexts::counts();
  const std::size_t loops = engine().loops().made();
  for (int i = 0; i < 5; ++i) ASSERT_EQ(sample().outcome, Outcome::ok);
  EXPECT_EQ(tls_contexts::counts().made, contexts.made);
  EXPECT_EQ(tls_contexts::counts().reused, contexts.reused + 5);
  EXPECT_EQ(engine().loops().made(), loops);
  EXPECT_EQ(server.connections().size(), 6U) << "each was cold";
  target("https://portal.test/away");
  ASSERT_EQ(sample().redirects.size(), 1U);
  EXPECT_EQ(server.connections().size(), 7U) << "a redirect goes on over the connection that stands";
  EXPECT_EQ(sample().outcome, Outcome::ok);
  EXPECT_EQ(server.connections().size(), 8U);
}

TEST_F(EngineTest, WaitingForAPlaceAtAnAddressCountsInNoMark) {
  LoopbackServer server;
  server.on("/", {support::respond({.body = "x"})});
  serve(server);
  target("http://portal.test/");
  std::string asked;
  admit = [&](const std::string& address, const std::function<void()>& enter) {
    asked = address;
    auto timer = std::make_shared<boost::asio::steady_timer>(io, 400ms);
    timer->async_wait([timer, enter](auto) { enter(); });
  };
  const Measurement m = measure();
  EXPECT_EQ(asked, "127.0.0.1");
  EXPECT_GE(m.held_at_address, 399ms);
  EXPECT_LT(*m.sample.timings.done, 399ms);
}

TEST_F(EngineTest, CancelledMeasurementsEndAsCancelled) {
  LoopbackServer server;
  server.on("/", {support::stay_silent()});
  serve(server);
  target("http://portal.test/");
  std::optional<Measurement> result;
  const ProbeId id = engine().start(portal, {}, admit, [&](Measurement m) { result = std::move(m); });
  run_until([&] { return server.requests().size() == 1; });
  engine().cancel(id);
  EXPECT_FALSE(result) << "Done ran inside cancel";
  run_until([&] { return result.has_value(); });
  EXPECT_EQ(result->sample.outcome, Outcome::cancelled);
  EXPECT_TRUE(server.wait_until_open(0));
  engine().cancel(id);
  engine().cancel(12345);
}

TEST_F(EngineTest, AnEngineMayBeDestroyedInMidFlight) {
  LoopbackServer server;
  server.on("/", {support::stay_silent()});
  serve(server);
  target("http://portal.test/");
  bool called = false;
  {
    auto trusted = TrustStores::open(dir.write("ca.pem", pki().root().certificate_pem()));
    HttpEngine dying(io, clock, {settings, connect_to, std::move(*trusted), PageRules::built_in()});
    for (int i = 0; i < 20; ++i) dying.start(portal, {}, admit, [&](const Measurement&) { called = true; });
    run_until([&] { return server.requests().size() == 20; });
  }
  io.restart();
  io.run_for(50ms);
  EXPECT_FALSE(called);
  EXPECT_TRUE(server.wait_until_open(0));
}

TEST_F(EngineTest, ManyMeasurementsAtOnceEachGiveOneSample) {
  LoopbackServer server({.tls = tls()});
  server.on("/", {support::pause(20ms), support::respond({.body = std::string(30000, 'x')})});
  serve(server);
  target("https://portal.test/");
  int ok = 0;
  int ended = 0;
  for (int i = 0; i < 100; ++i) {
    engine().start(portal, {}, admit, [&](const Measurement& m) {
      ++ended;
      if (m.sample.outcome == Outcome::ok) ++ok;
    });
  }
  run_until([&] { return ended == 100; });
  EXPECT_EQ(ok, 100);
}

TEST_F(EngineTest, SpeaksIpv6WhereAskedTo) {
  LoopbackServer server({.address = "::1"});
  server.on("/", {support::respond({.body = "six"})});
  portal.hosts = {"::1"};
  target(server.url());
  const Measurement m = measure(Connection::cold, IpFamily::ipv6);
  EXPECT_EQ(m.sample.outcome, Outcome::ok) << m.sample.detail;
  EXPECT_EQ(m.sample.remote_ip, "::1");
}

/// Our loop stands still at a bad moment: our own doing, and what the sample must tell.
class LateReading : public EngineTest {
 protected:
  /// Until the server has `ready`, the loop turns; then it does not until the server has `sent`.
  Sample measure_late(const std::function<bool()>& ready, const std::function<void()>& wait) {
    std::optional<Measurement> result;
    engine().start(portal, {}, admit, [&](Measurement m) { result = std::move(m); });
    run_until(ready);
    wait();
    run_until([&] { return result.has_value(); });
    return result ? result->sample : Sample{};
  }

  /// A part of an answer that needs more than one packet, 50 ms after what came before.
  static support::Step part(std::size_t size) { return support::send(std::string(size, 'x')); }
};

TEST_F(LateReading, OfOnePacketMovesNoMark) {
  const support::Gate sent;
  LoopbackServer server;
  server.on("/", {support::respond({.body = "x"}), support::announce(sent)});
  serve(server);
  target("http://portal.test/");
  const Sample s = measure_late([&] { return server.requests().size() == 1; },
                                [&] {
                                  ASSERT_TRUE(sent.wait());
                                  std::this_thread::sleep_for(200ms);
                                });
  ASSERT_EQ(s.outcome, Outcome::ok) << s.detail;
  ASSERT_TRUE(s.error) << "this kernel gives no stamps";
  EXPECT_GE(*s.loop_lag, 100ms);
  // The packet was there for 200 ms before we looked. A server that took so long would be another matter: the
  // answer was stamped when it came, or the sample says by how much it may be off.
  EXPECT_LT(*s.timings.done - *s.timings.sent - *s.error, 150ms);
}

TEST_F(LateReading, OfMergedPacketsIsToldAsError) {
  for (const bool secure : {false, true}) {
    SCOPED_TRACE(secure ? "TLS" : "plain");
    const support::Gate sent;
    LoopbackServer server = secure ? LoopbackServer({.tls = tls()}) : LoopbackServer();
    server.on("/", {support::send("HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n"), part(2000),
                    support::pause(200ms), part(2000), support::announce(sent)});
    connect_to.clear();
    serve(server);
    target(secure ? "https://portal.test/" : "http://portal.test/");
    auto trusted = TrustStores::open(dir.write("ca.pem", pki().root().certificate_pem()));
    HttpEngine fresh(io, clock, {settings, connect_to, std::move(*trusted), PageRules::built_in()});
    std::optional<Measurement> result;
    fresh.start(portal, {}, admit, [&](Measurement m) { result = std::move(m); });
    run_until([&] { return server.requests().size() == 1; });
    ASSERT_TRUE(sent.wait());
    run_until([&] { return result.has_value(); });
    const Sample& s = result->sample;
    ASSERT_EQ(s.outcome, Outcome::ok) << s.detail;
    ASSERT_TRUE(s.error) << "this kernel gives no stamps";
    EXPECT_GE(*s.timings.done - *s.timings.sent, 200ms);
    // The answer began long before it ended: the mark says so, or the error does.
    EXPECT_GE(*s.timings.done - *s.timings.first_byte + *s.error, 100ms);
  }
}

TEST_F(LateReading, ThatKeepsTheServerWaitingIsToldAsError) {
  LoopbackServer server({.tls = tls()});
  server.on("/", {support::respond({.body = "x"})});
  serve(server);
  target("https://portal.test/");
  std::optional<Measurement> result;
  engine().start(portal, {}, admit, [&](Measurement m) { result = std::move(m); });
  // Each turn of the loop comes 30 ms after the one before: connection and handshake wait for us.
  run_until([&] {
    std::this_thread::sleep_for(30ms);
    return result.has_value();
  });
  ASSERT_EQ(result->sample.outcome, Outcome::ok) << result->sample.detail;
  ASSERT_TRUE(result->sample.error) << "this kernel gives no stamps";
  EXPECT_GE(*result->sample.error, 25ms);
}

TEST_F(LateReading, OfARedirectKeepsThePortalWaitingAndIsToldAsError) {
  const support::Gate sent;
  LoopbackServer server;
  server.on(
      "/", {support::respond({.status = 302, .headers = {{"Location", "/there"}}}), support::announce(sent)});
  server.on("/there", {support::respond({.body = "x"})});
  serve(server);
  target("http://portal.test/");
  const Sample s = measure_late([&] { return server.requests().size() == 1; },
                                [&] {
                                  ASSERT_TRUE(sent.wait());
                                  std::this_thread::sleep_for(200ms);
                                });
  ASSERT_EQ(s.outcome, Outcome::ok) << s.detail;
  ASSERT_TRUE(s.error) << "this kernel gives no stamps";
  EXPECT_GE(*s.error, 199ms);
}

TEST_F(LateReading, PreparingAWarmRequestIsPartOfNoMark) {
  LoopbackServer server;
  server.on("/robots.txt", {support::respond({.body = "x"})});
  server.on("/", {support::pause(20ms), support::respond({.body = "x"})});  // later than the turn that asks
  serve(server);
  target("http://portal.test/", TargetKind::action);
  PlannedMeasurement warm;
  warm.connection = Connection::warm;
  std::optional<Measurement> result;
  engine().start(portal, warm, admit, [&](Measurement m) { result = std::move(m); });
  run_until([&] {  // a throttled process: each turn of the loop comes much later than the one before
    std::this_thread::sleep_for(30ms);
    return result.has_value();
  });
  const Sample& s = result->sample;
  ASSERT_EQ(s.outcome, Outcome::ok) << s.detail;
  ASSERT_TRUE(s.error) << "this kernel gives no stamps";
  EXPECT_LT(*s.timings.sent, 20ms + *s.error);
}

TEST_F(EngineTest, TheKernelsStampsAndOurReadingsAreCompared) {
  LoopbackServer server;
  server.on("/", {support::pause(30ms), support::respond({.body = "x"})});
  serve(server);
  target("http://portal.test/");
  const Sample s = sample();
  ASSERT_TRUE(s.error) << "this kernel gives no stamps";
  EXPECT_GE(*s.error, 0us);
  ASSERT_TRUE(s.loop_lag);
}

}  // namespace
}  // namespace portalprobe
