#include "probe/resolver.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdio>
#include <fstream>

#include "tests/support/dns_server.hpp"

namespace portalprobe {
namespace {

using namespace std::chrono_literals;
using test::a_record;
using test::aaaa_record;
using test::cname_record;
using test::DnsQuestion;
using test::DnsScript;
using test::DnsServerDouble;
using Result = tl::expected<Resolution, ResolveFailure>;

constexpr auto kGenerous = std::chrono::seconds(60);

/// A port of 127.0.0.1 that is taken and never answers (`dead`), or was free a moment ago (`closed`).
class SilentPort {
 public:
  SilentPort() : descriptor_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof at;
    ::bind(descriptor_, reinterpret_cast<sockaddr*>(&at), length);
    ::getsockname(descriptor_, reinterpret_cast<sockaddr*>(&at), &length);
    port_ = ntohs(at.sin_port);
  }
  ~SilentPort() { close(); }
  SilentPort(const SilentPort&) = delete;
  SilentPort& operator=(const SilentPort&) = delete;
  void close() {
    if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
  }
  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

 private:
  int descriptor_;
  std::uint16_t port_ = 0;
};

Result ask(const std::vector<std::string>& servers, const std::string& name, IpFamily family = IpFamily::ipv4,
           microseconds timeout = kGenerous, const std::string& hosts = "/nonexistent") {
  boost::asio::io_context context(1);
  Resolver resolver(context, servers, hosts);
  std::optional<Result> result;
  int calls = 0;
  resolver.resolve(name, family, timeout, [&](Result r) {
    result = std::move(r);
    ++calls;
  });
  EXPECT_FALSE(result) << "the answer came from inside the call";
  context.run_for(kGenerous);
  EXPECT_EQ(calls, 1);
  return result ? *result : tl::unexpected(ResolveFailure{});
}

Outcome outcome_of(const Result& result) { return result ? Outcome::ok : result.error().outcome; }
std::string detail_of(const Result& result) { return result ? "" : result.error().detail; }

DnsScript answer(std::vector<test::DnsRecord> records) {
  DnsScript script;
  script.answers = std::move(records);
  return script;
}
DnsScript rcode(int code) {
  DnsScript script;
  script.rcode = code;
  return script;
}
DnsScript silence() {
  DnsScript script;
  script.silent = true;
  return script;
}

TEST(Resolver, GivesAddressesWithTheServerAndTheTtl) {
  DnsServerDouble server([](const DnsQuestion& q) {
    return answer({a_record(q.name, "192.0.2.1", 300), a_record(q.name, "192.0.2.2", 60)});
  });
  const auto result = ask({server.address()}, "portal.example");
  ASSERT_TRUE(result) << detail_of(result);
  EXPECT_EQ(result->addresses, (std::vector<std::string>{"192.0.2.1", "192.0.2.2"}));
  EXPECT_EQ(result->ttl_s, 60U);
  EXPECT_EQ(result->resolver, server.address());
  EXPECT_NE(result->done_at, SteadyTime{});
}

TEST(Resolver, AsksForTheAbsoluteNameOnly) {
  DnsServerDouble server([](const DnsQuestion&) { return rcode(3); });
  EXPECT_EQ(outcome_of(ask({server.address()}, "intranet")), Outcome::dns_not_found);
  ASSERT_EQ(server.questions().size(), 1U);
  EXPECT_EQ(server.questions()[0].name, "intranet");
}

TEST(Resolver, CountsTheTtlsOfAliasesToo) {
  DnsServerDouble server([](const DnsQuestion& q) {
    return answer({cname_record(q.name, "cdn.example", 30), cname_record("cdn.example", "edge.example", 20),
                   a_record("edge.example", "192.0.2.7", 600)});
  });
  const auto result = ask({server.address()}, "www.example");
  ASSERT_TRUE(result) << detail_of(result);
  EXPECT_EQ(result->addresses, std::vector<std::string>{"192.0.2.7"});
  EXPECT_EQ(result->ttl_s, 20U);
}

TEST(Resolver, ReadsATtlOfZeroAndOneThatIsTooLarge) {
  DnsServerDouble server([](const DnsQuestion& q) {
    return answer({a_record(q.name, "192.0.2.1", q.name == "zero.example" ? 0U : 0x80000001U)});
  });
  EXPECT_EQ(ask({server.address()}, "zero.example")->ttl_s, 0U);
  EXPECT_EQ(ask({server.address()}, "huge.example")->ttl_s, 0U);
}

TEST(Resolver, TakesBothFamiliesForAnyAndOneForOne) {
  DnsServerDouble server([](const DnsQuestion& q) {
    return answer(
        {q.type == 28 ? aaaa_record(q.name, "2001:db8::1", 50) : a_record(q.name, "192.0.2.1", 90)});
  });
  const auto any = ask({server.address()}, "both.example", IpFamily::any);
  ASSERT_TRUE(any);
  EXPECT_EQ(any->addresses, (std::vector<std::string>{"2001:db8::1", "192.0.2.1"}));
  EXPECT_EQ(any->ttl_s, 50U);
  EXPECT_EQ(ask({server.address()}, "both.example", IpFamily::ipv6)->addresses,
            std::vector<std::string>{"2001:db8::1"});
  EXPECT_EQ(ask({server.address()}, "both.example", IpFamily::ipv4)->addresses,
            std::vector<std::string>{"192.0.2.1"});
}

TEST(Resolver, IsContentWithOneFamilyForAny) {
  DnsServerDouble server([](const DnsQuestion& q) {
    return q.type == 28 ? rcode(2) : answer({a_record(q.name, "192.0.2.1", 90)});
  });
  const auto result = ask({server.address()}, "four.example", IpFamily::any);
  ASSERT_TRUE(result) << detail_of(result);
  EXPECT_EQ(result->addresses, std::vector<std::string>{"192.0.2.1"});
}

TEST(Resolver, TakesTheFirstServersWordThatThereIsNoSuchName) {
  DnsServerDouble first([](const DnsQuestion&) { return rcode(3); });
  DnsServerDouble second([](const DnsQuestion& q) { return answer({a_record(q.name, "192.0.2.1", 90)}); });
  const auto result = ask({first.address(), second.address()}, "gone.example");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().outcome, Outcome::dns_not_found);
  EXPECT_EQ(result.error().resolver, first.address());
  EXPECT_TRUE(second.questions().empty());
}

