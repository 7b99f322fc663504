#include "probe/http_engine.hpp"

#include <boost/asio/post.hpp>

#include <utility>

#include "probe/http_measurement.hpp"
#include "probe/visit/page_load.hpp"
#include "probe/visit/tag_check.hpp"

namespace portalprobe {

struct HttpEngine::Running {
  std::unique_ptr<HttpMeasurement> measurement;  ///< one of these three
  std::unique_ptr<PageLoad> page;
  std::unique_ptr<TagCheck> tag;
  Done done;

  void cancel() {
    if (measurement) measurement->cancel();
    if (page) page->cancel();
    if (tag) tag->cancel();
  }
};

HttpEngine::HttpEngine(boost::asio::io_context& io, const Clock& clock, HttpEngineOptions options)
    : io_(io),
      clock_(clock),
      options_(std::move(options)),
      pages_(options_.rules),
      guard_(options_.settings.allow_addresses),
      resolver_(io, options_.settings.resolvers),
      loops_(io),
      lag_(io),
      analyst_(io, screen_of(options_.settings.profile)) {}

HttpEngine::~HttpEngine() = default;

ProbeId HttpEngine::start(const Portal& portal, const PlannedMeasurement& planned, Admit admit, Done done) {
  const ProbeId id = next_id_++;
  lag_.start();
  auto running = std::make_unique<Running>();
  running->done = std::move(done);
  const auto ended = [this, id](Measurement result) { finish(id, std::move(result)); };
  Running& started = *running_.emplace(id, std::move(running)).first->second;
  if (portal.targets[planned.target].kind == TargetKind::system) {
    started.tag = std::make_unique<TagCheck>(*this, portal, planned, std::move(admit), ended);
    started.tag->start();
  } else if (planned.engine == EngineKind::network) {
    started.page = std::make_unique<PageLoad>(*this, portal, planned, std::move(admit), ended);
    started.page->start();
  } else {
    started.measurement = std::make_unique<HttpMeasurement>(*this, portal, planned, std::move(admit), ended);
    started.measurement->start();
  }
  return id;
}

void HttpEngine::cancel(ProbeId id) {
  const auto it = running_.find(id);
  if (it != running_.end()) it->second->cancel();
}

void HttpEngine::finish(ProbeId id, Measurement measurement) {
  auto node = running_.extract(id);
  const Done done = std::move(node.mapped()->done);
  node = {};  // the measurement's connections close before anyone hears of its end
  done(std::move(measurement));
}

}  // namespace portalprobe
