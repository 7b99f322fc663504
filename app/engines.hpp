#pragma once

#include <boost/asio/io_context.hpp>

#include <unordered_map>

#include "probe/browser/browser_engine.hpp"
#include "probe/http_engine.hpp"

namespace portalprobe {

/// Hands each measurement to the engine that it is planned for. One io_context, one thread.
class Engines : public ProbeEngine {
 public:
  /// Throws what the engines throw. No browser is started before a measurement needs one.
  Engines(boost::asio::io_context& io, const Clock& clock, HttpEngineOptions options);

  ProbeId start(const Portal& portal, const PlannedMeasurement& planned, Admit admit, Done done) override;
  void cancel(ProbeId id) override;
  /// Stops what they do by themselves, so that an io_context without work can end.
  void rest() { http_.rest(); }

 private:
  struct Started {
    ProbeEngine* engine;
    ProbeId id;
  };

  BrowserEngine browser_;
  HttpEngine http_;
  ProbeId next_id_ = 1;
  std::unordered_map<ProbeId, Started> started_;
};

}  // namespace portalprobe
