#include "app/references.hpp"

#include <fmt/format.h>

#include <exception>
#include <string_view>

#include "app/logging.hpp"
#include "probe/self/reference.hpp"

namespace portalprobe {
namespace {

std::unique_ptr<References> do_without(std::string_view reason) {
  log_warning(fmt::format("no reference measurements, the instrument's own error stays unknown: {}", reason));
  return nullptr;
}

double as_milliseconds(microseconds duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

}  // namespace

std::unique_ptr<References> References::open(HttpEngineOptions& options) {
  if (!can_measure_reference(options.settings)) {
    return do_without("all measurements go through a proxy, which would be measured instead");
  }
  try {
    std::unique_ptr<References> references(new References);
    if (const auto led = lead_to_reference(options, references->server_); !led) {
      return do_without(led.error().message);
    }
    references->portals_ = {reference_portal(references->server_, options.settings.max_body)};
    return references;
  } catch (const std::exception& error) {
    return do_without(error.what());
  }
}

SideSeries References::series(std::uint32_t first_round, std::uint32_t round_step) {
  SideSeries series;
  series.portals = portals_;
  series.turns = reference_turns(portals_.front());
  series.first_round = first_round;
  series.round_step = round_step;
  series.on_end = [this](const Measurement& measurement) { log_.add(measurement); };
  return series;
}

std::string instrument_line(const InstrumentError& error) {
  const auto response = error.find("response_time");
  if (response == error.end()) return {};
  const MarkError& e = response->second;
  return fmt::format(
      "the instrument's own error ({} reference measurements): response {:.2f} ms in the median, p99 {:.2f} "
      "ms, at most {:.2f} ms\n",
      e.samples, as_milliseconds(e.p50), as_milliseconds(e.p99), as_milliseconds(e.max));
}

}  // namespace portalprobe
