#include "report/emc_report.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

namespace portalprobe {
namespace {

/// Why a sample does not tell the level; empty: it does. Where something of the page was not seen, the tag
/// may be just there: that is not its absence.
std::string why_unknown(const Sample& sample) {
  if (!sample.emc_level)
    return sample.outcome == Outcome::ok ? "no_document" : std::string(to_string(sample.outcome));
  if (*sample.emc_level > 1) return {};
  if (*sample.emc_level == 0 && sample.needs_browser.value_or(false)) return "needs_browser";
  return sample.page_capped.find("markup") == std::string::npos ? "" : "capped";
}

EmcLook look_of(const Sample& sample) {
  EmcLook look{sample.target_id, sample.final_url, {}, {}, why_unknown(sample)};
  if (!look.unknown.empty()) return look;
  look.level = std::clamp(sample.emc_level.value_or(0), 0, 2);
  look.site_id = sample.emc_site_id;
  return look;
}

/// "system-2" comes before "system-10".
bool in_order(const EmcLook& a, const EmcLook& b) {
  return std::pair(a.target_id.size(), a.target_id) < std::pair(b.target_id.size(), b.target_id);
}

std::optional<int> weakest_of(const std::vector<EmcLook>& looks) {
  std::vector<std::optional<int>> levels;
  for (const auto& look : looks) levels.push_back(look.level);
  return weakest(levels);
}

/// Where a site id was seen: each place with the documents that carry it.
using Places = std::vector<std::pair<std::string, std::set<std::string>>>;

void note_ids(std::map<std::string, Places>& seen, const std::string& place,
              const std::vector<EmcLook>& looks) {
  std::map<std::string, std::set<std::string>> documents;
  for (const auto& look : looks) {
    if (look.level == 2 && !look.site_id.empty()) documents[look.site_id].insert(look.url);
  }
  for (auto& [id, urls] : documents) seen[id].emplace_back(place, std::move(urls));
}

/// The places that an id counts for. One and the same document, entered twice, is one place.
std::vector<std::string> different(const Places& places) {
  std::set<std::string> documents;
  std::vector<std::string> names;
  for (const auto& [place, urls] : places) {
    const bool known = std::ranges::all_of(urls, [&](const auto& url) { return documents.contains(url); });
    if (!known) names.push_back(place);
    documents.insert(urls.begin(), urls.end());
  }
  return names;
}

std::vector<EmcSharedId> shared_ids(const std::vector<EmcBody>& bodies) {
  std::map<std::string, Places> seen;
  for (const auto& body : bodies) {
    note_ids(seen, body.portal_id, body.pages);
    for (const auto& system : body.systems) note_ids(seen, body.portal_id + "/" + system.target_id, {system});
  }
  std::vector<EmcSharedId> shared;
  for (const auto& [id, places] : seen) {
    auto names = different(places);
    if (names.size() > 1) shared.push_back({id, std::move(names)});
  }
  return shared;
}

}  // namespace

std::optional<int> weakest(const std::vector<std::optional<int>>& levels) {
  // "Not known" is the smallest of all optional values.
  if (std::ranges::find(levels, std::optional(0)) != levels.end()) return 0;
  return levels.empty() ? std::nullopt : *std::ranges::min_element(levels);
}

void EmcRollUp::add(const Sample& sample) {
  const bool system = sample.kind == TargetKind::system;
  if (!system && sample.kind != TargetKind::page) return;
  Portal& portal = portals_[sample.portal_id];
  if (!system && sample.engine == EngineKind::http) return;  // its load tells
  looked_ = true;
  Reading reading{look_of(sample), sample.round};
  auto& readings = system ? portal.systems : portal.pages;
  const auto [known, fresh] = readings.try_emplace(sample.target_id, reading);
  if (fresh) return;
  // First what tells at all, then what is later, then (two address families) what is weaker.
  const auto rank = [](const Reading& one) {
    return std::tuple(one.look.level.has_value(), one.round, -one.look.level.value_or(0));
  };
  if (rank(reading) > rank(known->second)) known->second = std::move(reading);
}

EmcBody EmcRollUp::body_of(const std::string& id, const Portal& portal) const {
  EmcBody body;
  body.portal_id = id;
  for (const auto& [target, reading] : portal.pages) body.pages.push_back(reading.look);
  for (const auto& [target, reading] : portal.systems) body.systems.push_back(reading.look);
  for (const auto& document : expected_) {
    const bool system = document.kind == TargetKind::system;
    const auto& readings = system ? portal.systems : portal.pages;
    if (document.portal_id != id || readings.contains(document.target_id)) continue;
    EmcLook not_checked{document.target_id, document.url, {}, {}, "not_checked"};
    (system ? body.systems : body.pages).push_back(std::move(not_checked));
  }
  std::ranges::sort(body.pages, {}, &EmcLook::target_id);
  std::ranges::sort(body.systems, in_order);
  body.portal_level = weakest_of(body.pages);
  std::vector<std::optional<int>> levels = {body.portal_level};
  for (const auto& system : body.systems) levels.push_back(system.level);
  body.level = weakest(levels);
  body.active_systems =
      static_cast<std::size_t>(std::ranges::count(body.systems, std::optional(2), &EmcLook::level));
  return body;
}

std::optional<EmcReport> EmcRollUp::report() const {
  if (!looked_) return std::nullopt;
  EmcReport report;
  for (const auto& [id, portal] : portals_) report.bodies.push_back(body_of(id, portal));
  for (const auto& body : report.bodies) {
    if (body.level) {
      ++report.bodies_at.at(static_cast<std::size_t>(*body.level));
    } else {
      ++report.bodies_unknown;
    }
  }
  report.shared = shared_ids(report.bodies);
  return report;
}

}  // namespace portalprobe
