#include "probe/trust_store.hpp"

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509_vfy.h>
#include <sys/stat.h>

#include <cstdlib>
#include <new>
#include <utility>

namespace portalprobe {
namespace {

std::string last_openssl_error() {
  const unsigned long code = ERR_peek_last_error();
  ERR_clear_error();
  const char* reason = ERR_reason_error_string(code);
  return reason ? reason : "no certificate in it";
}

}  // namespace

Expected<std::shared_ptr<TrustStore>> TrustStore::open(const std::string& ca_file) {
  X509_STORE* raw = X509_STORE_new();
  if (!raw) throw std::bad_alloc();
  std::shared_ptr<TrustStore> store(new TrustStore(raw));
  if (const auto added = store->add(ca_file); !added) return tl::unexpected(added.error());
  return store;
}

Expected<void> TrustStore::add(const std::string& file) {
  if (file.empty()) {
    // The one bundle file, not the directory: a directory is searched at each handshake.
    const char* bundle = "/etc/ssl/certs/ca-certificates.crt";
    struct stat info {};
    const bool has_bundle = stat(bundle, &info) == 0 && !std::getenv(X509_get_default_cert_file_env());
    const int loaded =
        has_bundle ? X509_STORE_load_file(store_.get(), bundle) : X509_STORE_set_default_paths(store_.get());
    if (loaded == 1) return {};
    return fail(fmt::format(
        "the system's certificate authorities cannot be read: {} (install ca-certificates, or name a "
        "file with --ca-file)",
        last_openssl_error()));
  }
  if (X509_STORE_load_file(store_.get(), file.c_str()) == 1) return {};
  return fail(fmt::format("{}: not a file of certificates in PEM form: {}", file, last_openssl_error()));
}

Expected<void> TrustStore::add_pem(const std::string& pem) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free);
  if (!bio) throw std::bad_alloc();
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(
      PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr), &X509_free);
  if (certificate && X509_STORE_add_cert(store_.get(), certificate.get()) == 1) return {};
  return fail("not a certificate in PEM form: " + last_openssl_error());
}

Expected<TrustStores> TrustStores::open(const std::string& common) {
  TrustStores stores;
  stores.common_file_ = common;
  auto store = TrustStore::open(common);
  if (!store) return tl::unexpected(store.error());
  stores.stores_[""] = *store;
  return stores;
}

Expected<void> TrustStores::add(const std::string& ca_file) {
  if (stores_.contains(ca_file)) return {};
  auto store = TrustStore::open(common_file_);
  if (!store) return tl::unexpected(store.error());
  if (const auto added = (*store)->add(ca_file); !added) return added;
  stores_[ca_file] = *store;
  return {};
}

Expected<void> TrustStores::add_pem(const std::string& name, const std::string& pem) {
  X509_STORE* raw = X509_STORE_new();
  if (!raw) throw std::bad_alloc();
  std::shared_ptr<TrustStore> store(new TrustStore(raw));
  if (const auto added = store->add_pem(pem); !added) return fail(name + ": " + added.error().message);
  stores_[name] = std::move(store);
  return {};
}

X509_STORE* TrustStores::find(const std::string& ca_file) const {
  const auto it = stores_.find(ca_file);
  return it == stores_.end() ? stores_.at("")->get() : it->second->get();
}

}  // namespace portalprobe
