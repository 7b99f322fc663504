#include "config/load_evaluation.hpp"

#include <date/tz.h>

#include <algorithm>
#include <tuple>
#include <unordered_map>

#include "config/criterion_type.hpp"
#include "config/document.hpp"
#include "config/document_file.hpp"
#include "config/evaluation_type.hpp"
#include "config/load_criterion.hpp"
#include "config/object_type.hpp"
#include "config/threshold_type.hpp"
#include "config/value_types.hpp"
#include "config/wording.hpp"
#include "core/sha256.hpp"

namespace portalprobe {
namespace {

/// The first moment of a day. Where a zone's clock jumps at midnight, the earliest that is left of it.
WallTime start_of(std::chrono::sys_days day, const std::string& zone) {
  const date::local_seconds local{std::chrono::seconds(day.time_since_epoch())};
  return date::locate_zone(zone)->to_sys(local, date::choose::earliest);
}

class EvaluationLoader {
 public:
  explicit EvaluationLoader(const std::string& path) : path_(path) {}

  tl::expected<Evaluation, std::vector<Problem>> load() {
    if (const auto file = open_document(reader_, path_, "an evaluation")) {
      evaluation_type().read(reader_, file->tree.root(), read_);
      read_named_files(file->tree.root());
    }
    if (!reader_.ok()) return tl::unexpected(reader_.take_problems());
    return finished();
  }

 private:
  void read_named_files(const YamlNode& root) {
    period_known_ = read_.from.ok() && read_.to.ok() && read_.from <= read_.to;
    if (period_known_) {
      const auto day_after = std::chrono::sys_days(read_.to) + std::chrono::days(1);
      read_.begins = start_of(std::chrono::sys_days(read_.from), read_.time_zone);
      read_.ends = start_of(day_after, read_.time_zone);
    }
    if (!read_.criterion.empty()) read_criterion_file(root);
    const bool complete = !read_.registry.empty() && read_registry();
    if (complete) check_digest(root, "registry_sha256", read_.expected_registry, read_.registry_sha256);
    if (!read_.exclusions_file.empty()) read_exclusions(complete);
    if (period_known_) read_holidays(root);
  }

  void read_criterion_file(const YamlNode& root) {
    const auto criterion = read_criterion(reader_, read_.criterion);
    if (!criterion) return;
    read_.criterion_sha256 = criterion->sha256;
    read_.rules = *criterion;
    check_digest(root, "criterion_sha256", read_.expected_criterion, criterion->sha256);
  }

  /// Where the main file is the reader's current one.
  void check_digest(const YamlNode& root, std::string_view key, const std::string& expected,
                    const std::string& found) {
    if (expected.empty() || expected == found) return;
    reader_.report(*find_key(root, key),
                   fmt::format("the file's SHA-256 is {}: it is not the file that was meant, or was changed "
                               "since",
                               found));
  }

  bool read_registry() {
    PortalFile registry;
    const auto file = open_document(reader_, read_.registry, "a portal file", kMaxConfigBytes);
    if (file) {
      portal_file_type().read(reader_, file->tree.root(), registry);
      check_unique(reader_, file->tree.root(), "portals", "id", "portal");
      read_.registry_sha256 = file->sha256;
    }
    reader_.return_to_first();
    for (const auto& portal : registry.portals) {
      auto& targets = targets_[portal.id];
      for (const auto& target : portal.targets) targets.push_back(target.id);
      ids_.push_back(portal.id);
    }
    read_.portals = std::move(registry.portals);
    return file.has_value();
  }

  /// Unless `complete`, nobody knows which portals there are.
  void read_exclusions(bool complete) {
    ExclusionsFile exclusions;
    if (const auto file = open_document(reader_, read_.exclusions_file, "a file of exclusions")) {
      exclusions_type().read(reader_, file->tree.root(), exclusions);
      const auto nodes = items_of(file->tree.root(), "exclusions");
      for (std::size_t i = 0; i < nodes.size() && i < exclusions.exclusions.size(); ++i) {
        if (complete) check_names(nodes[i], exclusions.exclusions[i]);
        check_within(nodes[i], exclusions.exclusions[i]);
      }
    }
    reader_.return_to_first();
    read_.exclusions = std::move(exclusions.exclusions);
    std::ranges::sort(read_.exclusions, [](const Exclusion& a, const Exclusion& b) {
      return std::tie(a.portal_id, a.from, a.target_id) < std::tie(b.portal_id, b.from, b.target_id);
    });
  }

  void check_names(const YamlNode& node, const Exclusion& exclusion) {
    if (exclusion.portal_id.empty()) return;  // not read
    const auto portal = targets_.find(exclusion.portal_id);
    if (portal == targets_.end()) {
      return reader_.report(*find_key(node, "portal"), no_such("portal", exclusion.portal_id, ids_));
    }
    const auto& targets = portal->second;
    if (exclusion.target_id.empty() || std::ranges::find(targets, exclusion.target_id) != targets.end())
      return;
    reader_.report(*find_key(node, "target"),
                   no_such("target of portal " + shown(exclusion.portal_id), exclusion.target_id, targets));
  }

  static std::string no_such(const std::string& what, const std::string& id,
                             const std::vector<std::string>& known) {
    constexpr std::size_t kWorthGuessing = 2000;
    std::vector<std::string_view> names;
    if (known.size() <= kWorthGuessing) names.assign(known.begin(), known.end());
    return fmt::format("no {} has the id {}{}", what, shown(id), did_you_mean(id, names));
  }

