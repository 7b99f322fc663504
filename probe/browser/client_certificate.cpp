#include "probe/browser/client_certificate.hpp"

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

#include <memory>
#include <nlohmann/json.hpp>

namespace portalprobe {
namespace {

template <auto kFree>
struct Free {
  template <class T>
  void operator()(T* object) const {
    kFree(object);
  }
};
void free_stack(STACK_OF(X509) * stack) { sk_X509_pop_free(stack, X509_free); }

using Bio = std::unique_ptr<BIO, Free<BIO_free_all>>;
using Certificate = std::unique_ptr<X509, Free<X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using Pkcs12 = std::unique_ptr<PKCS12, Free<PKCS12_free>>;
using Chain = std::unique_ptr<STACK_OF(X509), Free<free_stack>>;

constexpr int kMostInChain = 20;

/// Instead of asking at the terminal.
int no_password(char*, int, int, void*) { return -1; }

Key read_key(const std::string& file) {
  const Bio bio(BIO_new_file(file.c_str(), "r"));
  return Key(bio ? PEM_read_bio_PrivateKey(bio.get(), nullptr, no_password, nullptr) : nullptr);
}

Chain read_chain(const std::string& file) {
  Chain chain(sk_X509_new_null());
  const Bio bio(BIO_new_file(file.c_str(), "r"));
  for (int i = 0; bio && i < kMostInChain; ++i) {
    X509* const one = PEM_read_bio_X509(bio.get(), nullptr, no_password, nullptr);
    if (one == nullptr || sk_X509_push(chain.get(), one) == 0) break;
  }
  ERR_clear_error();
  return chain;
}

Expected<std::string> bytes_of(PKCS12* pkcs12) {
  unsigned char* bytes = nullptr;
  const int length = i2d_PKCS12(pkcs12, &bytes);
  if (length <= 0) return fail("no memory for a client certificate");
  std::string text(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(length));
  OPENSSL_clear_free(bytes, static_cast<std::size_t>(length));
  return text;
}

}  // namespace

Expected<std::string> pkcs12_of(const ClientCertificate& client) {
  const Chain chain = read_chain(client.certificate);
  if (sk_X509_num(chain.get()) == 0) return fail(fmt::format("{} holds no certificate", client.certificate));
  const Certificate own(sk_X509_shift(chain.get()));
  const std::string& key_file = client.key.empty() ? client.certificate : client.key;
  const Key key = read_key(key_file);
  ERR_clear_error();
  if (!key) return fail(fmt::format("{} holds no key that can be read without a password", key_file));
  if (X509_check_private_key(own.get(), key.get()) != 1) {
    ERR_clear_error();
    return fail(
        fmt::format("the key in {} is not that of the certificate in {}", key_file, client.certificate));
  }
  const Pkcs12 pkcs12(PKCS12_create("", "client", key.get(), own.get(), chain.get(), 0, 0, 0, 0, 0));
  if (!pkcs12) return fail("no memory for a client certificate");
  return bytes_of(pkcs12.get());
}

std::string preferences_for(const std::string& origin) {
  nlohmann::json any_certificate = {{"filters", nlohmann::json::array({nlohmann::json::object()})}};
  nlohmann::json rules;
  rules[origin + ",*"] = {{"setting", std::move(any_certificate)}};
  nlohmann::json preferences;
  preferences["profile"]["content_settings"]["exceptions"]["auto_select_certificate"] = std::move(rules);
  return preferences.dump();
}

}  // namespace portalprobe
