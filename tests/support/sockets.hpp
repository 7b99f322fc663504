#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <system_error>

namespace portalprobe::support {

/// An address of either family, as the socket calls want it.
struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = sizeof(sockaddr_storage);

  sockaddr* native() { return reinterpret_cast<sockaddr*>(&storage); }
  const sockaddr* native() const { return reinterpret_cast<const sockaddr*>(&storage); }
  int family() const { return storage.ss_family; }
};

[[noreturn]] inline void throw_errno(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

/// Refuses all but loopback: nothing of ours may be reachable from elsewhere.
inline SocketAddress loopback_address(const std::string& text, std::uint16_t port) {
  SocketAddress address;
  sockaddr_in v4{};
  sockaddr_in6 v6{};
  if (::inet_pton(AF_INET, text.c_str(), &v4.sin_addr) == 1 && text.starts_with("127.")) {
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    std::memcpy(&address.storage, &v4, address.size = sizeof v4);
  } else if (text == "::1") {
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    v6.sin6_addr = in6addr_loopback;
    std::memcpy(&address.storage, &v6, address.size = sizeof v6);
  } else {
    throw std::runtime_error("not a loopback address: " + text);
  }
  return address;
}

inline std::uint16_t port_of(const SocketAddress& address) {
  if (address.family() == AF_INET6)
    return ntohs(reinterpret_cast<const sockaddr_in6*>(&address.storage)->sin6_port);
  return ntohs(reinterpret_cast<const sockaddr_in*>(&address.storage)->sin_port);
}

inline std::string text_of(const SocketAddress& address) {
  char text[INET6_ADDRSTRLEN] = "";
  const void* bytes = &reinterpret_cast<const sockaddr_in*>(&address.storage)->sin_addr;
  if (address.family() == AF_INET6)
    bytes = &reinterpret_cast<const sockaddr_in6*>(&address.storage)->sin6_addr;
  ::inet_ntop(address.family(), bytes, text, sizeof text);
  return text;
}

/// A bound TCP socket that does not block.
inline int bound_socket(const SocketAddress& address) {
  const int fd = ::socket(address.family(), SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) throw_errno("socket");
  const int on = 1;
  ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (::bind(fd, address.native(), address.size) != 0) throw_errno("bind");
  return fd;
}

inline SocketAddress local_address(int fd) {
  SocketAddress address;
  if (::getsockname(fd, address.native(), &address.size) != 0) throw_errno("getsockname");
  return address;
}

}  // namespace portalprobe::support
