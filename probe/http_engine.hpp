#pragma once

#include <boost/asio/io_context.hpp>

#include <memory>
#include <unordered_map>
#include <vector>

#include "core/engine.hpp"
#include "core/settings.hpp"
#include "probe/address_guard.hpp"
#include "probe/curl_loops.hpp"
#include "probe/loop_lag.hpp"
#include "probe/page_memory.hpp"
#include "probe/page_rules.hpp"
#include "probe/resolver.hpp"
#include "probe/self/host_state.hpp"
#include "probe/trust_store.hpp"
#include "probe/visit/analyst.hpp"

namespace portalprobe {

class HttpMeasurement;
class PageLoad;

/// What all measurements of the HTTP engine share.
struct HttpEngineOptions {
  ProbeSettings settings;
  std::vector<ConnectTo> connect_to;
  TrustStores trust;  ///< with each portal's CA file added
  PageRules rules;
  std::string ca_file = {};  ///< that `trust` was read from; empty: the system's
};

/// Measures single documents and actions, loads pages without a browser (see PageLoad), and looks for the EMC
/// tag in the documents of other systems (see TagCheck), with libcurl. One io_context, one thread; the
/// io_context outlives the engine.
class HttpEngine : public ProbeEngine {
 public:
  /// Throws what Resolver throws.
  HttpEngine(boost::asio::io_context& io, const Clock& clock, HttpEngineOptions options);
  ~HttpEngine() override;

  ProbeId start(const Portal& portal, const PlannedMeasurement& planned, Admit admit, Done done) override;
  void cancel(ProbeId id) override;

  /// Stops what the engine does by itself (watching the loop), so that an io_context without work can end.
  void rest() { lag_.stop(); }

  boost::asio::io_context& io() { return io_; }
  const Clock& clock() const { return clock_; }
  const HttpEngineOptions& options() const { return options_; }
  const AddressGuard& guard() const { return guard_; }
  PageMemory& pages() { return pages_; }
  Resolver& resolver() { return resolver_; }
  CurlLoops& loops() { return loops_; }
  LoopLag& lag() { return lag_; }
  HostWatch& host() { return host_; }
  Analyst& analyst() { return analyst_; }

 private:
  void finish(ProbeId id, Measurement measurement);

  boost::asio::io_context& io_;
  const Clock& clock_;
  HttpEngineOptions options_;
  PageMemory pages_;
  AddressGuard guard_;
  Resolver resolver_;
  CurlLoops loops_;
  LoopLag lag_;
  HostWatch host_;
  Analyst analyst_;
  ProbeId next_id_ = 1;
  struct Running;
  std::unordered_map<ProbeId, std::unique_ptr<Running>> running_;
};

}  // namespace portalprobe
