#include <algorithm>
#include <unordered_map>

#include "config/document.hpp"
#include "config/net_types.hpp"
#include "config/object_type.hpp"
#include "config/secret_types.hpp"
#include "config/value_types.hpp"
#include "config/wording.hpp"
#include "core/key_press.hpp"
#include "core/url.hpp"

namespace portalprobe {
namespace {

constexpr std::size_t kMostTargets = 1000;

Type<std::string> optional_id() {
  auto id = type::id();
  id.shape.nullable = true;
  id.shape.pattern = "^($|" + id.shape.pattern.substr(1) + ")";
  id.read = [read = id.read](Reader& reader, const YamlNode& node, std::string& value) {
    if (node.is_scalar() && node.text().empty()) return;
    read(reader, node, value);
  };
  return id;
}

Type<std::string> optional_choice(std::vector<std::string> words) {
  auto choice = type::choice(std::move(words));
  choice.shape.nullable = true;
  choice.show = [](CanonicalJson& json, const std::string& value) {
    if (value.empty()) return json.null();
    json.text(value);
  };
  return choice;
}

void show_step(CanonicalJson& json, const Interaction& step) {
  const std::pair<std::string_view, const std::string&> fields[] = {
      {"click", step.click}, {"press", step.press}, {"type", step.type}, {"wait_for", step.wait_for}};
  json.open_map();
  for (const auto& [key, value] : fields) {
    if (value.empty()) continue;
    json.key(key);
    json.text(value);
  }
  json.close_map();
}

Type<std::string> key_name() {
  Shape shape;
  shape.hint = "a key such as Enter, a, or Shift+Tab";
  shape.at_least_one = true;
  return type::checked_text(shape, [](std::string_view text) -> std::string {
    const auto press = key_press_from(text);
    return press ? "" : "is wrong: " + press.error().message;
  });
}

Type<Interaction> interaction_type() {
  auto step =
      ObjectType<Interaction>("one of click, type, press, wait_for")
          .add("click", &Interaction::click, type::filled_line(), "CSS selector of what is clicked.")
          .add("type", &Interaction::type, type::filled_line(), "Text that is typed.")
          .add("press", &Interaction::press, key_name(), "Key that is pressed, as in Enter or Shift+Tab.")
          .add("wait_for", &Interaction::wait_for, type::filled_line(), "CSS selector of what must appear.")
          .exactly_one_key()
          .then([](Reader& reader, const YamlNode& node, Interaction&) {
            if (node.size() != 1)
              reader.report(node, "a step has exactly one of click, type, press, wait_for");
          })
          .build();
  step.show = show_step;  // the others' absence is no value
  return step;
}

Type<Expectations> expectations_type() {
  return ObjectType<Expectations>("what a healthy answer shows")
      .add("status", &Expectations::status,
           list_of(type::integer(100, 599), {"a list of status numbers", false, 100}),
           "Accepted status numbers; 200 to 399 where none is listed.")
      .add("contains", &Expectations::contains, type::prose(),
           "Text that the decoded body must contain, as bytes.")
      .add("max_bytes", &Expectations::max_bytes, optional_of(type::size(1, 1ULL << 30U)),
           "Largest decoded body; `max_body` where absent.")
      .build();
}

void role_is_id_by_default(Reader&, const YamlNode&, Target& target) {
  if (target.role.empty()) target.role = target.id;
}

/// What pages and actions have in common.
ObjectType<Target> target_keys(std::string called) {
  ObjectType<Target> keys(std::move(called));
  keys.add("id", &Target::id, type::id(), "Name of the target within its portal.", Need::required)
      .add("role", &Target::role, type::line(),
           "What it is to users (home, search, detail, lookup, login ...); its id where absent.")
      .add("url", &Target::url, type::url(), "What is asked for.", Need::required)
      .add("headers", &Target::headers, type::headers(), "Request headers. Values may hold secrets.")
      .add("expect", &Target::expect, expectations_type(), "What a healthy answer shows.")
      .add("tags", &Target::tags, list_of(type::filled_line(), {"a list of words", false, 100}),
           "Words to group targets by, as in payment.")
      .then(role_is_id_by_default);
  return keys;
}

Target initial_target(TargetKind kind) {
  Target target;
  target.kind = kind;
  return target;
}

Type<Target> page_type() {
  return target_keys("a page")
      .add("interactions", &Target::interactions,
           list_of(interaction_type(), {"a list of steps", false, 100}),
           "Steps that the browser engine takes on the page.")
      .build(initial_target(TargetKind::page));
}

Type<Target> action_type() {
  return target_keys("an action")
      .add("method", &Target::method, type::method(), "The request's method.")
      .build(initial_target(TargetKind::action));
}

/// Pages and actions are one list in the program and two in the file.
void add_targets(ObjectType<Portal>& portal, std::string key, Type<Target> item, ListRules rules,
                 std::string help) {
  const TargetKind kind = item.initial.kind;
  const auto list = list_of(item, rules);
  FieldShape field{std::move(key), list.shape, std::move(help), rules.at_least_one, ""};
  portal.add_custom(
      std::move(field),
      [list](Reader& reader, const YamlNode& node, Portal& owner) {
        std::vector<Target> targets;
        list.read(reader, node, targets);
        std::ranges::move(targets, std::back_inserter(owner.targets));
      },
      [item, kind](CanonicalJson& json, const Portal& owner) {
        json.open_list();
        for (const auto& target : owner.targets) {
          if (target.kind == kind && target.configured) item.show(json, target);
        }
        json.close_list();
      });
}

void check_target_ids(Reader& reader, const YamlNode& node) {
  std::unordered_map<std::string_view, int> lines;
  for (const auto key : {"pages", "actions"}) {
    const auto list = find_key(node, key);
    if (!list || !list->is_list()) continue;
    for (const YamlNode& target : list->children()) {
      const auto id = find_key(target, "id");
      if (!id || !id->is_scalar()) continue;
      const auto [first, added] = lines.emplace(id->text(), id->position().line);
      if (added) continue;
      reader.report(*id,
                    fmt::format("duplicate id {}: this portal has a page or action of that id in line {}",
                                shown(id->text()), first->second));
    }
  }
}

/// A portal without actions is measured by its first page's document, and can never pass by it.
void add_default_action(Portal& portal) {
  const auto is_action = [](const Target& target) { return target.kind == TargetKind::action; };
  if (portal.targets.empty() || std::ranges::any_of(portal.targets, is_action)) return;
  Target action = portal.targets.front();
  action.id = kDefaultActionId;
  action.kind = TargetKind::action;
  action.configured = false;
  action.interactions.clear();
  portal.targets.push_back(std::move(action));
}

/// Last of all, so that their hosts do not become the portal's.
void add_systems(Portal& portal) {
  std::size_t number = 0;
  for (const auto& url : portal.systems) {
    Target system;
    system.id = system_target_id(++number);
    system.role = kSystemRole;
    system.kind = TargetKind::system;
    system.url = url;
    if (!url.empty()) portal.targets.push_back(std::move(system));
  }
}

/// The ids of systems are given by us: nothing else may have them.
void check_system_ids(Reader& reader, const YamlNode& node, const Portal& portal) {
  for (const auto key : {"pages", "actions"}) {
    const auto list = find_key(node, key);
    if (!list || !list->is_list()) continue;
    for (const YamlNode& target : list->children()) {
      const auto id = find_key(target, "id");
      if (!id || !id->is_scalar()) continue;
      for (std::size_t number = 1; number <= portal.systems.size(); ++number) {
        if (id->text() != system_target_id(number)) continue;
        reader.report(*id, fmt::format("the id {} is that of the portal's system {} (choose another one)",
                                       shown(id->text()), number));
      }
    }
  }
}

void add_default_hosts(Portal& portal) {
  if (!portal.hosts.empty()) return;
  for (const auto& target : portal.targets) {
    const auto url = parse_url(target.url);
    if (url && std::ranges::find(portal.hosts, url->host) == portal.hosts.end())
      portal.hosts.push_back(url->host);
  }
}

void complete_portal(Reader& reader, const YamlNode& node, Portal& portal) {
  check_target_ids(reader, node);
  check_system_ids(reader, node, portal);
  if (portal.valid_from && portal.valid_to && *portal.valid_from > *portal.valid_to) {
    const auto to = find_key(node, "valid_to");
    reader.report(to ? *to : node, "'valid_to' is before 'valid_from'");
  }
  if (!portal.client_key.empty() && portal.client_cert.empty()) {
    const auto key = find_key(node, "client_key");
    reader.report(key ? *key : node, "'client_key' without 'client_cert' (name the certificate too)");
  }
  add_default_action(portal);
  add_default_hosts(portal);
  add_systems(portal);
}

}  // namespace

Type<Portal> portal_type() {
  ObjectType<Portal> portal("a portal");
  portal
      .add("id", &Portal::id, type::id(), "Name of the portal in samples and reports, unique.",
           Need::required)
      .add("name", &Portal::name, type::filled_line(), "What people call it.", Need::required)
      .add("name_en", &Portal::name_en, type::line(), "The name in English.")
      .add("block", &Portal::block, type::line(),
           "national, ministry, province, district, commune, or any other word.")
      .add("region", &Portal::region, type::line(), "Part of the country.")
      .add("deployment", &Portal::deployment, type::choice({"leased", "bought", "self-built", "unknown"}),
           "How the body came by its system.")
      .add("vendor", &Portal::vendor, type::line(), "Who made the system.")
      .add("hosts", &Portal::hosts, list_of(type::host(), {"a list of host names", false, 100}),
           "Hosts that count as this portal; those of its URLs where none is listed. Another final host is "
           "`moved`.")
      .add("verified", &Portal::verified, optional_of(type::day()),
           "When a person confirmed the URLs. Absent: measured, but left out of evaluations.")
      .add("valid_from", &Portal::valid_from, optional_of(type::day()),
           "First day on which the portal is measured.")
      .add("valid_to", &Portal::valid_to, optional_of(type::day()),
           "Last day on which the portal is measured.")
      .add("successor", &Portal::successor, optional_id(),
           "Id of the portal that took over; it need not be listed.")
      .add("successor_name", &Portal::successor_name, type::line(), "Name of the body that took over.")
      .add("later_url", &Portal::later_url, type::optional_url(),
           "An address that was seen to replace the first page's.")
      .add("confidence", &Portal::confidence, optional_choice({"seen", "pattern", "memory", "confirmed"}),
           "How sure the register is of the URL.")
      .add("evidence", &Portal::evidence, type::prose(), "Where the URL was seen.")
      .add("note", &Portal::note, type::prose(), "Anything else.")
      .add("ca_file", &Portal::ca_file, type::existing_file(),
           "Certificates of authorities to trust for this portal alone.")
      .add("client_cert", &Portal::client_cert, type::existing_file(), "Certificate to show to this portal.")
      .add("client_key", &Portal::client_key, type::secret_file(), "Its key. May hold secrets.")
      .add("proxy", &Portal::proxy, type::proxy(false),
           "Proxy of this portal alone; that of `defaults` where absent. May hold secrets.")
      .add("systems", &Portal::systems,
           list_of(type::url_or_host(), {"a list of URLs or host names", false, 100}),
           "Other systems of the same body, as its information portal: looked at for the EMC tag, once a "
           "sweep.");
  add_targets(portal, "pages", page_type(), {"a list of at least one page", true, kMostTargets},
              "Pages whose load is measured: cold, once a round.");
  add_targets(portal, "actions", action_type(), {"a list of actions", false, kMostTargets},
              "Requests that stand for a user's operation: measured cold and warm, once a round. A portal "
              "without gets "
              "`default-action`, its first page's document.");
  portal.then(complete_portal);
  Portal initial;
  initial.deployment = "unknown";
  return portal.build(std::move(initial));
}

const Type<PortalFile>& portal_file_type() {
  static const auto kType =
      ObjectType<PortalFile>("the one key `portals`")
          .add("portals", &PortalFile::portals,
               list_of(portal_type(), {"a list of at least one portal", true}), "Portals.", Need::required)
          .hint("portal_files",
                "a portal file cannot name others: it has the one key 'portals' (list the files in the main "
                "configuration)")
          .build();
  return kType;
}

}  // namespace portalprobe
