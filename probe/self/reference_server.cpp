#include "probe/self/reference_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <exception>
#include <memory>
#include <set>
#include <string_view>
#include <system_error>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include "probe/self/file_descriptor.hpp"
#include "probe/self/no_signals.hpp"
#include "probe/self/reference_certificate.hpp"
#include "probe/self/reference_connection.hpp"

namespace portalprobe {
namespace {

constexpr std::size_t kMostConnections = 1024;
constexpr int kBacklog = 512;
/// A timer wakes so much before an answer is due; the rest is spun away.
constexpr SteadyTime::duration kSpin = std::chrono::microseconds(50);
constexpr auto kBreath = std::chrono::milliseconds(2);
/// How often old connections are looked for, while there are any.
constexpr SteadyTime::duration kHousekeeping = std::chrono::seconds(5);

[[noreturn]] void refuse(std::string_view what) {
  throw std::system_error(errno, std::generic_category(), "the reference server: " + std::string(what));
}

struct Listener {
  FileDescriptor socket;
  std::uint16_t port = 0;
};

Listener listen_on_loopback() {
  Listener listener{FileDescriptor(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)), 0};
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto* const plain = reinterpret_cast<sockaddr*>(&address);
  socklen_t size = sizeof address;
  const int fd = listener.socket.get();
  if (fd < 0 || bind(fd, plain, size) != 0 || listen(fd, kBacklog) != 0 ||
      getsockname(fd, plain, &size) != 0) {
    refuse("no port on 127.0.0.1");
  }
  listener.port = ntohs(address.sin_port);
  return listener;
}

}  // namespace

/// The server's thread and all that is its own.
class ReferenceServer::Loop {
 public:
  Loop() {
    epoll_ = FileDescriptor(epoll_create1(EPOLL_CLOEXEC));
    timer_ = FileDescriptor(timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC));
    stop_ = FileDescriptor(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
    if (!epoll_ || !timer_ || !stop_) refuse("no descriptors");
    for (const int fd : {plain_.socket.get(), tls_.socket.get(), timer_.get(), stop_.get()}) {
      watch(fd, EPOLLIN, EPOLL_CTL_ADD);
    }
    const NoSignals none;
    thread_ = std::jthread([this] { run(); });
  }
  ~Loop() {
    stopping_ = true;
    eventfd_write(stop_.get(), 1);
  }
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  const ReferenceCertificate& certificate() const { return certificate_; }
  std::uint16_t plain_port() const { return plain_.port; }
  std::uint16_t tls_port() const { return tls_.port; }
  ReferenceNotebook& notebook() { return notebook_; }

 private:
  struct Guest {
    std::unique_ptr<ReferenceConnection> connection;
    std::optional<SteadyTime> due;  ///< as it stands in `due_`
    bool writing = false;           ///< whether it is watched for that, too
  };

  void run() noexcept;
  void turn();
  void on_event(const epoll_event& event);
  void accept_from(Listener& listener, SSL_CTX* context);
  void welcome(FileDescriptor socket, const ReferencePeer& peer, SSL_CTX* context);
  void answer_due();
  void settle(int fd);
  void send_old_ones_away(SteadyTime now);
  void set_timer(SteadyTime now);
  bool watch(int fd, std::uint32_t events, int operation) {
    epoll_event event{};
    event.events = events;
    event.data.fd = fd;
    return epoll_ctl(epoll_.get(), operation, fd, &event) == 0;
  }

  ReferenceCertificate certificate_;
  Listener plain_ = listen_on_loopback();
  Listener tls_ = listen_on_loopback();
  FileDescriptor epoll_;
  FileDescriptor timer_;
  FileDescriptor stop_;
  ReferenceNotebook notebook_;
  std::unordered_map<int, Guest> guests_;
  std::set<std::pair<SteadyTime, int>> due_;
  SteadyTime next_housekeeping_ = SteadyTime::max();
  std::optional<SteadyTime> timer_at_;
  std::atomic<bool> stopping_{false};
  std::jthread thread_;  ///< last: ends before the rest goes
};

void ReferenceServer::Loop::run() noexcept {
  while (!stopping_) {
    try {
      turn();
    } catch (const std::exception&) {
      // Out of memory, most likely. The connections pay for it: who measured them sees that they failed.
      guests_.clear();
      due_.clear();
    }
  }
}

void ReferenceServer::Loop::turn() {
  set_timer(std::chrono::steady_clock::now());
  std::array<epoll_event, 64> events{};
  const int count = epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), -1);
  for (int i = 0; i < count; ++i) {
    on_event(events[static_cast<std::size_t>(i)]);
    answer_due();  // a turn with many handshakes takes long
  }
  const SteadyTime now = std::chrono::steady_clock::now();
  if (now >= next_housekeeping_) send_old_ones_away(now);
}

