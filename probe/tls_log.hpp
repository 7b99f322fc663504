#pragma once

#include <openssl/ssl.h>

#include <cstddef>
#include <map>
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
  void attach(SSL_CTX* context, X509_STORE* trust, bool resumes);

  /// What one connection's handshake says.
  struct Handshake {
    std::optional<Mark> secured;  ///< its end; absent while it has none
    CertificateFacts certificate;
    std::string version;
    std::string cipher;
    std::optional<WallTime> not_after;
    const SSL* of = nullptr;  ///< to tell a renegotiation from another handshake on the same connection
  };

  /// That of the connection in use: see SocketLog::used.
  const Handshake& handshake() const;

 private:
  static long on_bio(BIO* bio, int operation, const char* data, std::size_t length, int, long, int result,
                     std::size_t* processed);
  static void on_info(const SSL* ssl, int where, int code);
  static int on_verify(int accepted, X509_STORE_CTX* context);
  void started(const SSL* ssl);
  void finished(const SSL* ssl);

  SocketLog& sockets_;
  std::map<unsigned, Handshake> handshakes_;  ///< by the connection's number
  unsigned newest_ = 0;                       ///< connection that began one
};

}  // namespace portalprobe
