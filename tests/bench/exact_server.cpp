/// A server that answers exactly so long after a request as its path says, and knows by how much it was off.
///
///   exact_server
///
/// GET /180 is answered 180 ms after its last byte was there (by the kernel's stamp), a path without a number
/// at once, always with the same page. Listens on a free port of 127.0.0.1 and prints `port=N`. It stands for
/// a machine of its own, so it runs before all else on this one (SCHED_FIFO), which takes root.
///
/// Told to end (SIGTERM), it prints a line per delay: by how much longer than the delay it took until the
/// answer was handed to the kernel, which on the loopback is when the client's side has it.
#include <fmt/core.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "tests/bench/quantile.hpp"

namespace portalprobe::bench {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using Steady = std::chrono::steady_clock;
using Wall = std::chrono::system_clock;

constexpr std::size_t kLongestRequest = 16'384;
constexpr milliseconds kLongestDelay{60'000};

int checked(int result, const char* what) {
  if (result < 0) throw std::system_error(errno, std::generic_category(), what);
  return result;
}

std::string page() {
  const std::string body =
      "<!DOCTYPE html>\n<html lang=\"vi\"><head><meta charset=\"utf-8\"><title>Cổng dịch vụ "
      "công</title></head>\n"
      "<body><h1>Cổng dịch vụ công</h1><p>Thủ tục số 1: đăng ký khai sinh</p></body></html>\n";
  return fmt::format(
      "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\r\n{}",
      body.size(), body);
}

/// What the path's digits say; no digits: none.
milliseconds delay_asked(std::string_view request) {
  const auto slash = request.find('/');
  if (slash == std::string_view::npos) return milliseconds(0);
  const std::string digits(request.substr(slash + 1, 6));
  return std::clamp(milliseconds(std::atoi(digits.c_str())), milliseconds(0), kLongestDelay);
}

/// When the kernel had the bytes that `message` brought.
Steady::time_point arrival(msghdr& message) {
  for (cmsghdr* part = CMSG_FIRSTHDR(&message); part; part = CMSG_NXTHDR(&message, part)) {
    if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_TIMESTAMPNS) continue;
    timespec stamp{};
    std::memcpy(&stamp, CMSG_DATA(part), sizeof stamp);
    const auto since_epoch = std::chrono::seconds(stamp.tv_sec) + nanoseconds(stamp.tv_nsec);
    return Steady::now() - (Wall::now().time_since_epoch() - since_epoch);
  }
  throw std::runtime_error("the kernel does not stamp what arrives");
}

struct Client {
  int fd = -1;
  std::string request;
};

struct Answer {
  std::uint64_t client;
  milliseconds delay;
};

class ExactServer {
 public:
  ExactServer() {
    listen();
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    checked(sigprocmask(SIG_BLOCK, &ends, nullptr), "sigprocmask");
    watch(listener_, kListener);
    watch(timer_, kTimer);
    watch(checked(signalfd(-1, &ends, SFD_CLOEXEC), "signalfd"), kEnd);
  }

  /// Until told to end.
  void serve() {
    for (bool told_to_end = false; !told_to_end;) {
      std::array<epoll_event, 64> events{};
      const int count = epoll_wait(poller_, events.data(), events.size(), -1);
      for (int i = 0; i < count; ++i) {
        const std::uint64_t who = events.at(static_cast<std::size_t>(i)).data.u64;
        if (who == kEnd) told_to_end = true;
        if (who == kListener) accept_all();
        if (who >= kFirstClient) read_from(who);
      }
      answer_what_is_due();
      wake_up_in_time();
    }
  }

  void report() const {
    for (const auto& [delay, beyond] : beyond_)
      fmt::print("delay_ms={} count={} p50_us={} p99_us={} max_us={}\n", delay.count(), beyond.size(),
                 quantile(beyond, 0.5).count(), quantile(beyond, 0.99).count(), quantile(beyond, 1).count());
  }

 private:
  static constexpr std::uint64_t kListener = 0, kTimer = 1, kEnd = 2, kFirstClient = 3;

