#pragma once

#include <openssl/x509.h>

#include <map>
#include <memory>
#include <string>

#include "core/expected.hpp"

namespace portalprobe {

/// The certificate authorities that are trusted, parsed once and shared by all handshakes: left to itself,
/// libcurl parses Debian's bundle for each of them, which costs tens of milliseconds of processor and shows
/// as the portal's TLS time.
class TrustStore {
 public:
  /// The authorities of `ca_file` (PEM), or the system's if empty.
  static Expected<std::shared_ptr<TrustStore>> open(const std::string& ca_file);

  /// Reference-counted by OpenSSL: SSL_CTX_set1_cert_store takes its own share.
  X509_STORE* get() const { return store_.get(); }

 private:
  struct Free {
    void operator()(X509_STORE* store) const { X509_STORE_free(store); }
  };
  explicit TrustStore(X509_STORE* store) : store_(store) {}
  Expected<void> add(const std::string& file);
  Expected<void> add_pem(const std::string& pem);

  std::unique_ptr<X509_STORE, Free> store_;
  friend class TrustStores;
};

/// The common store, and one for each CA file that some portal needs beside it. Reads files: call `open`
/// before measuring.
class TrustStores {
 public:
  /// `common`: `--ca-file`, or empty for the system's.
  static Expected<TrustStores> open(const std::string& common);
  /// Prepares the store of the common authorities and `ca_file`'s.
  Expected<void> add(const std::string& ca_file);
  /// Prepares a store of this one authority alone, for portals that have `name` as their `ca_file`. No file
  /// is read: `name` should be none, as in "(reference)".
  Expected<void> add_pem(const std::string& name, const std::string& pem);
  /// The store for a portal whose `ca_file` (or none) was added.
  X509_STORE* find(const std::string& ca_file) const;

 private:
  std::string common_file_;
  std::map<std::string, std::shared_ptr<TrustStore>> stores_;
};

}  // namespace portalprobe
