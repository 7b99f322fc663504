#include "tests/support/loopback_server.hpp"

#include <gmock/gmock.h>

#include <thread>

#include "tests/support/curl_get.hpp"

namespace portalprobe::support {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

TEST(LoopbackServer, AnswersWhatItsScriptSaysAndKeepsTheConnection) {
  LoopbackServer server;
  server.on("/hello", {respond({.headers = {{"X-Answer", "yes"}}, .body = "hello"})});
  CurlClient client(server);
  for (const long connections : {1L, 0L}) {
    const Fetched fetched = client.get(server.url("/hello?q=1"));
    EXPECT_EQ(fetched.code, CURLE_OK) << fetched.error;
    EXPECT_EQ(fetched.status, 200);
    EXPECT_EQ(fetched.body, "hello");
    EXPECT_EQ(fetched.new_connections, connections);
  }
}

TEST(LoopbackServer, RecordsRequestsAsTheyWereSent) {
  LoopbackServer server;
  CurlClient client(server);
  client.set(CURLOPT_POSTFIELDS, "a=b");
  EXPECT_EQ(client.get(server.url_of("portal.test", "/form?x=1")).status, 404);
  ASSERT_EQ(server.requests("/form").size(), 1U);
  const Request request = server.requests("/form")[0];
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.target, "/form?x=1");
  EXPECT_EQ(request.body, "a=b");
  EXPECT_EQ(request.header("host"), "portal.test:" + std::to_string(server.port()));
  EXPECT_FALSE(request.has_header("cookie"));
  EXPECT_THAT(request.head, HasSubstr("POST /form?x=1 HTTP/1.1\r\n"));
  EXPECT_GE(request.received, server.connections()[0].accepted);
}

TEST(LoopbackServer, ListensOnEachLoopbackAddress) {
  for (const char* address : {"127.0.0.1", "127.1.2.3", "::1"}) {
    SCOPED_TRACE(address);
    LoopbackServer server({.address = address});
    EXPECT_EQ(CurlClient(server).get(server.url()).status, 404);
  }
  EXPECT_THROW(LoopbackServer({.address = "0.0.0.0"}), std::runtime_error);
}

std::size_t refuse(char*, std::size_t, std::size_t, void*) noexcept { return 0; }

TEST(LoopbackServer, ShowsClientsTheFaultsThatItsScriptsMake) {
  const std::string truncated = to_bytes({.body = "whole"}).substr(0, to_bytes({.body = "whole"}).size() - 1);
  struct Row {
    std::string what;
    Script script;
    CURLcode code;
  };
  const Row rows[] = {
      {"closed without a word", {close()}, CURLE_GOT_NOTHING},
      {"reset", {reset()}, CURLE_RECV_ERROR},
      {"body cut short", {send(truncated), close()}, CURLE_PARTIAL_FILE},
      {"body stalled", {send(truncated), wait_for(Gate())}, CURLE_OPERATION_TIMEDOUT},
      {"silent", {stay_silent()}, CURLE_OPERATION_TIMEDOUT},
      {"garbage", {send("no HTTP at all\r\n\r\n"), close()}, CURLE_UNSUPPORTED_PROTOCOL},
      {"body without end",
       {send("HTTP/1.1 200 OK\r\n\r\n"), send_endlessly(std::string(65536, 'x'))},
       CURLE_WRITE_ERROR},
      {"endless, chunked",
       {send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"), send_endlessly(chunk("more"), 4000),
        close()},
       CURLE_PARTIAL_FILE},
      {"a byte at a time", {send_byte_by_byte(to_bytes({.body = "ok"}), 1ms)}, CURLE_OK},
      {"late", {pause(20ms), respond({})}, CURLE_OK},
      {"announced close", {respond_and_close({.body = "bye"})}, CURLE_OK},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.what);
    LoopbackServer server;
    server.on("/", row.script);
    CurlClient client(server);
    if (row.code == CURLE_OPERATION_TIMEDOUT) client.set(CURLOPT_TIMEOUT_MS, 200L);
    client.set(CURLOPT_HTTP09_ALLOWED, 0L);
    if (row.code == CURLE_WRITE_ERROR) client.set(CURLOPT_WRITEFUNCTION, refuse);
    const Fetched fetched = client.get(server.url());
    EXPECT_EQ(fetched.code, row.code) << fetched.error;
  }
}

