#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "tests/support/certificates.hpp"

struct ssl_ctx_st;

namespace portalprobe::support {

enum class TlsVersion { any, tls1_0, tls1_1, tls1_2, tls1_3 };

/// How the server treats the client's greeting.
enum class Handshake {
  complete,
  hang,     ///< reads it and says nothing until the client leaves
  garbage,  ///< answers in plain HTTP
  alert,    ///< answers with handshake_failure
  close,    ///< ends the connection in order
  reset,    ///< resets the connection
};

struct TlsOptions {
  TlsIdentity identity = {};
  TlsVersion lowest = TlsVersion::any;
  TlsVersion highest = TlsVersion::any;
  std::string client_authority_pem = {};  ///< not empty: a client's certificate from it is required
  Handshake handshake = Handshake::complete;
  std::chrono::milliseconds delay{0};  ///< between the client's greeting and the handshake
};

/// A server's OpenSSL context, with session tickets: a client that resumes is seen resuming.
class TlsContext {
 public:
  /// Throws std::runtime_error if the identity cannot be used.
  explicit TlsContext(const TlsOptions& options);
  const TlsOptions& options() const { return options_; }
  ssl_ctx_st* native() const { return context_.get(); }

 private:
  TlsOptions options_;
  std::shared_ptr<ssl_ctx_st> context_;
};

}  // namespace portalprobe::support
