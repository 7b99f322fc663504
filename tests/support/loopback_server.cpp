#include "tests/support/loopback_server.hpp"

#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <list>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include "tests/support/sockets.hpp"

namespace portalprobe::support {
namespace {

/// OpenSSL writes with write(2): a client that has left must not end the test program.
void ignore_broken_pipes() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGPIPE);
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

int listen_on(const ServerOptions& options) {
  const int fd = bound_socket(loopback_address(options.address, options.port));
  if (::listen(fd, options.backlog) != 0) throw_errno("listen");
  return fd;
}

/// A connection's thread, and whether it has nothing more to do.
struct Worker {
  std::atomic<bool> finished{false};
  std::thread thread;
};

}  // namespace

struct LoopbackServer::State : ConversationObserver {
  explicit State(ServerOptions options);
  ~State() override;

  void accept_until_stopped();
  void accept_one();
  void start(int fd, const SocketAddress& peer);
  void talk(int fd, ConnectionRecord record);
  void run(Conversation& conversation);
  Script script_for(const Request& request);
  Script connect_script();
  void reap();

  void on_secured(const ConnectionRecord& record) override;
  void on_request(const ConnectionRecord& record, const Request& request) override;
  void on_closed(const ConnectionRecord& record);

  template <class Condition>
  bool wait_until(std::chrono::milliseconds limit, Condition condition) {
    std::unique_lock lock(mutex);
    return changed.wait_for(lock, limit, condition);
  }

  ServerOptions options;
  std::optional<TlsContext> tls;
  Gate stop;
  int listener;
  std::uint16_t port;

  std::mutex mutex;  ///< guards what follows, up to the threads
  std::condition_variable changed;
  std::map<std::string, Script, std::less<>> scripts;
  std::map<std::string, std::deque<Script>, std::less<>> single_scripts;
  Script fallback{respond({.status = 404, .body = "no such path\n"})};
  Script greeting;
  std::function<Script(const Request&)> chooser;
  std::vector<Request> requests;
  std::vector<ConnectionRecord> connections;
  std::size_t open = 0;
  std::size_t peak = 0;

  std::list<Worker> workers;  ///< the acceptor's
  std::thread acceptor;
};

LoopbackServer::State::State(ServerOptions given) : options(std::move(given)) {
  if (options.tls) tls.emplace(*options.tls);
  listener = listen_on(options);
  port = port_of(local_address(listener));
  acceptor = std::thread([this] { accept_until_stopped(); });
}

LoopbackServer::State::~State() {
  stop.open();
  acceptor.join();
  for (auto& worker : workers) worker.thread.join();
  ::close(listener);
}

void LoopbackServer::State::accept_until_stopped() {
  for (;;) {
    std::array<pollfd, 2> watches{{{listener, POLLIN, 0}, {stop.descriptor(), POLLIN, 0}}};
    ::poll(watches.data(), watches.size(), -1);
    if (watches[1].revents != 0) return;
    if (watches[0].revents != 0) accept_one();
  }
}

