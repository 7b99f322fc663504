#include "report/emc_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

#include "report/people.hpp"
#include "report/text_table.hpp"

namespace portalprobe {
namespace {

/// A line of the summary names so many ids; the sheet names all.
constexpr std::size_t kMostNamed = 5;

std::string sharing_text(const EmcSharedId& shared) {
  return fmt::format("{} ({})", shared.site_id, fmt::join(shared.places, ", "));
}

/// What is to be known of one document: its site id, or why there is no level.
std::string remark(const EmcLook& look) {
  if (!look.unknown.empty()) return look.unknown;
  return look.site_id.empty() ? "-" : "site " + look.site_id;
}

/// Of several pages what they have to say, each thing once.
std::string remarks(const std::vector<EmcLook>& pages) {
  if (pages.empty()) return "not loaded";
  std::vector<std::string> all;
  for (const auto& page : pages) {
    auto one = remark(page);
    if (std::ranges::find(all, one) == all.end()) all.push_back(std::move(one));
  }
  return fmt::format("{}", fmt::join(all, ", "));
}

std::string systems_text(const EmcBody& body) {
  if (body.systems.empty()) return "-";
  return fmt::format("{} of {} active", body.active_systems, body.systems.size());
}

}  // namespace

std::string_view emc_level_text(std::optional<int> level) {
  constexpr std::string_view kNames[] = {"absent", "text", "active"};
  if (!level || *level < 0 || *level > 2) return "unknown";
  return kNames[*level];
}

std::string emc_summary(const EmcReport& report) {
  std::string text = fmt::format("EMC tag of {} bodies: {} active, {} text only, {} absent, {} unknown\n",
                                 count_text(report.bodies.size()), count_text(report.bodies_at[2]),
                                 count_text(report.bodies_at[1]), count_text(report.bodies_at[0]),
                                 count_text(report.bodies_unknown));
  if (report.shared.empty()) return text;
  std::vector<std::string> named;
  for (const auto& shared : report.shared) {
    if (named.size() == kMostNamed) break;
    named.push_back(sharing_text(shared));
  }
  const std::size_t more = report.shared.size() - named.size();
  return text + fmt::format("EMC site ids of several systems: {}{}\n", fmt::join(named, "; "),
                            more == 0 ? "" : fmt::format("; and {} more", more));
}

std::string emc_sheet(const EmcReport& report, std::size_t width) {
  TextTable table({{"EMC tag", Align::left, Overflow::cut},
                   {"level"},
                   {"systems"},
                   {"site id, or why not known", Align::left, Overflow::wrap},
                   {"address", Align::left, Overflow::cut}});
  for (const auto& body : report.bodies) {
    table.add({body.portal_id, std::string(emc_level_text(body.level)), systems_text(body)});
    table.add({"  its pages", std::string(emc_level_text(body.portal_level)), "", remarks(body.pages),
               body.pages.empty() ? "" : body.pages.front().url});
    for (const auto& system : body.systems) {
      table.add({"  " + system.target_id, std::string(emc_level_text(system.level)), "", remark(system),
                 system.url});
    }
  }
  std::string text = table.text(width);
  for (const auto& shared : report.shared)
    text += fmt::format("site id {} counts for several systems: {}\n", shared.site_id,
                        fmt::join(shared.places, ", "));
  return text;
}

}  // namespace portalprobe