TEST(Resolver, SaysWhichFamilyANameLacks) {
  DnsServerDouble server([](const DnsQuestion&) { return answer({}); });
  EXPECT_EQ(detail_of(ask({server.address()}, "p.example", IpFamily::ipv6)), "p.example has no IPv6 address");
  EXPECT_EQ(detail_of(ask({server.address()}, "p.example", IpFamily::ipv4)), "p.example has no IPv4 address");
  const auto any = ask({server.address()}, "p.example", IpFamily::any);
  EXPECT_EQ(outcome_of(any), Outcome::dns_not_found);
  EXPECT_EQ(detail_of(any), "p.example has no address");
}

TEST(Resolver, GoesOnToTheNextServerAfterAFailure) {
  for (const int code : {1, 2, 4, 5}) {
    SCOPED_TRACE(code);
    DnsServerDouble ill([code](const DnsQuestion&) { return rcode(code); });
    DnsServerDouble well([](const DnsQuestion& q) { return answer({a_record(q.name, "192.0.2.9", 5)}); });
    const auto result = ask({ill.address(), well.address()}, "portal.example");
    ASSERT_TRUE(result) << detail_of(result);
    EXPECT_EQ(result->resolver, well.address());
    EXPECT_EQ(ill.questions().size(), 1U) << "a failure that was stated needs no second question";
  }
}

TEST(Resolver, NamesEachServersFailureWhenAllFail) {
  DnsServerDouble first([](const DnsQuestion&) { return rcode(2); });
  DnsServerDouble second([](const DnsQuestion&) { return rcode(5); });
  const auto result = ask({first.address(), second.address()}, "portal.example", IpFamily::any);
  EXPECT_EQ(outcome_of(result), Outcome::dns_server_failed);
  EXPECT_EQ(detail_of(result),
            first.address() + " answered SERVFAIL; " + second.address() + " answered REFUSED");
}

TEST(Resolver, DoesNotTakeAReferralForAnAnswer) {
  DnsServerDouble server([](const DnsQuestion&) {
    DnsScript script;
    script.recursion = false;
    return script;
  });
  EXPECT_EQ(outcome_of(ask({server.address()}, "portal.example")), Outcome::dns_server_failed);
}

