#include "probe/browser/net_errors.hpp"

#include <gtest/gtest.h>

#include <string>

namespace portalprobe {
namespace {

TEST(NetErrors, AreToldApartAsElsewhere) {
  struct {
    std::string_view text;
    RequestReached reached;
    bool tls;
    Outcome want;
  } rows[] = {
      {"net::ERR_NAME_NOT_RESOLVED", RequestReached::nothing, true, Outcome::dns_not_found},
      {"net::ERR_DNS_TIMED_OUT", RequestReached::nothing, true, Outcome::dns_timed_out},
      {"net::ERR_CONNECTION_REFUSED", RequestReached::nothing, true, Outcome::connect_refused},
      {"net::ERR_CONNECTION_TIMED_OUT", RequestReached::nothing, true, Outcome::connect_timed_out},
      {"net::ERR_TIMED_OUT", RequestReached::nothing, true, Outcome::connect_timed_out},
      {"net::ERR_TIMED_OUT", RequestReached::sent, true, Outcome::timed_out},
      {"net::ERR_ADDRESS_UNREACHABLE", RequestReached::nothing, true, Outcome::connect_unreachable},
      {"net::ERR_INTERNET_DISCONNECTED", RequestReached::nothing, true, Outcome::connect_unreachable},
      {"net::ERR_CONNECTION_RESET", RequestReached::nothing, false, Outcome::connect_reset},
      {"net::ERR_CONNECTION_RESET", RequestReached::sent, false, Outcome::http_empty},
      {"net::ERR_CONNECTION_RESET", RequestReached::answered, true, Outcome::http_truncated},
      {"net::ERR_CONNECTION_CLOSED", RequestReached::nothing, true, Outcome::tls_handshake_failed},
      {"net::ERR_CONNECTION_CLOSED", RequestReached::nothing, false, Outcome::connect_reset},
      {"net::ERR_CONNECTION_CLOSED", RequestReached::answered, false, Outcome::http_truncated},
      {"net::ERR_EMPTY_RESPONSE", RequestReached::sent, false, Outcome::http_empty},
      {"net::ERR_CONTENT_LENGTH_MISMATCH", RequestReached::answered, false, Outcome::http_truncated},
      {"net::ERR_INCOMPLETE_CHUNKED_ENCODING", RequestReached::answered, false, Outcome::http_truncated},
      {"net::ERR_HTTP2_PROTOCOL_ERROR", RequestReached::sent, true, Outcome::http_protocol_error},
      {"net::ERR_INVALID_HTTP_RESPONSE", RequestReached::sent, true, Outcome::http_protocol_error},
      {"net::ERR_CONTENT_DECODING_FAILED", RequestReached::answered, true, Outcome::http_protocol_error},
      {"net::ERR_CERT_COMMON_NAME_INVALID", RequestReached::nothing, true, Outcome::tls_hostname_mismatch},
      {"net::ERR_CERT_DATE_INVALID", RequestReached::nothing, true, Outcome::tls_certificate_expired},
      {"net::ERR_CERT_AUTHORITY_INVALID", RequestReached::nothing, true, Outcome::tls_untrusted_issuer},
      {"net::ERR_CERT_REVOKED", RequestReached::nothing, true, Outcome::tls_untrusted_issuer},
      {"net::ERR_CERT_WEAK_KEY", RequestReached::nothing, true, Outcome::tls_handshake_failed},
      {"net::ERR_SSL_PROTOCOL_ERROR", RequestReached::nothing, true, Outcome::tls_handshake_failed},
      {"net::ERR_SSL_CLIENT_AUTH_CERT_NEEDED", RequestReached::nothing, true, Outcome::tls_handshake_failed},
      {"net::ERR_BAD_SSL_CLIENT_AUTH_CERT", RequestReached::nothing, true, Outcome::tls_handshake_failed},
      {"net::ERR_TOO_MANY_REDIRECTS", RequestReached::sent, true, Outcome::redirect_limit},
      {"net::ERR_UNSAFE_PORT", RequestReached::nothing, true, Outcome::redirect_refused},
      {"net::ERR_UNKNOWN_URL_SCHEME", RequestReached::nothing, true, Outcome::redirect_refused},
      {"net::ERR_BLOCKED_BY_ORB", RequestReached::answered, true, Outcome::content_unexpected},
      {"net::ERR_BLOCKED_BY_CLIENT", RequestReached::nothing, true, Outcome::cancelled},
      {"net::ERR_NETWORK_ACCESS_DENIED", RequestReached::nothing, true, Outcome::cancelled},
      {"net::ERR_ABORTED", RequestReached::sent, true, Outcome::cancelled},
      {"net::ERR_PROXY_CONNECTION_FAILED", RequestReached::nothing, true, Outcome::probe_error},
      {"net::ERR_TUNNEL_CONNECTION_FAILED", RequestReached::nothing, true, Outcome::probe_error},
      {"net::ERR_SOCKS_CONNECTION_FAILED", RequestReached::nothing, true, Outcome::probe_error},
      {"net::ERR_INSUFFICIENT_RESOURCES", RequestReached::nothing, true, Outcome::probe_error},
      {"Error in connection establishment: net::ERR_CONNECTION_REFUSED", RequestReached::nothing, false,
       Outcome::connect_refused},
      {"net::ERR_SOMETHING_NEW", RequestReached::sent, true, Outcome::http_protocol_error},
      {"net::ERR_", RequestReached::nothing, true, Outcome::http_protocol_error},
      {"net::ERR_CONNECTION_REFUSED_X", RequestReached::nothing, true, Outcome::http_protocol_error},
      {"", RequestReached::nothing, true, Outcome::http_protocol_error},
      {"no such words", RequestReached::nothing, true, Outcome::http_protocol_error},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(std::string(row.text) + " " + std::to_string(static_cast<int>(row.reached)));
    EXPECT_EQ(to_string(outcome_of_net_error(row.text, row.reached, row.tls)), to_string(row.want));
  }
}

TEST(NetErrors, OfAPageCanBlameUsOnlyForWhatIsOurs) {
  for (const char* name : {"HTTP_1_1_REQUIRED", "INVALID_RESPONSE", "RESPONSE_HEADERS_TOO_BIG", "FAILED",
                           "UNEXPECTED_CONTENT_LENGTH", "QUIC_PROTOCOL_ERROR", "INVALID_AUTH_CREDENTIALS"}) {
    SCOPED_TRACE(name);
    const auto outcome =
        outcome_of_net_error(std::string("net::ERR_") + name, RequestReached::answered, true);
    EXPECT_EQ(side_of(outcome), Side::portal);
  }
}

TEST(NetErrors, BlockedRequestsAreNoFailureOfThePortalUnlessItAnswered) {
  for (const char* reason : {"csp", "mixed-content", "inspector", "other", "subresource-filter"})
    EXPECT_EQ(outcome_of_blocking(reason), Outcome::cancelled) << reason;
  for (const char* reason :
       {"integrity", "content-type", "corp-not-same-origin", "coep-frame-resource-needs-coep-header"})
    EXPECT_EQ(outcome_of_blocking(reason), Outcome::content_unexpected) << reason;
}

}  // namespace
}  // namespace portalprobe
