#include "app/controls.hpp"

#include "core/url.hpp"

namespace portalprobe {

std::vector<Portal> control_portals(std::span<const Control> controls) {
  std::vector<Portal> portals;
  for (const Control& control : controls) {
    Portal portal;
    portal.id = control.id;
    portal.name = control.id;
    if (const auto url = parse_url(control.url)) portal.hosts = {url->host};
    Target target;
    target.id = "control";
    target.role = "control";
    target.kind = TargetKind::control;
    target.url = control.url;
    portal.targets = {target};
    portals.push_back(portal);
  }
  return portals;
}

std::vector<SideSeries> control_series(std::span<const Portal> controls, IpFamily family,
                                       std::uint32_t first_round, std::uint32_t round_step) {
  std::vector<SideSeries> all;
  for (std::size_t i = 0; i < controls.size(); ++i) {
    PlannedMeasurement turn;
    turn.portal = static_cast<std::uint32_t>(i);
    turn.ip_family = family;
    turn.most_seconds = 5;
    SideSeries series;
    series.portals = controls;
    series.turns = {turn};
    series.every = series.first_every = std::chrono::seconds(5);
    series.first_round = first_round;
    series.round_step = round_step;
    series.control = true;
    all.push_back(series);
  }
  return all;
}

}  // namespace portalprobe
