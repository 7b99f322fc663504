#pragma once

#include <curl/curl.h>

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "probe/classify.hpp"
#include "probe/curl_loop.hpp"
#include "probe/easy_handle.hpp"
#include "probe/http_headers.hpp"
#include "probe/request.hpp"
#include "probe/visit/visit_sockets.hpp"

namespace portalprobe {

/// A request for a resource of a page.
struct ResourceRequest : Request {
  std::vector<std::string> cookies;  ///< lines in the form of Netscape's file
  bool keep_body = false;            ///< else it is not even decoded
  int weight = 16;                   ///< of its stream on HTTP/2, 1 to 256
  /// Rather waits for a connection that is being opened than to open another.
  bool shares_connection = false;
};

/// What came of it.
struct ResourceAnswer {
  TransferEnd end;
  SteadyTime started;
  std::optional<SteadyTime> connected;  ///< absent on a connection that stood before, as is `secured`
  std::optional<SteadyTime> secured;
  std::optional<SteadyTime> sent;
  std::optional<SteadyTime> first_byte;
  std::optional<SteadyTime> done;
  microseconds noticed_late{0};  ///< how long after its arrival we read its last byte
  int status = 0;
  std::string http_version;
  HttpHeaders headers;
  std::string remote_ip;
  std::string body;             ///< if it was to be kept
  std::uint64_t body_size = 0;  ///< decoded if it was to be kept
  bool over_budget = false;     ///< ended because there was more than all transfers together may bring
  std::uint64_t bytes_sent = 0;
  std::uint64_t bytes_received = 0;
};

/// Whether the connection stands after such an answer, ready for another request.
bool stays_open(const std::string& http_version, int status, const HttpHeaders& headers);

/// Makes one such request. Lives on the loop's thread; destroying it ends the transfer.
///
/// While its connection is being opened, it may be given another request to the same origin, or none: the
/// request that goes out is the one it has once the connection stands.
class ResourceTransfer {
 public:
  using Done = std::function<void()>;
  /// Hears that the connection stands and the request goes out: from inside libcurl, so nothing may be
  /// started or ended then.
  using Bound = std::function<void()>;

  /// Starts at once. `loop`, `sockets` and `budget` outlive this; `done` runs from the io_context. `budget`:
  /// how many bytes of bodies all that share it may still bring. Throws std::bad_alloc.
  ResourceTransfer(CurlLoop& loop, VisitSockets& sockets, const ResourceRequest& request,
                   std::uint64_t& budget, Bound bound, Done done);
  ~ResourceTransfer();
  ResourceTransfer(const ResourceTransfer&) = delete;
  ResourceTransfer& operator=(const ResourceTransfer&) = delete;

  /// It is opening a connection of its own, and has not asked for anything yet.
  bool is_opening() const { return socket_ != CURL_SOCKET_BAD && !bound_; }
  /// It will soon be where a request can follow, as far as anybody can tell: it `is_opening`, the other side
  /// is still there, and it has not taken longer than `most`.
  bool is_promising(microseconds most) const;
  /// Its connection stands and speaks HTTP/2.
  bool is_multiplexed() const { return is_multiplexed_; }
  /// Only while it `is_opening`. Without a request it goes no further than to the server's first word in TLS
  /// (the last but for full handshakes of TLS 1.2), and keeps the place; should it get beyond, the connection
  /// is closed, and `done` runs.
  void give(const ResourceRequest& request, Done done);
  void take_request(Done done);

  ResourceAnswer& answer() { return answer_; }
  /// Of a transfer that is still under way: what there is of it.
  const ResourceAnswer& answer_so_far();
  /// As soon as the answer's header came: 1.0, 1.1, 2; else empty.
  std::string http_version() const;

 private:
  static int on_socket(void* self, curl_socket_t, curlsocktype) noexcept;
  static int on_prereq(void* self, char*, char*, int, int) noexcept;
  static CURLcode on_ssl_context(CURL*, void* context, void* self) noexcept;

  void set_options(const ResourceRequest& request);
  bool bind();
  bool take_header(std::string_view line);
  bool take_body(std::string_view bytes);
  void collect(CURLcode code, bool lost);
  std::optional<SteadyTime> curl_mark(CURLINFO what) const;

  CurlLoop& loop_;
  VisitSockets& sockets_;
  easy::Handle easy_;
  RequestLists lists_;
  const Bound on_bound_;
  Done done_;
  std::array<char, CURL_ERROR_SIZE> message_{};
  X509_STORE* trust_;
  const bool resumes_;
  std::uint64_t max_body_;
  std::uint64_t& budget_;
  bool keep_body_;
  bool under_way_ = true;
  curl_socket_t socket_ = CURL_SOCKET_BAD;  ///< that it has opened
  bool has_request_ = true;                 ///< one that somebody wants
  bool bound_ = false;                      ///< to a connection that stands: the request is on its way
  bool is_multiplexed_ = false;
  bool headers_complete_ = false;
  std::uint64_t header_bytes_ = 0;
  Mark last_;  ///< of what came
  ResourceAnswer answer_;
  std::shared_ptr<char> alive_ = std::make_shared<char>();
};

}  // namespace portalprobe
