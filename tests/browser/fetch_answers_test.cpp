#include "probe/browser/fetch_answers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <boost/asio/io_context.hpp>
#include <nlohmann/json.hpp>
#include <optional>

#include "probe/address_guard.hpp"
#include "probe/browser/devtools.hpp"
#include "probe/browser/request_gate.hpp"
#include "probe/self/file_descriptor.hpp"

namespace portalprobe {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;

/// What a visit of https://own.test/ says to the browser.
class FetchAnswersTest : public testing::Test {
 protected:
  FetchAnswersTest() {
    int commands[2];
    int events[2];
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, commands), 0);
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, events), 0);
    browser_ = FileDescriptor(commands[1]);
    silent_ = FileDescriptor(events[1]);
    devtools_.emplace(io_, commands[0], events[0], [](const std::string&) {});
    answers_.emplace(*devtools_, gate_,
                     BrowserProxy{"http=http://proxy.test:80", "proxy.test", "user", "secret"},
                     DocumentHeaders(target()), [this](const std::string& why) { lost_.push_back(why); });
  }
  static Target target() {
    Target target;
    target.url = "https://own.test/";
    target.headers = {{"X-Key", Secret("k")}, {"accept-language", Secret("vi")}};
    return target;
  }

  /// The parameters of the command that this event is answered with, its method among them.
  json answer_to(const std::string& method, const json& params) {
    EXPECT_TRUE(answers_->take("session", method, params));
    std::string text;
    const auto deadline = std::chrono::steady_clock::now() + 60s;
    while (text.find('\0') == std::string::npos && std::chrono::steady_clock::now() < deadline) {
      io_.restart();
      io_.run_one_for(10ms);
      char buffer[4096];
      const auto got = ::recv(browser_.get(), buffer, sizeof buffer, MSG_DONTWAIT);
      if (got > 0) text.append(buffer, static_cast<std::size_t>(got));
    }
    const auto message = json::parse(text.substr(0, text.find('\0')));
    EXPECT_EQ(message.at("sessionId"), "session");
    json told = message.at("params");
    told["method"] = message.at("method");
    return told;
  }
  json password(const std::string& id, const std::string& source) {
    return answer_to("Fetch.authRequired", {{"requestId", id}, {"authChallenge", {{"source", source}}}})
        .at("authChallengeResponse");
  }

  /// A request of the page's frame, or another's.
  static json paused(const std::string& url, const std::string& type = "Document",
                     const std::string& frame = "F") {
    const json headers = {{"Accept", "text/html"}, {"Accept-Language", "en"}};
    return {{"requestId", "7"},
            {"frameId", frame},
            {"resourceType", type},
            {"request", {{"url", url}, {"headers", headers}}}};
  }

  boost::asio::io_context io_{1};
  AddressGuard guard_;
  std::vector<ConnectTo> rules_;
  RequestGate gate_{{&guard_, &rules_}, {"own.test"}};
  std::vector<std::string> lost_;
  FileDescriptor browser_;
  FileDescriptor silent_;
  std::optional<DevTools> devtools_;
  std::optional<FetchAnswers> answers_;
};

TEST_F(FetchAnswersTest, GivesTheProxysPasswordToTheProxyOnceARequest) {
  const json right = {{"response", "ProvideCredentials"}, {"username", "user"}, {"password", "secret"}};
  const json none = {{"response", "CancelAuth"}};
  EXPECT_EQ(password("1", "Server"), none);
  EXPECT_EQ(password("1", ""), none);
  EXPECT_EQ(password("1", "Proxy"), right);
  EXPECT_EQ(password("1", "Proxy"), none) << "it was wrong";
  EXPECT_EQ(password("2", "Proxy"), right);
}

TEST_F(FetchAnswersTest, LetsOnlyThoseRequestsGoThatMay) {
  struct {
    std::string url;
    std::string want;
  } rows[] = {
      {"https://own.test/a.js", "Fetch.continueRequest"},
      {"http://10.0.0.1/", "Fetch.failRequest"},
      {"http://[::1]/", "Fetch.failRequest"},
      {"http://8.8.8.8/", "Fetch.continueRequest"},
      {"http://localhost:9/", "Fetch.failRequest"},
      {"http://x.LOCALHOST./", "Fetch.failRequest"},
      {"https://others.test/", "Fetch.continueRequest"},  // at once: where it is will be seen
      {"data:text/plain,x", "Fetch.continueRequest"},
      {"file:///etc/passwd", "Fetch.failRequest"},
      {"https://f-emc.ngsp.gov.vn/tracking?x", "Fetch.failRequest"},
      {"", "Fetch.failRequest"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.url);
    const auto told = answer_to("Fetch.requestPaused", {{"requestId", "7"}, {"request", {{"url", row.url}}}});
    EXPECT_EQ(told.at("method"), row.want);
    EXPECT_EQ(told.at("requestId"), "7");
  }
  EXPECT_TRUE(gate_.counter_was_asked());
}

