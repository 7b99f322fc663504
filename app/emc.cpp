#include "app/emc.hpp"

#include <nlohmann/json.hpp>

#include <utility>

#include "core/round.hpp"

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

using Parsed = nlohmann::json;  // a resolved configuration, whoever wrote it

/// A member's text; none: it is no text, or there is no such member.
std::optional<std::string> text_of(const Parsed& object, const char* key) {
  if (!object.is_object()) return std::nullopt;
  const auto member = object.find(key);
  if (member == object.end() || !member->is_string()) return std::nullopt;
  return member->get<std::string>();
}

/// An empty list where there is none.
const Parsed& list_of(const Parsed& object, const char* key) {
  static const Parsed kNone = Parsed::array();
  if (!object.is_object()) return kNone;
  const auto member = object.find(key);
  return member != object.end() && member->is_array() ? *member : kNone;
}

void add_systems(const Parsed& portal, const std::string& id, std::vector<EmcDocument>& documents) {
  std::size_t number = 0;
  for (const auto& url : list_of(portal, "systems")) {
    ++number;
    if (url.is_string())
      documents.push_back({id, system_target_id(number), url.get<std::string>(), TargetKind::system});
  }
}

void add_pages(const Parsed& portal, const std::string& id, std::vector<EmcDocument>& documents) {
  for (const auto& page : list_of(portal, "pages")) {
    const auto target = text_of(page, "id");
    if (target) documents.push_back({id, *target, text_of(page, "url").value_or(""), TargetKind::page});
  }
}

bool loads_pages(const Parsed& config) {
  const auto defaults = config.find("defaults");
  const auto engine = defaults == config.end() ? std::nullopt : text_of(*defaults, "page_engine");
  if (!engine) return false;
  ProbeSettings settings;
  settings.page_engine = *engine == "none"      ? PageEngine::none
                         : *engine == "browser" ? PageEngine::browser
                                                : PageEngine::automatic;
  return page_loads_of(settings).has_value();
}

}  // namespace

std::vector<EmcDocument> emc_documents(std::span<const Portal> portals, bool pages_are_loaded) {
  std::vector<EmcDocument> documents;
  for (const auto& portal : portals) {
    for (const auto& target : portal.targets) {
      const bool page = target.kind == TargetKind::page && pages_are_loaded;
      if (page || target.kind == TargetKind::system)
        documents.push_back({portal.id, target.id, target.url, target.kind});
    }
  }
  return documents;
}

std::vector<EmcDocument> emc_documents_in(std::string_view config_json) {
  std::vector<EmcDocument> documents;
  const auto config = Parsed::parse(config_json, nullptr, false);
  if (!config.is_object()) return documents;
  const bool pages = loads_pages(config);
  for (const auto& portal : list_of(config, "portals")) {
    const auto id = text_of(portal, "id");
    if (!id) continue;
    if (pages) add_pages(portal, *id, documents);
    add_systems(portal, *id, documents);
  }
  return documents;
}

Expected<std::optional<EmcReport>> emc_of(Store& store, const std::string& sweep_id,
                                          std::vector<EmcDocument> expected) {
  EmcRollUp emc(std::move(expected));
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
