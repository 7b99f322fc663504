#include "probe/kernel_marks.hpp"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <ctime>

namespace portalprobe {
namespace {

using std::chrono::nanoseconds;

/// A stamp older than this, or from the future, comes from a clock that was set in between: our own reading
/// is better then.
constexpr nanoseconds kOldest = std::chrono::minutes(2);

nanoseconds to_nanoseconds(const timespec& time) {
  return std::chrono::seconds(time.tv_sec) + nanoseconds(time.tv_nsec);
}

/// The kernel stamps with the wall clock. The stamp's age, taken with the same clock right now, is a duration
/// and can be subtracted from the steady clock.
std::optional<SteadyTime> to_steady(const timespec& stamp) {
  timespec wall{};
  clock_gettime(CLOCK_REALTIME, &wall);
  const SteadyTime steady = std::chrono::steady_clock::now();
  const nanoseconds age = to_nanoseconds(wall) - to_nanoseconds(stamp);
  if (age < nanoseconds(0) || age > kOldest) return std::nullopt;
  return steady - age;
}

using Control = std::array<char, 256>;

std::optional<SteadyTime> stamp_in(msghdr& message) {
  std::optional<SteadyTime> result;
  for (cmsghdr* c = CMSG_FIRSTHDR(&message); c; c = CMSG_NXTHDR(&message, c)) {
    if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_TIMESTAMPNS) continue;
    timespec stamp{};
    std::memcpy(&stamp, CMSG_DATA(c), sizeof stamp);
    result = to_steady(stamp);
  }
  return result;
}

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
  if (result.bytes > 0) result.stamp = stamp_in(message);
  return result;
}

}  // namespace

void enable_receive_stamps(int fd) {
  const int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
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
  arrived = bytes > 0 ? stamp_in(message) : std::nullopt;
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
