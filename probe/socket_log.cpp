#include "probe/socket_log.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>
#include <exception>

namespace portalprobe {
namespace {

/// So much unread, the server may be waiting for us: receive buffers begin at 128 KiB, half of which counts.
constexpr std::size_t kMuchUnread = 32U << 10U;
/// Less is what a machine at rest takes to wake us.
constexpr microseconds kLate{1000};

/// The processor time that this thread has used. What a stretch of time holds beyond it, others had.
std::chrono::nanoseconds thread_processor_time() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

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
    entry.number = ++log.opened_;
    entry.opened = std::chrono::steady_clock::now();
    // A connection that libcurl opens because the one that stood has failed its request is no preparation.
    if (!log.first_act_ && !log.counting_ends_) log.first_act_ = entry.opened;
    log.sent_something_ = true;
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
    if (fd == log.used_fd_) {
      log.used_closed_ = std::move(entry.mapped());
      log.used_fd_ = -1;
    }
  }
  return close(fd);
}

void SocketLog::begin_transfer() {
  last_read_.reset();
  first_act_.reset();
  own_delay_ = noticed_late_ = {};
  sent_something_ = false;
  counting_ = true;
  counting_ends_ = false;
  refused_ = false;
  open_error_ = 0;
}

void SocketLog::on_event(curl_socket_t fd, bool) noexcept {
  event_ = {};
  event_.at = std::chrono::steady_clock::now();
  noticed_late_ = {};
  sent_something_ = false;
  lag_.turn_begins(event_.at);
  if (counting_) event_.processor = thread_processor_time();
  auto it = open_.find(fd);
  // libcurl reads in other turns too: a timer's (no descriptor), a writable event's.
  if (it == open_.end()) it = open_.find(used_fd_);
  if (it == open_.end()) return;
  event_.fd = it->first;
  if (!it->second.connected) note_connected(it->first, it->second, event_.at);
  if (it->second.connected) note_arrival(it->first);
}

void SocketLog::note_arrival(int fd) {
  event_.arrival = peek_arrival(fd);
  if (event_.arrival.bytes == 0) return;
  if (!event_.arrival.last) return;
  if (event_.arrival.bytes > kOneSegment) event_.merged_within = lag_.late_by(event_.at);
  const auto late = event_.at - *event_.arrival.last;
  if (counting_) noticed_late_ = late;
  if (!counting_ && event_.arrival.bytes >= kMuchUnread && late > kLate) own_delay_ += late;
}

void SocketLog::on_turn_end() noexcept {
  const SteadyTime now = std::chrono::steady_clock::now();
  lag_.turn_ends(now);
  if (!counting_) return;
  if (!sent_something_ && !counting_ends_) return;  // nobody waits for what we did
  own_delay_ += noticed_late_;
  const auto took = now - event_.at;
  const auto worked = thread_processor_time() - event_.processor;
  if (took > worked) own_delay_ += took - worked;
  counting_ = !counting_ends_;
}

microseconds SocketLog::own_delay() const { return to_microseconds(own_delay_); }

void SocketLog::before_read(std::size_t bytes) {
  const Arrival& all = event_.arrival;
  const bool at_once = all.last && all.first == all.last;
  if (at_once && event_.read + bytes <= all.bytes) {
    piece_ = {event_.at, arrival(), bytes};
    return;
  }
  // Some of it came at another moment, or only now.
  const SteadyTime now = std::chrono::steady_clock::now();
  const Arrival some = last_arrival_of(event_.fd < 0 ? used_fd_ : event_.fd, bytes);
  piece_ = {now, Mark{now, some.last}, some.bytes};
}

void SocketLog::after_read(std::size_t bytes) {
  event_.read += bytes;
  if (bytes <= piece_.bytes) {
    last_read_ = Reading{piece_.mark, microseconds(0)};
  } else {  // the rest came between our question and the reading
    const SteadyTime now = std::chrono::steady_clock::now();
    last_read_ = Reading{Mark{now, std::nullopt}, to_microseconds(now - piece_.asked)};
  }
}

std::optional<SocketLog::Reading> SocketLog::last_arrived() const {
  if (event_.arrival.bytes == 0) return std::nullopt;
  return Reading{arrival(), microseconds(0)};
}

SocketLog::Reading SocketLog::read_now() const {
  const SteadyTime now = std::chrono::steady_clock::now();
  return {Mark{now, event_.arrival.last}, to_microseconds(now - event_.at)};
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
  used_fd_ = fd;
  if (counting_ && mark.kernels) noticed_late_ = mark.ours - *mark.kernels;
}

void SocketLog::note_request(int local_port) {
  if (!first_act_) first_act_ = event_.at;
  counting_ends_ = true;
  const auto used = std::ranges::find_if(
      open_, [local_port](const auto& entry) { return entry.second.local_port == local_port; });
  if (used != open_.end()) used_fd_ = used->first;
}

void SocketLog::note_pending() {
  for (auto& [fd, socket] : open_) {
    if (!socket.connected) note_connected(fd, socket, std::chrono::steady_clock::now());
  }
}

Mark SocketLog::arrival() const { return {event_.at, event_.arrival.last}; }

const SocketLog::Socket* SocketLog::used() const {
  if (const auto it = open_.find(used_fd_); it != open_.end()) return &it->second;
  return used_closed_ ? &*used_closed_ : nullptr;
}

void SocketLog::refresh() {
  for (auto& [fd, socket] : open_) {
    if (socket.connected) read_kernel(fd, socket);
  }
}

}  // namespace portalprobe
