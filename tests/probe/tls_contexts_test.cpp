#include "probe/tls_contexts.hpp"

#include <gtest/gtest.h>

#include <openssl/pem.h>
#include <openssl/x509_vfy.h>

#include <set>
#include <thread>

#include "tests/support/certificates.hpp"

namespace portalprobe {
namespace {

using tls_contexts::counts;
using tls_contexts::lend;

SSL_CTX* make_lent() {
  SSL_CTX* const context = SSL_CTX_new(TLS_client_method());
  lend(context);
  return context;
}

int accept_all(int, X509_STORE_CTX*) { return 1; }
void ignore_info(const SSL*, int, int) {}

TEST(TlsContexts, ComeBackAsTheyWereMade) {
  SSL_CTX* const used = make_lent();
  X509_STORE* const trust = X509_STORE_new();
  SSL_CTX_set1_cert_store(used, trust);
  SSL_CTX_set_options(used, SSL_OP_NO_TLSv1_3 | SSL_OP_NO_TICKET | SSL_OP_ALLOW_UNSAFE_LEGACY_RENEGOTIATION);
  SSL_CTX_set_max_proto_version(used, TLS1_2_VERSION);
  SSL_CTX_set_verify(used, SSL_VERIFY_PEER, &accept_all);
  SSL_CTX_set_info_callback(used, &ignore_info);
  SSL_CTX_set_session_cache_mode(used, SSL_SESS_CACHE_OFF);
  SSL_CTX_free(used);

  SSL_CTX* const again = SSL_CTX_new(TLS_client_method());
  ASSERT_EQ(again, used);
  const auto made = counts().made;
  SSL_CTX* const fresh = SSL_CTX_new(TLS_client_method());
  ASSERT_EQ(counts().made, made + 1);
  EXPECT_EQ(SSL_CTX_get_options(again), SSL_CTX_get_options(fresh));
  EXPECT_EQ(SSL_CTX_get_max_proto_version(again), SSL_CTX_get_max_proto_version(fresh));
  EXPECT_EQ(SSL_CTX_get_min_proto_version(again), SSL_CTX_get_min_proto_version(fresh));
  EXPECT_EQ(SSL_CTX_get_mode(again), SSL_CTX_get_mode(fresh));
  EXPECT_EQ(SSL_CTX_get_verify_mode(again), SSL_CTX_get_verify_mode(fresh));
  EXPECT_EQ(SSL_CTX_get_verify_callback(again), nullptr);
  EXPECT_EQ(SSL_CTX_get_info_callback(again), nullptr);
  EXPECT_EQ(SSL_CTX_get_session_cache_mode(again), SSL_CTX_get_session_cache_mode(fresh));
  EXPECT_NE(SSL_CTX_get_cert_store(again), trust);
  X509_STORE_free(trust);
  SSL_CTX_free(again);
  SSL_CTX_free(fresh);
}

TEST(TlsContexts, AreNotUsedAgainIfNobodyLentThem) {
  const auto idle = counts().idle;
  SSL_CTX_free(SSL_CTX_new(TLS_client_method()));
  EXPECT_LE(counts().idle, idle);
  SSL_CTX_free(nullptr);
}

TEST(TlsContexts, AreNotUsedAgainForServers) {
  SSL_CTX_free(make_lent());
  const auto before = counts();
  SSL_CTX* const server = SSL_CTX_new(TLS_server_method());
  EXPECT_EQ(counts().made, before.made + 1);
  EXPECT_EQ(counts().idle, before.idle);
  SSL_CTX_free(server);
}

TEST(TlsContexts, ThatHeldACertificateAreNotUsedAgain) {
  SSL_CTX* const context = make_lent();
  const auto idle = counts().idle;
  const auto identity = support::self_signed();
  BIO* const text = BIO_new_mem_buf(identity.chain_pem.data(), static_cast<int>(identity.chain_pem.size()));
  X509* const certificate = PEM_read_bio_X509(text, nullptr, nullptr, nullptr);
  ASSERT_EQ(SSL_CTX_use_certificate(context, certificate), 1);
  X509_free(certificate);
  BIO_free(text);
  SSL_CTX_free(context);
  EXPECT_EQ(counts().idle, idle);
}

TEST(TlsContexts, AreBoundedInNumber) {
  std::set<SSL_CTX*> all;
  while (all.size() < 200) all.insert(make_lent());
  for (SSL_CTX* context : all) SSL_CTX_free(context);
  EXPECT_LE(counts().idle, 64U);
  EXPECT_GT(counts().idle, 0U);
}

TEST(TlsContexts, StayWithTheirThread) {
  SSL_CTX* const mine = make_lent();
  SSL_CTX_free(mine);
  const auto idle = counts().idle;
  std::thread([] {
    EXPECT_EQ(counts().idle, 0U);
    SSL_CTX_free(make_lent());
    EXPECT_EQ(counts().idle, 1U);
  }).join();
  EXPECT_EQ(counts().idle, idle);
}

}  // namespace
}  // namespace portalprobe
