#include "config/group_points_columns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <string_view>

#include "config/slug.hpp"
#include "config/wording.hpp"

namespace portalprobe {
namespace {

/// Headings as slugs.
constexpr std::string_view kIds[] = {"portal-id", "id", "ma", "ma-co-quan", "ma-don-vi"};
constexpr std::string_view kPassedOver[] = {
    "stt",        "tt",     "no",       "name",    "ten",     "ten-co-quan", "co-quan",
    "ten-don-vi", "don-vi", "ten-cong", "name-vi", "name-en", "dia-phuong",  "ten-dia-phuong",
    "note",       "notes",  "ghi-chu"};

bool is_one_of(const std::string& heading, std::span<const std::string_view> words) {
  return std::ranges::find(words, heading) != words.end();
}

bool names(const CriteriaGroup& group, const std::string& heading) {
  return heading == slug(group.id) || heading == slug(group.title.vi) || heading == slug(group.title.en);
}

class Columns {
 public:
  Columns(const CsvTable& table, const EvaluationScheme& scheme, PerformancePoints performance,
          std::vector<Problem>& problems)
      : table_(table), scheme_(scheme), performance_(performance), problems_(problems) {
    found_.groups.resize(scheme.groups.size());
  }

  void add(std::size_t column) {
    const std::string heading = slug(table_.header[column].text);
    if (is_one_of(heading, kIds)) return place(found_.portal_id, column);
    if (heading.empty())
      return report(column, "has no heading that can be read (right would be a group's id)");
    const auto group =
        std::ranges::find_if(scheme_.groups, [&](const auto& one) { return names(one, heading); });
    if (group == scheme_.groups.end()) {
      if (!is_one_of(heading, kPassedOver)) refuse_unknown(column);
    } else if (is_measured(*group)) {
      report(column, "holds points of performance, which are measured (right would be without this column)");
    } else {
      place(found_.groups[static_cast<std::size_t>(group - scheme_.groups.begin())], column);
    }
  }

  GroupPointsColumns take() {
    if (!found_.portal_id) report_missing("portal_id", "the portals' ids");
    for (std::size_t i = 0; i < found_.groups.size(); ++i) {
      const CriteriaGroup& group = scheme_.groups[i];
      if (!found_.groups[i] && !is_measured(group))
        report_missing(group.id, fmt::format("the points of this group of scheme '{}'", scheme_.id));
    }
    return std::move(found_);
  }

 private:
  bool is_measured(const CriteriaGroup& group) const {
    return group.is_performance && performance_ == PerformancePoints::measured;
  }

  void place(std::optional<std::size_t>& slot, std::size_t column) {
    if (!slot) {
      slot = column;
    } else {
      report(column,
             fmt::format("means the same as column {} (leave one out)", shown(table_.header[*slot].text)));
    }
  }

  void refuse_unknown(std::size_t column) {
    std::vector<std::string_view> known = {"portal_id"};
    for (const auto& group : scheme_.groups) {
      if (!is_measured(group)) known.push_back(group.id);
    }
    const std::string heading = table_.header[column].text;
    report(column, fmt::format("is no group of scheme '{}'{}", scheme_.id, did_you_mean(heading, known)));
  }

  void report(std::size_t column, const std::string& message) {
    const CsvCell& cell = table_.header[column];
    problems_.push_back(
        {table_.file, cell.line, cell.column, fmt::format("column {} {}", shown(cell.text), message)});
  }

  void report_missing(const std::string& name, const std::string& what) {
    problems_.push_back({table_.file, table_.header.front().line, 0,
                         fmt::format("there is no column '{}' with {}", name, what)});
  }

  const CsvTable& table_;
  const EvaluationScheme& scheme_;
  PerformancePoints performance_;
  std::vector<Problem>& problems_;
  GroupPointsColumns found_;
};

}  // namespace

GroupPointsColumns group_points_columns(const CsvTable& table, const EvaluationScheme& scheme,
                                        PerformancePoints performance, std::vector<Problem>& problems) {
  Columns columns(table, scheme, performance, problems);
  for (std::size_t i = 0; i < table.header.size(); ++i) columns.add(i);
  return columns.take();
}

}  // namespace portalprobe
