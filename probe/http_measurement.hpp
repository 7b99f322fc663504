#pragma once

#include <boost/asio/steady_timer.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/engine.hpp"
#include "core/url.hpp"
#include "probe/measurement_clock.hpp"
#include "probe/redirects.hpp"
#include "probe/route.hpp"
#include "probe/self/host_state.hpp"
#include "probe/transfer.hpp"

namespace portalprobe {

class HttpEngine;
struct Resolution;

/// Follows a document while it arrives: a page's that is being loaded, or another system's whose tag is
/// looked for. Called on the engine's thread.
class DocumentListener {
 public:
  virtual ~DocumentListener() = default;
  /// Who sees the events of the measurement's loop, in place of the document's own log: it passes on what is
  /// the document's. Outlives the measurement.
  virtual SocketObserver& observer(SocketLog& documents) = 0;
  /// The TLS sessions of the visit, which outlive the measurement; null: none are resumed.
  virtual CURLSH* tls_sessions() = 0;
  /// Some of an answer's decoded body; `headers` are that answer's.
  virtual void on_body(const Url& url, const HttpHeaders& headers, std::string_view bytes) = 0;
};

/// One planned measurement of the HTTP engine: (priming,) look-up, place at the address, transfer, for each
/// hop; one method a step. Lives on the engine's thread until its `Done` has run.
class HttpMeasurement {
 public:
  using Done = std::function<void(Measurement)>;

  /// With a `listener` the connections are kept for whoever fetches more on the same loop, until the
  /// measurement is destroyed; `done` may be followed by that. Null: nobody listens.
  HttpMeasurement(HttpEngine& engine, const Portal& portal, const PlannedMeasurement& planned,
                  ProbeEngine::Admit admit, Done done, DocumentListener* listener = nullptr);
  ~HttpMeasurement();
  HttpMeasurement(const HttpMeasurement&) = delete;
  HttpMeasurement& operator=(const HttpMeasurement&) = delete;

  void start();
  void cancel();

  /// An origin that this measurement has looked up: later hops to it look nothing up again, as a browser
  /// would not.
  struct Known {
    Route route;
    std::vector<std::string> addresses;
  };

  // What a page load goes on with.
  CurlLoop& loop() { return *loop_; }
  const std::map<std::string, Known>& known() const { return known_; }
  const MeasurementClock& times() const { return clock_; }
  const Transfer& document() const { return transfer_; }
  const HopRequest& asked() const { return asked_; }

 private:
  void begin_counting();
  void prime();
  void on_primed();
  void hop();
  void look_up(const Url& url);
  void on_resolved(const Url& url, const Route& route, std::vector<std::string> addresses);
  void ask_for_place(const Url& url);
  void on_place(const Url& url);
  void transfer(const Url& url);
  void on_transferred();
  void follow(const RedirectStep& step);
  void judge();
  void watch_until(SteadyTime time);
  void on_watchdog(SteadyTime due);

  /// What is configured for the portal (certificates and the like) is not for its body's other systems.
  bool is_portals_own() const { return target_.kind != TargetKind::system; }
  bool is_warm() const { return planned_.connection == Connection::warm; }
  bool is_own_word(const Url& url) const;
  bool names_inside(const std::string& host) const;
  TransferRequest request_for(const Url& url, const Known& known) const;
  std::vector<std::string> header_lines() const;
  void leave_out_preparations();
  void note_retry_after();
  void end(Outcome outcome, std::string detail);
  Sample make_sample(Outcome outcome, std::string detail);
  void fill_result(Sample& sample);
  const Secret& proxy() const;
  microseconds time_limit() const;
  microseconds time_left() const;
  void load(const TransferResult& result);

  HttpEngine& engine_;
  const Portal& portal_;
  const Target& target_;
  const std::vector<std::string> hosts_;  ///< others have `moved`
  const PlannedMeasurement planned_;
  ProbeEngine::Admit admit_;
  Done done_;
  DocumentListener* const listener_;

  // Destroyed in the order that libcurl needs: the loop first, then what its callbacks point into.
  SocketLog sockets_;
  TlsLog tls_{sockets_};
  Transfer transfer_{sockets_, tls_};
  std::unique_ptr<CurlLoop> loop_;
  boost::asio::steady_timer watchdog_;
  std::optional<std::uint64_t> look_up_;

  Measurement measurement_;
  MeasurementClock clock_;
  DelayMeter delays_;
  WallTime started_at_;
  bool priming_ = false;
  bool ended_ = false;
  HopRequest asked_;
  std::vector<HopRequest> before_;
  std::map<std::string, Known> known_;  ///< by origin
  std::vector<RedirectHop> redirects_;
  microseconds own_delay_{0};  ///< of all hops: see SocketLog::own_delay
  microseconds uncertain_{0};  ///< of the mark that is known least
  bool stamped_ = false;       ///< the kernel could be asked
  std::uint32_t requests_ = 0;
  std::uint64_t bytes_wire_ = 0;
  std::string resolver_name_;
  std::optional<std::uint32_t> ttl_s_;
  std::string place_;  ///< the address at which we have a place
  std::shared_ptr<char> alive_ = std::make_shared<char>();
};

}  // namespace portalprobe
