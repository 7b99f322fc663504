#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "core/page_visit.hpp"
#include "core/url.hpp"
#include "probe/measurement_clock.hpp"
#include "probe/page/found.hpp"
#include "probe/redirects.hpp"
#include "probe/route.hpp"
#include "probe/visit/request_order.hpp"
#include "probe/visit/resource_transfer.hpp"

namespace portalprobe {

class HttpEngine;

/// What all requests of one visit have in common.
struct FetchSetting {
  const Portal* portal = nullptr;
  IpFamily ip_family = IpFamily::ipv4;
  std::string page_url;                ///< of the top document, as it came in the end
  std::vector<std::string> cookies;    ///< of its answer, Netscape's form
  std::vector<std::string> own_hosts;  ///< addresses on the inside are fine for these
  CURLSH* tls_sessions = nullptr;      ///< the document's; outlives the fetcher
  /// The document's origin is the portal's own: it may have the portal's certificate.
  bool sends_client_certificate = false;
};

/// Fetches the resources of one page visit over one loop, in a browser's order and with a browser's number of
/// connections; follows their redirects; never leaves for addresses that are not public. The engine's thread.
class ResourceFetcher {
 public:
  /// A resource has ended, well or not; `body` is what was kept of it (styles and frames). Never called from
  /// inside `ask`.
  using Finished = std::function<void(std::size_t row, ResourceAnswer& answer)>;

  /// All that is referred to outlives this. `sockets` must be the loop's observer.
  ResourceFetcher(HttpEngine& engine, CurlLoop& loop, VisitSockets& sockets, const MeasurementClock& times,
                  PageLimits limits, Finished finished);
  ~ResourceFetcher();
  ResourceFetcher(const ResourceFetcher&) = delete;
  ResourceFetcher& operator=(const ResourceFetcher&) = delete;

  /// Before the first `ask`: whose page it is; where the document's own origin is, what it speaks, and that
  /// its connection is taken until `release_document`.
  void begin(FetchSetting setting, const Url& document, const Route& route,
             std::vector<std::string> addresses, std::string http_version);
  /// `stays_open`: its connection takes another request.
  void release_document(bool stays_open);

  /// Asks for a resource once; the row it has. Nothing if it is not to be fetched: mixed content, a visit
  /// counter, beyond the limits. `initiator` is the row that named it; `delay`: by how much we ourselves have
  /// found it late, once that had arrived.
  std::optional<std::size_t> ask(const FoundResource& resource, std::size_t initiator,
                                 microseconds delay = microseconds(0));
  /// Whether the parser is still in the head: low requests are held back then.
  void set_in_head(bool in_head);

  /// The row of a resource so far.
  const PageResource& resource(std::size_t row) const { return fetches_[row]->row; }
  /// It as it was found, and the URL of that.
  const FoundResource& found(std::size_t row) const { return fetches_[row]->found; }
  const std::string& asked_url(std::size_t row) const { return found(row).url; }
  /// By how much we may have made it late so far, along the chain that led to it.
  microseconds delay(std::size_t row) const { return fetches_[row]->delay; }
  /// The URL that answered in the end.
  const std::string& final_url(std::size_t row) const { return fetches_[row]->asked.url; }
  /// When the last of a resource that has ended had come, or it had failed.
  SteadyTime ended(std::size_t row) const { return fetches_[row]->ended.value_or(SteadyTime{}); }
  /// The first of those given up that the page is not loaded without.
  std::optional<std::size_t> given_up() const;
  /// Whether nothing is awaited any more that the page is not loaded without.
  bool is_idle() const;
  /// The visit's rows; the first is left to the document.
  std::vector<PageResource> rows() const;
  /// The end of the last resource that the page is not loaded without.
  struct Last {
    SteadyTime ended;  ///< when the last of it had arrived, or it had failed
    microseconds delay{
        0};  ///< by how much our own reading may have made it late, along the chain that led to it
  };
  std::optional<Last> last() const;
  /// What was left out: `requests`, `bytes`, `resource`; empty: nothing.
  const std::vector<std::string>& capped() const { return capped_; }
  /// Ends what is under way; `detail` goes into its rows.
  void give_up(const std::string& detail);

  std::uint32_t requests() const { return requests_; }
  std::uint32_t failed() const { return failed_; }
  std::uint64_t bytes_sent() const { return bytes_sent_; }
  std::uint64_t bytes_received() const { return bytes_received_; }

