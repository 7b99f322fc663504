#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <thread>

#include "probe/address_guard.hpp"
#include "probe/self/file_descriptor.hpp"

namespace portalprobe {

/// Where something of the browser's wants to connect to, or to send a datagram.
struct Destination {
  bool is_ipv6 = false;  ///< which sort of socket; an IPv4 address in its mapped form is none
  IpAddress address;
  std::uint16_t port = 0;
  bool operator==(const Destination&) const = default;
};

/// Has each connection of some processes decided: whatever makes it (a request, a WebSocket, WebRTC, the
/// browser itself), and to the very address that will be connected. See hold_back_connects.
class ConnectWatch {
 public:
  /// To be called once, from any thread, also after the watch has gone: 0 lets it connect, else it fails with
  /// that errno. Until then it waits. One that is never called fails with EACCES.
  using Verdict = std::function<void(int error)>;
  /// Called on the watch's thread, at once for one destination after the other: it should not block.
  using Judge = std::function<void(const Destination&, Verdict)>;

  /// Sockets of this machine (AF_UNIX) are not asked about; other sorts than these and IP are refused.
  ConnectWatch(FileDescriptor listener, Judge judge);
  /// What still waits is refused.
  ~ConnectWatch();
  ConnectWatch(const ConnectWatch&) = delete;
  ConnectWatch& operator=(const ConnectWatch&) = delete;

 private:
  struct Listener;

  void run();
  void take_one();

  std::shared_ptr<Listener> listener_;
  const Judge judge_;
  FileDescriptor wake_read_;
  FileDescriptor wake_write_;
  std::thread thread_;  ///< last: ends before the rest goes
};

}  // namespace portalprobe
