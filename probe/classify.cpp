#include "probe/classify.hpp"

#include <curl/curl.h>
#include <fmt/format.h>
#include <openssl/x509_vfy.h>

#include <cerrno>
#include <cstring>

#include "probe/printable.hpp"

namespace portalprobe {
namespace {

constexpr std::size_t kMaxFact = 160;
/// CURLE_TOO_LARGE, which libcurl 7.88 does not have yet.
constexpr int kTooLarge = 100;

std::string after(const TransferEnd& end) {
  if (!end.ended_at) return "";
  return fmt::format(" after {:.3g} s", std::chrono::duration<double>(*end.ended_at).count());
}

/// A sentence with libcurl's own words behind it, where it has some.
std::string with_message(std::string_view sentence, const TransferEnd& end) {
  const auto message = printable(end.curl_message, kMaxFact);
  return message.empty() ? std::string(sentence) : fmt::format("{} ({})", sentence, message);
}

Cause protocol_error(std::string_view sentence, const TransferEnd& end) {
  return {Outcome::http_protocol_error, with_message(sentence, end)};
}

Cause our_fault(const TransferEnd& end) {
  const auto* name = curl_easy_strerror(static_cast<CURLcode>(end.curl_code));
  return {Outcome::probe_error, with_message(fmt::format("libcurl's code {}: {}", end.curl_code, name), end)};
}

std::string whose(const CertificateFacts& certificate) {
  if (certificate.depth == 0) return "the certificate";
  return fmt::format("the issuer's certificate '{}'", printable(certificate.subject, kMaxFact));
}

std::string dated(std::string_view sentence, const std::string& date) {
  return date.empty() ? std::string(sentence) : fmt::format("{} {}", sentence, printable(date, 40));
}

Cause missing_issuer(const CertificateFacts& certificate) {
  const auto issuer = printable(certificate.issuer, kMaxFact);
  if (certificate.depth == 0 && certificate.sent == 1) {
    return {Outcome::tls_chain_incomplete,
            fmt::format("the server sent its own certificate only, not that of its issuer '{}'", issuer)};
  }
  return {Outcome::tls_untrusted_issuer, fmt::format("nobody we trust vouches for the issuer '{}'", issuer)};
}

Cause bad_certificate(const TransferEnd& end) {
  const auto& certificate = end.certificate;
  switch (certificate.error) {
    case X509_V_OK:  // libcurl's own check
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return {Outcome::tls_hostname_mismatch,
              fmt::format("the certificate is not for {}",
                          end.host.empty() ? "this host" : printable(end.host, kMaxFact))};
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return {Outcome::tls_certificate_expired,
              dated(whose(certificate) + " expired", certificate.not_after)};
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return {Outcome::tls_certificate_not_yet_valid,
              dated(whose(certificate) + " is not valid before", certificate.not_before)};
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
      return {Outcome::tls_self_signed, "the certificate is signed by itself"};
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return missing_issuer(certificate);
    case X509_V_ERR_INVALID_PURPOSE:
    case X509_V_ERR_EE_KEY_TOO_SMALL:
    case X509_V_ERR_CA_KEY_TOO_SMALL:
    case X509_V_ERR_CA_MD_TOO_WEAK:
      return {Outcome::tls_handshake_failed, fmt::format("{} is not acceptable: {}", whose(certificate),
                                                         X509_verify_cert_error_string(certificate.error))};
    case X509_V_ERR_OUT_OF_MEM:
      return {Outcome::probe_error, "no memory to verify the certificate"};
    default:
      return {Outcome::tls_untrusted_issuer,
              fmt::format("{}, issued by '{}', is not trusted: {}", whose(certificate),
                          printable(certificate.issuer, kMaxFact),
                          X509_verify_cert_error_string(certificate.error))};
  }
}

Cause no_connection(const TransferEnd& end) {
  switch (end.os_error) {
    case ECONNREFUSED:
      if (end.via_proxy) return {Outcome::probe_error, "the proxy refused the connection"};
      return {Outcome::connect_refused, "the connection was refused"};
    case ECONNRESET:
    case ECONNABORTED:
    case EPIPE:
      return {Outcome::connect_reset, "the connection was reset while it was made"};
    case ETIMEDOUT:
      return {Outcome::connect_timed_out, "the system gave up connecting" + after(end)};
    case 0:  // libcurl sets it wherever connecting itself failed: it was the socket that could not be had
    case EMFILE:
    case ENFILE:
    case ENOMEM:
    case ENOBUFS:
    case EPERM:  // this machine's own packet filter
      return {Outcome::probe_error,
              fmt::format("no socket to connect with ({})",
                          end.os_error == 0 ? "reason unknown" : std::strerror(end.os_error))};
    default:
      return {Outcome::connect_unreachable,
              fmt::format("there is no way to the address ({})", std::strerror(end.os_error))};
  }
}

Cause timed_out(const TransferEnd& end) {
  switch (end.reached) {
    case Reached::nothing:
      return {Outcome::connect_timed_out, "no connection" + after(end)};
    case Reached::connected:
      if (end.tls) return {Outcome::tls_timed_out, "TLS's handshake did not end" + after(end)};
      [[fallthrough]];
    case Reached::secured:
      return {Outcome::timed_out, "the request could not be sent" + after(end)};
    case Reached::sent:
      return {Outcome::timed_out, "no answer" + after(end)};
    case Reached::answered:
      return {Outcome::timed_out, "the answer's header was not complete" + after(end)};
    case Reached::in_body:
      break;
  }
  return {Outcome::timed_out, "the answer's body was not complete" + after(end)};
}

bool mentions(const TransferEnd& end, std::string_view words) {
  return end.curl_message.find(words) != std::string::npos;
}

/// The connection ended too early: closed or reset.
Cause broken_off(const TransferEnd& end) {
  const std::string_view how = end.os_error == ECONNRESET || end.os_error == EPIPE ? "reset" : "closed";
  switch (end.reached) {
    case Reached::nothing:
      return {Outcome::connect_reset, "the connection was reset while it was made"};
    case Reached::connected:
      if (end.tls)
        return {Outcome::tls_handshake_failed, fmt::format("the connection was {} in TLS's handshake", how)};
      [[fallthrough]];
    case Reached::secured:
    case Reached::sent:
      return {Outcome::http_empty, fmt::format("the connection was {} without an answer", how)};
    case Reached::answered:
      return {Outcome::http_truncated, fmt::format("the connection was {} in the answer's header", how)};
    case Reached::in_body:
      break;
  }
  return {Outcome::http_truncated,
          with_message(fmt::format("the connection was {} in the answer's body", how), end)};
}

/// CURLE_SEND_ERROR and CURLE_RECV_ERROR: also where libcurl gives up on what it reads.
Cause failed_transfer(const TransferEnd& end) {
  if (end.os_error == ETIMEDOUT) return timed_out(end);
  // TLS 1.3 tells of a missing client certificate only after the handshake.
  if (end.tls && end.reached < Reached::answered && mentions(end, " alert ")) {
    return {Outcome::tls_handshake_failed, with_message("the server ended TLS", end)};
  }
  const bool connection = end.os_error != 0 || mentions(end, "SSL_read") || mentions(end, "SSL_write");
  if (end.reached >= Reached::answered && !connection)
    return protocol_error("the answer is not HTTP as it should be", end);
  return broken_off(end);
}

/// HTTP/2's streams end for many reasons; one of them is that the connection did.
Cause stream_error(const TransferEnd& end) {
  if (end.os_error != 0 || mentions(end, "before end of the underlying stream")) return broken_off(end);
  return protocol_error("the server ended the stream with an error", end);
}

Cause stopped(const TransferEnd& end) {
  switch (end.stopped) {
    case Stopped::body_too_large:
      return {Outcome::body_too_large, "the body is larger than the limit"};
    case Stopped::headers_too_large:
      return {Outcome::http_protocol_error, "the answer's header is larger than the limit"};
    case Stopped::cancelled:
    case Stopped::no:
      break;
  }
  return {Outcome::cancelled, "cancelled" + after(end)};
}

}  // namespace

Cause classify(const TransferEnd& end) {
  if (end.stopped != Stopped::no) return stopped(end);
  const bool asked = end.reached >= Reached::secured;
  switch (end.curl_code) {
    case CURLE_OK:
      // libcurl is content with a header that ends in the middle.
      return end.reached == Reached::in_body ? Cause{} : broken_off(end);
    case CURLE_COULDNT_CONNECT:
      return no_connection(end);
    case CURLE_OPERATION_TIMEDOUT:
      return timed_out(end);
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
      return bad_certificate(end);
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_CLIENTCERT:
      return {Outcome::tls_handshake_failed, with_message("TLS's handshake failed", end)};
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
      return broken_off(end);
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
      return failed_transfer(end);
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
      return stream_error(end);
    case CURLE_FILESIZE_EXCEEDED:
      return {Outcome::body_too_large, "the body is larger than the limit"};
    case CURLE_BAD_CONTENT_ENCODING:
      return protocol_error("the body cannot be decoded", end);
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_UNSUPPORTED_PROTOCOL:  // HTTP/0.9, unknown versions
    case CURLE_WRITE_ERROR:           // bytes behind the end of a compressed body
    case CURLE_OUT_OF_MEMORY:         // a header line that passes libcurl's limit
    case kTooLarge:                   // the same, in newer releases
      return asked ? protocol_error("the answer is not HTTP as it should be", end) : our_fault(end);
    default:
      return our_fault(end);
  }
}

}  // namespace portalprobe