 private:
  /// Waiting for the renderer's gate, then for the network's.
  enum class State { waiting, released, looking_up, under_way, finished };
  struct Origin;
  struct Fetch {
    FoundResource found;
    PageResource row;
    State state = State::waiting;
    bool told = false;  ///< whoever asked knows of its end, and may have asked for more
    HopRequest asked;
    std::vector<HopRequest> before;
    std::string origin;    ///< its name in `origins_`
    Origin* at = nullptr;  ///< the same
    std::unique_ptr<ResourceTransfer> transfer;
    std::optional<SteadyTime> ended;
    microseconds delay{0};  ///< ours, along the chain
  };
  /// An origin proper.
  struct Site {
    bool is_multiplexed = false;  ///< known to speak HTTP/2
    std::size_t in_flight = 0;    ///< when that was last counted
  };
  /// An origin as far as connections to it can be shared: those with credentials and those without are not.
  struct Origin {
    std::string site;  ///< the origin proper
    Site* at = nullptr;
    bool is_anonymous = false;
    Route route;
    std::vector<std::string> addresses;
    bool looking_up = false;
    std::optional<std::uint64_t> look_up;
    std::size_t in_flight = 0;
    std::size_t idle = 0;    ///< connections that stand and take one request at a time
    bool is_joined = false;  ///< all that waited for connections share the one that takes many requests
    /// Connections that are being opened and have no request any more: somebody else was free before.
    std::vector<std::unique_ptr<ResourceTransfer>> spare;
    Outcome failure = Outcome::ok;
    std::string detail;
  };

  /// What is in flight, besides what each site knows of itself.
  struct Load {
    std::size_t delayable = 0;
    std::size_t connections = 0;  ///< those of origins that are not known to share one
  };

  std::optional<std::string> permitted(const FoundResource& resource) const;
  /// Why a resource must not lead to there; empty: it may.
  std::string refusal(const FoundResource& resource, const std::string& next) const;
  void schedule();
  void pump();
  /// The most urgent that waits, of equals the first that was found.
  std::optional<std::size_t> next_to_release() const;
  void release();
  RequestsReleased released() const;
  /// Starts the most urgent of those that may, of equals the first that was found; false: none may.
  bool start_next(Load& load);
  void start(std::size_t row);
  std::vector<std::string> known_addresses(const std::string& site) const;
  void look_up(const std::string& name, Origin& origin);
  void on_resolved(const std::string& origin, std::vector<std::string> addresses);
  void transfer(std::size_t row);
  bool binds_late(const Origin& origin) const;
  void on_free(Origin& origin);
  void make_way();
  void set_free(std::size_t row);
  void unbind(std::size_t row);
  std::unique_ptr<ResourceTransfer> take_spare(Origin& origin);
  void join_multiplexed();
  CurlLoop& loop_of(const Origin& origin);
  const Secret& proxy() const;
  ResourceRequest request_for(const Fetch& fetch, const Origin& origin) const;
  void on_transferred(std::size_t row);
  bool follow(std::size_t row, const ResourceAnswer& answer);
  void finish(std::size_t row, Outcome outcome, std::string detail);
  void count_bytes(const ResourceAnswer& answer);
  void fill_row(Fetch& fetch, const ResourceAnswer& answer) const;
  void note_capped(const char* what);
  /// Notes where a fetch goes next; that origin is known from then on.
  void lead_to(const Url& url, Fetch& fetch);
  Load load();
  static void count(const Fetch& fetch, Load& load);
  microseconds time_left() const;
  microseconds since_start(SteadyTime time) const { return times_.since_start(time); }

  HttpEngine& engine_;
  CurlLoop& loop_;
  VisitSockets& sockets_;
  const MeasurementClock& times_;
  const PageLimits limits_;
  const Finished finished_;
  FetchSetting setting_;
  bool page_is_tls_ = false;
  bool has_path_cookies_ = false;
  std::string document_origin_;
  std::string written_document_origin_;
  std::vector<std::unique_ptr<Fetch>> fetches_;             ///< by row; the first stands for the document
  using Key = std::tuple<std::string, ResourceType, bool>;  ///< URL, type, whether without credentials
  std::map<Key, std::size_t> known_;                        ///< row
  std::map<std::string, Origin> origins_;
  std::map<std::string, Site> sites_;
  // For requests without credentials; no loop before the first.
  TlsSessions anonymous_sessions_;
  std::unique_ptr<CurlLoop> anonymous_;
  bool in_head_ = true;
  bool scheduled_ = false;
  bool given_up_ = false;
  std::uint64_t bytes_left_;  ///< of bodies, all together
  std::uint64_t bytes_sent_ = 0;
  std::uint64_t bytes_received_ = 0;
  std::uint32_t requests_ = 0;
  std::uint32_t failed_ = 0;
  std::vector<std::string> capped_;
  std::shared_ptr<char> alive_ = std::make_shared<char>();
};

}  // namespace portalprobe
