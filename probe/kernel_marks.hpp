#pragma once

#include <sys/socket.h>

#include <cstddef>
#include <cstdint>
#include <optional>

#include "core/clock.hpp"

namespace portalprobe {

/// What the kernel knows of a socket's packets, turned into our steady time. A kernel that cannot be asked
/// gives `nullopt`, and our own readings stand. See docs/measurement.md, "Marks from the kernel".

/// Asks the kernel to stamp what arrives on `fd`.
void enable_receive_stamps(int fd);

/// When a message that was received with its control data had arrived. Absent: nobody stamped it, or the
/// stamp cannot be believed.
std::optional<SteadyTime> arrival_of(msghdr& message);

/// What fits one segment came in one packet, at one moment.
inline constexpr std::size_t kOneSegment = 1200;

/// What waits to be read on a socket. Packets that wait together may have been merged by the kernel; the
/// stamp is then the last one's.
struct Arrival {
  std::size_t bytes = 0;            ///< at most the peek's bound; 0: nothing, or the peer has closed
  std::optional<SteadyTime> first;  ///< when the first of them arrived
  std::optional<SteadyTime> last;   ///< when the last of them did
};

/// Looks without taking. `now` is the steady time of the reading that the caller will compare with.
Arrival peek_arrival(int fd);

/// When the last of the first `bytes` that wait to be read arrived, or of as many as there are. `first` is
/// not told.
Arrival last_arrival_of(int fd, std::size_t bytes);

/// As recvfrom, and says when what was read arrived.
ssize_t receive_stamped(int fd, void* buffer, std::size_t size, int flags, sockaddr* from, socklen_t* length,
                        std::optional<SteadyTime>& arrived) noexcept;

/// The kernel's account of one TCP connection.
struct TcpFacts {
  bool established = false;
  std::optional<microseconds>
      handshake_rtt;  ///< of this reading; meaningful as SYN→SYN/ACK at the first writable event
  std::optional<microseconds> min_rtt;  ///< the smallest seen: the vantage's distance
  std::uint32_t retransmits = 0;        ///< segments sent again, in all
  std::uint64_t bytes_received = 0;
};

std::optional<TcpFacts> tcp_facts(int fd);

}  // namespace portalprobe
