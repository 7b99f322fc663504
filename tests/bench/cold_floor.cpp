/// The least that a cold HTTPS measurement costs: epoll and OpenSSL with one context for all, nothing else.
///
///   cold_floor ADDRESS PORT SERVER_NAME TOTAL IN_FLIGHT CA_FILE
///
/// Each measurement connects, verifies the server's certificate and name, sends one GET that asks to close,
/// and reads to the end. The processor time that one of them takes is what portal-probe's own is compared
/// with.
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "tests/bench/figures.hpp"

namespace portalprobe::bench {
namespace {

using Steady = std::chrono::steady_clock;

void require(bool condition, const std::string& what) {
  if (!condition) throw std::runtime_error(what);
}

struct Plan {
  sockaddr_in address{};
  std::string server_name;
  int total = 0;
  int in_flight = 0;
  std::string ca_file;
};

Plan read_plan(char** arguments) {
  Plan plan;
  plan.address.sin_family = AF_INET;
  plan.address.sin_port = htons(static_cast<std::uint16_t>(std::atoi(arguments[2])));
  require(::inet_pton(AF_INET, arguments[1], &plan.address.sin_addr) == 1, "not an IPv4 address");
  plan.server_name = arguments[3];
  plan.total = std::atoi(arguments[4]);
  plan.in_flight = std::atoi(arguments[5]);
  plan.ca_file = arguments[6];
  require(plan.total > 0 && plan.in_flight > 0, "TOTAL and IN_FLIGHT are at least 1");
  return plan;
}

using Context = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;

Context make_context(const Plan& plan) {
  Context context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
  require(SSL_CTX_load_verify_file(context.get(), plan.ca_file.c_str()) == 1, "cannot read " + plan.ca_file);
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
  return context;
}

/// A socket on its way to the server.
int connect_to(const sockaddr_in& address) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  require(fd >= 0, "no socket left");
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  static_cast<void>(::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address));
  return fd;
}

/// One cold measurement.
class Visit {
 public:
  enum class Progress { waits, ended, failed };

  Visit(SSL_CTX* context, const Plan& plan)
      : socket_(connect_to(plan.address)), tls_(SSL_new(context), SSL_free) {
    SSL_set_fd(tls_.get(), socket_);
    // SSL_set_tlsext_host_name, without the cast in its macro.
    SSL_ctrl(tls_.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
             const_cast<char*>(plan.server_name.c_str()));
    SSL_set1_host(tls_.get(), plan.server_name.c_str());
    SSL_set_connect_state(tls_.get());
  }
  ~Visit() { ::close(socket_); }
  Visit(const Visit&) = delete;
  Visit& operator=(const Visit&) = delete;

  int socket() const { return socket_; }
  Steady::time_point started() const { return started_; }

  /// Goes as far as it can without waiting.
  Progress advance(const std::string& request) {
    if (!asked_) {
      const int result = SSL_do_handshake(tls_.get());
      if (result != 1) return waits(result) ? Progress::waits : Progress::failed;
      if (SSL_write(tls_.get(), request.data(), static_cast<int>(request.size())) <= 0)
        return Progress::failed;
      asked_ = true;
    }
    return read_on();
  }

 private:
  Progress read_on() {
    static std::array<char, 65536> buffer;
    for (;;) {
      const int count = SSL_read(tls_.get(), buffer.data(), static_cast<int>(buffer.size()));
      if (count > 0) {
        answered_ = true;
      } else if (waits(count)) {
        return Progress::waits;
      } else {
        return answered_ ? Progress::ended : Progress::failed;
      }
    }
  }
  bool waits(int result) const {
    const int reason = SSL_get_error(tls_.get(), result);
    return reason == SSL_ERROR_WANT_READ || reason == SSL_ERROR_WANT_WRITE;
  }

  int socket_;
  std::unique_ptr<SSL, decltype(&SSL_free)> tls_;
  Steady::time_point started_ = Steady::now();
  bool asked_ = false;
  bool answered_ = false;
};

class Floor {
 public:
  explicit Floor(Plan plan)
      : plan_(std::move(plan)),
        context_(make_context(plan_)),
        request_("GET / HTTP/1.1\r\nHost: " + plan_.server_name + "\r\nConnection: close\r\n\r\n"),
        poller_(::epoll_create1(EPOLL_CLOEXEC)) {
    figures_.total = plan_.total;
    figures_.in_flight = plan_.in_flight;
  }
  ~Floor() { ::close(poller_); }
  Floor(const Floor&) = delete;
  Floor& operator=(const Floor&) = delete;

  Figures run() {
    const auto begin = Steady::now();
    while (ended_ < plan_.total) {
      while (started_ < plan_.total && started_ - ended_ < plan_.in_flight) start();
      serve_events();
    }
    figures_.wall = Steady::now() - begin;
    return figures_;
  }

 private:
  void start() {
    auto* visit = new Visit(context_.get(), plan_);  // end() deletes it: epoll holds it until then
    epoll_event event{};
    event.events = EPOLLIN | EPOLLOUT | EPOLLET;
    event.data.ptr = visit;
    require(::epoll_ctl(poller_, EPOLL_CTL_ADD, visit->socket(), &event) == 0, "epoll_ctl");
    ++started_;
  }

  void serve_events() {
    std::array<epoll_event, 256> events;
    const int count = ::epoll_wait(poller_, events.data(), static_cast<int>(events.size()), 1000);
    for (int i = 0; i < count; ++i) {
      auto* visit = static_cast<Visit*>(events.at(static_cast<std::size_t>(i)).data.ptr);
      const Visit::Progress progress = visit->advance(request_);
      if (progress != Visit::Progress::waits) end(visit, progress);
    }
  }

  void end(Visit* visit, Visit::Progress progress) {
    if (progress == Visit::Progress::failed) ++figures_.failed;
    figures_.latencies += Steady::now() - visit->started();
    delete visit;
    ++ended_;
  }

  Plan plan_;
  Context context_;
  std::string request_;
  int poller_;
  int started_ = 0;
  int ended_ = 0;
  Figures figures_;
};

}  // namespace
}  // namespace portalprobe::bench

int main(int count, char** arguments) {
  using namespace portalprobe::bench;
  if (count != 7) {
    fmt::print(stderr, "usage: {} ADDRESS PORT SERVER_NAME TOTAL IN_FLIGHT CA_FILE\n", arguments[0]);
    return 2;
  }
  try {
    const Figures figures = Floor(read_plan(arguments)).run();
    print(figures);
    return figures.failed == 0 ? 0 : 1;
  } catch (const std::exception& error) {
    fmt::print(stderr, "cold_floor: {}\n", error.what());
    return 2;
  }
}