TEST(Resolver, GoesOnToTheNextServerWhereNobodyListens) {
  SilentPort closed;
  closed.close();
  DnsServerDouble well([](const DnsQuestion& q) { return answer({a_record(q.name, "192.0.2.9", 5)}); });
  const auto result = ask({closed.address(), well.address()}, "portal.example");
  ASSERT_TRUE(result) << detail_of(result);
  EXPECT_EQ(result->resolver, well.address());
  EXPECT_EQ(outcome_of(ask({closed.address()}, "portal.example")), Outcome::dns_server_failed);
}

TEST(Resolver, GoesOnToTheNextServerAfterSilence) {
  SilentPort dead;
  DnsServerDouble well([](const DnsQuestion& q) { return answer({a_record(q.name, "192.0.2.9", 5)}); });
  const auto result = ask({dead.address(), well.address()}, "portal.example");
  ASSERT_TRUE(result) << detail_of(result);
  EXPECT_EQ(result->resolver, well.address());
}

TEST(Resolver, TimesOutWhereNoServerAnswers) {
  SilentPort dead;
  const auto result = ask({dead.address()}, "portal.example", IpFamily::any, 50ms);
  EXPECT_EQ(outcome_of(result), Outcome::dns_timed_out);
  // What is left of the time when the question goes out, less than was given.
  EXPECT_TRUE(detail_of(result).starts_with(dead.address() + " did not answer within 0.0"))
      << detail_of(result);
  EXPECT_EQ(result.error().resolver, dead.address());
  EXPECT_EQ(outcome_of(ask({dead.address()}, "portal.example", IpFamily::ipv4, 0ms)), Outcome::dns_timed_out);
}

TEST(Resolver, RepeatsAQuestionThatGotLost) {
  DnsServerDouble server([](const DnsQuestion& q) {
    return q.number == 0 ? silence() : answer({a_record(q.name, "192.0.2.9", 5)});
  });
  const auto result = ask({server.address()}, "portal.example");
  ASSERT_TRUE(result) << detail_of(result);
  EXPECT_GE(server.questions().size(), 2U);
}

TEST(Resolver, AsksAgainOverTcpWhenTheAnswerIsCut) {
  DnsServerDouble server([](const DnsQuestion& q) {
    DnsScript script;
    script.truncated = !q.tcp;
    if (q.tcp) {
      for (int i = 1; i < 60; ++i)
        script.answers.push_back(a_record(q.name, "192.0.2." + std::to_string(i), 5));
    }
    return script;
  });
  const auto result = ask({server.address()}, "many.example");
  ASSERT_TRUE(result) << detail_of(result);
  EXPECT_EQ(result->addresses.size(), 32U) << "a name's addresses are bounded";
  EXPECT_TRUE(server.questions().back().tcp);
}

TEST(Resolver, OverlooksPacketsThatAnswerNothing) {
  DnsServerDouble server([](const DnsQuestion& q) {
    auto script = answer({a_record(q.name, "192.0.2.9", 5)});
    script.before = {std::string(1, '\0'), std::string(512, '\xff'), std::string(11, 'x'),
                     std::string(60, '\0')};
    return script;
  });
  const auto result = ask({server.address()}, "portal.example");
  ASSERT_TRUE(result) << detail_of(result);
  EXPECT_EQ(result->addresses, std::vector<std::string>{"192.0.2.9"});
}

TEST(Resolver, TakesGarbageAloneForSilenceAndABrokenAnswerForAFailure) {
  DnsServerDouble garbage([](const DnsQuestion&) {
    DnsScript script;
    script.before = {std::string(400, '\xc0')};
    script.raw_only = true;
    return script;
  });
  EXPECT_EQ(outcome_of(ask({garbage.address()}, "portal.example", IpFamily::ipv4, 50ms)),
            Outcome::dns_timed_out);
  DnsServerDouble broken([](const DnsQuestion& q) {
    auto script = answer({a_record(q.name, "192.0.2.9", 5)});
    script.cut_short = true;
    return script;
  });
  const auto result = ask({broken.address()}, "portal.example");
  EXPECT_EQ(outcome_of(result), Outcome::dns_server_failed) << detail_of(result);
}