TEST(LoopbackServer, TakesSingleScriptsInLineBeforeTheLastingOne) {
  LoopbackServer server;
  server.on("/", {respond({.body = "lasting"})});
  server.once("/", {respond({.status = 503, .body = "first"})});
  server.once("/", {respond({.body = "second"}), close()});
  CurlClient client(server);
  EXPECT_EQ(client.get(server.url()).body, "first");
  EXPECT_EQ(client.get(server.url()).body, "second");
  const Fetched third = client.get(server.url());
  EXPECT_EQ(third.body, "lasting");
  EXPECT_EQ(server.connections().size(), 2U);
}

TEST(LoopbackServer, LetsACallerChooseByTheWholeRequest) {
  LoopbackServer server;
  server.choose([](const Request& request) -> Script {
    if (request.header("Host").starts_with("a.test")) return {redirect("/elsewhere")};
    return {};
  });
  server.otherwise({respond({.body = "anyone"})});
  CurlClient client(server);
  EXPECT_EQ(client.get(server.url_of("a.test")).status, 302);
  EXPECT_EQ(client.get(server.url_of("b.test")).body, "anyone");
}

TEST(LoopbackServer, SpeaksBeforeTheRequestWhenTold) {
  LoopbackServer server;
  server.on_connect(
      {send("HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), close()});
  EXPECT_NE(CurlClient(server).get(server.url()).status, 200);
  EXPECT_TRUE(server.wait_until_open(0));
  EXPECT_TRUE(server.requests().empty());
}

TEST(LoopbackServer, WaitsForTheTestAndTellsIt) {
  LoopbackServer server;
  const Gate arrived;
  const Gate go;
  server.on("/", {announce(arrived), wait_for(go), respond({.body = "gone"})});
  Fetched fetched;
  std::thread client([&] { fetched = CurlClient(server).get(server.url()); });
  EXPECT_TRUE(arrived.wait());
  EXPECT_FALSE(go.is_open());
  EXPECT_EQ(server.connections_open(), 1U);
  go.open();
  client.join();
  EXPECT_EQ(fetched.body, "gone");
  EXPECT_TRUE(server.wait_until_open(0));
  EXPECT_TRUE(server.connections()[0].closed.has_value());
}

TEST(LoopbackServer, CountsConnectionsThatAreOpenAtOnce) {
  constexpr std::size_t kClients = 40;
  LoopbackServer server;
  const Gate all_there;
  server.on("/", {wait_for(all_there), respond({})});
  std::vector<std::thread> clients;
  for (std::size_t i = 0; i < kClients; ++i) {
    clients.emplace_back([&] { EXPECT_EQ(CurlClient(server).get(server.url()).status, 200); });
  }
  EXPECT_TRUE(server.wait_for_requests(kClients, "/"));
  EXPECT_EQ(server.connections_open(), kClients);
  all_there.open();
  for (auto& client : clients) client.join();
  EXPECT_TRUE(server.wait_until_open(0));
  EXPECT_EQ(server.connections_peak(), kClients);
}

TEST(LoopbackServer, EndsWhileItsScriptsAreWaiting) {
  Fetched fetched;
  std::thread client;
  {
    LoopbackServer server;
    server.on("/", {pause(1h)});
    client = std::thread([&fetched, &server, url = server.url()] { fetched = CurlClient(server).get(url); });
    EXPECT_TRUE(server.wait_for_requests(1));
  }
  client.join();
  EXPECT_EQ(fetched.code, CURLE_GOT_NOTHING);
}

TEST(LoopbackServer, GivesUpOnRequestsWithoutEnd) {
  LoopbackServer server;
  CurlClient client(server);
  const std::string field = "X-Endless: " + std::string(2U << 20U, 'a');
  const std::unique_ptr<curl_slist, void (*)(curl_slist*)> fields(curl_slist_append(nullptr, field.c_str()),
                                                                  curl_slist_free_all);
  client.set(CURLOPT_HTTPHEADER, fields.get());
  EXPECT_NE(client.get(server.url()).code, CURLE_OK);
  EXPECT_TRUE(server.requests().empty());
}

}  // namespace
}  // namespace portalprobe::support
