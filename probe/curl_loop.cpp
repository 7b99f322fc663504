#include "probe/curl_loop.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>

#include <chrono>
#include <exception>
#include <new>
#include <utility>
#include <vector>

namespace portalprobe {

using Descriptor = boost::asio::posix::stream_descriptor;

namespace {

constexpr long kMostIdle = 256;

}  // namespace

/// Our interest in a descriptor that libcurl owns: we watch it and never close it.
struct CurlLoop::Watch {
  Watch(boost::asio::io_context& io, curl_socket_t fd) : descriptor(io, fd) {}
  ~Watch() { descriptor.release(); }
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  Descriptor descriptor;
  int wanted = CURL_POLL_NONE;
  int held = CURL_POLL_NONE;
  bool reading = false;
  bool writing = false;
};

CurlLoop::CurlLoop(boost::asio::io_context& io) : io_(io), timer_(io), multi_(curl_multi_init()) {
  if (!multi_) throw std::bad_alloc();
  curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &CurlLoop::on_socket);
  curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
  curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &CurlLoop::on_timer);
  curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
  // A browser keeps what it has opened; libcurl would close idle ones once few transfers are left.
  curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, kMostIdle);
}

CurlLoop::~CurlLoop() {
  for (auto& [easy, done] : transfers_) curl_multi_remove_handle(multi_, easy);
  curl_multi_cleanup(multi_);  // still calls on_socket, for pooled connections
}

void CurlLoop::start(CURL* easy, Done done) {
  ++started_;
  transfers_.emplace(easy, std::move(done));
  if (lost_ || curl_multi_add_handle(multi_, easy) != CURLM_OK) lose();
}

void CurlLoop::cancel(CURL* easy) {
  if (transfers_.contains(easy)) finish(easy, CURLE_ABORTED_BY_CALLBACK);
}

void CurlLoop::hold(curl_socket_t fd, int directions) {
  if (const auto it = watches_.find(fd); it != watches_.end()) it->second->held = directions;
}

void CurlLoop::let_through(curl_socket_t fd) {
  const auto it = watches_.find(fd);
  if (it == watches_.end()) return;
  it->second->held = CURL_POLL_NONE;
  arm(it->second);
}

int CurlLoop::on_socket(CURL*, curl_socket_t fd, int what, void* self, void* known) noexcept {
  try {
    static_cast<CurlLoop*>(self)->watch(fd, what, known != nullptr);
    return 0;
  } catch (const std::exception&) {
    static_cast<CurlLoop*>(self)->lost_ =
        true;  // out of descriptors or memory: advance() fails the transfers
    return 0;
  }
}

int CurlLoop::on_timer(CURLM*, long timeout_ms, void* self) noexcept {
  try {
    static_cast<CurlLoop*>(self)->set_timer(timeout_ms);
  } catch (const std::exception&) {
    static_cast<CurlLoop*>(self)->lost_ = true;
  }
  return 0;
}

void CurlLoop::watch(curl_socket_t fd, int what, bool known) {
  if (what == CURL_POLL_REMOVE) {
    watches_.erase(fd);  // not a close: the connection may only have gone to the pool
    return;
  }
  if (!known || !watches_.contains(fd)) {
    watches_.erase(fd);  // a stale entry means that the number came back without a REMOVE
    watches_.emplace(fd, std::make_shared<Watch>(io_, fd));
    curl_multi_assign(multi_, fd, this);  // any pointer will do: it marks the descriptor as known
  }
  const auto& entry = watches_.at(fd);
  entry->wanted = what;
  arm(entry);
}

void CurlLoop::arm(const std::shared_ptr<Watch>& watch) {
  auto wait = [&](Descriptor::wait_type type, int direction, bool& pending) {
    if (!(watch->wanted & ~watch->held & direction) || pending) return;
    pending = true;
    watch->descriptor.async_wait(type, [this, weak = std::weak_ptr(watch), direction](auto error) {
      ready(weak, direction, bool(error));
    });
  };
  wait(Descriptor::wait_read, CURL_POLL_IN, watch->reading);
  wait(Descriptor::wait_write, CURL_POLL_OUT, watch->writing);
}

void CurlLoop::ready(const std::weak_ptr<Watch>& weak, int direction, bool failed) {
  auto watch = weak.lock();
  if (!watch) return;  // the event outlived its watch, and perhaps the loop
  (direction == CURL_POLL_IN ? watch->reading : watch->writing) = false;
  const bool wanted = (watch->wanted & ~watch->held & direction) != 0;
  const curl_socket_t fd = watch->descriptor.native_handle();
  watch.reset();  // advance() may remove it
  if (wanted) {
    notify(fd, direction == CURL_POLL_IN);
    advance(fd, failed ? CURL_CSELECT_ERR : direction);
  }
  if (const auto still = weak.lock()) arm(still);  // libcurl reports changes only: keep watching
}

void CurlLoop::notify(curl_socket_t fd, bool readable) {
  if (observer_) observer_->on_event(fd, readable);
}

void CurlLoop::set_timer(long timeout_ms) {
  ++timer_turn_;  // whatever was armed before is void
  if (timeout_ms != 0) timer_.cancel();
  if (timeout_ms < 0) return;
  auto expired = [this, alive = std::weak_ptr(alive_),
                  turn = timer_turn_](boost::system::error_code error = {}) {
    if (error || alive.expired() || turn != timer_turn_) return;
    notify(CURL_SOCKET_BAD, false);
    advance(CURL_SOCKET_TIMEOUT, 0);
  };
  // Zero too waits for a turn of the loop: acting inside libcurl's callback would re-enter it. It needs no
  // timer, which would cost a system call.
  if (timeout_ms == 0) return boost::asio::post(io_, std::move(expired));
  timer_.expires_after(std::chrono::milliseconds(timeout_ms));
  timer_.async_wait(std::move(expired));
}

void CurlLoop::advance(curl_socket_t fd, int events) {
  int running = 0;
  const CURLMcode code = curl_multi_socket_action(multi_, fd, events, &running);
  if (observer_) observer_->on_turn_end();
  collect();
  if (code != CURLM_OK || lost_) lose();
}

void CurlLoop::collect() {
  int queued = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_, &queued)) {
    if (message->msg != CURLMSG_DONE) continue;
    CURL* const easy = message->easy_handle;
    const CURLcode code = message->data.result;  // copied before the removal that ends the message
    finish(easy, code);
  }
}

void CurlLoop::lose() {
  lost_ = true;
  std::vector<CURL*> all;
  for (const auto& [easy, done] : transfers_) all.push_back(easy);
  for (CURL* easy : all) finish(easy, CURLE_FAILED_INIT);
}

void CurlLoop::finish(CURL* easy, CURLcode code) {
  auto transfer = transfers_.extract(easy);
  if (transfer.empty()) return;
  curl_multi_remove_handle(multi_, easy);
  ++undelivered_;
  boost::asio::post(
      io_, [this, alive = std::weak_ptr(alive_), done = std::move(transfer.mapped()), code, lost = lost_] {
        if (alive.expired()) return;
        --undelivered_;
        done(code, lost);
      });
}

}  // namespace portalprobe
