#include "probe/self/reference_server.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <atomic>
#include <set>
#include <string>
#include <vector>

#include "probe/self/file_descriptor.hpp"
#include "probe/self/reference.hpp"
#include "probe/self/reference_log.hpp"
#include "probe/self/reference_request.hpp"
#include "tests/probe/engine_fixture.hpp"

namespace portalprobe {
namespace {

/// The real engine against the reference server.
class ReferenceTest : public EngineTest {
 protected:
  ReferenceTest() {
    portal = reference_portal(server, settings.max_body);
    auto stores = TrustStores::open(dir.write("ca.pem", pki().root().certificate_pem()));
    HttpEngineOptions options{
        settings, {{"", std::nullopt, "127.0.0.9", 1}}, std::move(*stores), PageRules::built_in()};
    const auto led = lead_to_reference(options, server);
    EXPECT_TRUE(led);
    engine_ptr = std::make_unique<HttpEngine>(io, clock, std::move(options));
  }

  Measurement measure_turn(const PlannedMeasurement& turn) {
    std::optional<Measurement> result;
    engine_ptr->start(portal, turn, admit, [&](Measurement m) { result = std::move(m); });
    run_until([&] { return result.has_value(); });
    return result.value_or(Measurement{});
  }

  ReferenceServer server;
  std::unique_ptr<HttpEngine> engine_ptr;
};

TEST_F(ReferenceTest, MeasuresBothProtocolsColdAndWarmAndKnowsTheErrorOfEachMark) {
  ReferenceLog log(server);
  const auto turns = reference_turns(portal);
  std::set<std::pair<std::uint16_t, Connection>> seen;
  for (const auto& turn : turns) {
    SCOPED_TRACE(portal.targets[turn.target].url);
    seen.insert({turn.target, turn.connection});
    const Measurement measured = measure_turn(turn);
    EXPECT_EQ(measured.sample.outcome, Outcome::ok) << measured.sample.detail;
    EXPECT_EQ(measured.sample.kind, TargetKind::reference);
    EXPECT_EQ(measured.sample.portal_id, "reference");
    log.add(measured);
  }
  EXPECT_EQ(seen.size(), 12U);
  EXPECT_EQ(turns.size(), 12U);

  const auto error = log.error();
  EXPECT_EQ(log.fit(), 12U);
  EXPECT_EQ(log.unmatched(), 0U);
  EXPECT_EQ(log.failed(), 0U);
  EXPECT_EQ(error.at("connected").samples, 6U);  // cold ones
  EXPECT_EQ(error.at("secured").samples, 3U);    // cold ones over TLS
  for (const char* mark : {"sent", "first_byte", "done", "response_time"}) {
    EXPECT_EQ(error.at(mark).samples, 12U) << mark;
  }
}

TEST_F(ReferenceTest, WaitsAtLeastAsLongAsThePathSays) {
  PlannedMeasurement turn;
  for (std::uint16_t i = 0; i < portal.targets.size(); ++i) {
    turn.target = i;
    const Measurement measured = measure_turn(turn);
    ASSERT_TRUE(measured.sample.local_port);
    std::optional<ReferenceNotes> notes;
    const bool tls = portal.targets[i].url.starts_with("https");
    run_until([&] {
      if (!notes) notes = server.take({tls, *measured.sample.local_port});
      return notes.has_value();
    });
    const auto asked = parse_reference_request(
        "GET " + portal.targets[i].url.substr(portal.targets[i].url.find("/wait")) + " HTTP/1.1\r\n\r\n");
    EXPECT_GE(to_microseconds(notes->first_byte - notes->read), asked.wait);
    EXPECT_LE(notes->arrived, notes->read);
    EXPECT_LE(notes->first_byte, notes->last_byte);
    EXPECT_EQ(notes->greeted.has_value(), tls);
  }
}

TEST_F(ReferenceTest, CountsUnfitAndFailedOnesApartAndLearnsNothingFromThem) {
  ReferenceLog log(server);
  Measurement unfit = measure_turn(PlannedMeasurement{});
  unfit.sample.fit = false;
  log.add(unfit);
  Measurement failed = measure_turn(PlannedMeasurement{});
  failed.sample.outcome = Outcome::timed_out;
  log.add(failed);
  EXPECT_TRUE(log.error().empty());
  EXPECT_EQ(log.unfit(), 1U);
  EXPECT_EQ(log.failed(), 1U);
  EXPECT_FALSE(server.take({false, *unfit.sample.local_port})) << "nobody else may find these notes";
}

TEST_F(ReferenceTest, NobodyElseTrustsItsCertificate) {
  portal.ca_file.clear();
  PlannedMeasurement turn;
  turn.target = 1;
  const auto sample = measure_turn(turn).sample;
  EXPECT_EQ(side_of(sample.outcome), Side::portal);
  EXPECT_TRUE(to_string(sample.outcome).starts_with("tls_")) << to_string(sample.outcome);
}

/// A client that says what it likes.
class Stranger {
 public:
  explicit Stranger(std::uint16_t port, const char* own_address = "127.0.0.1")
      : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const timeval limit{30, 0};
    setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    sockaddr_in address = at(own_address, 0);
    EXPECT_EQ(bind(socket_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    address = at("127.0.0.1", port);
    EXPECT_EQ(connect(socket_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  }
  void say(std::string_view bytes) { (void)send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL); }
  /// All that comes until the server closes.
  std::string hear() {
    std::string all;
    std::vector<char> buffer(1U << 16U);
    for (;;) {
      const auto count = recv(socket_.get(), buffer.data(), buffer.size(), 0);
      if (count <= 0) return count == 0 || errno == ECONNRESET ? all : all + " ... and then silence";
      all.append(buffer.data(), static_cast<std::size_t>(count));
    }
  }

 private:
  static sockaddr_in at(const char* text, std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    inet_pton(AF_INET, text, &address.sin_addr);
    return address;
  }
  FileDescriptor socket_;
};

TEST(ReferenceServer, SendsStrangersAway) {
  ReferenceServer server;
  const struct {
    const char* what;
    std::string says;
    std::string_view hears;
  } rows[] = {
      {"no HTTP", "EHLO x\r\n\r\n", "HTTP/1.1 400"},
      {"a body", "GET / HTTP/1.1\r\nContent-Length: 9\r\n\r\n", "HTTP/1.1 400"},
      {"an endless head", "GET / HTTP/1.1\r\n" + std::string(100'000, 'x'), ""},
      {"an unknown path", "GET / HTTP/1.1\r\nConnection: close\r\n\r\n", "HTTP/1.1 404"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.what);
    Stranger stranger(server.plain_port());
    stranger.say(row.says);
    const std::string heard = stranger.hear();
    EXPECT_EQ(heard.substr(0, row.hears.size()), row.hears);
    EXPECT_TRUE(!row.hears.empty() || heard.empty());
  }
  Stranger talks_plain(server.tls_port());
  talks_plain.say("GET / HTTP/1.1\r\n\r\n");
  EXPECT_EQ(talks_plain.hear().find("HTTP"), std::string::npos);
  Stranger from_elsewhere(server.plain_port(), "127.0.0.2");
  from_elsewhere.say("GET / HTTP/1.1\r\n\r\n");
  EXPECT_EQ(from_elsewhere.hear(), "") << "may have the port of somebody else's connection";
}

TEST(ReferenceServer, AnswersWhenACrowdHasFilledItAndGone) {
  ReferenceServer server;
  {
    std::vector<std::unique_ptr<Stranger>> crowd;
    for (int i = 0; i < 200; ++i) crowd.push_back(std::make_unique<Stranger>(server.plain_port()));
    for (auto& stranger : crowd) stranger->say("GET /wait/5000ms/body/1000000 HTTP/1.1\r\n");
    crowd[0]->say("Connection: close\r\n\r\n");
  }
  Stranger guest(server.plain_port());
  guest.say("GET /wait/0ms/body/300000 HTTP/1.1\r\nConnection: close\r\n\r\n");
  const std::string heard = guest.hear();
  EXPECT_TRUE(heard.starts_with("HTTP/1.1 200"));
  EXPECT_GT(heard.size(), 300'000U);
}

TEST(ReferenceServer, EndsWhileItIsBusy) {
  auto server = std::make_unique<ReferenceServer>();
  Stranger waits(server->plain_port());
  waits.say("GET /wait/5000ms/body/1 HTTP/1.1\r\n\r\n");
  server.reset();
  EXPECT_EQ(waits.hear(), "");
}

TEST(ReferenceServer, TwoOfThemHaveNothingInCommon) {
  const ReferenceServer a;
  const ReferenceServer b;
  EXPECT_NE(a.plain_port(), b.plain_port());
  EXPECT_NE(a.tls_port(), b.tls_port());
  EXPECT_NE(a.authority_pem(), b.authority_pem());
}

}  // namespace
}  // namespace portalprobe
