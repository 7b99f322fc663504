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
#include "probe/resolver.hpp"
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
                     BrowserProxy{"http=http://proxy.test:80", "proxy.test", "user", "secret"});
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

  boost::asio::io_context io_{1};
  AddressGuard guard_;
  Resolver resolver_{io_, {"127.0.0.1:9"}, "/nonexistent"};
  std::vector<ConnectTo> rules_;
  RequestGate gate_{{&resolver_, &guard_, &rules_}, IpFamily::ipv4, {"own.test"}, 1s};
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

TEST_F(FetchAnswersTest, LeavesOtherEventsToOthers) {
  EXPECT_FALSE(answers_->take("session", "Network.requestWillBeSent", json::object()));
}

}  // namespace
}  // namespace portalprobe
