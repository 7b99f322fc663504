#include "probe/classify.hpp"

#include <curl/curl.h>
#include <gtest/gtest.h>
#include <openssl/x509_vfy.h>

#include <cerrno>

namespace portalprobe {
namespace {

using R = Reached;

TransferEnd end(int code, Reached reached, int os_error = 0, bool tls = true, std::string message = {}) {
  TransferEnd end;
  end.curl_code = code;
  end.reached = reached;
  end.os_error = os_error;
  end.tls = tls;
  end.curl_message = std::move(message);
  return end;
}

/// What libcurl 7.88.1 was seen to give for each fault of a server on loopback.
TEST(Classify, NamesWhatServersDo) {
  struct {
    std::string_view fault;
    TransferEnd end;
    Outcome want;
  } rows[] = {
      {"all well", end(CURLE_OK, R::in_body), Outcome::ok},
      {"nobody listens", end(CURLE_COULDNT_CONNECT, R::nothing, ECONNREFUSED), Outcome::connect_refused},
      {"reset in TCP's handshake", end(CURLE_COULDNT_CONNECT, R::nothing, ECONNRESET),
       Outcome::connect_reset},
      {"no route", end(CURLE_COULDNT_CONNECT, R::nothing, EHOSTUNREACH), Outcome::connect_unreachable},
      {"no network", end(CURLE_COULDNT_CONNECT, R::nothing, ENETUNREACH), Outcome::connect_unreachable},
      {"no IPv6 here", end(CURLE_COULDNT_CONNECT, R::nothing, EAFNOSUPPORT), Outcome::connect_unreachable},
      {"no own address", end(CURLE_COULDNT_CONNECT, R::nothing, EADDRNOTAVAIL), Outcome::connect_unreachable},
      {"the name leads to a broadcast address", end(CURLE_COULDNT_CONNECT, R::nothing, EACCES),
       Outcome::connect_unreachable},
      {"the kernel gave up", end(CURLE_COULDNT_CONNECT, R::nothing, ETIMEDOUT), Outcome::connect_timed_out},
      {"no answer to SYN", end(CURLE_OPERATION_TIMEDOUT, R::nothing), Outcome::connect_timed_out},

      {"silence in TLS", end(CURLE_OPERATION_TIMEDOUT, R::connected), Outcome::tls_timed_out},
      {"reset in TLS", end(CURLE_SSL_CONNECT_ERROR, R::connected, ECONNRESET), Outcome::tls_handshake_failed},
      {"closed in TLS", end(CURLE_SSL_CONNECT_ERROR, R::connected), Outcome::tls_handshake_failed},
      {"reset in TLS, as a read error", end(CURLE_RECV_ERROR, R::connected, ECONNRESET),
       Outcome::tls_handshake_failed},
      {"no common version", end(CURLE_SSL_CONNECT_ERROR, R::connected, 0, true, "wrong version number"),
       Outcome::tls_handshake_failed},
      {"wants a client certificate, TLS 1.3",
       end(CURLE_RECV_ERROR, R::sent, 0, true,
           "SSL_read: error:0A00045C:SSL routines::tlsv13 alert certificate required"),
       Outcome::tls_handshake_failed},

      {"closed at once", end(CURLE_GOT_NOTHING, R::sent, 0, false), Outcome::http_empty},
      {"reset at once", end(CURLE_RECV_ERROR, R::sent, ECONNRESET, false), Outcome::http_empty},
      {"reset while we send", end(CURLE_SEND_ERROR, R::connected, EPIPE, false), Outcome::http_empty},
      {"reset at once over TLS", end(CURLE_RECV_ERROR, R::sent, EPIPE), Outcome::http_empty},
      {"refused HTTP/2 stream",
       end(CURLE_RECV_ERROR, R::sent, 0, true, "Connection died, tried 5 times before giving up"),
       Outcome::http_empty},
      {"silence", end(CURLE_OPERATION_TIMEDOUT, R::sent), Outcome::timed_out},
      {"never reads", end(CURLE_OPERATION_TIMEDOUT, R::secured), Outcome::timed_out},
      {"connected, nothing goes, no TLS", end(CURLE_OPERATION_TIMEDOUT, R::connected, 0, false),
       Outcome::timed_out},
      {"half a header, then silence", end(CURLE_OPERATION_TIMEDOUT, R::answered), Outcome::timed_out},
      {"half a body, then silence", end(CURLE_OPERATION_TIMEDOUT, R::in_body), Outcome::timed_out},
      {"the line is dead", end(CURLE_RECV_ERROR, R::in_body, ETIMEDOUT), Outcome::timed_out},

      {"closed in the status line", end(CURLE_GOT_NOTHING, R::answered), Outcome::http_truncated},
      {"closed in the header, which libcurl calls a success", end(CURLE_OK, R::answered),
       Outcome::http_truncated},
      {"reset in the header", end(CURLE_RECV_ERROR, R::answered, ECONNRESET), Outcome::http_truncated},
      {"closed in the body", end(CURLE_PARTIAL_FILE, R::in_body), Outcome::http_truncated},
      {"reset in the body", end(CURLE_RECV_ERROR, R::in_body, ECONNRESET), Outcome::http_truncated},
      {"reset in the body over TLS", end(CURLE_RECV_ERROR, R::in_body, EPIPE), Outcome::http_truncated},
      {"TLS cut in the body",
       end(CURLE_RECV_ERROR, R::in_body, 0, true, "OpenSSL SSL_read: unexpected eof while reading"),
       Outcome::http_truncated},
      {"HTTP/2 connection cut",
       end(CURLE_HTTP2_STREAM, R::in_body, 0, true,
           "HTTP/2 stream 1 was not closed cleanly before end of the underlying stream"),
       Outcome::http_truncated},

      {"no HTTP",
       end(CURLE_UNSUPPORTED_PROTOCOL, R::answered, 0, false, "Received HTTP/0.9 when not allowed"),
       Outcome::http_protocol_error},
      {"no length", end(CURLE_WEIRD_SERVER_REPLY, R::answered), Outcome::http_protocol_error},
      {"a header line of 5 MB", end(CURLE_OUT_OF_MEMORY, R::answered), Outcome::http_protocol_error},
      {"the same, in newer releases", end(100, R::answered), Outcome::http_protocol_error},
      {"200,000 header lines",
       end(CURLE_RECV_ERROR, R::answered, 0, true, "Too large response headers: 307207 > 307200"),
       Outcome::http_protocol_error},
      {"a chunk without a size",
       end(CURLE_RECV_ERROR, R::in_body, 0, true, "Illegal or missing hexadecimal sequence"),
       Outcome::http_protocol_error},
      {"not gzip", end(CURLE_BAD_CONTENT_ENCODING, R::in_body), Outcome::http_protocol_error},
      {"bytes behind gzip's end", end(CURLE_WRITE_ERROR, R::in_body), Outcome::http_protocol_error},
      {"GOAWAY", end(CURLE_HTTP2, R::sent), Outcome::http_protocol_error},
      {"RST_STREAM",
       end(CURLE_HTTP2_STREAM, R::sent, 0, true, "HTTP/2 stream 1 was not closed cleanly: INTERNAL_ERROR"),
       Outcome::http_protocol_error},
      {"an endless body", end(CURLE_FILESIZE_EXCEEDED, R::in_body), Outcome::body_too_large},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.fault);
    const auto cause = classify(row.end);
    EXPECT_EQ(to_string(cause.outcome), to_string(row.want));
    EXPECT_EQ(cause.detail.empty(), row.want == Outcome::ok);
    EXPECT_NE(side_of(cause.outcome), Side::probe);
  }
}

TEST(Classify, KeepsOurOwnFaultsApart) {
  struct {
    std::string_view fault;
    TransferEnd end;
  } rows[] = {
      {"no descriptors left", end(CURLE_COULDNT_CONNECT, R::nothing, EMFILE)},
      {"no descriptors left, as libcurl says it", end(CURLE_COULDNT_CONNECT, R::nothing, 0)},
      {"our packet filter", end(CURLE_COULDNT_CONNECT, R::nothing, EPERM)},
      {"no memory", end(CURLE_OUT_OF_MEMORY, R::nothing)},
      {"our client certificate", end(CURLE_SSL_CERTPROBLEM, R::connected)},
      {"our CA file", end(CURLE_SSL_CACERT_BADFILE, R::connected)},
      {"our URL", end(CURLE_URL_MALFORMAT, R::nothing)},
      {"our option", end(CURLE_UNKNOWN_OPTION, R::nothing)},
      {"our callback", end(CURLE_ABORTED_BY_CALLBACK, R::in_body)},
      {"no address given to libcurl", end(CURLE_COULDNT_RESOLVE_HOST, R::nothing)},
      {"the proxy's name", end(CURLE_COULDNT_RESOLVE_PROXY, R::nothing)},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.fault);
    EXPECT_EQ(to_string(classify(row.end).outcome), "probe_error");
  }
  auto proxy = end(CURLE_COULDNT_CONNECT, R::nothing, ECONNREFUSED);
  proxy.via_proxy = true;
  EXPECT_EQ(classify(proxy).outcome, Outcome::probe_error);
}

