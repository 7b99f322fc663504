#include "probe/browser/request_log.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <fstream>
#include <limits>
#include <string>
#include <vector>

#include "probe/browser/protocol_time.hpp"
#include "tests/support/source_folder.hpp"

namespace portalprobe {
namespace {

using namespace std::chrono_literals;
using Json = nlohmann::json;

constexpr double kZeroSeconds = 1000;
const SteadyTime kZero = *steady_time_from(kZeroSeconds);

Json request(const std::string& id, const std::string& url, const std::string& type, double at) {
  return {{"requestId", id},
          {"documentURL", "https://a.vn/"},
          {"timestamp", kZeroSeconds + at},
          {"type", type},
          {"frameId", "main"},
          {"initiator", {{"type", "other"}}},
          {"request", {{"url", url}, {"method", "GET"}, {"initialPriority", "Low"}}}};
}

Json response(const std::string& id, int status, double started) {
  return {{"requestId", id},
          {"timestamp", kZeroSeconds + started + 0.05},
          {"response",
           {{"status", status},
            {"protocol", "h2"},
            {"headers", {{"Content-Type", "text/css; charset=utf-8"}}},
            {"remoteIPAddress", "[2001:db8::1]"},
            {"encodedDataLength", 100},
            {"timing",
             {{"requestTime", kZeroSeconds + started},
              {"dnsStart", 0},
              {"dnsEnd", 1},
              {"connectStart", 1},
              {"connectEnd", 9},
              {"sslStart", 4},
              {"sslEnd", 9},
              {"sendStart", 9},
              {"sendEnd", 10},
              {"receiveHeadersStart", 30},
              {"receiveHeadersEnd", 31}}}}}};
}

Json ended(const std::string& id, double at, double bytes = 600) {
  return {{"requestId", id}, {"timestamp", kZeroSeconds + at}, {"encodedDataLength", bytes}};
}

Json failed(const std::string& id, const std::string& error, double at = 1) {
  return {{"requestId", id}, {"timestamp", kZeroSeconds + at}, {"errorText", error}, {"canceled", false}};
}

/// A log of which the document is there.
class Log : public RequestLog {
 public:
  Log() {
    sent("D", "https://a.vn/", "Document");
    take("Network.responseReceived", response("D", 200, 0.001));
    take("Network.loadingFinished", ended("D", 0.1));
  }
  void sent(const std::string& id, const std::string& url, const std::string& type = "Script",
            double at = 0) {
    take("Network.requestWillBeSent", request(id, url, type, at));
  }
  PageResource row(std::size_t place) const { return visit(kZero).resources.at(place); }
  PageResource last() const { return visit(kZero).resources.back(); }
};

RequestLog replay(const std::string& name) {
  std::ifstream file(support::source_folder() + "/tests/data/browser/" + name);
  RequestLog log;
  for (std::string line; std::getline(file, line);) {
    const Json event = Json::parse(line);
    log.take(event["method"].get<std::string>(), event["params"]);
  }
  return log;
}

// ---- What Chromium 156 told of real pages

TEST(RequestLog, ReadsAPageAsChromiumTellsOfIt) {
  const RequestLog log = replay("rich_page.ndjson");
  ASSERT_TRUE(log.begun());
  const PageVisit visit = log.visit(*log.begun());
  std::string told;
  for (const auto& row : visit.resources) {
    std::string initiator = "-";
    if (row.initiator) initiator = std::to_string(*row.initiator);
    told += row.url.substr(row.url.find('/', 8)) + " " + std::string(to_string(row.type)) + " " + initiator +
            " " + std::string(to_string(row.outcome)) + " " + std::to_string(row.status.value_or(0)) + " " +
            std::to_string(row.redirects) + " " + std::to_string(row.bytes_wire) + " " +
            std::to_string(row.bytes_body) + "\n";
  }
  EXPECT_EQ(told,
            "/rich document - ok 200 0 835 664\n"
            "/s.css style 0 ok 200 0 181 45\n"
            "/a.js script 0 ok 200 0 184 41\n"
            "/r1.png image 0 ok 200 1 1585 1288\n"
            "/missing.png image 0 http_client_error 404 0 147 4\n"
            "/t.css style 1 ok 200 0 149 13\n"
            "/by-script.png image 0 ok 200 0 286 148\n"
            "/frame frame 0 ok 200 0 231 61\n"
            "/api other 0 ok 200 0 145 2\n"
            "/refused other 0 redirect_refused 0 0 0 0\n"
            "/reset other 0 http_empty 0 0 0 0\n"
            "/trunc other 0 http_truncated 200 0 114 0\n"
            "/slow.png?3000 other 0 cancelled 0 0 0 0\n"
            "/ws other 0 http_client_error 400 0 0 0\n"
            "/ other 0 content_unexpected 0 0 0 0\n"
            "/api other 0 content_unexpected 0 0 0 0\n"
            "/bg.png image 1 ok 200 0 516 378\n"
            "/s.css style 7 ok 200 0 181 45\n"
            "/r1.png image 7 ok 200 1 1585 1288\n"
            "/events other 0 ok 200 0 134 9\n"
            "/t.css style 1 ok 200 0 149 13\n");
  // All but the port that no browser asks; two were redirected.
  EXPECT_EQ(log.requests(), visit.resources.size() - 1 + 2);
  EXPECT_EQ(log.failed(), 7U);
  EXPECT_EQ(log.in_flight(), 0U);
  EXPECT_FALSE(log.is_capped());
  const Timings& document = visit.resources.front().timings;
  EXPECT_EQ(visit.resources.front().found, 0us);
  EXPECT_LT(*document.resolved, *document.connected);
  EXPECT_LT(*document.connected, *document.sent);
  EXPECT_LT(*document.sent, *document.first_byte);
  EXPECT_LT(*document.first_byte, *document.done);
  EXPECT_EQ(document.secured, std::nullopt);
}

TEST(RequestLog, ReadsADocumentsRedirectsAsChromiumTellsOfThem) {
  const RequestLog log = replay("redirected_page.ndjson");
  const PageVisit visit = log.visit(*log.begun());
  ASSERT_EQ(visit.resources.size(), 1U);
  EXPECT_EQ(visit.resources.front().url, "http://127.0.0.1:8080/hop");
  EXPECT_EQ(visit.resources.front().redirects, 2U);
  EXPECT_EQ(log.requests(), 3U);
  const auto answer = log.document(*log.begun());
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->url, "http://127.0.0.1:8080/plain");
  EXPECT_EQ(answer->outcome, Outcome::ok);
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->http_version, "1.1");
  EXPECT_EQ(answer->content_type, "text/html");
  EXPECT_EQ(answer->remote_ip, "127.0.0.1");
  EXPECT_EQ(answer->server_timing, "db;dur=5");
  EXPECT_EQ(answer->age_s, 7U);
  ASSERT_EQ(answer->redirects.size(), 2U);
  EXPECT_EQ(answer->redirects[0].url, "http://127.0.0.1:8080/hop");
  EXPECT_EQ(answer->redirects[0].status, 302);
  EXPECT_EQ(answer->redirects[1].url, "http://127.0.0.1:8080/hop2");
  EXPECT_EQ(answer->redirects[1].status, 301);
  EXPECT_TRUE(answer->redirects[0].timings.connected);
  EXPECT_FALSE(answer->redirects[1].timings.connected) << "the connection stood already";
  EXPECT_LE(*answer->redirects[0].timings.done, *answer->redirects[1].timings.done);
  EXPECT_LE(answer->redirects[1].started, *answer->hop_started);
  EXPECT_LE(*answer->hop_started, *answer->timings.sent);
}

