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

#include "core/kinds.hpp"
#include "core/sha256.hpp"
#include "probe/classify.hpp"
#include "probe/curl_loop.hpp"
#include "probe/easy_handle.hpp"
#include "probe/http_headers.hpp"
#include "probe/request.hpp"
#include "probe/socket_log.hpp"
#include "probe/tls_log.hpp"

namespace portalprobe {

/// A request whose answer is measured.
struct TransferRequest : Request {
  std::string method = "GET";
  std::string contains;          ///< to be looked for in the body
  bool keep_connection = false;  ///< for another transfer; else only an answer that leads elsewhere keeps it
  /// Hears the decoded body while it arrives; may be empty. Not called from inside `start`.
  std::function<void(std::string_view)> on_body;
};

/// The facts of one transfer.
struct TransferResult {
  TransferEnd end;
  SteadyTime started;
  std::optional<SteadyTime> first_act;  ///< see SocketLog::first_act
  std::optional<Mark> connected;        ///< absent on a connection that stood before, as is `secured`
  std::optional<Mark> secured;
  std::optional<Mark> sent;
  std::optional<Mark> first_byte;
  std::optional<Mark> done;
  microseconds uncertain{0};  ///< by how much the mark that is known least may be off
  bool stamped = false;       ///< the kernel told when some of it came
  microseconds own_delay{0};  ///< by how much we may have lengthened what came before it

  int status = 0;
  std::string http_version;  ///< 1.0, 1.1, 2; empty: no answer
  HttpHeaders headers;
  std::string content_type;
  std::string head;             ///< the decoded body's first bytes
  std::uint64_t body_size = 0;  ///< decoded
  std::string body_sha256;      ///< empty unless the body arrived whole
  bool found = false;           ///< `contains` was in it
  bool refused_new = false;     ///< it wanted a new connection where none was allowed
  std::uint64_t bytes_sent = 0;
  std::uint64_t bytes_received = 0;  ///< header and body as transferred
};

/// Makes transfers one after the other with one easy handle, so that the cookies an answer sets go along with
/// the next hop, as a browser's would. Lives on the loop's thread and must outlive the transfers it has under
/// way.
class Transfer {
 public:
  using Done = std::function<void()>;

  Transfer(SocketLog& sockets, TlsLog& tls);
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  /// Starts a transfer; none may be under way. `done` runs from the io_context.
  void start(CurlLoop& loop, const TransferRequest& request, Done done);
  /// The finished transfer's facts.
  TransferResult& result() { return result_; }
  const TransferResult& result() const { return result_; }
  /// The version that the answer came with, as soon as there is one: 1.0, 1.1, 2.
  std::string http_version() const;
  /// The cookies that are set, each as a line in the form of Netscape's file.
  std::vector<std::string> cookies() const;
  /// Tells sets of cookies apart: a redirect to the same URL is a loop only if nothing was set in between.
  std::string cookie_state() const;

 private:
  static int on_prereq(void* self, char*, char*, int, int) noexcept;
  static CURLcode on_ssl_context(CURL*, void* context, void* self) noexcept;

  void reset();
  void set_options(const TransferRequest& request);
  bool take_header(std::string_view line);
  bool take_body(std::string_view bytes);
  void note_taken();
  void note_end();
  void note_answer();
  void on_headers_end();
  Mark after_sent(Mark mark) const;
  void note_uncertain(const std::optional<Mark>& mark, const std::optional<Mark>& before);
  void collect(CURLcode code, bool lost);
  void collect_marks(bool new_connection, bool whole);

  SocketLog& sockets_;
  TlsLog& tls_;
  easy::Handle easy_;
  RequestLists lists_;
  std::array<char, CURL_ERROR_SIZE> message_{};
  X509_STORE* trust_ = nullptr;
  bool resumes_ = false;
  std::uint64_t max_body_ = 0;
  bool is_tls_ = false;
  bool keep_connection_ = false;
  bool interim_ = false;
  bool headers_complete_ = false;
  std::uint64_t header_bytes_ = 0;
  SocketLog::Reading taken_;  ///< what libcurl last gave us
  std::function<void(std::string_view)> on_body_;
  std::optional<Sha256> hash_;
  std::optional<ContentSearch> search_;
  TransferResult result_;
};

}  // namespace portalprobe