  void check_within(const YamlNode& node, const Exclusion& exclusion) {
    const bool known = period_known_ && exclusion.from != WallTime{} && exclusion.to != WallTime{};
    if (!known || (exclusion.from < read_.ends && exclusion.to > read_.begins)) return;
    reader_.report(*find_key(node, "from"), fmt::format("lies outside the evaluation's period, {} to {}",
                                                        day_text(read_.from), day_text(read_.to)));
  }

  void read_holidays(const YamlNode& root) {
    for (const auto& path : read_.holiday_files) {
      if (path.empty()) continue;  // it could not be found
      HolidaysFile holidays;
      const auto file = open_document(reader_, path, "a file of holidays");
      if (file) holidays_type().read(reader_, file->tree.root(), holidays);
      reader_.return_to_first();
      if (file && holidays.year != 0) add_year(root, std::move(holidays));
    }
    std::ranges::sort(read_.holidays, {}, &Holidays::year);
    if (read_.holiday_files.empty() || !reader_.ok()) return;
    for (int year = static_cast<int>(read_.from.year()); year <= static_cast<int>(read_.to.year()); ++year) {
      if (std::ranges::find(read_.holidays, year, &Holidays::year) != read_.holidays.end()) continue;
      reader_.report(*find_key(root, "holidays"),
                     fmt::format("the period has days of {}, and no file has that year's holidays", year));
    }
  }

  void add_year(const YamlNode& root, Holidays holidays) {
    const YamlNode place = *find_key(root, "holidays");
    const int year = holidays.year;
    if (std::ranges::find(read_.holidays, year, &Holidays::year) != read_.holidays.end()) {
      return reader_.report(place, fmt::format("two files have the holidays of {}", year));
    }
    if (year < static_cast<int>(read_.from.year()) || year > static_cast<int>(read_.to.year())) {
      return reader_.report(place, fmt::format("the holidays are those of {}, and the period is {} to {}",
                                               year, day_text(read_.from), day_text(read_.to)));
    }
    read_.holidays.push_back(std::move(holidays));
  }

  /// What sweeps are bound to. Neither exclusions nor holidays: both may be decided while the period lasts.
  std::string sealed() const {
    CanonicalJson json(path_.substr(0, path_.rfind('/') + 1));
    const auto file = [&json](const char* key, const std::string& path, const std::string& sha256) {
      json.key(key);
      json.open_map();
      json.key("path");
      json.path(path);
      json.key("sha256");
      json.text(sha256);
      json.close_map();
    };
    const auto text = [&json](const char* key, const std::string& value) {
      json.key(key);
      json.text(value);
    };
    auto vantages = read_.vantages;
    std::ranges::sort(vantages);
    json.open_map();
    file("criterion", read_.criterion, read_.criterion_sha256);
    text("from", day_text(read_.from));
    text("id", read_.id);
    file("registry", read_.registry, read_.registry_sha256);
    text("time_zone", read_.time_zone);
    text("to", day_text(read_.to));
    json.key("vantages");
    json.open_list();
    for (const auto& vantage : vantages) json.text(vantage);
    json.close_list();
    json.close_map();
    return json.take();
  }

  Evaluation finished() {
    read_.file = path_;
    read_.sealed = sealed();
    read_.sha256 = sha256_hex(read_.sealed);
    return std::move(static_cast<Evaluation&>(read_));
  }

  std::string path_;
  Reader reader_{LoadOptions{}};
  EvaluationFile read_;
  bool period_known_ = false;
  std::vector<std::string> ids_;  ///< of the registry's portals
  std::unordered_map<std::string, std::vector<std::string>> targets_;
};

}  // namespace

tl::expected<Evaluation, std::vector<Problem>> load_evaluation(const std::string& path) {
  return EvaluationLoader(path).load();
}

std::vector<std::string> why_not_part(const Evaluation& evaluation, const Config& config,
                                      WallTime scheduled_at) {
  std::vector<std::string> reasons;
  const auto add = [&](std::string reason) {
    reasons.push_back(fmt::format("evaluation {}: {}", evaluation.id, reason));
  };
  if (scheduled_at < evaluation.begins || scheduled_at >= evaluation.ends) {
    add(fmt::format("the sweep starts at {}, outside the period from {} to {} ({})", to_rfc3339(scheduled_at),
                    day_text(evaluation.from), day_text(evaluation.to), evaluation.time_zone));
  }
  if (std::ranges::find(evaluation.vantages, config.vantage.id) == evaluation.vantages.end()) {
    add(fmt::format("vantage {} is none of its own ({})", config.vantage.id,
                    fmt::join(evaluation.vantages, ", ")));
  }
  const bool one = config.portal_sources.size() == 1;
  if (!one || config.portal_sources.front().sha256 != evaluation.registry_sha256) {
    std::vector<std::string> files;
    for (const auto& source : config.portal_sources) files.push_back(source.file);
    add(fmt::format(
        "its registry is {} (SHA-256 {}...), and the configuration's portals come from {}{}",
        evaluation.registry, evaluation.registry_sha256.substr(0, 12), fmt::join(files, ", "),
        one ? fmt::format(" (SHA-256 {}...)", config.portal_sources.front().sha256.substr(0, 12)) : ""));
  }
  return reasons;
}

}  // namespace portalprobe
