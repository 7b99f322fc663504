#include "probe/browser/reach.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <cerrno>
#include <optional>
#include <thread>

#include "probe/resolver.hpp"
#include "tests/support/dns_server.hpp"
#include "tests/support/fake_clock.hpp"

namespace portalprobe {
namespace {

using namespace std::chrono_literals;
using Answer = ReachRules::Answer;
using test::a_record;
using test::DnsQuestion;
using test::DnsScript;

Destination to(const char* address, std::uint16_t port = 443) {
  const std::string text = address;
  return {text.find(':') != std::string::npos, *parse_address(text), port};
}

TEST(ReachRules, TellWhatAnAddressAloneTells) {
  const AddressGuard allowed({"10.1.0.0/16"});
  const std::vector<ReachedEndpoint> mapped = {{*parse_address("127.0.0.1"), 8443},
                                               {*parse_address("127.0.0.9"), std::nullopt}};
  struct {
    const char* what;
    IpFamily family;
    Destination to;
    Answer want;
  } rows[] = {
      {"public", IpFamily::ipv4, to("8.8.8.8"), Answer::yes},
      {"public, of the other family", IpFamily::ipv4, to("2606:4700::1"), Answer::unreachable},
      {"public, of the other family", IpFamily::ipv6, to("8.8.8.8"), Answer::unreachable},
      {"public, of any", IpFamily::any, to("2606:4700::1"), Answer::yes},
      {"private", IpFamily::ipv4, to("192.168.1.1"), Answer::ask},
      {"this machine", IpFamily::any, to("::1"), Answer::ask},
      {"this machine, in disguise", IpFamily::any, to("::ffff:127.0.0.1"), Answer::ask},
      {"another family's, private", IpFamily::ipv6, to("192.168.1.1"), Answer::unreachable},
      {"listed", IpFamily::ipv4, to("10.1.2.3"), Answer::yes},
      {"not listed", IpFamily::ipv4, to("10.2.2.3"), Answer::ask},
      {"mapped", IpFamily::ipv4, to("127.0.0.1", 8443), Answer::yes},
      {"mapped, whatever the family", IpFamily::ipv6, to("127.0.0.1", 8443), Answer::yes},
      {"mapped, at another port", IpFamily::ipv4, to("127.0.0.1", 22), Answer::ask},
      {"mapped at any port", IpFamily::ipv4, to("127.0.0.9", 22), Answer::yes},
      {"a name server may have any family", IpFamily::ipv6, to("10.0.0.1", 53), Answer::ask},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.what);
    EXPECT_EQ((ReachRules{allowed, row.family, mapped}.judge(row.to)), row.want);
  }
}

/// inside.test is at 10.0.0.7, other.test at 10.0.0.8, both.test inside and outside.
class ReachTest : public testing::Test {
 protected:
  void make(const std::vector<ConnectTo>& rules = {}) {
    reach_.emplace(io_, clock_, resolver_, AddressGuard(), IpFamily::ipv4, rules);
  }
  /// errno; 0: it may. Asked from another thread, as a browser's watch does.
  int verdict_on(const Destination& destination) {
    std::optional<int> verdict;
    std::thread([&, judge = reach_->judge()] {
      judge(destination, [&](int error) { verdict = error; });
    }).join();
    const auto deadline = std::chrono::steady_clock::now() + 60s;
    while (!verdict && std::chrono::steady_clock::now() < deadline) {
      io_.restart();
      io_.run_one_for(10ms);
    }
    return verdict.value_or(-1);
  }