// ---- Rows

TEST(RequestLog, TakesMarksFromTheAnswersTiming) {
  Log log;
  log.sent("1", "https://a.vn/s.css", "Stylesheet", 0.2);
  log.take("Network.responseReceived", response("1", 200, 0.25));
  log.take("Network.loadingFinished", ended("1", 0.5));
  const PageResource row = log.last();
  EXPECT_EQ(row.found, 200ms);
  EXPECT_EQ(row.started, 250ms);
  Timings want;
  want.resolved = 251ms;
  want.connected = 254ms;
  want.secured = 259ms;
  want.sent = 260ms;
  want.first_byte = 280ms;
  want.done = 500ms;
  EXPECT_EQ(row.timings, want);
  EXPECT_EQ(row.http_version, "2");
  EXPECT_EQ(row.content_type, "text/css; charset=utf-8");
  EXPECT_EQ(row.remote_ip, "2001:db8::1");
  EXPECT_EQ(row.bytes_wire, 600U);
}

TEST(RequestLog, KeepsMarksInOrderWhateverIsSent) {
  Log log;
  log.sent("1", "https://a.vn/s.css");
  Json answer = response("1", 200, 0.25);
  Json& timing = answer["response"]["timing"];
  timing["dnsEnd"] = -1;
  timing["connectEnd"] = "soon";
  timing["sslStart"] = nullptr;
  timing["sslEnd"] = 1e300;
  timing["sendEnd"] = 40;
  log.take("Network.responseReceived", answer);
  log.take("Network.loadingFinished", ended("1", 0.1));
  const Timings timings = log.last().timings;
  EXPECT_EQ(timings.resolved, std::nullopt);
  EXPECT_EQ(timings.connected, std::nullopt);
  EXPECT_EQ(timings.secured, std::nullopt);
  EXPECT_EQ(timings.sent, 290ms);
  EXPECT_EQ(timings.first_byte, 290ms);
  EXPECT_EQ(timings.done, 290ms);
}

