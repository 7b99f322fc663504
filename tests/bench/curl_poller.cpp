#include "tests/bench/curl_poller.hpp"

#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <new>
#include <utility>

namespace portalprobe::bench {

CurlPoller::CurlPoller(Done done)
    : done_(std::move(done)), poller_(::epoll_create1(EPOLL_CLOEXEC)), multi_(curl_multi_init()) {
  if (poller_ < 0 || !multi_) throw std::bad_alloc();
  curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &CurlPoller::on_socket);
  curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
  curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &CurlPoller::on_timer);
  curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
}

CurlPoller::~CurlPoller() {
  curl_multi_cleanup(multi_);
  ::close(poller_);
}

void CurlPoller::add(CURL* easy) { curl_multi_add_handle(multi_, easy); }

int CurlPoller::on_socket(CURL*, curl_socket_t fd, int what, void* self, void* known) noexcept {
  auto& poller = *static_cast<CurlPoller*>(self);
  if (what == CURL_POLL_REMOVE) {
    ::epoll_ctl(poller.poller_, EPOLL_CTL_DEL, fd, nullptr);
    return 0;
  }
  epoll_event event{};
  if (what & CURL_POLL_IN) event.events |= EPOLLIN;
  if (what & CURL_POLL_OUT) event.events |= EPOLLOUT;
  event.data.fd = fd;
  ::epoll_ctl(poller.poller_, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, &event);
  if (!known) curl_multi_assign(poller.multi_, fd, self);
  return 0;
}

int CurlPoller::on_timer(CURLM*, long timeout_ms, void* self) noexcept {
  auto& timer = static_cast<CurlPoller*>(self)->timer_;
  timer.reset();
  if (timeout_ms >= 0) timer = Steady::now() + std::chrono::milliseconds(timeout_ms);
  return 0;
}

int CurlPoller::wait_limit() const {
  if (!timer_) return 1000;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(*timer_ - Steady::now());
  return static_cast<int>(std::clamp<std::chrono::milliseconds::rep>(left.count(), 0, 1000));
}

void CurlPoller::turn() {
  std::array<epoll_event, 256> events;
  const int count = ::epoll_wait(poller_, events.data(), static_cast<int>(events.size()), wait_limit());
  for (int i = 0; i < count; ++i) {
    const epoll_event& event = events.at(static_cast<std::size_t>(i));
    int what = 0;
    if (event.events & EPOLLIN) what |= CURL_CSELECT_IN;
    if (event.events & EPOLLOUT) what |= CURL_CSELECT_OUT;
    if (event.events & (EPOLLERR | EPOLLHUP)) what |= CURL_CSELECT_ERR;
    advance(event.data.fd, what);
  }
  if (timer_ && *timer_ <= Steady::now()) {
    timer_.reset();
    advance(CURL_SOCKET_TIMEOUT, 0);
  }
  collect();
}

void CurlPoller::advance(curl_socket_t fd, int events) {
  int running = 0;
  curl_multi_socket_action(multi_, fd, events, &running);
}

void CurlPoller::collect() {
  int queued = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_, &queued)) {
    if (message->msg != CURLMSG_DONE) continue;
    CURL* easy = message->easy_handle;
    const CURLcode code = message->data.result;
    curl_multi_remove_handle(multi_, easy);
    done_(easy, code);
  }
}

}  // namespace portalprobe::bench