void ReferenceServer::Loop::on_event(const epoll_event& event) {
  const int fd = event.data.fd;
  if (fd == plain_.socket.get()) return accept_from(plain_, nullptr);
  if (fd == tls_.socket.get()) return accept_from(tls_, certificate_.context());
  if (fd == timer_.get()) {
    timer_at_.reset();
    std::uint64_t expirations = 0;
    (void)!::read(fd, &expirations, sizeof expirations);
    return;
  }
  const auto guest = guests_.find(fd);
  if (guest == guests_.end()) return;
  auto& connection = *guest->second.connection;
  if (event.events & EPOLLOUT) connection.on_writable();
  if (event.events & ~std::uint32_t{EPOLLOUT}) connection.on_readable();
  settle(fd);
}

void ReferenceServer::Loop::accept_from(Listener& listener, SSL_CTX* context) {
  constexpr int kAtOnce = 16;  // the others wait no longer than for so many
  for (int i = 0; i < kAtOnce; ++i) {
    sockaddr_in peer{};
    socklen_t size = sizeof peer;
    FileDescriptor socket(accept4(listener.socket.get(), reinterpret_cast<sockaddr*>(&peer), &size,
                                  SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!socket) {
      // Without descriptors the listener stays ready for ever: this is no reason to spin.
      if (errno != EAGAIN && errno != ECONNABORTED) std::this_thread::sleep_for(kBreath);
      return;
    }
    // From another address of the loopback it might have the port of somebody else's connection.
    if (peer.sin_addr.s_addr != htonl(INADDR_LOOPBACK) || guests_.size() >= kMostConnections) continue;
    welcome(std::move(socket), {context != nullptr, ntohs(peer.sin_port)}, context);
  }
}

void ReferenceServer::Loop::welcome(FileDescriptor socket, const ReferencePeer& peer, SSL_CTX* context) {
  const int fd = socket.get();
  const int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (!watch(fd, EPOLLIN, EPOLL_CTL_ADD)) return;
  guests_[fd].connection = std::make_unique<ReferenceConnection>(std::move(socket), peer, context, notebook_);
  next_housekeeping_ = std::min(next_housekeeping_, std::chrono::steady_clock::now() + kHousekeeping);
}

/// Answers whose moment is a few microseconds away are waited for here: a thread that sleeps wakes late.
void ReferenceServer::Loop::answer_due() {
  while (!due_.empty()) {
    const auto [due, fd] = *due_.begin();
    SteadyTime now = std::chrono::steady_clock::now();
    if (due - now > kSpin) return;
    while (now < due) now = std::chrono::steady_clock::now();
    guests_.at(fd).connection->on_time(now);
    settle(fd);
  }
}

/// Brings what is known of a connection up to date with what it wants now.
void ReferenceServer::Loop::settle(int fd) {
  const auto found = guests_.find(fd);
  Guest& guest = found->second;
  const ReferenceConnection& connection = *guest.connection;
  if (guest.due != connection.due() || connection.closed()) {
    if (guest.due) due_.erase({*guest.due, fd});
    guest.due.reset();
  }
  if (connection.closed()) {
    guests_.erase(found);
    return;
  }
  if (connection.due() && !guest.due) {
    guest.due = connection.due();
    due_.emplace(*guest.due, fd);
  }
  if (guest.writing != connection.wants_to_write()) {
    guest.writing = !guest.writing;
    watch(fd, EPOLLIN | (guest.writing ? std::uint32_t{EPOLLOUT} : 0U), EPOLL_CTL_MOD);
  }
}

void ReferenceServer::Loop::send_old_ones_away(SteadyTime now) {
  for (auto guest = guests_.begin(); guest != guests_.end();) {
    const bool old = now >= guest->second.connection->dies_at();
    if (old && guest->second.due) due_.erase({*guest->second.due, guest->first});
    guest = old ? guests_.erase(guest) : std::next(guest);
  }
  next_housekeeping_ = guests_.empty() ? SteadyTime::max() : now + kHousekeeping;
}

void ReferenceServer::Loop::set_timer(SteadyTime now) {
  SteadyTime wanted = next_housekeeping_;
  if (!due_.empty()) wanted = std::min(wanted, due_.begin()->first - kSpin / 2);
  if (wanted == SteadyTime::max() || (timer_at_ && *timer_at_ <= wanted)) return;
  timer_at_ = wanted;
  const auto ahead = std::max<SteadyTime::duration>(std::chrono::nanoseconds(1), wanted - now);
  const auto whole = std::chrono::duration_cast<std::chrono::seconds>(ahead);
  itimerspec spec{};
  spec.it_value.tv_sec = whole.count();
  spec.it_value.tv_nsec = std::chrono::nanoseconds(ahead - whole).count();
  timerfd_settime(timer_.get(), 0, &spec, nullptr);
}

ReferenceServer::ReferenceServer() : loop_(std::make_unique<Loop>()) {}
ReferenceServer::~ReferenceServer() = default;

std::uint16_t ReferenceServer::plain_port() const { return loop_->plain_port(); }
std::uint16_t ReferenceServer::tls_port() const { return loop_->tls_port(); }
const std::string& ReferenceServer::authority_pem() const { return loop_->certificate().authority_pem(); }
std::optional<ReferenceNotes> ReferenceServer::take(const ReferencePeer& peer) {
  return loop_->notebook().take(peer);
}

}  // namespace portalprobe