TEST(RequestLog, HasNoMarksWithoutABeginThatMakesSense) {
  for (const Json& begin : {Json(-1), Json(0), Json(1e300), Json("1000"), Json(nullptr)}) {
    Log log;
    log.sent("1", "https://a.vn/s.css");
    Json answer = response("1", 200, 0.25);
    answer["response"]["timing"]["requestTime"] = begin;
    log.take("Network.responseReceived", answer);
    EXPECT_EQ(log.last().timings, Timings{}) << begin;
  }
}

TEST(RequestLog, LeavesOutWhatIsNoRequest) {
  Log log;
  for (const char* url : {"data:text/css,a", "blob:https://a.vn/1", "about:blank", "chrome-error://x/",
                          "file:///etc/passwd", "", "javascript:1", "ftp://a.vn/"})
    log.sent(std::string("x") + url, url);
  log.sent("", "https://a.vn/without-id");
  log.sent(std::string(300, 'x'), "https://a.vn/with-a-long-id");
  EXPECT_EQ(log.visit(kZero).resources.size(), 1U);
  EXPECT_EQ(log.requests(), 1U);
  EXPECT_EQ(log.in_flight(), 0U);
}

TEST(RequestLog, LeavesOutWhatTheBrowserHadInMemory) {
  Log log;
  log.sent("1", "https://a.vn/a.js");
  log.take("Network.requestServedFromCache", {{"requestId", "1"}});
  log.sent("2", "https://a.vn/b.js");
  Json answer = response("2", 200, 0.2);
  answer["response"]["fromDiskCache"] = true;
  answer["response"]["encodedDataLength"] = 0;
  log.take("Network.responseReceived", answer);
  log.take("Network.loadingFinished", ended("2", 0.3, 0));
  log.sent("3", "https://a.vn/c.js");
  Json asked = request("4", "https://a.vn/d.js", "Script", 0.4);
  asked["initiator"] = {{"url", "https://a.vn/a.js"}};
  log.take("Network.requestWillBeSent", asked);
  ASSERT_EQ(log.visit(kZero).resources.size(), 3U);
  EXPECT_EQ(log.row(1).url, "https://a.vn/c.js");
  EXPECT_EQ(log.row(2).initiator, std::nullopt);
  EXPECT_EQ(log.requests(), 3U);
}