TEST_F(FetchAnswersTest, SendsTheConfiguredHeadersWithTheDocumentAlone) {
  const json all = json::array({{{"name", "Accept"}, {"value", "text/html"}},
                                {{"name", "X-Key"}, {"value", "k"}},
                                {{"name", "accept-language"}, {"value", "vi"}}});
  const auto headers_for = [this](const json& request) {
    const json told = answer_to("Fetch.requestPaused", request);
    EXPECT_EQ(told.at("method"), "Fetch.continueRequest");
    return told.contains("headers") ? told.at("headers") : json();
  };
  EXPECT_EQ(headers_for(paused("https://own.test/")), all);
  EXPECT_EQ(headers_for(paused("https://own.test/a.css", "Stylesheet")), json());
  EXPECT_EQ(headers_for(paused("https://own.test/", "Document", "another")), json());
  EXPECT_EQ(headers_for(paused("https://own.test/next")), all);
  EXPECT_EQ(headers_for(paused("http://own.test/")), json()) << "another origin";
  EXPECT_EQ(headers_for(paused("https://own.test/")), json()) << "and back from there";
}

TEST_F(FetchAnswersTest, SaysThatARequestWaitsForEver) {
  const std::string megabyte(1U << 20U, 'x');
  while (devtools_->tell("", "A.a", {{"text", megabyte}})) {
  }
  while (devtools_->tell("", "A.a", json::object())) {
  }
  EXPECT_TRUE(answers_->take("session", "Fetch.requestPaused", paused("https://other.test/", "Script")));
  EXPECT_THAT(lost_, testing::ElementsAre("too much waits to be read by the browser"));
}

TEST_F(FetchAnswersTest, SaysThatTheBrowserTakesNoSuchHeader) {
  answer_to("Fetch.requestPaused", paused("https://own.test/"));
  const auto answer = [this](int id, const std::string& message) {
    const std::string text =
        json{{"id", id}, {"error", {{"message", message}}}, {"sessionId", "session"}}.dump() + '\0';
    EXPECT_EQ(::send(silent_.get(), text.data(), text.size(), 0), static_cast<ssize_t>(text.size()));
  };
  answer_to("Fetch.requestPaused", paused("https://own.test/"));
  answer(1, "Invalid InterceptionId.");  // the page has given it up
  answer(2, "Unsafe header: X-Key: k");
  const auto deadline = std::chrono::steady_clock::now() + 60s;
  while (lost_.empty() && std::chrono::steady_clock::now() < deadline) {
    io_.restart();
    io_.run_one_for(10ms);
  }
  EXPECT_THAT(lost_, testing::ElementsAre("the browser does not take the configured headers of the page"));
}

// Where a portal was first found to be public, its name leads to no place inside.
TEST_F(FetchAnswersTest, TellsWhereTheOwnHostAnswersFrom) {
  std::vector<std::string> told;
  RequestGate gate({&guard_, &rules_,
                    [&](const std::string& host, const IpAddress& from) {
                      told.push_back(host + (from == *parse_address("8.8.8.8") ? " 8.8.8.8" : " another"));
                    }},
                   {"own.test"});
  FetchAnswers answers(*devtools_, gate, {}, DocumentHeaders(Target()), [](const std::string&) {});
  const auto take = [&](const char* method, const char* key, const char* url, const char* address) {
    const json answer = {{"url", url}, {"remoteIPAddress", address}};
    EXPECT_FALSE(answers.take("session", method, {{key, answer}, {"requestId", "1"}}));
  };
  take("Network.responseReceived", "response", "https://own.test/", "8.8.8.8");
  take("Network.requestWillBeSent", "redirectResponse", "http://own.test/a", "8.8.8.8");
  take("Network.responseReceived", "response", "https://own.test/", "[2606:4700::1]");
  take("Network.responseReceived", "response", "https://other.test/", "8.8.8.8");
  take("Network.responseReceived", "response", "https://own.test/", "");
  EXPECT_THAT(told, testing::ElementsAre("own.test 8.8.8.8", "own.test 8.8.8.8", "own.test another"));
}

TEST_F(FetchAnswersTest, LeavesOtherEventsToOthers) {
  EXPECT_FALSE(answers_->take("session", "Network.requestWillBeSent", json::object()));
}

}  // namespace
}  // namespace portalprobe
