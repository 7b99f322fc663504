#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace portalprobe {

/// How one measurement ended. A closed list: archives and dashboards are built on the names.
enum class Outcome {
  ok,
  // the portal's doing
  dns_not_found,
  connect_refused,
  tls_certificate_expired,
  tls_certificate_not_yet_valid,
  tls_hostname_mismatch,
  tls_self_signed,
  tls_untrusted_issuer,
  tls_chain_incomplete,
  tls_handshake_failed,
  tls_timed_out,
  http_client_error,
  http_server_error,
  http_protocol_error,
  http_truncated,
  http_empty,
  redirect_loop,
  redirect_limit,
  redirect_refused,
  moved,
  service_notice,
  not_reusable,
  content_unexpected,
  body_too_large,
  timed_out,
  // the network's
  dns_server_failed,
  dns_timed_out,
  connect_unreachable,
  connect_timed_out,
  connect_reset,
  // a wall for robots, and our manners before it
  blocked,
  skipped_backoff,
  // ours
  probe_error,
  cancelled,
  skipped_maintenance,
};

/// Who caused an outcome.
enum class Side { none, portal, network, protection, vantage, probe, unexplained };

/// The side that an outcome has by itself, before control targets are looked at.
Side side_of(Outcome outcome);

/// Whether anything was sent for a measurement that ended so.
inline bool was_sent(Outcome outcome) {
  return outcome != Outcome::skipped_backoff && outcome != Outcome::skipped_maintenance;
}

std::string_view to_string(Outcome outcome);
std::string_view to_string(Side side);
std::optional<Outcome> outcome_from(std::string_view name);
std::optional<Side> side_from(std::string_view name);
/// Every outcome, in the order of the list above.
std::span<const Outcome> all_outcomes();

}  // namespace portalprobe
