#include "tests/support/certificates.hpp"

#include <gtest/gtest.h>
#include <openssl/x509v3.h>

#include "tests/support/openssl_handles.hpp"

namespace portalprobe::support {
namespace {

X509Ptr first_certificate(const std::string& pem) {
  return X509Ptr(PEM_read_bio_X509(reading(pem).get(), nullptr, nullptr, nullptr));
}

std::size_t certificates_in(const std::string& pem) {
  std::size_t count = 0;
  for (auto at = pem.find("BEGIN CERTIFICATE"); at != std::string::npos;
       at = pem.find("BEGIN CERTIFICATE", at + 1))
    ++count;
  return count;
}

TEST(Certificates, NameTheHostsAskedFor) {
  const CertificateAuthority root("A root");
  const X509Ptr leaf =
      first_certificate(root.issue({.names = {"a.test", "*.b.test", "127.0.0.7", "::1"}}).chain_pem);
  for (const char* host : {"a.test", "x.b.test"})
    EXPECT_EQ(X509_check_host(leaf.get(), host, 0, 0, nullptr), 1) << host;
  for (const char* address : {"127.0.0.7", "::1"})
    EXPECT_EQ(X509_check_ip_asc(leaf.get(), address, 0), 1) << address;
  EXPECT_EQ(X509_check_host(leaf.get(), "b.test", 0, 0, nullptr), 0);
}

TEST(Certificates, AreSignedByTheirAuthority) {
  const CertificateAuthority root("A root");
  const CertificateAuthority issuer = root.intermediate("An issuer");
  const X509Ptr root_certificate = first_certificate(root.certificate_pem());
  const X509Ptr issuer_certificate = first_certificate(issuer.certificate_pem());
  const X509Ptr leaf = first_certificate(issuer.issue().chain_pem);
  EXPECT_EQ(X509_verify(issuer_certificate.get(), X509_get0_pubkey(root_certificate.get())), 1);
  EXPECT_EQ(X509_verify(leaf.get(), X509_get0_pubkey(issuer_certificate.get())), 1);
  EXPECT_NE(X509_verify(leaf.get(), X509_get0_pubkey(root_certificate.get())), 1);
}

TEST(Certificates, ComeWithTheChainThatTheFlawLeaves) {
  const TestPki pki;
  struct Row {
    TlsFlaw flaw;
    std::size_t sent;
  };
  const Row rows[] = {{TlsFlaw::none, 2},           {TlsFlaw::missing_intermediate, 1},
                      {TlsFlaw::expired, 2},        {TlsFlaw::self_signed, 1},
                      {TlsFlaw::untrusted_root, 2}, {TlsFlaw::untrusted_root_sent, 3}};
  for (const auto& row : rows) {
    SCOPED_TRACE(static_cast<int>(row.flaw));
    EXPECT_EQ(certificates_in(pki.identity(row.flaw).chain_pem), row.sent);
  }
}

}  // namespace
}  // namespace portalprobe::support
