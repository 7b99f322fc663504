#include "probe/browser/client_certificate.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pkcs12.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "tests/support/certificates.hpp"
#include "tests/support/temp_dir.hpp"

namespace portalprobe {
namespace {

TEST(ClientCertificate, IsPackedWithItsKeyAndWhatComesAlong) {
  const support::TestPki pki;
  const support::TempDir files;
  const auto identity = pki.client_identity();
  const std::string certificate =
      files.write("c.pem", identity.chain_pem + pki.intermediate().certificate_pem());
  const std::string key = files.write("k.pem", identity.key_pem);
  const std::string both = files.write("both.pem", identity.key_pem + identity.chain_pem);
  for (const auto& client : {ClientCertificate{certificate, key, ""}, {both, "", ""}}) {
    const auto packed = pkcs12_of(client);
    ASSERT_TRUE(packed) << packed.error().message;
    const std::unique_ptr<BIO, decltype(&BIO_free_all)> bio(
        BIO_new_mem_buf(packed->data(), static_cast<int>(packed->size())), BIO_free_all);
    const std::unique_ptr<PKCS12, decltype(&PKCS12_free)> read(d2i_PKCS12_bio(bio.get(), nullptr),
                                                               PKCS12_free);
    ASSERT_TRUE(read);
    EXPECT_EQ(PKCS12_verify_mac(read.get(), "", 0), 1);
  }
}

TEST(ClientCertificate, SaysWhatIsWrongWithItsFiles) {
  const support::TestPki pki;
  const support::TempDir files;
  const auto identity = pki.client_identity();
  const std::string certificate = files.write("c.pem", identity.chain_pem);
  const std::string key = files.write("k.pem", identity.key_pem);
  const std::string others = files.write("o.pem", pki.client_identity().key_pem);
  const std::string locked = files.write(
      "l.pem", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n");
  struct {
    ClientCertificate client;
    std::string want;
  } rows[] = {
      {{files / "none.pem", key, ""}, files / "none.pem" + " holds no certificate"},
      {{key, key, ""}, key + " holds no certificate"},
      {{certificate, "", ""}, certificate + " holds no key that can be read without a password"},
      {{certificate, locked, ""}, locked + " holds no key that can be read without a password"},
      {{certificate, others, ""},
       "the key in " + others + " is not that of the certificate in " + certificate},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.want);
    const auto packed = pkcs12_of(row.client);
    ASSERT_FALSE(packed);
    EXPECT_EQ(packed.error().message, row.want);
  }
}

TEST(ClientCertificate, IsForOneOrigin) {
  const auto preferences = nlohmann::json::parse(preferences_for("https://a.test:443"));
  const auto& rules =
      preferences.at("profile").at("content_settings").at("exceptions").at("auto_select_certificate");
  ASSERT_EQ(rules.size(), 1u);
  EXPECT_EQ(rules.begin().key(), "https://a.test:443,*");
}

}  // namespace
}  // namespace portalprobe
