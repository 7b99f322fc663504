#pragma once

#include <openssl/ssl.h>

#include <cstddef>
#include <optional>
#include <string>

#include "core/clock.hpp"
#include "probe/classify.hpp"
#include "probe/socket_log.hpp"

namespace portalprobe {

/// What TLS handshakes say: taken from OpenSSL while they happen, since libcurl 7.88 keeps neither when a
/// failed one broke off nor why a chain was refused. One for the connections of a measurement; outlives their
/// loop.
class TlsLog {
 public:
  explicit TlsLog(SocketLog& sockets) : sockets_(sockets) {}

  /// Puts the shared trust store and our callbacks into a context that libcurl made for a connection.
  void attach(SSL_CTX* context, X509_STORE* trust);

  /// The end of the newest handshake; absent while it has none.
  const std::optional<Mark>& secured() const { return secured_; }
  const CertificateFacts& certificate() const { return certificate_; }
  const std::string& version() const { return version_; }
  const std::string& cipher() const { return cipher_; }
  const std::optional<WallTime>& not_after() const { return not_after_; }

 private:
  static long on_bio(BIO* bio, int operation, const char* data, std::size_t length, int, long, int result,
                     std::size_t* processed);
  static void on_info(const SSL* ssl, int where, int code);
  static int on_verify(int accepted, X509_STORE_CTX* context);
  void started(const SSL* ssl);
  void finished(const SSL* ssl);

  SocketLog& sockets_;
  std::optional<Mark> secured_;
  CertificateFacts certificate_;
  std::string version_;
  std::string cipher_;
  std::optional<WallTime> not_after_;
};

}  // namespace portalprobe