TEST(Resolver, SendsNothingForWhatNeedsNoServer) {
  DnsServerDouble server([](const DnsQuestion&) { return rcode(2); });
  const std::vector<std::string> servers = {server.address()};
  struct {
    std::string name;
    IpFamily family;
    std::vector<std::string> addresses;  // none: dns_not_found
  } rows[] = {
      {"192.0.2.1", IpFamily::ipv4, {"192.0.2.1"}},
      {"192.0.2.1", IpFamily::any, {"192.0.2.1"}},
      {"192.0.2.1", IpFamily::ipv6, {}},
      {"2001:db8::1", IpFamily::ipv6, {"2001:db8::1"}},
      {"2001:db8::1", IpFamily::ipv4, {}},
      {"localhost", IpFamily::ipv4, {"127.0.0.1"}},
      {"LOCALHOST.", IpFamily::ipv6, {"::1"}},
      {"a.localhost", IpFamily::any, {"::1", "127.0.0.1"}},
      {"portal.invalid", IpFamily::ipv4, {}},
      {"invalid", IpFamily::any, {}},
      {"Portal.INVALID.", IpFamily::ipv6, {}},
      {"hidden.onion", IpFamily::ipv4, {}},
      {"", IpFamily::ipv4, {}},
      {".", IpFamily::ipv4, {}},
      {"a..example", IpFamily::ipv4, {}},
      {"a\\.example", IpFamily::ipv4, {}},
      {std::string("a\0.example", 10), IpFamily::ipv4, {}},
      {std::string(64, 'a') + ".example", IpFamily::ipv4, {}},
      {std::string(300, 'a'), IpFamily::ipv4, {}},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    const auto result = ask(servers, row.name, row.family);
    EXPECT_EQ(outcome_of(result), row.addresses.empty() ? Outcome::dns_not_found : Outcome::ok)
        << detail_of(result);
    if (result) {
      EXPECT_EQ(result->addresses, row.addresses);
      EXPECT_EQ(result->resolver, "");
      EXPECT_FALSE(result->ttl_s);
    }
  }
  EXPECT_TRUE(server.questions().empty());
}

TEST(Resolver, AsksForNamesThatOnlyLookReserved) {
  DnsServerDouble server([](const DnsQuestion&) { return rcode(3); });
  ask({server.address()}, "notinvalid");
  ask({server.address()}, "invalid.example");
  EXPECT_EQ(server.questions().size(), 2U);
}

TEST(Resolver, HonoursTheHostsFileBeforeAskingAndReadsItAgain) {
  DnsServerDouble server([](const DnsQuestion&) { return rcode(3); });
  const std::string path = testing::TempDir() + "resolver_hosts_" + std::to_string(::getpid());
  std::ofstream(path) << "# a comment\nnonsense portal.example\n 192.0.2.8\tPortal.Example portal # "
                         "here\n192.0.2.9 portal.example\n"
                         "2001:db8::8 portal.example\n10.0.0.1 lab.invalid";
  const auto result = ask({server.address()}, "portal.example.", IpFamily::ipv4, kGenerous, path);
  ASSERT_TRUE(result) << detail_of(result);
  EXPECT_EQ(result->addresses, (std::vector<std::string>{"192.0.2.8", "192.0.2.9"}));
  EXPECT_EQ(result->resolver, "hosts");
  EXPECT_FALSE(result->ttl_s);
  EXPECT_EQ(ask({}, "portal.example", IpFamily::ipv6, kGenerous, path)->addresses,
            std::vector<std::string>{"2001:db8::8"});
  EXPECT_EQ(ask({}, "lab.invalid", IpFamily::ipv4, kGenerous, path)->addresses,
            std::vector<std::string>{"10.0.0.1"});

  HostsFile hosts(path);
  EXPECT_EQ(hosts.find("portal", IpFamily::any).size(), 1U);
  std::ofstream(path) << "192.0.2.10 another\n";
  EXPECT_TRUE(hosts.find("portal", IpFamily::any).empty());
  EXPECT_EQ(hosts.find("another", IpFamily::any).size(), 1U);
  std::remove(path.c_str());
  EXPECT_TRUE(hosts.find("another", IpFamily::any).empty());
  EXPECT_TRUE(server.questions().empty());
}

TEST(Resolver, ForgetsACancelledLookUpAndFinishesTheOthers) {
  SilentPort dead;
  boost::asio::io_context context(1);
  Resolver resolver(context, {dead.address()}, "/nonexistent");
  int cancelled = 0;
  int finished = 0;
  const auto before = resolver.resolve("a.example", IpFamily::any, kGenerous, [&](auto) { ++cancelled; });
  resolver.cancel(before);
  const auto in_flight = resolver.resolve("b.example", IpFamily::any, kGenerous, [&](auto) { ++cancelled; });
  const auto numeric = resolver.resolve("192.0.2.1", IpFamily::ipv4, kGenerous, [&](auto) { ++cancelled; });
  resolver.cancel(numeric);
  resolver.resolve("c.example", IpFamily::ipv4, 50ms, [&](auto) {
    ++finished;
    resolver.cancel(in_flight);
    resolver.cancel(in_flight);
    resolver.cancel(12345);
  });
  context.run_for(kGenerous);
  EXPECT_TRUE(context.stopped()) << "a cancelled look-up left something behind";
  EXPECT_EQ(cancelled, 0);
  EXPECT_EQ(finished, 1);
}