TEST(RequestLog, ShowsUrlsWithoutCredentialsAndFragment) {
  struct {
    std::string url, want;
  } rows[] = {
      {"https://me:secret@a.vn/x?y=1#z", "https://a.vn/x?y=1"},
      {"https://a.vn/@me", "https://a.vn/@me"},
      {"HTTPS://a.vn?me@b", "HTTPS://a.vn?me@b"},
      {"https://a@b@c/", "https://c/"},
      {"https://a.vn/" + std::string(5'000, 'x'), "https://a.vn/" + std::string(2048 - 13, 'x')},
      {"https://a.vn/\r\n\x1b[2J", "https://a.vn/ [2J"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.url.substr(0, 40));
    Log log;
    log.sent("1", row.url);
    EXPECT_EQ(log.last().url, row.want);
  }
}

TEST(RequestLog, KnowsTypes) {
  struct {
    const char* type;
    ResourceType want;
  } rows[] = {
      {"Stylesheet", ResourceType::style}, {"Script", ResourceType::script},
      {"Image", ResourceType::image},      {"Font", ResourceType::font},
      {"Media", ResourceType::media},      {"TextTrack", ResourceType::media},
      {"XHR", ResourceType::other},        {"Fetch", ResourceType::other},
      {"Ping", ResourceType::other},       {"Manifest", ResourceType::other},
      {"Preflight", ResourceType::other},  {"Nonsense", ResourceType::other},
  };
  for (const auto& row : rows) {
    Log log;
    log.sent("1", "https://a.vn/x", row.type);
    EXPECT_EQ(log.last().type, row.want) << row.type;
  }
}

TEST(RequestLog, KnowsWhoAsked) {
  const auto stack = [](std::initializer_list<const char*> urls, const Json& parent = nullptr) {
    Json frames = Json::array();
    for (const char* url : urls) frames.push_back({{"url", url}});
    return Json{{"type", "script"}, {"stack", {{"callFrames", frames}, {"parent", parent}}}};
  };
  const Json parent = {{"callFrames", Json::array({Json{{"url", "https://a.vn/b.js"}}})}};
  struct {
    const char* what;
    Json initiator;
    std::uint32_t want;
  } rows[] = {
      {"the sheet", {{"type", "parser"}, {"url", "https://a.vn/s.css"}}, 1},
      {"the script, its fragment aside", stack({"https://a.vn/b.js#x"}), 2},
      {"whom the script called", stack({"", "extension://x", "https://a.vn/b.js"}), 2},
      {"whom the script waited for", stack({"https://b.vn/unknown.js"}, parent), 2},
      {"what an address led to", stack({"https://a.vn/led-to.js"}), 3},
      {"the request that it is a preflight of", {{"type", "preflight"}, {"requestId", "2"}}, 2},
      {"nobody known: the document", {{"type", "other"}}, 0},
      {"itself: the document", stack({"https://a.vn/x"}), 0},
      {"nonsense", "parser", 0},
      {"more nonsense", {{"url", 7}, {"stack", {{"callFrames", "x"}, {"parent", {1, 2}}}}}, 0},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.what);
    Log log;
    log.sent("1", "https://a.vn/s.css", "Stylesheet");
    log.sent("2", "https://a.vn/b.js");
    log.sent("3", "https://a.vn/c.js");
    Json led = request("3", "https://a.vn/led-to.js", "Script", 0.1);
    led["redirectResponse"] = {{"status", 302}};
    log.take("Network.requestWillBeSent", led);
    Json asked = request("4", "https://a.vn/x", "Image", 0.2);
    asked["initiator"] = row.initiator;
    log.take("Network.requestWillBeSent", asked);
    EXPECT_EQ(log.last().initiator, row.want);
  }
}

TEST(RequestLog, TellsTheDocumentFirst) {
  RequestLog log;
  log.take("Network.requestWillBeSent", request("1", "https://a.vn/early.js", "Script", 0));
  EXPECT_TRUE(log.visit(kZero).resources.empty());
  EXPECT_FALSE(log.begun());
  log.take("Network.requestWillBeSent", request("2", "https://a.vn/", "Document", 0.1));
  Json other = request("3", "https://a.vn/frame", "Document", 0.2);
  other["frameId"] = "other";
  log.take("Network.requestWillBeSent", other);
  const auto rows = log.visit(kZero).resources;
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].type, ResourceType::document);
  EXPECT_EQ(rows[1].url, "https://a.vn/early.js");
  EXPECT_EQ(rows[2].type, ResourceType::frame);
  EXPECT_EQ(log.begun(), kZero + 100ms);
}

TEST(RequestLog, FollowsAPageThatGoesToTheNextByItself) {
  Log log;
  for (int i = 0; i < 100; ++i) {
    const std::string id = "next" + std::to_string(i);
    log.sent(id, "https://a.vn/" + id, "Document", 1 + i);
    log.take("Network.responseReceived", response(id, 200, 1.1 + i));
    log.take("Network.loadingFinished", ended(id, 1.2 + i));
  }
  EXPECT_EQ(log.document(kZero)->url, "https://a.vn/next99");
  EXPECT_EQ(log.row(0).url, "https://a.vn/");
  // One that is given up, as a download is, is no page.
  log.sent("file", "https://a.vn/file", "Document", 200);
  Json given_up = failed("file", "net::ERR_ABORTED", 201);
  given_up["canceled"] = true;
  log.take("Network.responseReceived", response("file", 200, 200));
  log.take("Network.loadingFailed", given_up);
  EXPECT_EQ(log.document(kZero)->url, "https://a.vn/next99");
}

