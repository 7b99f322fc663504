#include "probe/browser/devtools.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "probe/browser/pipe_frames.hpp"
#include "probe/self/file_descriptor.hpp"

namespace portalprobe {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;
using Json = nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;
using testing::UnorderedElementsAre;

constexpr microseconds kLong = 1h;

/// A conversation whose other end is the test: what it is told goes into `log`, in order.
class DevToolsTest : public testing::Test {
 protected:
  DevToolsTest() {
    int to[2];
    int from[2];
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, to), 0);
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, from), 0);
    heard_ = FileDescriptor(to[1]);
    mouth_ = FileDescriptor(from[1]);
    ::fcntl(heard_.get(), F_SETFL, O_NONBLOCK);
    devtools_.emplace(io_, to[0], from[0], [this](const std::string& why) { note("ended: " + why); });
  }

  void note(std::string what) {
    EXPECT_FALSE(inside_) << "from inside a call: " << what;
    log.push_back(std::move(what));
  }
  DevTools::Answer noting(std::string name) {
    return [this, name = std::move(name)](const Expected<Json>& answer) {
      note(name + ": " + (answer ? answer->dump() : answer.error().message));
    };
  }
  void call(const std::string& name, microseconds timeout = kLong, const Json& params = Json::object()) {
    inside_ = true;
    devtools_->call("", name, params, timeout, noting(name));
    inside_ = false;
  }
  void listen(const std::string& session) {
    devtools_->listen(session, [this, session](const std::string& method, const Json& params) {
      note(session + "/" + method + " " + params.dump());
    });
  }

  void say_bytes(std::string_view bytes) {
    ASSERT_EQ(::write(mouth_.get(), bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
  }
  void say(const std::string& message) { say_bytes(message + '\0'); }
  void answer(std::uint64_t id, const std::string& result = "{}") {
    say(R"({"id":)" + std::to_string(id) + R"(,"result":)" + result + "}");
  }

  bool run_until(const std::function<bool()>& condition) {
    const auto deadline = std::chrono::steady_clock::now() + 60s;
    while (!condition() && std::chrono::steady_clock::now() < deadline) io_.run_one_until(deadline);
    return condition();
  }
  bool run_until_logged(std::size_t entries) {
    return run_until([&] { return log.size() >= entries; });
  }
  /// Whatever is to be done now is done.
  void settle() {
    while (io_.poll() > 0) {
    }
  }
  /// What has been sent so far.
  std::vector<Json> heard() {
    settle();
    char piece[65536];
    for (;;) {
      const auto got = ::read(heard_.get(), piece, sizeof piece);
      if (got <= 0) break;
      frames_.feed({piece, static_cast<std::size_t>(got)});
      settle();
    }
    std::vector<Json> all;
    while (auto message = frames_.next()) all.push_back(Json::parse(*message));
    return all;
  }

  boost::asio::io_context io_{1};
  FileDescriptor heard_;
  FileDescriptor mouth_;
  PipeFrames frames_;
  std::optional<DevTools> devtools_;
  bool inside_ = false;
  std::vector<std::string> log;
};

TEST_F(DevToolsTest, SendsWhatTheProtocolAsksFor) {
  devtools_->call("", "Browser.getVersion", Json(), kLong, noting("a"));
  devtools_->call("S1", "Page.navigate", {{"url", "http://a.test/\xFF\0x"s}}, kLong, noting("b"));
  const auto sent = heard();
  ASSERT_EQ(sent.size(), 2u);
  EXPECT_EQ(sent[0], Json({{"id", 1}, {"method", "Browser.getVersion"}}));
  EXPECT_EQ(sent[1], Json({{"id", 2},
                           {"method", "Page.navigate"},
                           {"sessionId", "S1"},
                           {"params", {{"url", "http://a.test/\xEF\xBF\xBD\0x"s}}}}));
}

TEST_F(DevToolsTest, TellsEachCallItsOwnAnswer) {
  call("A.a");
  call("B.b");
  call("C.c");
  answer(3, R"({"c":1})");
  answer(1);
  say(R"({"id":2,"error":{"code":-32000,"message":"No such thing"}})");
  ASSERT_TRUE(run_until_logged(3));
  EXPECT_THAT(log, ElementsAre("C.c: {\"c\":1}", "A.a: {}", "B.b: B.b: No such thing (-32000)"));
}

TEST_F(DevToolsTest, TakesMessagesWhereverTheyAreSplit) {
  listen("");
  for (int i = 0; i < 3; ++i) call("A.a");
  std::string bytes;
  bytes += R"({"id":1,"result":{}})"s + '\0' + R"({"method":"M.m","params":{"x":"é"}})" + '\0';
  bytes += R"({"id":2,"result":{"y":"z"}})"s + '\0';
  for (const char byte : bytes) {
    say_bytes({&byte, 1});
    settle();
  }
  EXPECT_THAT(log, ElementsAre("A.a: {}", "/M.m {\"x\":\"é\"}", "A.a: {\"y\":\"z\"}"));
}

TEST_F(DevToolsTest, GivesEventsToWhoListens) {
  listen("");
  listen("S1");
  listen("S2");
  devtools_->listen("S2", nullptr);
  say(R"({"method":"T.created"})");
  say(R"({"method":"P.load","params":{"t":1},"sessionId":"S1"})");
  say(R"({"method":"P.load","params":{},"sessionId":"S2"})");
  say(R"({"method":"P.load","params":{},"sessionId":"unknown"})");
  say(R"({"method":"P.end","params":{},"sessionId":"S1"})");
  ASSERT_TRUE(run_until_logged(3));
  EXPECT_THAT(log, ElementsAre("/T.created {}", "S1/P.load {\"t\":1}", "S1/P.end {}"));
  EXPECT_EQ(devtools_->left_out(), 2u);
}

TEST_F(DevToolsTest, LeavesOutWhatIsOfNoUseAndGoesOn) {
  listen("");
  call("A.a");
  say(R"({"id":99,"result":{}})");
  say(R"({"id":"1","result":{}})");
  say(R"({"method":5})");
  say("{}");
  say(R"({"method":"M.m","params":{"x":"\ud800"}})");
  answer(1);
  answer(1);
  ASSERT_TRUE(run_until_logged(2));
  settle();
  EXPECT_THAT(log, ElementsAre("/M.m {\"x\":\"\xEF\xBF\xBD\"}", "A.a: {}"));
  EXPECT_EQ(devtools_->left_out(), 5u);
}

TEST_F(DevToolsTest, EndsWhenTheBrowserTalksNonsense) {
  call("A.a");
  say("hello world");
  answer(1);
  ASSERT_TRUE(run_until_logged(2));
  settle();
  const std::string why = "the browser says what is no message: \"hello world\"";
  EXPECT_THAT(log, ElementsAre("A.a: A.a: " + why, "ended: " + why));
  EXPECT_TRUE(devtools_->has_ended());
}

TEST_F(DevToolsTest, TellsWhoWaitsAndThenThatItHasEnded) {
  call("A.a");
  call("B.b", 1s);
  answer(1);
  mouth_ = FileDescriptor();
  ASSERT_TRUE(run_until_logged(3));
  call("C.c", 0s);
  settle();
  EXPECT_THAT(log, ElementsAre("A.a: {}", "B.b: B.b: the browser has gone", "ended: the browser has gone"));
}

TEST_F(DevToolsTest, EndsWhenTheBrowserDoesNotListenAnyMore) {
  heard_ = FileDescriptor();
  call("A.a");  // without SIGPIPE: it would end this program
  ASSERT_TRUE(run_until_logged(2));
  EXPECT_THAT(log[0], HasSubstr("A.a: the browser does not listen any more"));
  EXPECT_THAT(log[1], HasSubstr("ended: the browser does not listen any more"));
}

TEST_F(DevToolsTest, CallsWithoutAnAnswerEndInTime) {
  call("Slow.one", kLong);
  call("Quick.one", 2ms);
  call("At.once", 0ms);
  call("Before.that", -5s);
  ASSERT_TRUE(run_until_logged(3));
  EXPECT_THAT(log, UnorderedElementsAre("At.once: At.once: no answer in time",
                                        "Before.that: Before.that: no answer in time",
                                        "Quick.one: Quick.one: no answer in time"));
  answer(2);  // too late
  answer(1);
  ASSERT_TRUE(run_until_logged(4));
  EXPECT_EQ(log.back(), "Slow.one: {}");
  EXPECT_EQ(devtools_->left_out(), 1u);
}

TEST_F(DevToolsTest, DeadlinesAreKeptAfterEarlierOnesWereAnswered) {
  call("A.a", 20ms);
  answer(1);
  ASSERT_TRUE(run_until_logged(1));
  call("B.b", 30ms);
  call("C.c", microseconds::max());
  ASSERT_TRUE(run_until_logged(2));
  EXPECT_THAT(
      log, ElementsAre(StartsWith("A.a: "), "B.b: B.b: no answer in time"));  // slow machines: in time or not
}

TEST_F(DevToolsTest, RefusesMoreCallsThanMayWait) {
  std::size_t answers = 0;
  for (std::size_t i = 0; i < DevTools::kMostCalls; ++i)
    devtools_->call("", "A.a", Json(), kLong, [&](auto) { ++answers; });
  call("One.more");
  EXPECT_EQ(heard().size(), DevTools::kMostCalls);
  EXPECT_THAT(log, ElementsAre("One.more: One.more: too many calls wait for their answers"));
  answer(1);
  ASSERT_TRUE(run_until([&] { return answers == 1; }));
  call("Now.it");
  EXPECT_EQ(heard().size(), 1u);
}

// The calls of one page must not keep another's requests from being answered.
TEST_F(DevToolsTest, TellsWhateverManyCallsWait) {
  for (std::size_t i = 0; i < DevTools::kMostCalls; ++i)
    devtools_->call("", "A.a", Json(), kLong, [](auto) {});
  EXPECT_EQ(heard().size(), DevTools::kMostCalls);
  for (int i = 0; i < 3000; ++i) EXPECT_TRUE(devtools_->tell("S1", "Fetch.continueRequest", {{"n", i}}));
  const auto sent = heard();
  ASSERT_EQ(sent.size(), 3000u);
  EXPECT_EQ(
      sent[7],
      Json({{"id", 0}, {"method", "Fetch.continueRequest"}, {"sessionId", "S1"}, {"params", {{"n", 7}}}}));
  listen("");
  say(R"({"id":0,"error":{"code":-32602,"message":"Invalid InterceptionId."},"sessionId":"S1"})");
  say(R"({"id":0,"result":{},"sessionId":"S1"})");
  say(R"({"method":"M.m"})");
  ASSERT_TRUE(run_until_logged(1));
  EXPECT_EQ(devtools_->left_out(), 0u);
}

TEST_F(DevToolsTest, SaysWhatCannotBeTold) {
  const std::string megabyte(1U << 20U, 'x');
  int told = 0;
  while (told < 40 && devtools_->tell("", "A.a", {{"text", megabyte}})) ++told;
  EXPECT_LT(told, 20);
  ASSERT_TRUE(run_until([&, sent = 0]() mutable {
    sent += static_cast<int>(heard().size());
    return sent == told;
  }));
  EXPECT_TRUE(devtools_->tell("", "B.b", Json()));
}

TEST_F(DevToolsTest, HoldsNoMoreThanItMayForABrowserThatDoesNotRead) {
  const std::string megabyte(1U << 20U, 'x');
  for (int i = 0; i < 20; ++i) {
    call("A.a", kLong, {{"text", megabyte}});
    settle();
  }
  settle();
  ASSERT_FALSE(log.empty());
  for (const auto& entry : log) EXPECT_EQ(entry, "A.a: A.a: too much waits to be read by the browser");
  const std::size_t refused = log.size();
  EXPECT_LT(refused, 20u);

  std::vector<Json> sent;  // once it reads, all that was taken arrives whole
  ASSERT_TRUE(run_until([&] {
    for (auto& one : heard()) sent.push_back(std::move(one));
    return sent.size() == 20 - refused;
  }));
  for (const auto& one : sent) EXPECT_EQ(one.at("params").at("text"), megabyte);
  call("B.b");
  EXPECT_EQ(heard().size(), 1u);
}

TEST_F(DevToolsTest, PassesOverAMessageThatIsTooLong) {
  listen("");
  const std::string piece(64U << 10U, 'x');
  say_bytes(R"({"method":"M.m","params":{"text":")");
  for (std::size_t sent = 0; sent <= PipeFrames::kMostBytes; sent += piece.size()) {
    say_bytes(piece);
    settle();
  }
  say("\"}}");
  say(R"({"method":"M.n"})");
  ASSERT_TRUE(run_until_logged(1));
  EXPECT_THAT(log, ElementsAre("/M.n {}"));
  EXPECT_EQ(devtools_->left_out(), 1u);
}

TEST_F(DevToolsTest, MayBeDestroyedByAnAnswer) {
  devtools_->call("", "A.a", Json(), kLong, [this](auto) {
    note("last");
    devtools_.reset();
  });
  call("B.b");
  say_bytes(R"({"id":1,"result":{}})"s + '\0' + R"({"id":2,"result":{}})" + '\0');
  ASSERT_TRUE(run_until_logged(1));
  settle();
  EXPECT_THAT(log, ElementsAre("last"));
}

TEST_F(DevToolsTest, MayBeDestroyedByAnEvent) {
  devtools_->listen("", [this](const std::string&, const Json&) {
    note("last");
    devtools_.reset();
  });
  say_bytes(R"({"method":"A.a"})"s + '\0' + R"({"method":"B.b"})" + '\0');
  ASSERT_TRUE(run_until_logged(1));
  settle();
  EXPECT_THAT(log, ElementsAre("last"));
}

TEST_F(DevToolsTest, MayBeDestroyedByACallThatHearsOfTheEnd) {
  devtools_->call("", "A.a", Json(), kLong, [this](auto) {
    note("last");
    devtools_.reset();
  });
  call("B.b");
  mouth_ = FileDescriptor();
  ASSERT_TRUE(run_until_logged(1));
  settle();
  EXPECT_THAT(log, ElementsAre("last"));
}

TEST_F(DevToolsTest, MayBeDestroyedWhileThingsAreUnderWay) {
  listen("");
  call("A.a", 1ms);
  call("B.b", kLong, {{"text", std::string(4U << 20U, 'x')}});
  say(R"({"method":"M.m"})");
  devtools_.reset();
  io_.run_for(60s);
  EXPECT_TRUE(io_.stopped());
  EXPECT_THAT(log, IsEmpty());
}

TEST_F(DevToolsTest, ListenersMayBeReplacedByWhatTheyHear) {
  devtools_->listen("", [this](const std::string& method, const Json&) {
    devtools_->listen("", [this](const std::string& next, const Json&) { note("second: " + next); });
    note("first: " + method);
  });
  say(R"({"method":"A.a"})");
  say(R"({"method":"B.b"})");
  ASSERT_TRUE(run_until_logged(2));
  EXPECT_THAT(log, ElementsAre("first: A.a", "second: B.b"));
}

TEST_F(DevToolsTest, CallsMadeByAnswersAreSent) {
  devtools_->call("", "A.a", Json(), kLong, [this](auto) { call("B.b"); });
  answer(1);
  std::vector<Json> sent;
  ASSERT_TRUE(run_until([&] {
    for (auto& one : heard()) sent.push_back(std::move(one));
    return sent.size() == 2;
  }));
  EXPECT_EQ(sent[1].at("method"), "B.b");
  answer(2);
  ASSERT_TRUE(run_until_logged(1));
  EXPECT_THAT(log, ElementsAre("B.b: {}"));
}

}  // namespace
}  // namespace portalprobe
