#include "app/emc.hpp"

#include <nlohmann/json.hpp>

#include <utility>

namespace portalprobe {
namespace {

using Json = nlohmann::ordered_json;

Json level_json(std::optional<int> level) { return level ? Json(*level) : Json(nullptr); }

Json looks_json(const std::vector<EmcLook>& looks) {
  Json all = Json::array();
  for (const auto& look : looks) {
    Json one = {{"target_id", look.target_id}, {"url", look.url}, {"level", level_json(look.level)}};
    if (!look.site_id.empty()) one["site_id"] = look.site_id;
    if (!look.unknown.empty()) one["unknown"] = look.unknown;
    all.push_back(std::move(one));
  }
  return all;
}

Json body_json(const EmcBody& body) {
  return {{"portal_id", body.portal_id},
          {"level", level_json(body.level)},
          {"portal_level", level_json(body.portal_level)},
          {"pages", looks_json(body.pages)},
          {"systems", looks_json(body.systems)},
          {"systems_active", body.active_systems}};
}

/// Adds the systems of one portal of a resolved configuration.
void add_systems(const nlohmann::json& portal, std::vector<EmcSystem>& systems) {
  if (!portal.is_object()) return;
  const auto id = portal.find("id");
  const auto urls = portal.find("systems");
  if (id == portal.end() || !id->is_string() || urls == portal.end() || !urls->is_array()) return;
  std::size_t number = 0;
  for (const auto& url : *urls) {
    ++number;
    if (url.is_string())
      systems.push_back({id->get<std::string>(), system_target_id(number), url.get<std::string>()});
  }
}

}  // namespace

std::vector<EmcSystem> emc_systems(std::span<const Portal> portals) {
  std::vector<EmcSystem> systems;
  for (const auto& portal : portals) {
    for (const auto& target : portal.targets) {
      if (target.kind == TargetKind::system) systems.push_back({portal.id, target.id, target.url});
    }
  }
  return systems;
}

std::vector<EmcSystem> emc_systems_in(std::string_view config_json) {
  std::vector<EmcSystem> systems;
  const auto config = nlohmann::json::parse(config_json, nullptr, false);
  if (!config.is_object()) return systems;
  const auto portals = config.find("portals");
  if (portals == config.end() || !portals->is_array()) return systems;
  for (const auto& portal : *portals) add_systems(portal, systems);
  return systems;
}

Expected<std::optional<EmcReport>> emc_of(Store& store, const std::string& sweep_id,
                                          std::vector<EmcSystem> systems) {
  EmcRollUp emc(std::move(systems));
  const auto visited = store.for_each_sample(sweep_id, [&emc](const Sample& sample) {
    emc.add(sample);
    return true;
  });
  if (!visited) return tl::unexpected(visited.error());
  return emc.report();
}

std::string emc_json(const std::optional<EmcReport>& report) {
  if (!report) return "null";
  Json portals = Json::array();
  for (const auto& body : report->bodies) portals.push_back(body_json(body));
  Json shared = Json::array();
  for (const auto& one : report->shared) shared.push_back({{"site_id", one.site_id}, {"places", one.places}});
  const Json all = {{"bodies",
                     {{"active", report->bodies_at[2]},
                      {"text", report->bodies_at[1]},
                      {"absent", report->bodies_at[0]},
                      {"unknown", report->bodies_unknown}}},
                    {"portals", portals},
                    {"shared_site_ids", shared}};
  return all.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace portalprobe
