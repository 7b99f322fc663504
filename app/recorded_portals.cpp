#include "app/recorded_portals.hpp"

#include <nlohmann/json.hpp>

#include <cstdio>

namespace portalprobe {
namespace {

using Json = nlohmann::json;

std::string text_of(const Json& object, const char* key) {
  const auto member = object.find(key);
  return member != object.end() && member->is_string() ? member->get<std::string>() : "";
}

const Json& list_of(const Json& object, const char* key) {
  static const Json kNone = Json::array();
  const auto member = object.find(key);
  return member != object.end() && member->is_array() ? *member : kNone;
}

std::optional<Day> day_of(const Json& object, const char* key) {
  const std::string text = text_of(object, key);
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  if (std::sscanf(text.c_str(), "%4d-%2u-%2u", &year, &month, &day) != 3) return std::nullopt;
  const Day result{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
  return result.ok() ? std::optional(result) : std::nullopt;
}

Target target_from(const Json& json, TargetKind kind) {
  Target target;
  target.id = text_of(json, "id");
  target.role = text_of(json, "role");
  target.kind = kind;
  target.url = text_of(json, "url");
  for (const auto& tag : list_of(json, "tags")) {
    if (tag.is_string()) target.tags.push_back(tag.get<std::string>());
  }
  return target;
}

void add_targets(Portal& portal, const Json& json) {
  for (const auto& page : list_of(json, "pages")) {
    if (page.is_object()) portal.targets.push_back(target_from(page, TargetKind::page));
  }
  const auto& actions = list_of(json, "actions");
  for (const auto& action : actions) {
    if (action.is_object()) portal.targets.push_back(target_from(action, TargetKind::action));
  }
  if (!actions.empty() || portal.targets.empty()) return;
  Target action = portal.targets.front();
  action.id = kDefaultActionId;
  action.kind = TargetKind::action;
  action.configured = false;
  portal.targets.push_back(std::move(action));
}

Portal portal_from(const Json& json) {
  Portal portal;
  portal.id = text_of(json, "id");
  portal.name = text_of(json, "name");
  portal.name_en = text_of(json, "name_en");
  portal.block = text_of(json, "block");
  portal.region = text_of(json, "region");
  portal.deployment = text_of(json, "deployment");
  portal.vendor = text_of(json, "vendor");
  portal.verified = day_of(json, "verified");
  portal.valid_from = day_of(json, "valid_from");
  portal.valid_to = day_of(json, "valid_to");
  add_targets(portal, json);
  return portal;
}

}  // namespace

RecordedConfiguration recorded_configuration(std::string_view config_json) {
  RecordedConfiguration recorded;
  const auto config = Json::parse(config_json, nullptr, false);
  if (!config.is_object()) return recorded;
  const auto criterion = config.find("criterion");
  if (criterion != config.end() && criterion->is_object()) {
    recorded.criterion = text_of(*criterion, "path");
    recorded.criterion_sha256 = text_of(*criterion, "sha256");
  } else {
    recorded.criterion = text_of(config, "criterion");
  }
  for (const auto& portal : list_of(config, "portals")) {
    if (portal.is_object()) recorded.portals.push_back(portal_from(portal));
  }
  return recorded;
}

}  // namespace portalprobe
