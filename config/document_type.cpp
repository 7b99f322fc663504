#include "config/document.hpp"
#include "config/net_types.hpp"
#include "config/object_type.hpp"
#include "config/secret_types.hpp"
#include "config/value_types.hpp"

namespace portalprobe {
namespace {

constexpr std::size_t kMostFiles = 1000;

/// A path as written: its file is looked for once all of the main file is known.
Type<std::string> file_name() {
  Shape shape;
  shape.hint = "a file's path";
  shape.at_least_one = true;
  return type::checked_text(shape, [](std::string_view text) -> std::string {
    return text.find('\0') == std::string_view::npos ? "" : "is no path";
  });
}

void check_period(Reader& reader, const YamlNode& node, Maintenance& maintenance) {
  const auto from = find_key(node, "from");
  const auto to = find_key(node, "to");
  if (!from || !to || maintenance.from == WallTime{} || maintenance.to == WallTime{}) return;
  if (maintenance.from >= maintenance.to) reader.report(*to, "'to' is not after 'from'");
}

FieldShape criterion_field() {
  return {"criterion", type::existing_file().shape, "File that says how samples are judged.", false, ""};
}

void read_criterion_path(Reader& reader, const YamlNode& node, ConfigDocument& document) {
  static const auto kPath = type::existing_file();
  kPath.read(reader, node, document.criterion);
}

/// The file's path and digest: what it says is in the file, and a configuration without one stays as it was.
void show_criterion(CanonicalJson& json, const ConfigDocument& document) {
  if (document.criterion.empty()) return json.text("");
  json.open_map();
  json.key("path");
  json.path(document.criterion);
  json.key("sha256");
  json.text(document.criterion_sha256);
  json.close_map();
}

}  // namespace

Type<Schedule> schedule_type() {
  return ObjectType<Schedule>("a schedule")
      .add("id", &Schedule::id, type::id(), "Name of the schedule, unique.", Need::required)
      .add("stratum", &Schedule::stratum, type::line(),
           "Kind of time that its samples stand for: office, evening, night, or any word that a criterion "
           "weighs.")
      .add("cron", &Schedule::cron, type::cron(),
           "When it runs by itself, in five fields; by hand alone where absent.")
      .add("time_zone", &Schedule::time_zone, type::time_zone(), "Where the clock of `cron` hangs.")
      .add("window", &Schedule::window, type::duration(microseconds(0), std::chrono::hours(24 * 7)),
           "Time over which the rounds are spread; 0 is as fast as the limits allow.")
      .add("rounds", &Schedule::rounds, type::integer(1, 100'000), "How often each target is measured.")
      .build();
}

Type<Vantage> vantage_type() {
  return ObjectType<Vantage>("where the probe stands")
      .add("id", &Vantage::id, type::id(), "Name of the place in samples.")
      .add("description", &Vantage::description, type::line(), "What the place is.")
      .add("network", &Vantage::network, type::line(), "Its autonomous system, as in AS45899.")
      .build();
}

Type<Control> control_type() {
  return ObjectType<Control>("a control")
      .add("id", &Control::id, type::id(), "Name of the control, unique.", Need::required)
      .add("url", &Control::url, type::url(), "What is asked for.", Need::required)
      .build();
}

Type<Maintenance> maintenance_type() {
  return ObjectType<Maintenance>("portals that are left alone for a while")
      .add("portals", &Maintenance::portals, list_of(type::id(), {"a list of portals' ids", true}),
           "Ids of the portals.", Need::required)
      .add("from", &Maintenance::from, type::moment(), "First moment, with its zone.", Need::required)
      .add("to", &Maintenance::to, type::moment(), "First moment after, with its zone.", Need::required)
      .add("reason", &Maintenance::reason, type::prose(), "Why.")
      .then(check_period)
      .build();
}

const Type<ConfigDocument>& document_type() {
  static const auto kType = [] {
    ObjectType<ConfigDocument> document("a configuration");
    document
        .add("version", &ConfigDocument::version, type::integer(1, 1), "Version of this format.",
             Need::required)
        .add("name", &ConfigDocument::name, type::filled_line(),
             "What the sweeps of this configuration are called.")
        .add("vantage", &ConfigDocument::vantage, vantage_type(), "Where the probe stands.")
        .add("store", &ConfigDocument::store, type::store(),
             "Where samples go, `--store` wins. May hold secrets.")
        .add("schedules", &ConfigDocument::schedules,
             list_of(schedule_type(), {"a list of at least one schedule", true, 1000}),
             "When sweeps run. The first is taken unless `--schedule` names another.")
        .add("limits", &ConfigDocument::limits, limits_type(), "What a sweep may do at once.")
        .add("defaults", &ConfigDocument::defaults, settings_type(), "How measurements are taken.")
        .add("fitness", &ConfigDocument::fitness, fitness_type(), "When a sample counts.")
        .add("retention", &ConfigDocument::retention, retention_type(),
             "How long a store keeps what it need not keep for good.")
        .add("controls", &ConfigDocument::controls,
             list_of(control_type(), {"a list of controls", false, 1000}),
             "Servers of our own choosing whose failure tells an outage of ours from a portal's.")
        .add_custom(criterion_field(), read_criterion_path, show_criterion)
        .add("maintenance", &ConfigDocument::maintenance,
             list_of(maintenance_type(), {"a list of periods", false}),
             "Periods in which portals are not measured.");
    FieldShape files{"portal_files", list_of(file_name(), {"a list of files", false, kMostFiles}).shape,
                     "Files with the one key `portals`, seen from this file.", false, "[]"};
    document.add_custom(
        std::move(files),
        [list = list_of(file_name(), {"a list of files", false, kMostFiles})](
            Reader& reader, const YamlNode& node, ConfigDocument& owner) {
          list.read(reader, node, owner.portal_files);
        },
        nullptr);
    document.add("portals", &ConfigDocument::portals, list_of(portal_type(), {"a list of portals", false}),
                 "Portals to measure, before those of `portal_files`. One at least, here or there.");
    return document.build();
  }();
  return kType;
}

}  // namespace portalprobe
