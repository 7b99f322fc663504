#pragma once

#include <cstdint>
#include <optional>

#include "core/clock.hpp"

namespace portalprobe {

/// What the kernel knows of a socket's packets, turned into our steady time. A kernel that cannot be asked
/// gives `nullopt`, and our own readings stand. See docs/measurement.md, "Marks from the kernel".

/// Asks the kernel to stamp what arrives on `fd`.
void enable_receive_stamps(int fd);

/// What waits to be read on a socket.
struct Arrival {
  std::size_t bytes = 0;            ///< at most the peek's bound; 0: nothing, or the peer has closed
  std::optional<SteadyTime> first;  ///< when the first of them arrived
  std::optional<SteadyTime> last;   ///< when the last of them did
};

/// Looks without taking. `now` is the steady time of the reading that the caller will compare with.
Arrival peek_arrival(int fd);

/// When the byte at `offset` (from 0) of what waits to be read arrived.
std::optional<SteadyTime> arrival_of(int fd, std::size_t offset);

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
