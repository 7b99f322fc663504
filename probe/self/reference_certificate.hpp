#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>

namespace portalprobe {

/// A throw-away identity for a TLS server on 127.0.0.1: its authority and its key are made in memory, are
/// never written down, and end with the process.
class ReferenceCertificate {
 public:
  /// Makes a new authority and a certificate from it (ECDSA P-256). Throws std::runtime_error with OpenSSL's
  /// reason.
  ReferenceCertificate();

  /// Of the authority: whoever trusts it trusts nothing but this one server.
  const std::string& authority_pem() const { return authority_pem_; }
  /// A context for the server's connections: TLS 1.3 and HTTP/1.1.
  SSL_CTX* context() const { return context_.get(); }

 private:
  struct Free {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  };
  std::string authority_pem_;
  std::unique_ptr<SSL_CTX, Free> context_;
};

}  // namespace portalprobe
