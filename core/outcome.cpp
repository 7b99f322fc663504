#include "core/outcome.hpp"

#include <array>

namespace portalprobe {
namespace {

struct Row {
  Outcome outcome;
  std::string_view name;
  Side side;
};

constexpr Row kRows[] = {
    {Outcome::ok, "ok", Side::none},
    {Outcome::dns_not_found, "dns_not_found", Side::portal},
    {Outcome::connect_refused, "connect_refused", Side::portal},
    {Outcome::tls_certificate_expired, "tls_certificate_expired", Side::portal},
    {Outcome::tls_certificate_not_yet_valid, "tls_certificate_not_yet_valid", Side::portal},
    {Outcome::tls_hostname_mismatch, "tls_hostname_mismatch", Side::portal},
    {Outcome::tls_self_signed, "tls_self_signed", Side::portal},
    {Outcome::tls_untrusted_issuer, "tls_untrusted_issuer", Side::portal},
    {Outcome::tls_chain_incomplete, "tls_chain_incomplete", Side::portal},
    {Outcome::tls_handshake_failed, "tls_handshake_failed", Side::portal},
    {Outcome::tls_timed_out, "tls_timed_out", Side::portal},
    {Outcome::http_client_error, "http_client_error", Side::portal},
    {Outcome::http_server_error, "http_server_error", Side::portal},
    {Outcome::http_protocol_error, "http_protocol_error", Side::portal},
    {Outcome::http_truncated, "http_truncated", Side::portal},
    {Outcome::http_empty, "http_empty", Side::portal},
    {Outcome::redirect_loop, "redirect_loop", Side::portal},
    {Outcome::redirect_limit, "redirect_limit", Side::portal},
    {Outcome::redirect_refused, "redirect_refused", Side::portal},
    {Outcome::moved, "moved", Side::portal},
    {Outcome::service_notice, "service_notice", Side::portal},
    {Outcome::not_reusable, "not_reusable", Side::portal},
    {Outcome::content_unexpected, "content_unexpected", Side::portal},
    {Outcome::body_too_large, "body_too_large", Side::portal},
    {Outcome::timed_out, "timed_out", Side::portal},
    {Outcome::dns_server_failed, "dns_server_failed", Side::network},
    {Outcome::dns_timed_out, "dns_timed_out", Side::network},
    {Outcome::connect_unreachable, "connect_unreachable", Side::network},
    {Outcome::connect_timed_out, "connect_timed_out", Side::network},
    {Outcome::connect_reset, "connect_reset", Side::network},
    {Outcome::blocked, "blocked", Side::protection},
    {Outcome::skipped_backoff, "skipped_backoff", Side::protection},
    {Outcome::probe_error, "probe_error", Side::probe},
    {Outcome::cancelled, "cancelled", Side::probe},
    {Outcome::skipped_maintenance, "skipped_maintenance", Side::none},
};

constexpr std::string_view kSides[] = {"none",    "portal", "network",    "protection",
                                       "vantage", "probe",  "unexplained"};

constexpr auto kOutcomes = [] {
  std::array<Outcome, std::size(kRows)> all{};
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = kRows[i].outcome;
  return all;
}();

// The rows stand in the enumeration's order, so that a look-up is an index.
static_assert([] {
  for (std::size_t i = 0; i < std::size(kRows); ++i) {
    if (static_cast<std::size_t>(kRows[i].outcome) != i) return false;
  }
  return true;
}());

}  // namespace

Side side_of(Outcome outcome) { return kRows[static_cast<std::size_t>(outcome)].side; }

std::string_view to_string(Outcome outcome) { return kRows[static_cast<std::size_t>(outcome)].name; }

std::string_view to_string(Side side) { return kSides[static_cast<std::size_t>(side)]; }

std::optional<Outcome> outcome_from(std::string_view name) {
  for (const auto& row : kRows) {
    if (row.name == name) return row.outcome;
  }
  return std::nullopt;
}

std::optional<Side> side_from(std::string_view name) {
  for (std::size_t i = 0; i < std::size(kSides); ++i) {
    if (kSides[i] == name) return static_cast<Side>(i);
  }
  return std::nullopt;
}

std::span<const Outcome> all_outcomes() { return kOutcomes; }

}  // namespace portalprobe
