#pragma once

#include <curl/curl.h>

#include <chrono>
#include <functional>
#include <optional>

namespace portalprobe::bench {

/// libcurl's multi-socket interface on epoll, as thin as it can be made.
class CurlPoller {
 public:
  using Done = std::function<void(CURL*, CURLcode)>;

  /// `done` runs when a transfer has ended; the handle is no longer the multi's and may be added again there.
  explicit CurlPoller(Done done);
  ~CurlPoller();
  CurlPoller(const CurlPoller&) = delete;
  CurlPoller& operator=(const CurlPoller&) = delete;

  void add(CURL* easy);
  /// Waits for the next events and serves them.
  void turn();

 private:
  using Steady = std::chrono::steady_clock;

  static int on_socket(CURL*, curl_socket_t fd, int what, void* self, void* known) noexcept;
  static int on_timer(CURLM*, long timeout_ms, void* self) noexcept;
  int wait_limit() const;
  void advance(curl_socket_t fd, int events);
  void collect();

  Done done_;
  int poller_;
  CURLM* multi_;
  std::optional<Steady::time_point> timer_;
};

}  // namespace portalprobe::bench
