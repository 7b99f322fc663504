#include "tests/support/ports.hpp"

#include <poll.h>
#include <unistd.h>

#include "tests/support/sockets.hpp"

namespace portalprobe::support {
namespace {

constexpr int kMostAttempts = 16;

/// A connection attempt; whether it was answered within a moment.
bool knock(int fd, const SocketAddress& address) {
  if (::connect(fd, address.native(), address.size) == 0) return true;
  pollfd watch{fd, POLLOUT, 0};
  return ::poll(&watch, 1, 250) == 1;
}

}  // namespace

RefusingPort::RefusingPort(const std::string& address)
    : socket_(bound_socket(loopback_address(address, 0))), number_(port_of(local_address(socket_))) {}

RefusingPort::~RefusingPort() { ::close(socket_); }

DeafPort::DeafPort(const std::string& address) {
  const int listener = bound_socket(loopback_address(address, 0));
  sockets_.push_back(listener);
  const SocketAddress bound = local_address(listener);
  number_ = port_of(bound);
  if (::listen(listener, 0) != 0) throw_errno("listen");
  for (int attempt = 0; attempt < kMostAttempts; ++attempt) {
    const int fd = ::socket(bound.family(), SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) throw_errno("socket");
    sockets_.push_back(fd);
    if (!knock(fd, bound)) return;
  }
  throw std::runtime_error("the queue of connections never filled");
}

DeafPort::~DeafPort() {
  for (const int fd : sockets_) ::close(fd);
}

}  // namespace portalprobe::support