TEST(Classify, TakesOurOwnStopBeforeLibcurlsCode) {
  auto stopped = end(CURLE_WRITE_ERROR, R::in_body);
  stopped.stopped = Stopped::body_too_large;
  EXPECT_EQ(classify(stopped).outcome, Outcome::body_too_large);
  stopped.stopped = Stopped::headers_too_large;
  EXPECT_EQ(classify(stopped).outcome, Outcome::http_protocol_error);
  stopped.stopped = Stopped::cancelled;
  EXPECT_EQ(classify(stopped).outcome, Outcome::cancelled);
}

TEST(Classify, TellsCertificatesApart) {
  struct {
    long error;
    int depth, sent;
    Outcome want;
  } rows[] = {
      {X509_V_ERR_CERT_HAS_EXPIRED, 0, 2, Outcome::tls_certificate_expired},
      {X509_V_ERR_CERT_HAS_EXPIRED, 1, 2, Outcome::tls_certificate_expired},
      {X509_V_ERR_CERT_NOT_YET_VALID, 0, 2, Outcome::tls_certificate_not_yet_valid},
      {X509_V_ERR_HOSTNAME_MISMATCH, 0, 2, Outcome::tls_hostname_mismatch},
      {X509_V_ERR_IP_ADDRESS_MISMATCH, 0, 2, Outcome::tls_hostname_mismatch},
      {X509_V_OK, 0, 2, Outcome::tls_hostname_mismatch},
      {X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, 0, 1, Outcome::tls_self_signed},
      {X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, 1, 2, Outcome::tls_untrusted_issuer},
      {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, 0, 1, Outcome::tls_chain_incomplete},
      {X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, 0, 1, Outcome::tls_chain_incomplete},
      {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, 0, 2, Outcome::tls_untrusted_issuer},
      {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, 1, 2, Outcome::tls_untrusted_issuer},
      {X509_V_ERR_CERT_UNTRUSTED, 0, 2, Outcome::tls_untrusted_issuer},
      {X509_V_ERR_CERT_REVOKED, 0, 2, Outcome::tls_untrusted_issuer},
      {X509_V_ERR_INVALID_CA, 1, 2, Outcome::tls_untrusted_issuer},
      {X509_V_ERR_INVALID_PURPOSE, 0, 2, Outcome::tls_handshake_failed},
      {X509_V_ERR_EE_KEY_TOO_SMALL, 0, 2, Outcome::tls_handshake_failed},
      {X509_V_ERR_CA_MD_TOO_WEAK, 1, 2, Outcome::tls_handshake_failed},
      {X509_V_ERR_OUT_OF_MEM, 0, 2, Outcome::probe_error},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(std::to_string(row.error) + " at " + std::to_string(row.depth));
    auto facts = end(CURLE_PEER_FAILED_VERIFICATION, R::connected);
    facts.certificate.error = row.error;
    facts.certificate.depth = row.depth;
    facts.certificate.sent = row.sent;
    const auto cause = classify(facts);
    EXPECT_EQ(to_string(cause.outcome), to_string(row.want));
    EXPECT_FALSE(cause.detail.empty());
  }
}