TEST(RequestLog, TellsOfTheDocumentsCertificate) {
  RequestLog log;
  log.take("Network.requestWillBeSent", request("D", "https://a.vn/", "Document", 0));
  Json answer = response("D", 200, 0.1);
  answer["response"]["securityDetails"] = {
      {"protocol", "TLS 1.3"}, {"cipher", "AES_128_GCM"}, {"validTo", 1'800'000'000}};
  log.take("Network.responseReceived", answer);
  const auto document = log.document(kZero);
  EXPECT_EQ(document->tls_version, "TLSv1.3");
  EXPECT_EQ(document->tls_cipher, "AES_128_GCM");
  EXPECT_EQ(document->certificate_not_after, WallTime(1'800'000'000s));
  EXPECT_EQ(document->outcome, Outcome::cancelled) << "it has not ended";
}

// ---- Ends

TEST(RequestLog, TellsFailuresApart) {
  struct {
    const char* what;
    bool sent, answered;
    Json end;
    Outcome want;
    bool fails;
  } rows[] = {
      {"refused", false, false, failed("1", "net::ERR_CONNECTION_REFUSED"), Outcome::connect_refused, true},
      {"reset while connecting", false, false, failed("1", "net::ERR_CONNECTION_RESET"),
       Outcome::connect_reset, true},
      {"reset after sending", true, false, failed("1", "net::ERR_CONNECTION_RESET"), Outcome::http_empty,
       true},
      {"reset in the body", true, true, failed("1", "net::ERR_CONNECTION_RESET"), Outcome::http_truncated,
       true},
      {"no reason", false, false, {{"requestId", "1"}}, Outcome::http_protocol_error, true},
      {"given up by the page",
       true,
       true,
       {{"requestId", "1"}, {"errorText", "net::ERR_ABORTED"}, {"canceled", true}},
       Outcome::cancelled,
       false},
      {"blocked by us",
       false,
       false,
       {{"requestId", "1"}, {"errorText", "net::ERR_BLOCKED_BY_CLIENT"}, {"blockedReason", "inspector"}},
       Outcome::cancelled,
       false},
      {"blocked by the page's rules",
       false,
       false,
       {{"requestId", "1"}, {"errorText", ""}, {"blockedReason", "csp"}},
       Outcome::cancelled,
       false},
      {"not what it says it is",
       true,
       true,
       {{"requestId", "1"}, {"errorText", ""}, {"blockedReason", "integrity"}},
       Outcome::content_unexpected,
       true},
      {"CORS",
       true,
       false,
       {{"requestId", "1"},
        {"errorText", "net::ERR_FAILED"},
        {"corsErrorStatus", {{"corsError", "MissingAllowOriginHeader"}}}},
       Outcome::content_unexpected,
       true},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.what);
    Log log;
    log.sent("1", "http://a.vn/x");
    if (row.sent) log.take("Network.requestWillBeSentExtraInfo", {{"requestId", "1"}});
    if (row.answered) log.take("Network.responseReceived", response("1", 200, 0.2));
    log.take("Network.loadingFailed", row.end);
    EXPECT_EQ(to_string(log.last().outcome), to_string(row.want));
    EXPECT_FALSE(log.last().detail.empty());
    EXPECT_EQ(log.failed(), row.fails ? 1U : 0U);
    EXPECT_EQ(log.in_flight(), 0U);
  }
}

TEST(RequestLog, DoesNotCountWhatNeverLeftTheBrowser) {
  Log log;
  log.sent("1", "https://a.vn/counter");
  log.take("Network.loadingFailed",
           {{"requestId", "1"}, {"errorText", "net::ERR_BLOCKED_BY_CLIENT"}, {"blockedReason", "inspector"}});
  EXPECT_EQ(log.requests(), 1U);
  EXPECT_EQ(log.last().started, std::nullopt);
}

TEST(RequestLog, TellsOfHopsThatWereAnnouncedEarly) {
  // The network process and the page's own tell of one request without waiting for each other.
  Log log;
  log.take("Network.requestWillBeSentExtraInfo", {{"requestId", "1"}});
  log.sent("1", "https://a.vn/x");
  Json next = request("1", "https://a.vn/y", "Script", 0.2);
  next["redirectResponse"] = {{"status", 302}, {"encodedDataLength", 50}};
  log.take("Network.requestWillBeSentExtraInfo", {{"requestId", "1"}});
  log.take("Network.requestWillBeSent", next);
  log.take("Network.loadingFailed", failed("1", "net::ERR_CONNECTION_RESET"));
  EXPECT_EQ(log.last().outcome, Outcome::http_empty);
  EXPECT_EQ(log.last().redirects, 1U);
  EXPECT_EQ(log.last().bytes_wire, 50U);
  EXPECT_EQ(log.requests(), 3U);
}

TEST(RequestLog, TakesTheBrowsersOwnRedirectsForNone) {
  Log log;
  log.sent("1", "http://a.vn/x");
  Json next = request("1", "https://a.vn/x", "Script", 0.2);
  next["redirectResponse"] = {{"status", 307}, {"headers", {{"Non-Authoritative-Reason", "HSTS"}}}};
  log.take("Network.requestWillBeSent", next);
  EXPECT_EQ(log.last().redirects, 0U);
  EXPECT_EQ(log.requests(), 2U);
}

TEST(RequestLog, TellsErrorStatuses) {
  for (const auto& [status, want] :
       {std::pair{404, Outcome::http_client_error}, {503, Outcome::http_server_error}}) {
    Log log;
    log.sent("1", "https://a.vn/x");
    log.take("Network.responseReceived", response("1", status, 0.2));
    log.take("Network.loadingFinished", ended("1", 0.3));
    EXPECT_EQ(log.last().outcome, want);
    EXPECT_EQ(log.last().detail, "status " + std::to_string(status));
    EXPECT_EQ(log.failed(), 1U);
  }
}

TEST(RequestLog, KnowsAWebSocketsHandshake) {
  Log log;
  log.take("Network.webSocketCreated", {{"requestId", "1"}, {"url", "wss://a.vn/ws"}});
  log.take("Network.webSocketWillSendHandshakeRequest",
           {{"requestId", "1"}, {"timestamp", kZeroSeconds + 0.3}});
  EXPECT_EQ(log.in_flight(), 0U);
  EXPECT_EQ(log.last().outcome, Outcome::cancelled);
  log.take("Network.webSocketHandshakeResponseReceived",
           {{"requestId", "1"}, {"timestamp", kZeroSeconds + 0.4}, {"response", {{"status", 101}}}});
  log.take("Network.webSocketClosed", {{"requestId", "1"}, {"timestamp", kZeroSeconds + 9}});
  EXPECT_EQ(log.last().outcome, Outcome::ok);
  EXPECT_EQ(log.last().started, 300ms);
  EXPECT_EQ(log.last().timings.done, 400ms);
  EXPECT_EQ(log.requests(), 2U);
}

// ---- How busy the network is

TEST(RequestLog, CountsWhatIsInFlight) {
  Log log;
  EXPECT_EQ(log.in_flight(), 0U);
  log.sent("1", "https://a.vn/1");
  log.sent("1", "https://a.vn/1");  // told twice
  log.sent("2", "https://a.vn/2", "EventSource");
  EXPECT_EQ(log.in_flight(), 1U);
  EXPECT_EQ(log.urgent_in_flight(), 0U);
  log.take("Network.resourceChangedPriority", {{"requestId", "1"}, {"newPriority", "VeryHigh"}});
  EXPECT_EQ(log.urgent_in_flight(), 1U);
  Json frame = request("3", "https://a.vn/3", "Fetch", 0);
  frame["request"]["initialPriority"] = "High";
  frame["frameId"] = "other";
  log.take("Network.requestWillBeSent", frame);
  EXPECT_EQ(log.in_flight(), 2U);
  EXPECT_EQ(log.urgent_in_flight(), 1U) << "another frame's are not";
  log.take("Network.loadingFinished", ended("1", 1));
  log.take("Network.loadingFinished", ended("1", 2));
  log.take("Network.loadingFailed", failed("1", "net::ERR_FAILED"));
  EXPECT_EQ(log.in_flight(), 1U);
  EXPECT_EQ(log.urgent_in_flight(), 0U);
  log.take("Network.resourceChangedPriority", {{"requestId", "1"}, {"newPriority", "Low"}});
  EXPECT_EQ(log.urgent_in_flight(), 0U);
}

TEST(RequestLog, TellsWhenSuccessfulGetsWereInFlight) {
  Log log;
  Json post = request("1", "https://a.vn/1", "Fetch", 0.1);
  post["request"]["method"] = "POST";
  log.take("Network.requestWillBeSent", post);
  log.take("Network.loadingFinished", ended("1", 0.3));
  log.sent("2", "https://a.vn/2", "Image", 0.1);
  log.take("Network.loadingFailed", failed("2", "net::ERR_FAILED"));
  log.sent("3", "https://a.vn/3", "Image", 0.1);
  log.sent("4", "https://a.vn/4", "Image", 0.1);
  log.take("Network.responseReceived", response("4", 200, 0.2));
  log.take("Network.loadingFinished", ended("4", 0.7));
  EXPECT_EQ(log.loads(kZero), (std::vector<Period>{{1ms, 100ms}, {200ms, 700ms}}));
}

TEST(RequestLog, KnowsWhichAnswerBecameThePage) {
  Log log;
  EXPECT_EQ(log.document(kZero)->request_id, "D");
  log.sent("2", "https://a.vn/2", "Document", 0.5);
  EXPECT_EQ(log.document(kZero)->request_id, "D") << "it has no answer yet";
  log.take("Network.responseReceived", response("2", 204, 0.6));
  EXPECT_EQ(log.document(kZero)->request_id, "2");
  log.shows("D");
  EXPECT_EQ(log.document(kZero)->request_id, "D") << "of the other one no page was made";
  log.shows("2");
  EXPECT_EQ(log.document(kZero)->request_id, "2");
  log.shows("one that had no request");
  EXPECT_EQ(log.document(kZero)->request_id, "2");
}

TEST(RequestLog, KnowsWhenTheFirstDocumentWasAskedForByTheMachinesClock) {
  RequestLog log;
  EXPECT_EQ(log.begun_wall(), std::nullopt);
  for (const double wall : {1'700'000'000.25, 1'800'000'000.0}) {
    Json params = request(std::to_string(wall), "https://a.vn/", "Document", 0);
    params["wallTime"] = wall;
    log.take("Network.requestWillBeSent", params);
  }
  EXPECT_EQ(log.begun_wall(), WallTime(1'700'000'000'250'000us));
}

TEST(RequestLog, KnowsADocumentThatWeRefused) {
  const std::pair<Json, bool> kCases[] = {
      {{{"requestId", "2"}, {"errorText", "net::ERR_BLOCKED_BY_CLIENT"}, {"blockedReason", "inspector"}},
       true},
      {{{"requestId", "2"}, {"errorText", "net::ERR_NETWORK_ACCESS_DENIED"}}, true},
      {{{"requestId", "2"}, {"errorText", "net::ERR_CONNECTION_REFUSED"}}, false},
      {{{"requestId", "2"}, {"errorText", ""}, {"blockedReason", "csp"}}, false},
  };
  for (const auto& [failure, was_refused] : kCases) {
    SCOPED_TRACE(failure.dump());
    RequestLog log;
    log.take("Network.requestWillBeSent", request("2", "https://a.vn/", "Document", 0));
    log.take("Network.loadingFailed", failure);
    EXPECT_EQ(log.document(kZero)->was_refused, was_refused);
  }
}

// ---- Hostile input

TEST(RequestLog, IsBoundedAndSaysSo) {
  Log log;
  for (std::size_t i = 0; i < 20'000; ++i) log.sent(std::to_string(i), "https://a.vn/" + std::to_string(i));
  EXPECT_EQ(log.visit(kZero).resources.size(), RequestLog::kMostRows);
  EXPECT_TRUE(log.is_capped());
  EXPECT_EQ(log.requests(), 20'001U);
  EXPECT_EQ(log.in_flight(), 20'000U) << "a page is not quiet while they load, with or without a row";
  const std::uint64_t before = log.bytes_wire();
  for (int i = 0; i < 2; ++i) log.take("Network.loadingFinished", ended("19999", 1, 600));
  log.take("Network.loadingFailed", failed("19998", "net::ERR_ABORTED"));
  EXPECT_EQ(log.in_flight(), 19'998U);
  EXPECT_EQ(log.bytes_wire(), before + 600);
}

TEST(RequestLog, KeepsTheDocumentsThatComeAfterTooManyRequests) {
  Log log;
  for (std::size_t i = 0; i < 6'000; ++i) log.sent(std::to_string(i), "https://a.vn/" + std::to_string(i));
  log.sent("next", "https://a.vn/next", "Document", 2);
  log.take("Network.responseReceived", response("next", 404, 2.1));
  EXPECT_EQ(log.document(kZero)->url, "https://a.vn/next");
  EXPECT_EQ(log.document(kZero)->status, 404);
  for (int i = 0; i < 1'000; ++i) log.sent("n" + std::to_string(i), "https://a.vn/next", "Document", 3);
  EXPECT_LE(log.visit(kZero).resources.size(), RequestLog::kMostRows + 20);
}

TEST(RequestLog, BearsAMillionEventsOfOneRequest) {
  Log log;
  log.sent("1", "https://a.vn/x", "Document");
  Json next = request("1", "https://a.vn/", "Document", 1);
  next["redirectResponse"] = {{"status", 302}, {"encodedDataLength", 1e15}};
  const Json data = {{"requestId", "1"}, {"dataLength", 1e15}, {"encodedDataLength", 1e15}};
  for (int i = 0; i < 20'000; ++i) {
    next["request"]["url"] = "https://a.vn/" + std::to_string(i);
    log.take("Network.requestWillBeSent", next);
  }
  for (int i = 0; i < 1'000'000; ++i) log.take("Network.dataReceived", data);
  EXPECT_EQ(log.last().redirects, 20'000U);
  EXPECT_EQ(log.last().bytes_wire, 1'000'000'000'000'000U);
  EXPECT_EQ(log.document(kZero)->url, "https://a.vn/");
  log.take("Network.responseReceived", response("1", 200, 2));
  EXPECT_EQ(log.document(kZero)->url, "https://a.vn/19999");
  EXPECT_EQ(log.document(kZero)->redirects.size(), 30U);
}

TEST(RequestLog, BearsEventsThatMakeNoSense) {
  const char* const methods[] = {"Network.requestWillBeSent",
                                 "Network.requestWillBeSentExtraInfo",
                                 "Network.responseReceived",
                                 "Network.responseReceivedExtraInfo",
                                 "Network.dataReceived",
                                 "Network.loadingFinished",
                                 "Network.loadingFailed",
                                 "Network.requestServedFromCache",
                                 "Network.resourceChangedPriority",
                                 "Network.webSocketCreated",
                                 "Network.webSocketWillSendHandshakeRequest",
                                 "Network.webSocketHandshakeResponseReceived",
                                 "Network.webSocketFrameError",
                                 "Network.webSocketClosed",
                                 "Network.unknown",
                                 ""};
  const Json nonsense[] = {nullptr,
                           true,
                           -1,
                           1e308,
                           std::numeric_limits<std::uint64_t>::max(),
                           "",
                           "x",
                           "\xff\xfe",
                           Json::array(),
                           Json::object(),
                           Json::array({1, "x", nullptr}),
                           Json{{"url", 7}}};
  Json whole = request("1", "https://a.vn/x", "Document", 0);
  whole.update(response("1", 200, 0.1));
  whole.update(failed("1", "net::ERR_FAILED"));
  whole["url"] = "wss://a.vn/";
  whole["redirectResponse"] = whole["response"];
  for (const char* method : methods) {
    for (const Json& value : nonsense) {
      Log log;
      log.take(method, value);
      for (const auto& [key, unused] : whole.items()) {
        Json params = whole;
        params[key] = value;
        log.take(method, params);
        log.take("Network.requestWillBeSent", params);
        log.take(method, params);
      }
      for (const char* part : {"request", "response", "redirectResponse"}) {
        for (const auto& [key, unused] : whole[part].items()) {
          Json params = whole;
          params[part][key] = value;
          log.take(method, params);
        }
      }
      for (const auto& [key, unused] : whole["response"]["timing"].items()) {
        Json params = whole;
        params["response"]["timing"][key] = value;
        log.take(method, params);
      }
      const auto rows = log.visit(kZero).resources;
      ASSERT_FALSE(rows.empty());
      for (std::size_t i = 0; i < rows.size(); ++i) {
        EXPECT_LT(rows[i].initiator.value_or(0), rows.size());
        EXPECT_GE(rows[i].found, 0us);
      }
      EXPECT_LE(log.in_flight(), rows.size());
      EXPECT_LE(log.urgent_in_flight(), log.in_flight());
      EXPECT_TRUE(log.document(kZero));
    }
  }
}

TEST(RequestLog, RemembersABoundedNumberOfUrls) {
  Log log;
  log.sent("1", "https://a.vn/first");
  Json next = request("1", "", "Script", 1);
  next["redirectResponse"] = {{"status", 307}, {"headers", {{"Non-Authoritative-Reason", "HSTS"}}}};
  for (int i = 0; i < 50'000; ++i) {
    next["request"]["url"] = "https://a.vn/" + std::to_string(i);
    log.take("Network.requestWillBeSent", next);
  }
  const auto initiator_of = [&log](const std::string& id, const std::string& url) {
    Json asked = request(id, "https://a.vn/" + id, "Image", 2);
    asked["initiator"] = {{"url", url}};
    log.take("Network.requestWillBeSent", asked);
    return log.last().initiator;
  };
  EXPECT_EQ(initiator_of("a", "https://a.vn/100"), 1U);
  EXPECT_EQ(initiator_of("b", "https://a.vn/49999"), 0U) << "forgotten: the document";
}

TEST(RequestLog, CountsMomentsBeforeTheBeginAsTheBegin) {
  Log log;
  log.sent("1", "https://a.vn/x", "Script", -5);
  EXPECT_EQ(log.last().found, 0us);
  EXPECT_EQ(log.visit(kZero + 24h).resources.front().timings.done, 0us);
}

}  // namespace
}  // namespace portalprobe
