#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "probe/self/reference_notes.hpp"

namespace portalprobe {

/// An HTTP/1.1 server on 127.0.0.1 whose moments are known: it waits exactly as long as the path says
/// (`reference_path`), answers with so many bytes, and notes with the steady clock when each of it happened.
/// What an engine measures of it, held against these notes, is the engine's own error.
///
/// One plain port and one with TLS, both free ones, on a thread of its own. Other processes of this machine
/// may connect: connections, requests and time are bounded, and nothing but answers of its own comes out.
class ReferenceServer {
 public:
  /// Throws std::runtime_error with the reason where there is no loopback, no port or no thread to be had.
  ReferenceServer();
  ~ReferenceServer();
  ReferenceServer(const ReferenceServer&) = delete;
  ReferenceServer& operator=(const ReferenceServer&) = delete;

  std::uint16_t plain_port() const;
  std::uint16_t tls_port() const;
  /// Whose certificates the TLS port shows. Made for this server alone.
  const std::string& authority_pem() const;
  /// The newest notes on a connection, by the client's own port; nothing if it has answered none (yet): the
  /// notes of an answer may come a moment later than the answer. Any thread.
  std::optional<ReferenceNotes> take(const ReferencePeer& peer);

 private:
  class Loop;
  std::unique_ptr<Loop> loop_;
};

}  // namespace portalprobe
