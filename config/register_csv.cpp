#include "config/register_csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "config/register_cell.hpp"
#include "config/register_columns.hpp"
#include "config/slug.hpp"
#include "core/url.hpp"

namespace portalprobe {
namespace {

using Field = RegisterField;
using Problems = std::vector<Problem>;

constexpr std::size_t kMaxProblems = 1'000;
constexpr std::size_t kMaxTargets = 1'000;

/// One row's values, and where they stand.
class Row {
 public:
  Row(const CsvTable& table, const RegisterHeader& header, const CsvRow& cells, Problems& problems)
      : table_(table), header_(header), cells_(cells), problems_(problems) {}

  int line() const { return cells_.front().line; }

  /// Reports at the field's cell, or at the row where it has none.
  void report(Field field, const std::string& message) {
    const CsvCell* cell = header_.cell(cells_, field);
    const std::string where = header_.has(field) ? fmt::format("column '{}' ", header_.heading(field)) : "";
    problems_.push_back({table_.file, cell != nullptr ? cell->line : line(),
                         cell != nullptr ? cell->column : 0, where + message});
  }

  bool is_empty(Field field) const {
    const CsvCell* cell = header_.cell(cells_, field);
    return cell == nullptr || cell->text.find_first_not_of(' ') == std::string::npos;
  }

  std::string text(Field field) {
    const CsvCell* cell = header_.cell(cells_, field);
    if (cell == nullptr) return "";
    auto value = read_text(cell->text);
    if (value) return *value;
    report(field, value.error().message);
    return "";
  }

  template <class Value>
  Value value(Field field, Expected<Value> (*read)(const std::string&)) {
    const auto found = read(text(field));
    if (found) return *found;
    report(field, found.error().message);
    return Value{};
  }

  std::optional<Day> day(Field field) {
    return text(field).empty() ? std::nullopt : std::optional(value(field, read_day));
  }

  std::string url(Field field) {
    std::string found = text(field);
    if (found.empty()) return found;
    const auto parsed = parse_url(found);
    if (!parsed) report(field, parsed.error().message);
    return found;
  }

 private:
  const CsvTable& table_;
  const RegisterHeader& header_;
  const CsvRow& cells_;
  Problems& problems_;
};

std::string id_of(Row& row, const std::string& name) {
  std::string id = row.text(Field::id);
  if (id.empty()) return slug(name);
  if (!is_id(id)) {
    const std::string right = slug(id);
    row.report(Field::id,
               fmt::format("'{}' is no id (right would be {})", id,
                           right.empty() ? "lower case letters, digits, '.', '_' and '-'" : right));
  }
  return id;
}

std::string joined(const std::string& first, const std::string& second, std::string_view separator) {
  if (first.empty() || second.empty()) return first + second;
  return fmt::format("{}{}{}", first, separator, second);
}

std::string merger_note(Merger merger, const Portal& portal) {
  const std::string successor = portal.successor_name.empty() ? portal.successor : portal.successor_name;
  switch (merger) {
    case Merger::absorbed:
      return successor.empty() ? "Merged into another body in 2025."
                               : fmt::format("Merged into {} in 2025.", successor);
    case Merger::enlarged:
      return "Took other bodies in when they merged in 2025.";
    case Merger::none:
      return successor.empty() ? "" : fmt::format("Goes on as {}.", successor);
  }
  return "";
}

/// All but the targets.
Portal read_portal(Row& row) {
  Portal portal;
  portal.name = row.text(Field::name);
  portal.id = id_of(row, portal.name);
  portal.name_en = row.text(Field::name_en);
  portal.block = read_block(row.text(Field::block));
  portal.region = row.text(Field::region);
  portal.deployment = row.value(Field::deployment, read_deployment);
  if (portal.deployment.empty()) portal.deployment = "unknown";
  portal.vendor = row.text(Field::vendor);
  portal.verified = row.day(Field::verified);
  portal.valid_from = row.day(Field::valid_from);
  portal.valid_to = row.day(Field::valid_to);
  if (portal.valid_from && portal.valid_to && *portal.valid_to < *portal.valid_from) {
    row.report(Field::valid_to, "lies before the first day");
  }
  portal.successor = row.text(Field::successor);
  portal.successor_name = row.text(Field::successor_name);
  // Whoever goes on as itself has no successor.
  if (portal.successor == portal.id) portal.successor.clear();
  if (portal.successor_name == portal.name) portal.successor_name.clear();
  if (!portal.successor.empty() && !is_id(portal.successor)) {
    row.report(Field::successor, fmt::format("'{}' is no id", portal.successor));
  }
  portal.later_url = row.url(Field::later_url);
  portal.confidence = row.value(Field::confidence, read_confidence);
  portal.evidence = joined(row.text(Field::evidence), row.text(Field::source), "; ");
  portal.note =
      joined(merger_note(row.value(Field::merged_2025, read_merger), portal), row.text(Field::note), " ");
  return portal;
}

Target read_target(Row& row) {
  Target target;
  target.kind = row.value(Field::kind, read_kind);
  target.role = row.text(Field::role);
  target.id = row.text(Field::page_id);
  if (target.id.empty()) target.id = slug(target.role);
  if (target.id.empty()) target.id = target.kind == TargetKind::page ? "home" : "action";
  if (!is_id(target.id)) {
    row.report(Field::page_id, fmt::format("'{}' is no id (right would be {})", target.id, slug(target.id)));
  }
  if (target.role.empty()) target.role = target.id;
  target.url = row.url(Field::url);
  if (target.url.empty()) row.report(Field::url, "is empty (each row needs an address)");
  return target;
}

/// What a further row of a portal says about the portal itself.
void check_same(Row& row, const Portal& portal, const Portal& again, int first_line) {
  const Row& cells = row;
  const auto compare = [&](Field field, const auto& first, const auto& other) {
    if (cells.is_empty(field) || other == first) return;
    row.report(
        field,
        fmt::format(
            "says otherwise than line {} about the same portal '{}' (leave it empty here, or give this "
            "portal its own id)",
            first_line, portal.id));
  };
  compare(Field::name, portal.name, again.name);
  compare(Field::name_en, portal.name_en, again.name_en);
  compare(Field::block, portal.block, again.block);
  compare(Field::region, portal.region, again.region);
  compare(Field::deployment, portal.deployment, again.deployment);
  compare(Field::vendor, portal.vendor, again.vendor);
  compare(Field::verified, portal.verified, again.verified);
  compare(Field::valid_from, portal.valid_from, again.valid_from);
  compare(Field::valid_to, portal.valid_to, again.valid_to);
  compare(Field::successor, portal.successor, again.successor);
  compare(Field::later_url, portal.later_url, again.later_url);
  compare(Field::confidence, portal.confidence, again.confidence);
}

/// Portals as they grow row by row.
class Register {
 public:
  void add(Row& row) {
    const Portal portal = read_portal(row);
    Target target = read_target(row);
    if (portal.id.empty()) return row.report(Field::name, "is empty (a row needs a name or an id)");
    const auto [entry, fresh] = index_.try_emplace(portal.id, portals_.size());
    if (fresh) {
      if (portal.name.empty()) row.report(Field::name, "is empty");
      portals_.push_back(portal);
      lines_.push_back(row.line());
    } else {
      check_same(row, portals_[entry->second], portal, lines_[entry->second]);
    }
    add_target(row, portals_[entry->second], std::move(target), lines_[entry->second]);
  }

