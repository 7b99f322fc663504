#pragma once

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "core/clock.hpp"
#include "core/page_visit.hpp"
#include "core/sample.hpp"
#include "probe/browser/request_marks.hpp"
#include "probe/browser/vitals.hpp"

namespace portalprobe {

/// The answer that became the page, for a sample.
struct DocumentAnswer {
  static constexpr std::size_t kMostFields = 100;

  Outcome outcome = Outcome::ok;  ///< `cancelled`: it has not ended
  std::string detail;
  std::string url;           ///< that answered in the end, as in PageResource
  std::string request_id;    ///< the browser's, for its body
  bool was_refused = false;  ///< by us: where it leads may not be reached
  std::vector<RedirectHop> redirects;
  std::optional<microseconds> hop_started;  ///< of the final answer's hop, if there were others
  Timings timings;                          ///< of the final answer
  std::optional<int> status;
  std::string http_version;
  std::string content_type;
  std::vector<std::pair<std::string, std::string>> header;  ///< names in lower case; at most kMostFields
  std::string remote_ip;
  std::string server_timing;
  std::optional<std::uint32_t> age_s;
  std::string tls_version;  ///< TLSv1.3, as OpenSSL writes it
  std::string tls_cipher;   ///< as the browser names it
  std::optional<WallTime> certificate_not_after;
  std::uint64_t bytes_body = 0;
};

/// From the events of the protocol's Network domain, of a page and of its frames' own sessions, to a visit's
/// rows. What comes is not trusted: events may be missing, doubled, out of order, forged; memory is bounded.
/// What a page finds in the browser's memory, or makes itself (data:, blob:), is no request. Pure.
class RequestLog {
 public:
  static constexpr std::size_t kMostRows = 5'000;  ///< and the latest documents of the main frame

  /// `main_frame` empty: that of the first document.
  explicit RequestLog(std::string main_frame = {});

  /// Other events are passed over.
  void take(std::string_view method, const nlohmann::json& params);

  /// When the first document was asked for: the navigation's begin.
  std::optional<SteadyTime> begun() const;
  /// The same by the machine's clock, as the browser tells it.
  std::optional<WallTime> begun_wall() const { return begun_wall_; }
  /// The rows, times since `zero`. What has not ended is `cancelled`, but for what never ends (WebSocket,
  /// EventSource). Empty before a document was asked for.
  PageVisit visit(SteadyTime zero) const;
  /// The main frame shows another document now: the one whose request had that id, if it had one.
  void shows(std::string_view request_id) { shown_ = request_id.substr(0, kMostId); }
  /// The document that the main frame shows; if that is not known, the last one that was answered; if none
  /// was, the last that was asked for.
  std::optional<DocumentAnswer> document(SteadyTime zero) const;
  /// Of successful GETs, for `time_to_interactive`.
  std::vector<Period> loads(SteadyTime zero) const;

  std::uint32_t requests() const;  ///< sent, redirects included
  std::uint32_t failed() const;    ///< of these rows; what the page or we gave up is none
  std::uint64_t bytes_wire() const;
  /// Now, streams that never end left out; and those of them that the page's first view may depend on: the
  /// main frame's of priority High and above.
  std::size_t in_flight() const { return in_flight_; }
  std::size_t urgent_in_flight() const { return urgent_; }
  /// WebSockets and EventSources that are open.
  std::size_t streams() const;
  /// There were more requests than are kept. These are in `requests`, `bytes_wire` and `in_flight` alone.
  bool is_capped() const { return left_out_ > 0; }

 private:
  static constexpr std::size_t kMostId = 200;

  struct Row {
    PageResource resource;
    std::string asked;  ///< the URL after redirects
    SteadyTime found;
    std::optional<SteadyTime> started;  ///< its first hop
    RequestMarks marks;                 ///< of the last one
    std::uint64_t wire_before = 0;      ///< bytes of the hops before
    std::uint32_t hops_sent = 0;        ///< on connections that stood
    bool is_main = false;               ///< a document of the main frame
    bool is_in_main_frame = false;
    bool is_get = false;
    bool is_stream = false;  ///< goes on until somebody closes it
    bool is_urgent = false;
    bool is_in_flight = false;
    bool was_answered = false;
    bool was_blocked = false;  ///< never left the browser
    bool was_refused = false;  ///< by us
    bool is_from_cache = false;
    bool has_ended = false;

    /// Its last hop; the browser may tell of that before it tells of the hop.
    bool was_sent() const { return hops_sent > resource.redirects; }
  };
  struct Hop {
    std::string url;
    int status = 0;
    RequestMarks marks;
  };
  /// More about a document of the main frame.
  struct Document {
    std::size_t row = 0;
    std::string request_id;
    std::vector<Hop> hops;
    std::vector<std::pair<std::string, std::string>> header;
    std::string server_timing;
    std::optional<std::uint32_t> age_s;
    std::string tls_version;
    std::string tls_cipher;
    std::optional<WallTime> certificate_not_after;
  };

  void on_request(const nlohmann::json& params);
  void on_request_sent(const nlohmann::json& params);
  void on_response(const nlohmann::json& params);
  void on_data(const nlohmann::json& params);
  void on_finished(const nlohmann::json& params);
  void on_failed(const nlohmann::json& params);
  void on_from_cache(const nlohmann::json& params);
  void on_priority(const nlohmann::json& params);
  void on_socket(const nlohmann::json& params);
  void on_handshake_sent(const nlohmann::json& params);
  void on_handshake(const nlohmann::json& params);
  void on_socket_error(const nlohmann::json& params);
  void on_socket_closed(const nlohmann::json& params);

  /// Absent: known already, no request, or one too many.
  Row* begin_row(const nlohmann::json& params, std::string_view url, std::size_t most = kMostRows);
  /// Of a request that has no row.
  void leave_out(const nlohmann::json& params);
  void end_left_out(const nlohmann::json& params);
  Row* find(const nlohmann::json& params);
  void redirect(Row& row, const nlohmann::json& params, const nlohmann::json& response);
  void begin_document(std::size_t row, const nlohmann::json& params);
  Document* document_of(const Row& row);
  const Document& shown_document() const;
  static void fill(Row& row, const nlohmann::json& response);
  static void fill(Document& document, const nlohmann::json& response);
  void fail(Row& row, const nlohmann::json& params);
  void end(Row& row, Outcome outcome, std::string detail);
  void set_in_flight(Row& row, bool is_in_flight);
  void set_urgent(Row& row, std::string_view priority);
  std::optional<std::uint32_t> initiator(const nlohmann::json& params, std::size_t own) const;
  std::optional<std::uint32_t> row_of_url(std::string_view url, std::size_t own) const;
  SteadyTime time_of(const nlohmann::json& params);
  bool is_listed(const Row& row) const;
  PageResource told(const Row& row, SteadyTime zero) const;

  std::string main_frame_;
  std::string shown_;  ///< the id of a document's request; empty: not known
  std::vector<Row> rows_;
  std::vector<Document> documents_;
  std::unordered_map<std::string, std::size_t> by_id_;
  std::unordered_map<std::string, std::size_t> by_url_;  ///< the first that was asked for it, or led to it
  std::unordered_set<std::string> sent_early_;           ///< ids that were told of as sent before all else
  std::unordered_set<std::string> left_out_in_flight_;   ///< ids
  std::optional<WallTime> begun_wall_;
  SteadyTime latest_;  ///< that any event told of
  std::size_t in_flight_ = 0;
  std::size_t urgent_ = 0;
  std::uint32_t left_out_ = 0;
  std::uint64_t left_out_bytes_ = 0;
};

}  // namespace portalprobe
