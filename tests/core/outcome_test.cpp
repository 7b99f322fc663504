#include "core/outcome.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

namespace portalprobe {
namespace {

struct Row {
  Outcome outcome;
  std::string_view name;
  Side side;
};

// Archives hold these names: the table is written out once more, so that nobody renames one in passing.
constexpr Row kPublic[] = {
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

TEST(Outcome, HasItsPublicNameAndSide) {
  for (const auto& row : kPublic) {
    SCOPED_TRACE(row.name);
    EXPECT_EQ(to_string(row.outcome), row.name);
    EXPECT_EQ(outcome_from(row.name), row.outcome);
    EXPECT_EQ(side_of(row.outcome), row.side);
  }
}

TEST(Outcome, ListsEachOfThePublicOnesOnceAndNoOther) {
  const auto all = all_outcomes();
  ASSERT_EQ(all.size(), std::size(kPublic));
  EXPECT_TRUE(std::ranges::equal(all, kPublic, {}, {}, &Row::outcome));
  EXPECT_EQ(std::set<Outcome>(all.begin(), all.end()).size(), all.size());
}

TEST(Outcome, KnowsNoOtherSpelling) {
  for (const auto name : {"", "OK", "ok ", "dns-not-found", "timeout", "none"}) {
    EXPECT_EQ(outcome_from(name), std::nullopt) << name;
  }
}

TEST(Outcome, WasSentUnlessItWasSkipped) {
  for (const auto outcome : all_outcomes()) {
    EXPECT_EQ(was_sent(outcome), !to_string(outcome).starts_with("skipped_")) << to_string(outcome);
  }
}

TEST(Side, HasItsPublicName) {
  struct {
    Side side;
    std::string_view name;
  } rows[] = {
      {Side::none, "none"},
      {Side::portal, "portal"},
      {Side::network, "network"},
      {Side::vantage, "vantage"},
      {Side::probe, "probe"},
      {Side::protection, "protection"},
      {Side::unexplained, "unexplained"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(to_string(row.side), row.name);
    EXPECT_EQ(side_from(row.name), row.side);
  }
  for (const auto name : {"", "Portal", "portals", "ok"}) EXPECT_EQ(side_from(name), std::nullopt) << name;
}

}  // namespace
}  // namespace portalprobe
