#pragma once

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "probe/curl_global.hpp"
#include "probe/http_engine.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/loopback_server.hpp"
#include "tests/support/temp_dir.hpp"

namespace portalprobe {

using namespace std::chrono_literals;

/// An engine on an io_context of its own, and one portal whose host is `portal.test`, mapped to a server of
/// the test.
class EngineTest : public ::testing::Test {
 protected:
  EngineTest() {
    init_curl();
    settings.timeout = 100s;  // also where all is slow: who wants one to run out says so
    settings.connect_timeout = 60s;
    portal.id = "portal";
    portal.name = "Portal";
    portal.hosts = {"portal.test"};
  }

  /// `portal.test` (any port) leads to the server.
  void serve(const support::LoopbackServer& server) { map("portal.test", server); }
  void map(const std::string& host, const support::LoopbackServer& server) {
    connect_to.push_back({host, std::nullopt, server.address(), server.port()});
  }
  /// The engine trusts this authority and no other.
  void trust(const support::CertificateAuthority& authority) {
    ca_file = dir.write("ca.pem", authority.certificate_pem());
  }

  Target& target(const std::string& url, TargetKind kind = TargetKind::page) {
    portal.targets = {Target{}};
    portal.targets[0].id = "home";
    portal.targets[0].role = "home";
    portal.targets[0].kind = kind;
    portal.targets[0].url = url;
    return portal.targets[0];
  }

  /// Made at the first use, from what was set until then.
  HttpEngine& engine() {
    if (!engine_) {
      auto trusted =
          TrustStores::open(ca_file.empty() ? dir.write("ca.pem", pki().root().certificate_pem()) : ca_file);
      if (!trusted) throw std::runtime_error(trusted.error().message);
      engine_.emplace(io, clock,
                      HttpEngineOptions{settings, connect_to, std::move(*trusted), PageRules::built_in()});
    }
    return *engine_;
  }

  /// Destroys the engine, whatever it has under way, and lets what is still queued run.
  void drop_engine() {
    engine_.reset();
    io.restart();
    io.poll();
  }

  /// Runs the io_context until `done` says so; a test that hangs fails instead.
  void run_until(const std::function<bool()>& done) {
    const auto deadline = std::chrono::steady_clock::now() + 240s;
    while (!done() && std::chrono::steady_clock::now() < deadline) {
      io.restart();
      io.run_one_for(100ms);
    }
    ASSERT_TRUE(done()) << "the measurement did not end";
  }

  Measurement measure(Connection connection = Connection::cold, IpFamily family = IpFamily::ipv4) {
    std::optional<Measurement> result;
    PlannedMeasurement planned;
    planned.connection = connection;
    planned.ip_family = family;
    engine().start(portal, planned, admit, [&](Measurement m) { result = std::move(m); });
    EXPECT_FALSE(result) << "Done ran inside start";
    run_until([&] { return result.has_value(); });
    return result.value_or(Measurement{});
  }
  Sample sample(Connection connection = Connection::cold) { return measure(connection).sample; }
  /// Loads a page without a browser.
  Measurement load(const std::string& url) {
    target(url);
    std::optional<Measurement> result;
    PlannedMeasurement planned;
    planned.engine = EngineKind::network;
    engine().start(
        portal, planned, [](const std::string&, const std::function<void()>& enter) { enter(); },
        [&](Measurement done) { result = std::move(done); });
    run_until([&] { return result.has_value(); });
    return std::move(*result);
  }

  static const support::TestPki& pki() {
    static const support::TestPki pki;
    return pki;
  }
  static support::TlsOptions tls(support::TlsFlaw flaw = support::TlsFlaw::none) {
    support::TlsOptions options;
    options.identity = pki().identity(flaw);
    return options;
  }

  support::TempDir dir;
  boost::asio::io_context io{1};
  SystemClock clock;
  ProbeSettings settings;
  std::vector<ConnectTo> connect_to;
  std::string ca_file;
  Portal portal;
  ProbeEngine::Admit admit = [](const std::string&, const std::function<void()>& enter) { enter(); };

 private:
  std::optional<HttpEngine> engine_;
};

}  // namespace portalprobe
