#include "probe/trust_store.hpp"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <sys/stat.h>

#include <cstdlib>
#include <new>

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

X509_STORE* TrustStores::find(const std::string& ca_file) const {
  const auto it = stores_.find(ca_file);
  return it == stores_.end() ? stores_.at("")->get() : it->second->get();
}

}  // namespace portalprobe
