#include "probe/browser/net_errors.hpp"

#include <algorithm>
#include <iterator>

namespace portalprobe {
namespace {

struct Row {
  std::string_view name;  ///< without `net::ERR_`
  Outcome outcome;
};

// Of errors that say enough by themselves. Chromium's net/base/net_error_list.h has them all.
constexpr Row kErrors[] = {
    {"ABORTED", Outcome::cancelled},
    {"BLOCKED_BY_CLIENT", Outcome::cancelled},
    {"BLOCKED_BY_ADMINISTRATOR", Outcome::cancelled},
    {"BLOCKED_BY_CSP", Outcome::cancelled},
    {"CONTEXT_SHUT_DOWN", Outcome::cancelled},
    {"NETWORK_ACCESS_DENIED", Outcome::cancelled},  // by our guard beneath the browser
    // names
    {"NAME_NOT_RESOLVED", Outcome::dns_not_found},
    {"NAME_RESOLUTION_FAILED", Outcome::dns_server_failed},
    {"DNS_MALFORMED_RESPONSE", Outcome::dns_server_failed},
    {"DNS_SERVER_REQUIRES_TCP", Outcome::dns_server_failed},
    {"DNS_SERVER_FAILED", Outcome::dns_server_failed},
    {"DNS_SERVER_FAILURE", Outcome::dns_server_failed},
    {"DNS_REFUSED", Outcome::dns_server_failed},
    {"DNS_TIMED_OUT", Outcome::dns_timed_out},
    {"ICANN_NAME_COLLISION", Outcome::dns_not_found},
    // connections
    {"CONNECTION_REFUSED", Outcome::connect_refused},
    {"CONNECTION_TIMED_OUT", Outcome::connect_timed_out},
    {"ADDRESS_UNREACHABLE", Outcome::connect_unreachable},
    {"ADDRESS_INVALID", Outcome::connect_unreachable},
    {"INTERNET_DISCONNECTED", Outcome::connect_unreachable},
    {"NETWORK_CHANGED", Outcome::connect_reset},
    {"NETWORK_IO_SUSPENDED", Outcome::probe_error},
    {"PROXY_CONNECTION_FAILED", Outcome::probe_error},
    {"TUNNEL_CONNECTION_FAILED", Outcome::probe_error},
    {"PROXY_AUTH_REQUESTED", Outcome::probe_error},
    {"PROXY_AUTH_UNSUPPORTED", Outcome::probe_error},
    {"PROXY_CERTIFICATE_INVALID", Outcome::probe_error},
    {"NO_SUPPORTED_PROXIES", Outcome::probe_error},
    {"MANDATORY_PROXY_CONFIGURATION_FAILED", Outcome::probe_error},
    // this machine
    {"INSUFFICIENT_RESOURCES", Outcome::probe_error},
    {"OUT_OF_MEMORY", Outcome::probe_error},
    {"NO_BUFFER_SPACE", Outcome::probe_error},
    {"FILE_NO_SPACE", Outcome::probe_error},
    {"CACHE_READ_FAILURE", Outcome::probe_error},
    {"CACHE_WRITE_FAILURE", Outcome::probe_error},
    {"CACHE_OPEN_FAILURE", Outcome::probe_error},
    {"CACHE_CREATE_FAILURE", Outcome::probe_error},
    {"CACHE_RACE", Outcome::probe_error},
    {"ACCESS_DENIED", Outcome::probe_error},
    {"UNEXPECTED", Outcome::probe_error},
    // certificates: the browser says neither whether one is not valid yet, nor whether it signed itself
    {"CERT_COMMON_NAME_INVALID", Outcome::tls_hostname_mismatch},
    {"CERT_DATE_INVALID", Outcome::tls_certificate_expired},
    {"CERT_WEAK_KEY", Outcome::tls_handshake_failed},
    {"CERT_WEAK_SIGNATURE_ALGORITHM", Outcome::tls_handshake_failed},
    {"CERT_VALIDITY_TOO_LONG", Outcome::tls_untrusted_issuer},
    {"CERTIFICATE_TRANSPARENCY_REQUIRED", Outcome::tls_untrusted_issuer},
    {"BAD_SSL_CLIENT_AUTH_CERT", Outcome::tls_handshake_failed},
    {"ECH_NOT_NEGOTIATED", Outcome::tls_handshake_failed},
    {"ECH_FALLBACK_CERTIFICATE_INVALID", Outcome::tls_handshake_failed},
    {"EARLY_DATA_REJECTED", Outcome::tls_handshake_failed},
    {"WRONG_VERSION_ON_EARLY_DATA", Outcome::tls_handshake_failed},
    // answers
    {"EMPTY_RESPONSE", Outcome::http_empty},
    {"CONTENT_LENGTH_MISMATCH", Outcome::http_truncated},
    {"INCOMPLETE_CHUNKED_ENCODING", Outcome::http_truncated},
    {"INCOMPLETE_HTTP2_RESPONSE", Outcome::http_truncated},
    {"RESPONSE_HEADERS_TRUNCATED", Outcome::http_truncated},
    {"RESPONSE_BODY_TOO_BIG_TO_DRAIN", Outcome::http_protocol_error},
    {"BLOCKED_BY_RESPONSE", Outcome::content_unexpected},
    {"BLOCKED_BY_ORB", Outcome::content_unexpected},
    // where a page leads to
    {"TOO_MANY_REDIRECTS", Outcome::redirect_limit},
    {"INVALID_REDIRECT", Outcome::redirect_refused},
    {"UNSAFE_REDIRECT", Outcome::redirect_refused},
    {"UNSAFE_PORT", Outcome::redirect_refused},
    {"UNKNOWN_URL_SCHEME", Outcome::redirect_refused},
    {"DISALLOWED_URL_SCHEME", Outcome::redirect_refused},
    {"INVALID_URL", Outcome::redirect_refused},
    {"BLOCKED_BY_PRIVATE_NETWORK_ACCESS_CHECKS", Outcome::redirect_refused},
    {"BLOCKED_BY_LOCAL_NETWORK_ACCESS_CHECKS", Outcome::redirect_refused},
};

/// The connection ended before its time.
Outcome broken_off(std::string_view name, RequestReached reached, bool tls) {
  if (reached == RequestReached::answered) return Outcome::http_truncated;
  if (reached == RequestReached::sent) return Outcome::http_empty;
  return tls && name == "CONNECTION_CLOSED" ? Outcome::tls_handshake_failed : Outcome::connect_reset;
}

/// The name behind `net::ERR_`; empty: there is none.
std::string_view name_in(std::string_view text) {
  constexpr std::string_view kPrefix = "net::ERR_";
  const auto at = text.find(kPrefix);
  if (at == std::string_view::npos) return {};
  text.remove_prefix(at + kPrefix.size());
  const auto end = std::ranges::find_if_not(
      text, [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; });
  return text.substr(0, static_cast<std::size_t>(std::distance(text.begin(), end)));
}

}  // namespace

Outcome outcome_of_net_error(std::string_view error_text, RequestReached reached, bool tls) {
  const std::string_view name = name_in(error_text);
  if (name == "CONNECTION_RESET" || name == "CONNECTION_CLOSED" || name == "CONNECTION_ABORTED" ||
      name == "SOCKET_NOT_CONNECTED" || name == "CONNECTION_FAILED")
    return broken_off(name, reached, tls);
  if (name == "TIMED_OUT")
    return reached == RequestReached::nothing ? Outcome::connect_timed_out : Outcome::timed_out;
  const auto* row = std::ranges::find(kErrors, name, &Row::name);
  if (row != std::end(kErrors)) return row->outcome;
  if (name.starts_with("SSL_") || name == "QUIC_HANDSHAKE_FAILED") return Outcome::tls_handshake_failed;
  if (name.starts_with("CERT_")) return Outcome::tls_untrusted_issuer;
  if (name.starts_with("PROXY_") || name.starts_with("SOCKS_") || name.starts_with("FILE_"))
    return Outcome::probe_error;
  return Outcome::http_protocol_error;
}

Outcome outcome_of_blocking(std::string_view reason) {
  // The page's own rules, or ours (`inspector`): nothing was sent.
  constexpr std::string_view kNotSent[] = {"csp", "mixed-content", "inspector", "subresource-filter",
                                           "other"};
  return std::ranges::find(kNotSent, reason) != std::end(kNotSent) ? Outcome::cancelled
                                                                   : Outcome::content_unexpected;
}

}  // namespace portalprobe