void LoopbackServer::State::accept_one() {
  SocketAddress peer;
  const int fd = ::accept4(listener, peer.native(), &peer.size, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (fd < 0) {
    if (errno == EMFILE || errno == ENFILE)
      stop.wait(std::chrono::milliseconds(10));  // or this loop would spin
    return;
  }
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  reap();
  start(fd, peer);
}

void LoopbackServer::State::start(int fd, const SocketAddress& peer) {
  ConnectionRecord record;
  record.accepted = std::chrono::steady_clock::now();
  record.peer_address = text_of(peer);
  record.peer_port = port_of(peer);
  {
    const std::lock_guard lock(mutex);
    record.number = connections.size() + 1;
    connections.push_back(record);
    peak = std::max(peak, ++open);
  }
  changed.notify_all();
  Worker& worker = workers.emplace_back();
  worker.thread = std::thread([this, fd, record, &worker] {
    talk(fd, record);
    worker.finished = true;
  });
}

void LoopbackServer::State::reap() {
  workers.remove_if([](Worker& worker) {
    if (!worker.finished) return false;
    worker.thread.join();
    return true;
  });
}

void LoopbackServer::State::talk(int fd, ConnectionRecord record) {
  ignore_broken_pipes();
  {
    Conversation conversation(fd, stop, std::move(record), *this);
    run(conversation);
    conversation.close();
    record = conversation.record();
  }
  on_closed(record);
}

void LoopbackServer::State::run(Conversation& conversation) {
  const auto perform = [&](const Script& script) {
    return std::all_of(script.begin(), script.end(), [&](const Step& step) { return step(conversation); });
  };
  if (tls && !conversation.secure(*tls)) return;
  if (!perform(connect_script())) return;
  while (conversation.read_request()) {
    if (!perform(script_for(conversation.request()))) return;
  }
}

Script LoopbackServer::State::connect_script() {
  const std::lock_guard lock(mutex);
  return greeting;
}

Script LoopbackServer::State::script_for(const Request& request) {
  std::unique_lock lock(mutex);
  if (const auto choose = chooser) {
    lock.unlock();
    if (Script chosen = choose(request); !chosen.empty()) return chosen;
    lock.lock();
  }
  if (const auto queue = single_scripts.find(request.path);
      queue != single_scripts.end() && !queue->second.empty()) {
    Script script = std::move(queue->second.front());
    queue->second.pop_front();
    return script;
  }
  const auto found = scripts.find(request.path);
  return found == scripts.end() ? fallback : found->second;
}

void LoopbackServer::State::on_secured(const ConnectionRecord& record) {
  const std::lock_guard lock(mutex);
  connections.at(record.number - 1) = record;
  changed.notify_all();
}

void LoopbackServer::State::on_request(const ConnectionRecord& record, const Request& request) {
  const std::lock_guard lock(mutex);
  connections.at(record.number - 1) = record;
  requests.push_back(request);
  changed.notify_all();
}

void LoopbackServer::State::on_closed(const ConnectionRecord& record) {
  const std::lock_guard lock(mutex);
  auto& kept = connections.at(record.number - 1);
  kept = record;
  kept.closed = std::chrono::steady_clock::now();
  --open;
  changed.notify_all();
}

LoopbackServer::LoopbackServer(ServerOptions options) : state_(std::make_unique<State>(std::move(options))) {}
LoopbackServer::~LoopbackServer() = default;

void LoopbackServer::on(std::string path, Script script) {
  const std::lock_guard lock(state_->mutex);
  state_->scripts[std::move(path)] = std::move(script);
}

void LoopbackServer::once(std::string path, Script script) {
  const std::lock_guard lock(state_->mutex);
  state_->single_scripts[std::move(path)].push_back(std::move(script));
}

void LoopbackServer::otherwise(Script script) {
  const std::lock_guard lock(state_->mutex);
  state_->fallback = std::move(script);
}

void LoopbackServer::choose(std::function<Script(const Request&)> chooser) {
  const std::lock_guard lock(state_->mutex);
  state_->chooser = std::move(chooser);
}

void LoopbackServer::on_connect(Script script) {
  const std::lock_guard lock(state_->mutex);
  state_->greeting = std::move(script);
}

std::uint16_t LoopbackServer::port() const { return state_->port; }
const std::string& LoopbackServer::address() const { return state_->options.address; }

std::string LoopbackServer::authority() const {
  const bool v6 = address().find(':') != std::string::npos;
  return (v6 ? "[" + address() + "]" : address()) + ":" + std::to_string(port());
}

std::string LoopbackServer::url(std::string_view path) const {
  return (state_->tls ? "https://" : "http://") + authority() + std::string(path);
}

std::string LoopbackServer::url_of(std::string_view host, std::string_view path) const {
  const std::string scheme = state_->tls ? "https://" : "http://";
  return scheme + std::string(host) + ":" + std::to_string(port()) + std::string(path);
}

std::vector<Request> LoopbackServer::requests() const {
  const std::lock_guard lock(state_->mutex);
  return state_->requests;
}

std::vector<Request> LoopbackServer::requests(std::string_view path) const {
  std::vector<Request> matching = requests();
  std::erase_if(matching, [&](const Request& request) { return request.path != path; });
  return matching;
}

std::vector<ConnectionRecord> LoopbackServer::connections() const {
  const std::lock_guard lock(state_->mutex);
  return state_->connections;
}

std::size_t LoopbackServer::connections_open() const {
  const std::lock_guard lock(state_->mutex);
  return state_->open;
}

std::size_t LoopbackServer::connections_peak() const {
  const std::lock_guard lock(state_->mutex);
  return state_->peak;
}

bool LoopbackServer::wait_for_requests(std::size_t count, std::string_view path,
                                       std::chrono::milliseconds limit) const {
  return state_->wait_until(limit, [&] {
    const auto matches = [&](const Request& request) { return path.empty() || request.path == path; };
    return static_cast<std::size_t>(std::ranges::count_if(state_->requests, matches)) >= count;
  });
}

bool LoopbackServer::wait_for_connections(std::size_t count, std::chrono::milliseconds limit) const {
  return state_->wait_until(limit, [&] { return state_->connections.size() >= count; });
}

bool LoopbackServer::wait_until_open(std::size_t count, std::chrono::milliseconds limit) const {
  return state_->wait_until(limit, [&] { return state_->open <= count; });
}

}  // namespace portalprobe::support
