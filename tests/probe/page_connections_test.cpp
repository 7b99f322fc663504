#include <gmock/gmock.h>

#include <atomic>

#include "probe/visit/resource_transfer.hpp"
#include "tests/probe/engine_fixture.hpp"

namespace portalprobe {
namespace {

using support::Conversation;
using support::Gate;
using support::LoopbackServer;
using ::testing::HasSubstr;

/// Which of a visit's requests goes out over which connection: as in a browser, over the first that can.
class PageConnectionsTest : public EngineTest {
 protected:
  /// TLS at once on the first connection, on others when the gate opens.
  support::Script late_tls(const Gate& gate) {
    auto first = std::make_shared<std::atomic<bool>>(true);
    return {[first, gate](Conversation&) { return first->exchange(false) || gate.wait(); },
            support::start_tls(tls())};
  }

  static std::string header(std::size_t length) {
    return "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: " + std::to_string(length) +
           "\r\n\r\n";
  }
};

TEST_F(PageConnectionsTest, WhatWaitsForAConnectionTakesOneThatBecomesFreeBefore) {
  LoopbackServer server;
  const Gate a_asked;
  const Gate b_asked;
  server.on_connect(late_tls(a_asked));
  const std::string begin = "<body><img src=/a.png>" + std::string(3000, ' ');
  const std::string end = "<script src='/b.js?x=1#y'></script>";
  server.on("/", {support::send(header(begin.size() + end.size()) + begin),
                  [&](Conversation&) { return server.wait_for_connections(2); }, support::send(end)});
  const auto answer = support::respond({.body = "x"});
  server.on("/a.png", {support::announce(a_asked), support::wait_for(b_asked), answer});
  server.on("/b.js", {support::announce(b_asked), answer});
  serve(server);

  const Measurement loaded = load("https://portal.test/");
  EXPECT_EQ(loaded.sample.outcome, Outcome::ok) << loaded.sample.detail;
  EXPECT_EQ(loaded.sample.requests, 3U);
  const auto a = server.requests("/a.png");
  const auto b = server.requests("/b.js");
  ASSERT_EQ(a.size(), 1U);
  ASSERT_EQ(b.size(), 1U);
  EXPECT_EQ(a[0].connection, 1U) << "the document's was free before the other stood";
  EXPECT_EQ(b[0].connection, 2U) << "and that one went to who came next";
  EXPECT_EQ(b[0].target, "/b.js?x=1");
  EXPECT_EQ(b[0].header("accept"), "*/*") << "with its own header";
  EXPECT_THAT(a[0].header("accept"), HasSubstr("image/"));
  EXPECT_EQ(server.connections().size(), 2U);
}

TEST_F(PageConnectionsTest, ARequestDoesNotTakeAConnectionThatWasOpenedForOtherCookies) {
  LoopbackServer server;
  const Gate a_asked;
  server.on_connect(late_tls(a_asked));
  const std::string begin = "<body><img src=/a.png>" + std::string(3000, ' ');
  const std::string end = "<script src=/app/b.js></script>";
  const std::string cookie =
      "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nSet-Cookie: s=1; Path=/app\r\nContent-Length: " +
      std::to_string(begin.size() + end.size()) + "\r\n\r\n";
  server.on("/", {support::send(cookie + begin),
                  [&](Conversation&) { return server.wait_for_connections(2) && (a_asked.open(), true); },
                  support::send(end)});
  server.otherwise({support::respond({.body = "x"})});
  serve(server);
  EXPECT_EQ(load("https://portal.test/").sample.outcome, Outcome::ok);
  ASSERT_EQ(server.requests("/app/b.js").size(), 1U);
  EXPECT_EQ(server.requests("/app/b.js")[0].header("cookie"), "s=1");
  EXPECT_EQ(server.requests("/a.png")[0].header("cookie"), "");
}

TEST_F(PageConnectionsTest, OneThatTheServerHasGivenUpIsNotUsed) {
  LoopbackServer server;
  // The second connection ends before its handshake; the third is as good as the first.
  auto number = std::make_shared<std::atomic<int>>(0);
  server.on_connect({[number](Conversation& with) {
                       if (++*number != 2) return true;
                       return support::close()(with);
                     },
                     support::start_tls(tls())});
  const std::string begin = "<body><img src=/a.png>" + std::string(3000, ' ');
  const std::string end = "<script src=/b.js></script>";
  server.on("/", {support::send(header(begin.size() + end.size()) + begin),
                  [&](Conversation&) { return server.wait_for_connections(2); }, support::send(end)});
  server.otherwise({support::respond({.body = "x"})});
  serve(server);
  const Measurement loaded = load("https://portal.test/");
  EXPECT_EQ(loaded.sample.outcome, Outcome::ok) << loaded.sample.detail;
  EXPECT_EQ(server.requests("/b.js").size(), 1U);
}

TEST(StaysOpen, OnlyWhereTheAnswerEndsBeforeTheConnectionDoes) {
  struct {
    const char* version;
    int status;
    std::vector<const char*> lines;
    bool want;
  } rows[] = {
      {"1.1", 200, {"Content-Length: 5"}, true},
      {"1.1", 200, {"transfer-encoding: chunked"}, true},
      {"1.1", 304, {}, true},
      {"1.1", 200, {}, false},
      {"1.1", 200, {"Content-Length: 5", "Connection: keep-alive", "Connection: Close"}, false},
      {"1.0", 200, {"Content-Length: 5"}, false},
      {"2", 200, {"Content-Length: 5"}, false},
  };
  for (const auto& row : rows) {
    HttpHeaders headers;
    for (const char* line : row.lines) headers.add_line(line);
    EXPECT_EQ(stays_open(row.version, row.status, headers), row.want) << row.version << " " << row.status;
  }
}

TEST_F(PageConnectionsTest, AConnectionThatNobodyNeedsAnyMoreHoldsNothingUp) {
  LoopbackServer server;
  const Gate never;
  server.on_connect(late_tls(never));
  const std::string begin = "<body><img src=/a.png>" + std::string(3000, ' ');
  server.on("/", {support::send(header(begin.size() + 1) + begin),
                  [&](Conversation&) { return server.wait_for_connections(2); }, support::send(" ")});
  server.on("/a.png", {support::respond({.body = "x"})});
  serve(server);
  const Measurement loaded = load("https://portal.test/");
  EXPECT_EQ(loaded.sample.outcome, Outcome::ok) << loaded.sample.detail;
  EXPECT_EQ(loaded.sample.requests, 2U);
  EXPECT_EQ(loaded.sample.requests_failed, 0U);
  never.open();
}

}  // namespace
}  // namespace portalprobe
