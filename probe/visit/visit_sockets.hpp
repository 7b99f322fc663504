#pragma once

#include <curl/curl.h>

#include <unordered_set>

#include "probe/curl_loop.hpp"
#include "probe/kernel_marks.hpp"
#include "probe/loop_lag.hpp"
#include "probe/socket_log.hpp"

namespace portalprobe {

/// Sees the events of a page load's loop: passes the document's on to its log, and knows of each when what it
/// brings had arrived. Opens the sockets of the page's resources. Outlives the loop.
class VisitSockets : public SocketObserver {
 public:
  explicit VisitSockets(LoopLag& lag) : lag_(lag) {}

  /// The log of the document's sockets; null once it is gone.
  void set_document(SocketLog* log) { document_ = log; }
  /// Makes `easy` open its sockets through this.
  void attach(CURL* easy);

  void on_event(curl_socket_t fd, bool readable) noexcept override;
  void on_turn_end() noexcept override;

  /// When what libcurl reads in the event being handled had arrived.
  Mark arrival() const;

 private:
  static curl_socket_t on_open(void* self, curlsocktype purpose, curl_sockaddr* address) noexcept;
  static int on_close(void* self, curl_socket_t fd) noexcept;

  LoopLag& lag_;
  SocketLog* document_ = nullptr;
  std::unordered_set<int> open_;
  bool is_documents_ = false;  ///< the event being handled
  SteadyTime at_;
  Arrival arrival_;
};

}  // namespace portalprobe
