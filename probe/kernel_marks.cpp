#include "probe/kernel_marks.hpp"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <ctime>

#include "probe/stamp_clock.hpp"

namespace portalprobe {
namespace {

/// Of the thread that reads.
thread_local StampClock stamps;

using Control = std::array<char, 256>;

struct Peeked {
  ssize_t bytes = 0;
  std::optional<SteadyTime> stamp;  ///< of the last byte looked at
};

/// The most that is looked at. The buffer is never written to, because of MSG_TRUNC, and so takes no memory.
constexpr std::size_t kBound = 1U << 20U;
std::array<char, kBound> untouched;

/// MSG_TRUNC makes TCP skip the copy: only lengths and stamps are wanted.
Peeked peek(int fd, std::size_t length) {
  iovec vector = {untouched.data(), std::min(length, kBound)};
  alignas(cmsghdr) Control control{};
  msghdr message{};
  message.msg_iov = &vector;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  Peeked result;
  result.bytes = recvmsg(fd, &message, MSG_PEEK | MSG_DONTWAIT | MSG_TRUNC);
  if (result.bytes > 0) result.stamp = arrival_of(message);
  return result;
}

}  // namespace

void enable_receive_stamps(int fd) {
  const int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
}

std::optional<SteadyTime> arrival_of(msghdr& message) {
  std::optional<SteadyTime> result;
  for (cmsghdr* c = CMSG_FIRSTHDR(&message); c; c = CMSG_NXTHDR(&message, c)) {
    if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_TIMESTAMPNS) continue;
    timespec stamp{};
    std::memcpy(&stamp, CMSG_DATA(c), sizeof stamp);
    const auto since_1970 = std::chrono::seconds(stamp.tv_sec) + std::chrono::nanoseconds(stamp.tv_nsec);
    result = stamps.steady_of(since_1970, ClockPair::now());
  }
  return result;
}

Arrival peek_arrival(int fd) {
  const Peeked all = peek(fd, kBound);
  if (all.bytes <= 0) return {};
  Arrival arrival{static_cast<std::size_t>(all.bytes), all.stamp, all.stamp};
  if (arrival.bytes > kOneSegment) arrival.first = peek(fd, 1).stamp;
  return arrival;
}

Arrival last_arrival_of(int fd, std::size_t bytes) {
  const Peeked some = peek(fd, bytes);
  if (some.bytes <= 0) return {};
  return {static_cast<std::size_t>(some.bytes), std::nullopt, some.stamp};
}

ssize_t receive_stamped(int fd, void* buffer, std::size_t size, int flags, sockaddr* from, socklen_t* length,
                        std::optional<SteadyTime>& arrived) noexcept {
  iovec vector = {buffer, size};
  alignas(cmsghdr) Control control{};
  msghdr message{};
  message.msg_name = from;
  message.msg_namelen = length ? *length : 0;
  message.msg_iov = &vector;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  const ssize_t bytes = recvmsg(fd, &message, flags);
  if (length) *length = message.msg_namelen;
  arrived = bytes > 0 ? arrival_of(message) : std::nullopt;
  return bytes;
}

std::optional<TcpFacts> tcp_facts(int fd) {
  tcp_info info{};
  socklen_t size = sizeof info;
  if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return std::nullopt;
  TcpFacts facts;
  facts.established =
      info.tcpi_state ==
      1;  // TCP_ESTABLISHED; netinet/tcp.h has the name and cannot be included beside linux/tcp.h
  if (info.tcpi_rtt > 0) facts.handshake_rtt = microseconds(info.tcpi_rtt);
  // An untouched minimum is all ones.
  if (info.tcpi_min_rtt > 0 && info.tcpi_min_rtt != ~0U) facts.min_rtt = microseconds(info.tcpi_min_rtt);
  facts.retransmits = info.tcpi_total_retrans;
  facts.bytes_received = info.tcpi_bytes_received;
  return facts;
}

}  // namespace portalprobe