  std::atomic<bool> moving_{false};
  test::DnsServerDouble dns_{[this](const DnsQuestion& question) {
    DnsScript script;
    if (question.name == "inside.test") script.answers = {a_record("inside.test", "10.0.0.7", 60)};
    if (question.name == "both.test")
      script.answers = {a_record("both.test", "10.0.0.9", 60), a_record("both.test", "8.8.8.8", 60)};
    if (question.name == "moving.test")
      script.answers = {a_record("moving.test", moving_.load() ? "10.0.0.12" : "10.0.0.11", 0)};
    if (question.name == "other.test") script.answers = {a_record("other.test", "10.0.0.8", 60)};
    return script;
  }};
  boost::asio::io_context io_{1};
  support::FakeClock clock_;
  Resolver resolver_{io_, {dns_.address()}, "/nonexistent"};
  std::optional<Reach> reach_;
};

TEST_F(ReachTest, IsOpenForAPortalsOwnHostWhileItIsVisited) {
  make();
  EXPECT_EQ(verdict_on(to("10.0.0.7")), EACCES);
  const auto guest = reach_->enter("inside.test");
  EXPECT_EQ(verdict_on(to("10.0.0.7")), 0);
  EXPECT_EQ(verdict_on(to("10.0.0.8")), EACCES);
  reach_->enter("other.test");
  EXPECT_EQ(verdict_on(to("10.0.0.8")), 0);
  reach_->leave(guest);
  EXPECT_EQ(verdict_on(to("10.0.0.7")), EACCES);
  EXPECT_EQ(verdict_on(to("10.0.0.8")), 0);
}

// A public portal's name may lead to somebody's machine inside, and the portal's script with it.
TEST_F(ReachTest, IsNotOpenForANameThatIsPublicToo) {
  make();
  reach_->enter("both.test");
  EXPECT_EQ(verdict_on(to("10.0.0.9")), EACCES);
  EXPECT_EQ(verdict_on(to("8.8.8.8")), 0);
}

TEST_F(ReachTest, HasNoSecondThoughtsAboutWhereAPortalIs) {
  make();
  const auto guest = reach_->enter("moving.test");
  EXPECT_EQ(verdict_on(to("10.0.0.11")), 0);
  moving_ = true;
  clock_.advance(2 * Reach::kFresh);
  EXPECT_EQ(verdict_on(to("10.0.0.12")), EACCES);
  EXPECT_EQ(verdict_on(to("10.0.0.11")), 0);
  reach_->leave(guest);
  reach_->enter("moving.test");
  EXPECT_EQ(verdict_on(to("10.0.0.12")), 0) << "another visit finds it anew";
}

TEST_F(ReachTest, IsClosedOnceTheNameHasAnsweredFromOutside) {
  make();
  reach_->enter("inside.test");
  reach_->note_answer("inside.test", *parse_address("10.0.0.7"));
  reach_->note_answer("other.test", *parse_address("8.8.8.8"));
  EXPECT_EQ(verdict_on(to("10.0.0.7")), 0);
  reach_->note_answer("inside.test", *parse_address("8.8.8.8"));
  EXPECT_EQ(verdict_on(to("10.0.0.7")), EACCES);
  reach_->enter("other.test");
  reach_->note_answer("other.test", *parse_address("8.8.8.8"));
  EXPECT_EQ(verdict_on(to("10.0.0.8")), EACCES);
  EXPECT_EQ(dns_.questions().size(), 1u) << "what has answered is not looked up";
}

TEST_F(ReachTest, FollowsWhatTheConfigurationLeadsToWhereverItIs) {
  make();
  const auto guest = reach_->enter_led("both.test");
  EXPECT_EQ(verdict_on(to("10.0.0.9")), 0);
  reach_->note_answer("both.test", *parse_address("8.8.8.8"));
  EXPECT_EQ(verdict_on(to("10.0.0.9")), 0);
  reach_->leave(guest);
  EXPECT_EQ(verdict_on(to("10.0.0.9")), EACCES);
  reach_->enter_led("moving.test");
  EXPECT_EQ(verdict_on(to("10.0.0.11")), 0);
  moving_ = true;
  clock_.advance(Reach::kFresh);
  EXPECT_EQ(verdict_on(to("10.0.0.12")), 0);
}

TEST_F(ReachTest, KnowsOwnHostsThatAreAddresses) {
  make();
  reach_->enter("10.0.0.9");
  EXPECT_EQ(verdict_on(to("10.0.0.9")), 0);
  EXPECT_EQ(verdict_on(to("10.0.0.10")), EACCES);
}

TEST_F(ReachTest, LooksNothingUpForWhatIsPublic) {
  make();
  reach_->enter("inside.test");
  EXPECT_EQ(verdict_on(to("8.8.8.8")), 0);
  EXPECT_TRUE(dns_.questions().empty());
}

// A page that tries a thousand addresses must not have us ask its portal's name server a thousand times.
TEST_F(ReachTest, AsksOnceForManyAddresses) {
  make();
  reach_->enter_led("inside.test");
  for (int i = 1; i < 50; ++i) {
    EXPECT_EQ(verdict_on(to(("192.168.0." + std::to_string(i)).c_str())), EACCES);
  }
  EXPECT_EQ(dns_.questions().size(), 1u);
  clock_.advance(Reach::kFresh);
  EXPECT_EQ(verdict_on(to("10.0.0.7")), 0);
  EXPECT_EQ(dns_.questions().size(), 2u);
}

TEST_F(ReachTest, FollowsConnectToWithNames) {
  make({{"portal.test", std::nullopt, "inside.test", 8080}, {"", 443, "", 8443}});
  EXPECT_EQ(verdict_on(to("10.0.0.7", 8080)), 0);
  EXPECT_EQ(verdict_on(to("10.0.0.8", 8080)), EACCES);
}

TEST_F(ReachTest, ThatHasGoneRefuses) {
  make();
  reach_->enter("inside.test");
  const auto judge = reach_->judge();
  reach_.reset();
  std::optional<int> verdict;
  judge(to("10.0.0.7"), [&](int error) { verdict = error; });
  io_.restart();
  io_.run();
  EXPECT_EQ(verdict, std::nullopt) << "dropped, which refuses";
  judge(to("8.8.8.8"), [&](int error) { verdict = error; });
  EXPECT_EQ(verdict, 0);
}

}  // namespace
}  // namespace portalprobe
