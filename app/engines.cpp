#include "app/engines.hpp"

#include <utility>

#include "probe/browser/browser_engine.hpp"

namespace portalprobe {

Engines::Engines(boost::asio::io_context& io, const Clock& clock, HttpEngineOptions options)
    : browser_(
          io,
          [&](boost::asio::io_context& own) {
            return std::make_unique<BrowserEngine>(
                own, clock,
                BrowserEngineOptions{options.settings, options.connect_to, options.ca_file, options.rules});
          }),
      http_(io, clock, std::move(options)) {}

ProbeId Engines::start(const Portal& portal, const PlannedMeasurement& planned, Admit admit, Done done) {
  const ProbeId id = next_id_++;
  ProbeEngine& engine = needs_browser(planned.engine) ? static_cast<ProbeEngine&>(browser_) : http_;
  const ProbeId inner = engine.start(portal, planned, std::move(admit),
                                     [this, id, done = std::move(done)](Measurement measurement) {
                                       started_.erase(id);
                                       done(std::move(measurement));
                                     });
  started_[id] = {&engine, inner};
  return id;
}

void Engines::cancel(ProbeId id) {
  if (const auto it = started_.find(id); it != started_.end()) it->second.engine->cancel(it->second.id);
}

}  // namespace portalprobe
