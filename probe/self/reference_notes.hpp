#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "core/clock.hpp"

namespace portalprobe {

/// When what happened at the reference server, for one request. Moments of writing were read just before the
/// system call that wrote: what a client notices is later by the way through the loopback.
struct ReferenceNotes {
  std::optional<SteadyTime>
      greeted;            ///< TLS: the handshake's last bytes were written; of a new connection only
  SteadyTime arrived;     ///< the request was whole, as the kernel stamped it (else as `read`)
  SteadyTime read;        ///< the server had read it
  SteadyTime first_byte;  ///< the answer's first byte was written ...
  SteadyTime last_byte;   ///< ... and its last one
  bool operator==(const ReferenceNotes&) const = default;
};

/// Which connection: the client's port tells it from all others of its time.
struct ReferencePeer {
  bool tls = false;
  std::uint16_t port = 0;
  bool operator==(const ReferencePeer&) const = default;
};

/// Hands notes from the server's thread to whoever measured. Any thread. Of a connection only the newest
/// notes are kept, so that there are never more than there are ports.
class ReferenceNotebook {
 public:
  void put(const ReferencePeer& peer, const ReferenceNotes& notes);
  /// Takes them out; nothing if there are none (yet), or the server is just writing. Never waits.
  std::optional<ReferenceNotes> take(const ReferencePeer& peer);

 private:
  std::mutex mutex_;
  std::unordered_map<std::uint32_t, ReferenceNotes> notes_;
};

}  // namespace portalprobe