TEST(Resolver, MayBeDestroyedWithLookUpsInFlightOrFromItsOwnCallback) {
  SilentPort dead;
  DnsServerDouble well([](const DnsQuestion& q) { return answer({a_record(q.name, "192.0.2.9", 5)}); });
  boost::asio::io_context context(1);
  int calls = 0;
  auto silent = std::make_unique<Resolver>(context, std::vector{dead.address()}, "/nonexistent");
  auto quick = std::make_unique<Resolver>(context, std::vector{well.address()}, "/nonexistent");
  for (int i = 0; i < 5; ++i) silent->resolve("a.example", IpFamily::any, kGenerous, [&](auto) { ++calls; });
  for (int i = 0; i < 3; ++i) {
    quick->resolve("b.example", IpFamily::any, kGenerous, [&](auto) {
      ++calls;
      silent.reset();
      quick.reset();
    });
  }
  context.run_for(kGenerous);
  EXPECT_TRUE(context.stopped());
  EXPECT_EQ(calls, 1);
}

TEST(Resolver, LooksUpTwoHundredNamesAtOnce) {
  DnsServerDouble server([](const DnsQuestion& q) {
    const int last = std::stoi(q.name.substr(1, q.name.find('.') - 1));
    return answer({a_record(q.name, "192.0.2." + std::to_string(last), 5)});
  });
  boost::asio::io_context context(1);
  Resolver resolver(context, {server.address()}, "/nonexistent");
  int right = 0;
  for (int i = 1; i <= 200; ++i) {
    resolver.resolve("n" + std::to_string(i) + ".example", IpFamily::ipv4, kGenerous,
                     [&right, i](Result result) {
                       if (result && result->addresses == std::vector{"192.0.2." + std::to_string(i)})
                         ++right;
                     });
  }
  context.run_for(kGenerous);
  EXPECT_EQ(right, 200);
}

TEST(Resolver, CallsAMissingDescriptorOurOwnFault) {
#ifdef __SANITIZE_ADDRESS__
  // UBSan's check of virtual tables opens a pipe to see whether memory can be read: without descriptors it
  // fails falsely.
  GTEST_SKIP() << "the sanitizer itself needs descriptors";
#endif
  DnsServerDouble server([](const DnsQuestion&) { return rcode(3); });
  boost::asio::io_context context(1);
  Resolver resolver(context, {server.address()}, "/nonexistent");
  const boost::asio::steady_timer reactor(context);  // opens what Asio needs for itself
  std::optional<Result> result;
  rlimit before{};
  ::getrlimit(RLIMIT_NOFILE, &before);
  rlimit none = before;
  none.rlim_cur = 3;  // whatever is open stays open; c-ares' own random source goes without
  ::setrlimit(RLIMIT_NOFILE, &none);
  resolver.resolve("portal.example", IpFamily::ipv4, kGenerous, [&](Result r) { result = std::move(r); });
  context.run_for(kGenerous);
  ::setrlimit(RLIMIT_NOFILE, &before);
  ASSERT_TRUE(result);
  EXPECT_EQ(outcome_of(*result), Outcome::probe_error) << detail_of(*result);
}

TEST(Resolver, RefusesServersThatAreNoAddress) {
  boost::asio::io_context context(1);
  for (const std::string bad :
       {"dns.example", "", "192.0.2.1:0", "192.0.2.1:x", "192.0.2.1:70000", "[::1", "[::1]53", "1.2.3"}) {
    SCOPED_TRACE(bad);
    EXPECT_THROW(Resolver(context, {bad}), std::invalid_argument);
  }
  const Resolver resolver(context, {"192.0.2.1", "192.0.2.1:5353", "::1", "[::1]:99", "[2001:db8::1]"});
  EXPECT_EQ(resolver.servers(), (std::vector<std::string>{"192.0.2.1:53", "192.0.2.1:5353", "[::1]:53",
                                                          "[::1]:99", "[2001:db8::1]:53"}));
}

}  // namespace
}  // namespace portalprobe