  /// A portal is measured by its pages.
  void check_pages(const std::string& file, Problems& problems) const {
    for (std::size_t i = 0; i < portals_.size(); ++i) {
      const auto is_page = [](const Target& target) { return target.kind == TargetKind::page; };
      if (std::ranges::none_of(portals_[i].targets, is_page)) {
        problems.push_back({file, lines_[i], 0, fmt::format("portal '{}' has no page", portals_[i].id)});
      }
    }
  }

  std::vector<Portal> take() {
    for (auto& portal : portals_) {
      std::ranges::stable_sort(portal.targets, {}, [](const Target& target) { return target.kind; });
    }
    return std::move(portals_);
  }

 private:
  static void add_target(Row& row, Portal& portal, Target target, int first_line) {
    if (portal.targets.size() == kMaxTargets) {
      return row.report(Field::url,
                        fmt::format("is one too many: portal '{}' has {} pages", portal.id, kMaxTargets));
    }
    for (const auto& other : portal.targets) {
      if (other.id != target.id) continue;
      const bool same = other.url == target.url;
      return row.report(
          same ? Field::url : Field::page_id,
          same ? fmt::format("is there already: portal '{}' (line {}) has this page", portal.id, first_line)
               : fmt::format(
                     "portal '{}' (line {}) has a page '{}' already (give each page a page_id of its own, "
                     "or each portal its own id)",
                     portal.id, first_line, target.id));
    }
    portal.targets.push_back(std::move(target));
  }

  std::vector<Portal> portals_;
  std::vector<int> lines_;
  std::unordered_map<std::string, std::size_t> index_;
};

void sort_problems(Problems& problems) {
  std::ranges::stable_sort(problems, [](const Problem& a, const Problem& b) {
    return a.line != b.line ? a.line < b.line : a.column < b.column;
  });
}

}  // namespace

tl::expected<RegisterImport, Problems> import_register(const CsvTable& table) {
  Problems problems;
  RegisterImport result;
  const RegisterHeader header(table, problems, result.warnings);
  if (!problems.empty()) return tl::unexpected(std::move(problems));
  Register portals;
  for (const auto& cells : table.rows) {
    Row row(table, header, cells, problems);
    portals.add(row);
    if (problems.size() >= kMaxProblems) return tl::unexpected(std::move(problems));
  }
  if (table.rows.empty()) problems.push_back({table.file, 0, 0, "has headings and no portal below them"});
  portals.check_pages(table.file, problems);
  sort_problems(problems);
  if (!problems.empty()) return tl::unexpected(std::move(problems));
  result.portals = portals.take();
  return result;
}

}  // namespace portalprobe