  void listen() {
    const int on = 1;
    // What a listener is told holds for all that it accepts.
    checked(setsockopt(listener_, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on), "SO_TIMESTAMPNS");
    checked(setsockopt(listener_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on), "TCP_NODELAY");
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    checked(bind(listener_, reinterpret_cast<const sockaddr*>(&address), size), "bind");
    checked(::listen(listener_, 4096), "listen");
    checked(getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size), "getsockname");
    fmt::print("port={}\n", ntohs(address.sin_port));
    std::fflush(stdout);
  }

  void watch(int fd, std::uint64_t who) const {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = who;
    checked(epoll_ctl(poller_, EPOLL_CTL_ADD, fd, &event), "epoll_ctl");
  }

  void accept_all() {
    for (;;) {
      const int fd = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (fd < 0) return;
      watch(fd, next_client_);
      clients_[next_client_++].fd = fd;
    }
  }

  void read_from(std::uint64_t who) {
    const auto found = clients_.find(who);
    if (found == clients_.end()) return;
    std::array<char, kLongestRequest> bytes{};
    alignas(cmsghdr) std::array<char, 256> control{};
    iovec where{bytes.data(), bytes.size()};
    msghdr message{};
    message.msg_iov = &where;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    const ssize_t size = recvmsg(found->second.fd, &message, 0);
    if (size < 0 && errno == EAGAIN) return;
    std::string& request = found->second.request;
    if (size <= 0 || request.size() > kLongestRequest) return forget(found);
    request.append(bytes.data(), static_cast<std::size_t>(size));
    if (request.find("\r\n\r\n") == std::string::npos) return;
    const milliseconds delay = delay_asked(request);
    pending_.emplace(arrival(message) + delay, Answer{who, delay});
    request.clear();
  }

  void forget(std::map<std::uint64_t, Client>::iterator client) {
    close(client->second.fd);
    clients_.erase(client);
  }

  void answer_what_is_due() {
    while (!pending_.empty() && pending_.begin()->first <= Steady::now()) {
      const auto [due, answer] = *pending_.begin();
      pending_.erase(pending_.begin());
      const auto client = clients_.find(answer.client);
      if (client == clients_.end()) continue;
      const ssize_t sent = send(client->second.fd, page_.data(), page_.size(), MSG_NOSIGNAL);
      if (sent != static_cast<ssize_t>(page_.size()))
        throw std::runtime_error("an answer could not be sent whole");
      beyond_[answer.delay].push_back(std::chrono::duration_cast<microseconds>(Steady::now() - due));
    }
  }

  void wake_up_in_time() const {
    itimerspec when{};  // all zero: no timer
    if (!pending_.empty()) {
      const nanoseconds time = pending_.begin()->first.time_since_epoch();
      when.it_value.tv_sec = time.count() / 1'000'000'000;
      when.it_value.tv_nsec = time.count() % 1'000'000'000;
    }
    // Setting it also takes back that it has expired.
    checked(timerfd_settime(timer_, TFD_TIMER_ABSTIME, &when, nullptr), "timerfd_settime");
  }

  int listener_ = checked(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), "socket");
  int poller_ = checked(epoll_create1(EPOLL_CLOEXEC), "epoll_create1");
  int timer_ = checked(timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC), "timerfd_create");
  std::string page_ = page();
  std::map<std::uint64_t, Client> clients_;
  std::uint64_t next_client_ = kFirstClient;
  std::multimap<Steady::time_point, Answer> pending_;
  std::map<milliseconds, std::vector<microseconds>> beyond_;
};

void run_before_all_else() {
  sched_param priority{};
  priority.sched_priority = 10;
  checked(sched_setscheduler(0, SCHED_FIFO, &priority), "a real-time priority (it takes root)");
}

}  // namespace
}  // namespace portalprobe::bench

int main() try {
  portalprobe::bench::run_before_all_else();
  portalprobe::bench::ExactServer server;
  server.serve();
  server.report();
  return 0;
} catch (const std::exception& error) {
  fmt::print(stderr, "exact_server: {}\n", error.what());
  return 1;
}
