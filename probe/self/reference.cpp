#include "probe/self/reference.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

#include "probe/self/reference_request.hpp"

namespace portalprobe {
namespace {

using std::chrono::milliseconds;

constexpr const char* kAddress = "127.0.0.1";
/// The name under which the trust stores keep the server's authority.
constexpr const char* kTrustName = "(reference)";
/// More than one TLS record, less than what one write takes.
constexpr std::uint64_t kBody = 20'000;
constexpr std::array kWaits = {milliseconds(0), milliseconds(50), milliseconds(200)};

Target make_target(bool tls, std::uint16_t port, milliseconds wait, std::size_t body) {
  Target target;
  target.id = fmt::format("{}-{}ms", tls ? "tls" : "plain", wait.count());
  target.role = "reference";
  target.kind = TargetKind::reference;
  target.url =
      fmt::format("{}://{}:{}{}", tls ? "https" : "http", kAddress, port, reference_path(wait, body));
  return target;
}

}  // namespace

Portal reference_portal(const ReferenceServer& server, std::uint64_t largest_body) {
  Portal portal;
  portal.id = "reference";
  portal.name = "reference";
  portal.hosts = {kAddress};
  portal.ca_file = kTrustName;
  const auto body = static_cast<std::size_t>(std::clamp<std::uint64_t>(largest_body, 1, kBody));
  for (const milliseconds wait : kWaits) {
    portal.targets.push_back(make_target(false, server.plain_port(), wait, body));
    portal.targets.push_back(make_target(true, server.tls_port(), wait, body));
  }
  return portal;
}

std::vector<PlannedMeasurement> reference_turns(const Portal& reference) {
  const std::size_t targets = reference.targets.size();
  std::vector<PlannedMeasurement> turns;
  for (std::size_t i = 0; i < 2 * targets; ++i) {
    PlannedMeasurement turn;
    turn.target = static_cast<std::uint16_t>(i % targets);
    // Plain and TLS alternate with the targets; cold and warm every other of them, and the other way round
    // when the targets come again.
    const bool warm = (i / 2 + i / targets * (targets / 2 + 1)) % 2 == 1;
    turn.connection = warm ? Connection::warm : Connection::cold;
    turn.ip_family = IpFamily::ipv4;
    turns.push_back(turn);
  }
  return turns;
}

Expected<void> lead_to_reference(HttpEngineOptions& options, const ReferenceServer& server) {
  // The first rule that fits decides: one for all hosts must not lead the reference elsewhere.
  for (const std::uint16_t port : {server.plain_port(), server.tls_port()}) {
    options.connect_to.insert(options.connect_to.begin(), ConnectTo{kAddress, port, kAddress, port});
  }
  return options.trust.add_pem(kTrustName, server.authority_pem());
}

bool can_measure_reference(const ProbeSettings& settings) { return settings.proxy.empty(); }

}  // namespace portalprobe
