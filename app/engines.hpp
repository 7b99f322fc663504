#pragma once

#include <boost/asio/io_context.hpp>

#include <unordered_map>

#include "probe/engine_thread.hpp"
#include "probe/http_engine.hpp"

namespace portalprobe {

/// Hands each measurement to the engine that it is planned for. All calls and callbacks are `io`'s thread's;
/// the browser's protocol is spoken on another one, where it delays no other measurement.
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

  EngineThread browser_;
  HttpEngine http_;
  ProbeId next_id_ = 1;
  std::unordered_map<ProbeId, Started> started_;
};

}  // namespace portalprobe
