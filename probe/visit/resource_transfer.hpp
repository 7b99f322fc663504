#pragma once

#include <curl/curl.h>
#include <openssl/x509.h>

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/kinds.hpp"
#include "probe/classify.hpp"
#include "probe/curl_loop.hpp"
#include "probe/easy_handle.hpp"
#include "probe/http_headers.hpp"
#include "probe/visit/visit_sockets.hpp"

namespace portalprobe {

/// One request for a resource of a page, addresses included: nothing is looked up or followed.
struct ResourceRequest {
  std::string url;
  std::vector<std::string> header_lines;  ///< `Name: value`
  std::vector<std::string> cookies;       ///< lines in the form of Netscape's file
  std::string user_agent;
  HttpVersion http_version = HttpVersion::automatic;
  IpFamily ip_family = IpFamily::ipv4;
  microseconds timeout{0};
  microseconds connect_timeout{0};
  std::vector<std::string> resolve;  ///< libcurl's form
  std::string connect_to;            ///< libcurl's form; empty: where the URL says
  std::string proxy;                 ///< empty: direct
  X509_STORE* trust = nullptr;
  std::uint64_t max_body = 0;  ///< bytes; decoded ones if it is kept
  bool keep_body = false;      ///< else it is not even decoded
  int weight = 16;             ///< of its stream on HTTP/2, 1 to 256
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

/// Makes one such request. Lives on the loop's thread; destroying it ends the transfer.
class ResourceTransfer {
 public:
  using Done = std::function<void()>;

  /// Starts at once. `loop`, `sockets` and `budget` outlive this; `done` runs from the io_context. `budget`:
  /// how many bytes of bodies all that share it may still bring. Throws std::bad_alloc.
  ResourceTransfer(CurlLoop& loop, VisitSockets& sockets, const ResourceRequest& request,
                   std::uint64_t& budget, Done done);
  ~ResourceTransfer();
  ResourceTransfer(const ResourceTransfer&) = delete;
  ResourceTransfer& operator=(const ResourceTransfer&) = delete;

  ResourceAnswer& answer() { return answer_; }
  /// Of a transfer that is still under way: what there is of it.
  const ResourceAnswer& answer_so_far();
  /// As soon as the answer's header came: 1.0, 1.1, 2; else empty.
  std::string http_version() const;

 private:
  static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self) noexcept;
  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self) noexcept;
  static CURLcode on_ssl_context(CURL*, void* context, void* self) noexcept;

  void set_options(const ResourceRequest& request);
  bool take_header(std::string_view line);
  bool take_body(std::string_view bytes);
  void collect(CURLcode code, bool lost);
  std::optional<SteadyTime> curl_mark(CURLINFO what) const;

  CurlLoop& loop_;
  VisitSockets& sockets_;
  easy::Handle easy_;
  easy::List header_lines_;
  easy::List resolve_;
  easy::List connect_to_;
  std::array<char, CURL_ERROR_SIZE> message_{};
  X509_STORE* trust_;
  const std::uint64_t max_body_;
  std::uint64_t& budget_;
  const bool keep_body_;
  bool under_way_ = true;
  bool headers_complete_ = false;
  std::uint64_t header_bytes_ = 0;
  Mark last_;  ///< of what came
  ResourceAnswer answer_;
  std::shared_ptr<char> alive_ = std::make_shared<char>();
};

}  // namespace portalprobe
