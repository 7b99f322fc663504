#include "scoring/portal_changes.hpp"

#include <utility>

namespace portalprobe {
namespace {

void count(PortalChange& portal, Change change) {
  switch (change) {
    case Change::better:
      ++portal.better;
      break;
    case Change::worse:
      ++portal.worse;
      break;
    case Change::unchanged:
      ++portal.unchanged;
      break;
    case Change::mixed:
    case Change::undecidable:
      ++portal.undecidable;
  }
}

Change change_of(const PortalChange& portal) {
  if (portal.better > 0) return portal.worse > 0 ? Change::mixed : Change::better;
  if (portal.worse > 0) return Change::worse;
  return portal.unchanged > 0 ? Change::unchanged : Change::undecidable;
}

using Found = std::map<std::pair<std::string, std::optional<Metric>>, PortalChange>;

void add_line(Found& found, const ComparedLine& line, std::optional<Metric> metric) {
  auto& portal = found[{line.series.portal_id, metric}];
  portal.portal_id = line.series.portal_id;
  portal.metric = metric;
  count(portal, line.change);
}

}  // namespace

void add_portal_changes(Comparison& comparison) {
  Found found;
  for (const auto& line : comparison.lines) {
    add_line(found, line, std::nullopt);
    add_line(found, line, line.metric);
  }
  for (auto& [key, portal] : found) {
    portal.change = change_of(portal);
    (portal.metric ? comparison.by_metric : comparison.portals).push_back(std::move(portal));
  }
}

}  // namespace portalprobe
