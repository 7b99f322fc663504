#include "tests/support/tls_server.hpp"

#include <gmock/gmock.h>
#include <openssl/x509_vfy.h>

#include <array>

#include "tests/support/curl_get.hpp"
#include "tests/support/openssl_handles.hpp"

namespace portalprobe::support {
namespace {

using testing::AnyOf;
using testing::HasSubstr;

TEST(TlsServer, IsTrustedWithItsWholeChain) {
  const TestPki pki;
  LoopbackServer server({.tls = TlsOptions{.identity = pki.identity()}});
  server.on("/", {respond({.body = "safe"})});
  CurlClient client(server);
  client.trust(pki.root().certificate_pem());
  const Fetched fetched = client.get(server.url_of("portal.test"));
  EXPECT_EQ(fetched.code, CURLE_OK) << fetched.error;
  EXPECT_EQ(fetched.body, "safe");
  const ConnectionRecord record = server.connections()[0];
  EXPECT_TRUE(record.secured);
  EXPECT_FALSE(record.resumed);
  EXPECT_EQ(record.server_name, "portal.test");
  EXPECT_EQ(record.tls_version, "TLSv1.3");
}

TEST(TlsServer, IsRefusedForEachFlawWithOpenSslsReason) {
  const TestPki pki;
  struct Row {
    TlsFlaw flaw;
    long reason;
  };
  const Row rows[] = {
      {TlsFlaw::missing_intermediate, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY},
      {TlsFlaw::expired, X509_V_ERR_CERT_HAS_EXPIRED},
      {TlsFlaw::expired_intermediate, X509_V_ERR_CERT_HAS_EXPIRED},
      {TlsFlaw::not_yet_valid, X509_V_ERR_CERT_NOT_YET_VALID},
      {TlsFlaw::self_signed, X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT},
      {TlsFlaw::untrusted_root, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY},
      {TlsFlaw::untrusted_root_sent, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(static_cast<int>(row.flaw));
    LoopbackServer server({.tls = TlsOptions{.identity = pki.identity(row.flaw)}});
    CurlClient client(server);
    client.trust(pki.root().certificate_pem());
    const Fetched fetched = client.get(server.url_of("portal.test"));
    EXPECT_EQ(fetched.code, CURLE_PEER_FAILED_VERIFICATION) << fetched.error;
    EXPECT_EQ(fetched.verify_result, row.reason);
  }
}

TEST(TlsServer, IsRefusedUnderAnotherHostsName) {
  const TestPki pki;
  LoopbackServer server({.tls = TlsOptions{.identity = pki.identity(TlsFlaw::wrong_host)}});
  CurlClient client(server);
  client.trust(pki.root().certificate_pem());
  const Fetched fetched = client.get(server.url_of("portal.test"));
  EXPECT_EQ(fetched.code, CURLE_PEER_FAILED_VERIFICATION);
  EXPECT_THAT(fetched.error, HasSubstr("portal.test"));
}

TEST(TlsServer, MisbehavesInTheHandshakeAsTold) {
  struct Row {
    Handshake handshake;
    CURLcode code;
  };
  const Row rows[] = {
      {Handshake::hang, CURLE_OPERATION_TIMEDOUT}, {Handshake::garbage, CURLE_SSL_CONNECT_ERROR},
      {Handshake::alert, CURLE_SSL_CONNECT_ERROR}, {Handshake::close, CURLE_SSL_CONNECT_ERROR},
      {Handshake::reset, CURLE_SSL_CONNECT_ERROR},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(static_cast<int>(row.handshake));
    LoopbackServer server({.tls = TlsOptions{.handshake = row.handshake}});
    CurlClient client(server);
    if (row.handshake == Handshake::hang) client.set(CURLOPT_TIMEOUT_MS, 200L);
    EXPECT_EQ(client.get(server.url()).code, row.code);
    EXPECT_FALSE(server.connections()[0].secured);
  }
}

TEST(TlsServer, SpeaksOnlyTheVersionsAllowed) {
  const TestPki pki;
  LoopbackServer server({.tls = TlsOptions{.identity = pki.identity(), .highest = TlsVersion::tls1_2}});
  CurlClient client(server);
  client.trust(pki.root().certificate_pem());
  EXPECT_EQ(client.get(server.url()).status, 404);
  EXPECT_EQ(server.connections()[0].tls_version, "TLSv1.2");

  LoopbackServer old({.tls = TlsOptions{.identity = pki.identity(), .highest = TlsVersion::tls1_1}});
  CurlClient modern(old);
  modern.trust(pki.root().certificate_pem());
  EXPECT_EQ(modern.get(old.url()).code, CURLE_SSL_CONNECT_ERROR);
}

TEST(TlsServer, AsksForAClientsCertificate) {
  const TestPki pki;
  LoopbackServer server(
      {.tls = TlsOptions{.identity = pki.identity(), .client_authority_pem = pki.root().certificate_pem()}});
  CurlClient client(server);
  client.trust(pki.root().certificate_pem());
  EXPECT_THAT(client.get(server.url()).code, AnyOf(CURLE_RECV_ERROR, CURLE_SSL_CONNECT_ERROR));

  const TlsIdentity identity = pki.client_identity("probe");
  curl_blob certificate{const_cast<char*>(identity.chain_pem.data()), identity.chain_pem.size(),
                        CURL_BLOB_COPY};
  curl_blob key{const_cast<char*>(identity.key_pem.data()), identity.key_pem.size(), CURL_BLOB_COPY};
  client.set(CURLOPT_SSLCERT_BLOB, &certificate);
  client.set(CURLOPT_SSLKEY_BLOB, &key);
  const Fetched fetched = client.get(server.url());
  EXPECT_EQ(fetched.status, 404) << fetched.error;
  EXPECT_EQ(server.connections().back().client_subject, "/CN=probe");
}

TEST(TlsServer, SeesAClientThatResumesASession) {
  const TestPki pki;
  LoopbackServer server({.tls = TlsOptions{.identity = pki.identity(), .highest = TlsVersion::tls1_2}});
  server.otherwise({respond_and_close({})});
  CurlClient client(server);
  client.trust(pki.root().certificate_pem());
  for (const bool resumed : {false, true}) {
    EXPECT_EQ(client.get(server.url()).status, 200);
    EXPECT_EQ(server.connections().back().resumed, resumed);
  }
}

TEST(TlsServer, GoesOnOverTlsBehindAProxysConnect) {
  const TestPki pki;
  LoopbackServer proxy;
  proxy.on("portal.test:443",
           {send("HTTP/1.1 200 Connection established\r\n\r\n"), start_tls({.identity = pki.identity()}),
            read_request(), respond({.body = "through"})});
  CurlClient client(proxy);
  client.set(CURLOPT_CONNECT_TO, static_cast<curl_slist*>(nullptr));
  client.set(CURLOPT_PROXY, proxy.url().c_str());
  client.trust(pki.root().certificate_pem());
  const Fetched fetched = client.get("https://portal.test/");
  EXPECT_EQ(fetched.body, "through") << fetched.error;
  EXPECT_EQ(proxy.requests("/").size(), 1U);
}

/// How a TLS connection ended after one request, as OpenSSL tells: libcurl overlooks a missing goodbye.
int end_of(const LoopbackServer& server, const std::string& path) {
  const std::unique_ptr<SSL_CTX, Release<SSL_CTX_free>> context(SSL_CTX_new(TLS_client_method()));
  const BioPtr bio(BIO_new_ssl_connect(context.get()));
  BIO_set_conn_hostname(bio.get(), server.authority().c_str());
  BIO_puts(bio.get(), ("GET " + path + " HTTP/1.1\r\n\r\n").c_str());
  std::array<char, 1000> buffer;
  int count = 1;
  while (count > 0) count = BIO_read(bio.get(), buffer.data(), static_cast<int>(buffer.size()));
  SSL* tls = nullptr;
  BIO_get_ssl(bio.get(), &tls);
  return SSL_get_error(tls, count);
}

TEST(TlsServer, EndsWithoutAGoodbyeWhenTold) {
  const TestPki pki;
  LoopbackServer server({.tls = TlsOptions{.identity = pki.identity()}});
  const std::string open_ended = to_bytes({.body = "until the end", .content_length = false});
  server.on("/proper", {send(open_ended), close()});
  server.on("/abrupt", {send(open_ended), close_abruptly()});
  EXPECT_EQ(end_of(server, "/proper"), SSL_ERROR_ZERO_RETURN);
  EXPECT_NE(end_of(server, "/abrupt"), SSL_ERROR_ZERO_RETURN);
}

TEST(TlsServer, RefusesAnIdentityWithoutItsKey) {
  const TestPki pki;
  TlsIdentity mixed = pki.identity();
  mixed.key_pem = pki.client_identity().key_pem;
  EXPECT_THROW(LoopbackServer({.tls = TlsOptions{.identity = mixed}}), std::runtime_error);
}

}  // namespace
}  // namespace portalprobe::support