TEST(Classify, SaysWhoseCertificateAndWhen) {
  auto facts = end(CURLE_PEER_FAILED_VERIFICATION, R::connected);
  facts.host = "p.vn";
  EXPECT_EQ(classify(facts).detail, "the certificate is not for p.vn");
  facts.certificate.error = X509_V_ERR_CERT_HAS_EXPIRED;
  facts.certificate.not_after = "2026-03-01";
  EXPECT_EQ(classify(facts).detail, "the certificate expired 2026-03-01");
  facts.certificate.depth = 1;
  facts.certificate.subject = "CN=Intermediate";
  EXPECT_EQ(classify(facts).detail, "the issuer's certificate 'CN=Intermediate' expired 2026-03-01");
  facts.certificate = {
      X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, 0, 1, "CN=p.vn", "CN=R3\x1b[31m\nOops", "", ""};
  EXPECT_EQ(classify(facts).detail,
            "the server sent its own certificate only, not that of its issuer 'CN=R3[31m Oops'");
}

TEST(Classify, KeepsAHostileMessageShortAndOnOneLine) {
  const auto cause = classify(
      end(CURLE_SSL_CONNECT_ERROR, R::connected, 0, true, "bad\r\n\x1b]0;x\x07" + std::string(9999, 'y')));
  EXPECT_LT(cause.detail.size(), 300U);
  for (const char c : cause.detail) EXPECT_GE(static_cast<unsigned char>(c), 0x20U);
}

TEST(Classify, SaysHowLongItTook) {
  auto facts = end(CURLE_OPERATION_TIMEDOUT, R::nothing);
  facts.ended_at = std::chrono::seconds(10);
  EXPECT_EQ(classify(facts).detail, "no connection after 10 s");
}

}  // namespace
}  // namespace portalprobe
