#pragma once

#include <curl/curl.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <unordered_map>

namespace portalprobe {

/// Sees a descriptor's events just before libcurl does, which is the last moment at which the kernel still
/// holds what arrived and when.
class SocketObserver {
 public:
  virtual ~SocketObserver() = default;
  virtual void on_event(curl_socket_t fd, bool readable) noexcept = 0;
  /// libcurl has done with the event whatever was to be done.
  virtual void on_turn_end() noexcept = 0;
};

/// Drives libcurl transfers over one multi handle on an io_context: the one place that calls `curl_multi_*`.
///
/// A measurement or a page visit has a loop to itself, so that connections are pooled within it and never
/// leak out of it; once all of its connections are closed, another may have it (see CurlLoops). Easy handles
/// are borrowed: the caller keeps each alive until its `Done` has run. `Done` runs exactly once per started
/// transfer, from the io_context, never from inside `start` or `cancel`. Destroying the loop drops running
/// transfers without calling their `Done`. All calls on the io_context's thread.
class CurlLoop {
 public:
  /// `lost` tells that the multi handle itself failed: our fault, whatever the code says.
  using Done = std::function<void(CURLcode code, bool lost)>;

  explicit CurlLoop(boost::asio::io_context& io);
  ~CurlLoop();
  CurlLoop(const CurlLoop&) = delete;
  CurlLoop& operator=(const CurlLoop&) = delete;

  /// Who sees the events from now on; null: nobody. It outlives the loop, or is replaced before it goes.
  void observe(SocketObserver* observer) { observer_ = observer; }

  void start(CURL* easy, Done done);
  void cancel(CURL* easy);

  /// Lets libcurl see nothing of a descriptor's events of such `directions` (of CURL_POLL_INOUT) until they
  /// are let through again, or it is closed: what has arrived by then is dealt with at once.
  void hold(curl_socket_t fd, int directions);
  void let_through(curl_socket_t fd);

  /// How many transfers it has had in all.
  std::size_t started() const { return started_; }
  /// Nothing is under way, nobody is still to be told of an end, and the multi handle is sound. Says nothing
  /// of connections kept open.
  bool is_idle() const { return transfers_.empty() && undelivered_ == 0 && watches_.empty() && !lost_; }

 private:
  struct Watch;

  static int on_socket(CURL*, curl_socket_t fd, int what, void* self, void* known) noexcept;
  static int on_timer(CURLM*, long timeout_ms, void* self) noexcept;

  void watch(curl_socket_t fd, int what, bool known);
  void arm(const std::shared_ptr<Watch>& watch);
  void ready(const std::weak_ptr<Watch>& weak, int direction, bool failed);
  void notify(curl_socket_t fd, bool readable);
  void set_timer(long timeout_ms);
  void advance(curl_socket_t fd, int events);
  void collect();
  void lose();
  void finish(CURL* easy, CURLcode code);

  boost::asio::io_context& io_;
  SocketObserver* observer_ = nullptr;
  boost::asio::steady_timer timer_;
  std::unordered_map<CURL*, Done> transfers_;
  std::unordered_map<curl_socket_t, std::shared_ptr<Watch>> watches_;
  CURLM* multi_;
  std::size_t started_ = 0;
  std::size_t undelivered_ = 0;  ///< completions that are posted and have not run
  unsigned timer_turn_ = 0;      ///< of the timer that is armed
  bool lost_ = false;
  std::shared_ptr<char> alive_ =
      std::make_shared<char>();  // posted completions ask whether the loop is still there
};

}  // namespace portalprobe
