#include "config/cross_checks.hpp"

#include <unordered_map>
#include <unordered_set>

#include "config/feasibility.hpp"
#include "config/object_type.hpp"
#include "config/wording.hpp"

namespace portalprobe {
namespace {

template <class Item>
void check_ids(Reader& reader, const std::vector<Item>& items, const std::vector<Place>& places,
               std::string_view what) {
  std::unordered_map<std::string_view, std::size_t> first;
  for (std::size_t i = 0; i < items.size() && i < places.size(); ++i) {
    if (items[i].id.empty()) continue;
    const auto [before, added] = first.emplace(items[i].id, i);
    if (added) continue;
    reader.report(places[i], fmt::format("duplicate id {}: another {} has it ({})", shown(items[i].id), what,
                                         reader.where(places[before->second])));
  }
}

void check_maintenance(Reader& reader, const YamlNode& root, const ConfigDocument& document) {
  const auto periods = find_key(root, "maintenance");
  if (!periods || !periods->is_list()) return;
  std::unordered_set<std::string_view> known;
  std::vector<std::string_view> ids;
  for (const auto& portal : document.portals) {
    if (known.insert(portal.id).second) ids.push_back(portal.id);
  }
  constexpr std::size_t kWorthGuessing = 2000;
  for (const YamlNode& period : periods->children()) {
    const auto portals = find_key(period, "portals");
    if (!portals || !portals->is_list()) continue;
    for (const YamlNode& id : portals->children()) {
      if (!id.is_scalar() || known.contains(id.text())) continue;
      const auto help = ids.size() <= kWorthGuessing ? did_you_mean(id.text(), ids) : "";
      reader.report(id, fmt::format("no portal has the id {}{}", shown(id.text()), help));
    }
  }
}

/// Whether a section can be trusted to say what its author meant.
template <class T>
bool reads_well(const Type<T>& type, const std::optional<YamlNode>& node) {
  if (!node || node->is_null()) return true;
  Reader aside({});
  aside.enter("");
  T value = type.initial;
  type.read(aside, *node, value);
  return aside.ok();
}

/// A window that is impossible only because a limit could not be read is no problem of its own.
void check_windows(Reader& reader, const YamlNode& root, const ConfigDocument& document) {
  if (!reads_well(limits_type(), find_key(root, "limits"))) return;
  const auto schedules = find_key(root, "schedules");
  std::vector<std::optional<YamlNode>> nodes;
  if (schedules && schedules->is_list()) {
    for (const YamlNode& node : schedules->children()) nodes.emplace_back(node);
  }
  nodes.resize(document.schedules.size());
  const auto type = schedule_type();
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (!reads_well(type, nodes[i])) continue;
    const auto window = nodes[i] ? find_key(*nodes[i], "window") : std::nullopt;
    const YamlNode& place = window ? *window : nodes[i] ? *nodes[i] : root;
    for (auto& reason : infeasible(document.portals, document.schedules[i], document.limits,
                                   RoundSettings(document.defaults))) {
      reader.report(place, std::move(reason));
    }
  }
}

}  // namespace

std::vector<Place> id_places(const Reader& reader, const YamlNode& map, std::string_view list) {
  std::vector<Place> places;
  const auto items = find_key(map, list);
  if (!items || !items->is_list()) return places;
  places.reserve(items->size());
  for (const YamlNode& item : items->children()) {
    const auto id = find_key(item, "id");
    places.push_back(reader.place(id ? *id : item));
  }
  return places;
}

void check_across(Reader& reader, const YamlNode& root, const ConfigDocument& document,
                  const std::vector<Place>& portal_places, bool complete) {
  check_ids(reader, document.schedules, id_places(reader, root, "schedules"), "schedule");
  check_ids(reader, document.controls, id_places(reader, root, "controls"), "control");
  check_ids(reader, document.portals, portal_places, "portal");
  if (complete) check_maintenance(reader, root, document);
  check_windows(reader, root, document);
}

}  // namespace portalprobe
