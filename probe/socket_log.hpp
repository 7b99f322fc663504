#pragma once

#include <curl/curl.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "probe/curl_loop.hpp"
#include "probe/kernel_marks.hpp"
#include "probe/loop_lag.hpp"

namespace portalprobe {

/// A moment as the kernel saw it and as we did.
struct Mark {
  SteadyTime ours;
  std::optional<SteadyTime> kernels;

  /// The better of the two.
  SteadyTime best() const { return kernels ? *kernels : ours; }
};

/// The sockets of one measurement: opens them, watches their events, and keeps what the kernel says of each
/// connection, also after libcurl has closed it. Outlives the loop whose sockets it logs.
class SocketLog : public SocketObserver {
 public:
  struct Socket {
    unsigned number = 0;  ///< among the measurement's connections, from 1
    SteadyTime opened;
    std::optional<Mark> connected;
    std::string remote_ip;
    std::uint16_t local_port = 0;
    std::optional<microseconds> min_rtt;
    std::uint32_t retransmits = 0;
  };

  explicit SocketLog(LoopLag& lag) : lag_(lag) {}

  /// Makes `easy` open and close its sockets through this log.
  void attach(CURL* easy);

  /// While true, no new connection may be opened: an attempt fails and is remembered.
  void forbid_new(bool forbid) { forbidden_ = forbid; }
  bool was_refused() const { return refused_; }
  /// Why no socket could be had, as errno; 0: it could.
  int open_error() const { return open_error_; }

  void on_event(curl_socket_t fd, bool readable) noexcept override;
  void on_turn_end() noexcept override;
  /// Notes the connections that stood before any event told so, as on loopback: to be called when a handshake
  /// or a request begins.
  void note_pending();

  /// When something that was read had arrived.
  struct Reading {
    Mark mark;               ///< no kernel's stamp: it came after we had asked the kernel
    microseconds within{0};  ///< by how much `mark` may be off
  };
  /// The next `bytes` are about to be read from the connection in use. For who reads in pieces, as TLS does.
  void before_read(std::size_t bytes);
  /// So many were read.
  void after_read(std::size_t bytes);
  /// The last of what was read in such pieces.
  const std::optional<Reading>& last_read() const { return last_read_; }
  /// What is read just now by who does not say so: the last that the event being handled brings.
  Reading read_now() const;
  /// What the event being handled brought, if it brought anything.
  std::optional<Reading> last_arrived() const;

  /// When what libcurl reads in the event being handled had arrived.
  Mark arrival() const;
  /// When the first byte that the event being handled brings had arrived.
  std::optional<SteadyTime> first_arrival() const { return event_.arrival.first; }
  /// How much earlier than they say the arrivals of the event being handled may have been: packets that wait
  /// together are merged by the kernel, and bear the last one's stamp.
  microseconds merged_within() const { return event_.merged_within; }
  /// By how much we may have lengthened the transfer so far: how late we noticed what the server sent and
  /// then had to act upon, and how long we were kept from running while we acted. Counted until the request
  /// is out; after that the server waits for us only if we let much of its answer lie.
  microseconds own_delay() const;
  /// Something goes out in this turn, for which the other side has waited.
  void note_sending() { sent_something_ = true; }
  /// The request goes out in this turn, on the connection with that port of ours.
  void note_request(int local_port);
  /// When the first socket was opened since the last `begin_transfer` or, on a connection that stood, when
  /// the turn began in which the request goes out: where the other side could first notice us, all our
  /// preparations behind us.
  const std::optional<SteadyTime>& first_act() const { return first_act_; }
  void begin_transfer();

  /// The connection in use, open or closed: the one that stood most recently, or which the last request went
  /// out on. Null if none ever stood.
  const Socket* used() const;
  bool any_open() const { return !open_.empty(); }
  /// Reads the kernel's figures of the sockets that are still open.
  void refresh();

 private:
  struct Event {
    SteadyTime at;
    int fd = -1;
    std::chrono::nanoseconds processor{0};  ///< that our thread had used by then
    Arrival arrival;
    microseconds merged_within{0};
    std::size_t read = 0;  ///< of what had arrived
  };

  /// What we knew of a piece before it was read.
  struct Piece {
    SteadyTime asked;  ///< the kernel
    Mark mark;
    std::size_t bytes = 0;  ///< that were there
  };

  static curl_socket_t on_open(void* self, curlsocktype purpose, curl_sockaddr* address) noexcept;
  static int on_close(void* self, curl_socket_t fd) noexcept;
  void note_arrival(int fd);
  void note_connected(int fd, Socket& socket, SteadyTime now);

  LoopLag& lag_;
  std::map<int, Socket> open_;
  std::optional<Socket> used_closed_;
  int used_fd_ = -1;  ///< of the connection in use, while it is open
  unsigned opened_ = 0;
  Event event_;
  std::optional<Reading> last_read_;
  Piece piece_;
  std::chrono::nanoseconds own_delay_{0};
  std::chrono::nanoseconds noticed_late_{0};  ///< what the event being handled is about
  bool sent_something_ = false;               ///< in the turn of that event
  bool counting_ = false;                     ///< own delays
  bool counting_ends_ = false;                ///< with this turn
  std::optional<SteadyTime> first_act_;
  bool forbidden_ = false;
  bool refused_ = false;
  int open_error_ = 0;
};

}  // namespace portalprobe
