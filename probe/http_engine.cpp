#include "probe/http_engine.hpp"

#include <boost/asio/post.hpp>

#include <utility>

#include "probe/http_measurement.hpp"

namespace portalprobe {

struct HttpEngine::Running {
  std::unique_ptr<HttpMeasurement> measurement;
  Done done;
};

HttpEngine::HttpEngine(boost::asio::io_context& io, const Clock& clock, HttpEngineOptions options)
    : io_(io),
      clock_(clock),
      options_(std::move(options)),
      pages_(options_.rules),
      guard_(options_.settings.allow_addresses),
      resolver_(io, options_.settings.resolvers),
      loops_(io),
      lag_(io) {}

HttpEngine::~HttpEngine() = default;

ProbeId HttpEngine::start(const Portal& portal, const PlannedMeasurement& planned, Admit admit, Done done) {
  const ProbeId id = next_id_++;
  lag_.start();
  auto running = std::make_unique<Running>();
  running->done = std::move(done);
  running->measurement =
      std::make_unique<HttpMeasurement>(*this, portal, planned, std::move(admit),
                                        [this, id](Measurement result) { finish(id, std::move(result)); });
  HttpMeasurement& measurement = *running->measurement;
  running_.emplace(id, std::move(running));
  measurement.start();
  return id;
}

void HttpEngine::cancel(ProbeId id) {
  if (const auto it = running_.find(id); it != running_.end()) it->second->measurement->cancel();
}

void HttpEngine::finish(ProbeId id, Measurement measurement) {
  auto node = running_.extract(id);
  const Done done = std::move(node.mapped()->done);
  node = {};  // the measurement's connections close before anyone hears of its end
  done(std::move(measurement));
}

}  // namespace portalprobe
