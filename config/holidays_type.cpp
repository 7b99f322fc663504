#include <algorithm>
#include <map>

#include "config/evaluation_type.hpp"
#include "config/object_type.hpp"
#include "config/threshold_type.hpp"
#include "config/value_types.hpp"

namespace portalprobe {
namespace {

constexpr std::size_t kMostDays = 366;

Type<NamedDay> named_day_type() {
  return ObjectType<NamedDay>("a day, { day: 2026-09-02, name: ... }")
      .add("day", &NamedDay::day, type::day(), "The day.", Need::required)
      .add("name", &NamedDay::name, type::filled_line(), "What it is.", Need::required)
      .build();
}

bool is_weekend(Day day) {
  const std::chrono::weekday weekday{std::chrono::sys_days(day)};
  return weekday == std::chrono::Saturday || weekday == std::chrono::Sunday;
}

/// Days of one list with where they stand; those that could not be read left out.
struct PlacedDay {
  Day day;
  YamlNode node;
};

std::vector<PlacedDay> placed(const YamlNode& root, std::string_view key, const std::vector<NamedDay>& days) {
  const auto nodes = items_of(root, key);
  std::vector<PlacedDay> result;
  for (std::size_t i = 0; i < nodes.size() && i < days.size(); ++i) {
    const auto node = find_key(nodes[i], "day");
    if (node && days[i].day.ok()) result.push_back({days[i].day, *node});
  }
  return result;
}

void check_days(Reader& reader, const YamlNode& root, HolidaysFile& file) {
  std::map<Day, int> lines;
  const auto check_day = [&](const PlacedDay& placed_day) {
    const auto& [day, node] = placed_day;
    if (file.year != 0 && static_cast<int>(day.year()) != file.year) {
      reader.report(node, fmt::format("{} is no day of the file's year, {}", day_text(day), file.year));
    }
    const auto [first, added] = lines.emplace(day, node.position().line);
    if (!added) {
      reader.report(node, fmt::format("{} stands twice (first in line {})", day_text(day), first->second));
    }
  };
  for (const auto& day : placed(root, "days_off", file.days_off)) check_day(day);
  for (const auto& day : placed(root, "working_days", file.working_days)) {
    check_day(day);
    if (is_weekend(day.day)) continue;
    reader.report(day.node,
                  fmt::format("{} is no Saturday or Sunday: a working day already", day_text(day.day)));
  }
  std::ranges::sort(file.days_off, {}, &NamedDay::day);
  std::ranges::sort(file.working_days, {}, &NamedDay::day);
}

}  // namespace

const Type<HolidaysFile>& holidays_type() {
  static const auto kType = ObjectType<HolidaysFile>("holidays")
                                .add("version", &HolidaysFile::version, type::integer(1, 1),
                                     "Version of this format.", Need::required)
                                .add("year", &HolidaysFile::year, type::integer(2000, 2999),
                                     "The year of all its days.", Need::required)
                                .add("days_off", &HolidaysFile::days_off,
                                     list_of(named_day_type(), {"a list of days", false, kMostDays}),
                                     "Days on which the authorities do not work.")
                                .add("working_days", &HolidaysFile::working_days,
                                     list_of(named_day_type(), {"a list of days", false, kMostDays}),
                                     "Saturdays and Sundays on which they do, to make up for days off.")
                                .then(check_days)
                                .build();
  return kType;
}

}  // namespace portalprobe
