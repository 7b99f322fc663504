#include "probe/socket_log.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <exception>

namespace portalprobe {
namespace {

std::string text_of(const sockaddr_storage& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const void* bytes = nullptr;
  if (address.ss_family == AF_INET) bytes = &reinterpret_cast<const sockaddr_in*>(&address)->sin_addr;
  if (address.ss_family == AF_INET6) bytes = &reinterpret_cast<const sockaddr_in6*>(&address)->sin6_addr;
  if (!bytes || !inet_ntop(address.ss_family, bytes, text.data(), text.size())) return {};
  return text.data();
}

std::uint16_t port_of(const sockaddr_storage& address) {
  if (address.ss_family == AF_INET) return ntohs(reinterpret_cast<const sockaddr_in*>(&address)->sin_port);
  if (address.ss_family == AF_INET6) return ntohs(reinterpret_cast<const sockaddr_in6*>(&address)->sin6_port);
  return 0;
}

void read_kernel(int fd, SocketLog::Socket& socket) {
  if (const auto facts = tcp_facts(fd)) {
    if (facts->min_rtt) socket.min_rtt = facts->min_rtt;
    socket.retransmits = facts->retransmits;
  }
}

}  // namespace

void SocketLog::attach(CURL* easy) {
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &SocketLog::on_open);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, this);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, &SocketLog::on_close);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, this);
}

curl_socket_t SocketLog::on_open(void* self, curlsocktype, curl_sockaddr* address) noexcept {
  auto& log = *static_cast<SocketLog*>(self);
  if (log.forbidden_) {
    log.refused_ = true;
    return CURL_SOCKET_BAD;
  }
  try {
    const int fd = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    if (fd < 0) {
      log.open_error_ = errno;
      return CURL_SOCKET_BAD;
    }
    enable_receive_stamps(fd);
    Socket entry;
    entry.opened = std::chrono::steady_clock::now();
    if (!log.first_opened_) log.first_opened_ = entry.opened;
    log.open_.insert_or_assign(fd, std::move(entry));
    return fd;
  } catch (const std::exception&) {
    return CURL_SOCKET_BAD;
  }
}

int SocketLog::on_close(void* self, curl_socket_t fd) noexcept {
  auto& log = *static_cast<SocketLog*>(self);
  if (auto entry = log.open_.extract(fd); !entry.empty()) {
    read_kernel(fd, entry.mapped());
    if (fd == log.newest_fd_) {
      log.newest_closed_ = std::move(entry.mapped());
      log.newest_fd_ = -1;
    }
  }
  return close(fd);
}

void SocketLog::on_event(curl_socket_t fd, bool readable) noexcept {
  event_ = {std::chrono::steady_clock::now(), {}};
  const auto it = open_.find(fd);
  if (it == open_.end()) return;  // not one of ours, such as libcurl's own pipe
  if (!it->second.connected) note_connected(fd, it->second, event_.at);
  if (!readable) return;
  event_.arrival = peek_arrival(fd);
  if (event_.arrival.bytes > 0) last_arrival_ = arrival();
}

void SocketLog::note_connected(int fd, Socket& socket, SteadyTime now) {
  const auto facts = tcp_facts(fd);
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (getpeername(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) return;  // the attempt failed
  socket.remote_ip = text_of(address);
  size = sizeof address;
  if (getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0)
    socket.local_port = port_of(address);
  Mark mark{now, std::nullopt};
  // The round trip of SYN and SYN/ACK tells when the connection stood. Not so if a SYN was lost: the kernel
  // then times the second one only, and a second of waiting would vanish.
  if (facts && facts->handshake_rtt && facts->retransmits == 0) {
    mark.kernels = std::min(now, socket.opened + *facts->handshake_rtt);
  }
  socket.connected = mark;
  newest_fd_ = fd;
}

void SocketLog::note_pending() {
  for (auto& [fd, socket] : open_) {
    if (!socket.connected) note_connected(fd, socket, std::chrono::steady_clock::now());
  }
}

Mark SocketLog::arrival() const { return {event_.at, event_.arrival.last}; }

microseconds SocketLog::arrival_spread() const {
  if (!event_.arrival.first || !event_.arrival.last) return microseconds(0);
  return to_microseconds(*event_.arrival.last - *event_.arrival.first);
}

const SocketLog::Socket* SocketLog::newest() const {
  if (const auto it = open_.find(newest_fd_); it != open_.end()) return &it->second;
  return newest_closed_ ? &*newest_closed_ : nullptr;
}

void SocketLog::refresh() {
  for (auto& [fd, socket] : open_) {
    if (socket.connected) read_kernel(fd, socket);
  }
}

}  // namespace portalprobe
