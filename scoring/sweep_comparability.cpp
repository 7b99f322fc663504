#include "scoring/sweep_comparability.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iterator>

namespace portalprobe {
namespace {

using Names = std::set<std::string>;

constexpr auto kSameHour = std::chrono::hours(2);

template <class Name>
Names names_in(const RecordedSide& side, Name name) {
  Names names;
  for (const auto& record : side.records) names.insert(name(record));
  return names;
}

/// Those that are known.
Names versions_of(const RecordedSide& side, const std::string& program) {
  Names versions = names_in(side, [&](const SweepRecord& record) {
    const auto found = record.versions.find(program);
    return found == record.versions.end() ? std::string() : found->second;
  });
  versions.erase("");
  return versions;
}

Names sweeps_of(const RecordedSide& side) {
  return names_in(side, [](const SweepRecord& record) { return record.id; });
}

Names vantages_of(const RecordedSide& side) {
  return names_in(side, [](const SweepRecord& record) { return record.vantage_id; });
}

Names strata_of(const RecordedSide& side) {
  return names_in(side, [](const SweepRecord& record) { return record.stratum; });
}

/// HeadlessChrome of HeadlessChrome/140.0.1.2.
Names programs_in(const Names& products) {
  Names programs;
  for (const auto& product : products) programs.insert(product.substr(0, product.find('/')));
  return programs;
}

Names both(const Names& some, const Names& others) {
  Names found;
  std::ranges::set_intersection(some, others, std::inserter(found, found.end()));
  return found;
}

std::string list_of(const Names& names) {
  return names.empty() ? "-" : fmt::format("{}", fmt::join(names, ", "));
}

/// Whether both are known, and all of them together are more than one.
bool differ(const Names& some, const Names& others) {
  return !some.empty() && !others.empty() && (some != others || some.size() > 1);
}

Expected<void> check_sweeps(const RecordedSide& before, const RecordedSide& after) {
  if (before.is_evaluation != after.is_evaluation)
    return fail(
        fmt::format("{} is {} and {} is {}: their values are not of one kind (right would be two sweeps "
                    "or two evaluations)",
                    before.name, before.is_evaluation ? "an evaluation" : "a sweep", after.name,
                    after.is_evaluation ? "an evaluation" : "a sweep"));
  const auto common = both(sweeps_of(before), sweeps_of(after));
  if (common.empty()) return {};
  if (!before.is_evaluation) return fail(fmt::format("A and B are the same sweep, {}", *common.begin()));
  return fail(fmt::format("A and B have sweeps in common, such as {}: nothing is independent of itself",
                          *common.begin()));
}

Expected<void> check_versions(const RecordedSide& before, const RecordedSide& after) {
  const auto refuse_other = [&](const char* what, const Names& some, const Names& others) -> Expected<void> {
    if (!differ(some, others)) return {};
    return fail(fmt::format("{} is {} in A and {} in B: their values are not of one kind", what,
                            list_of(some), list_of(others)));
  };
  const auto of = [&](const char* program) {
    return std::pair(versions_of(before, program), versions_of(after, program));
  };
  const auto [method, other_method] = of("method");
  if (auto same = refuse_other("the version of the measuring method", method, other_method); !same)
    return same;
  const auto [profile, other_profile] = of("profile");
  if (auto same = refuse_other("the browser's profile", profile, other_profile); !same) return same;
  const auto [browser, other_browser] = of("chromium");
  return refuse_other("the browser's program", programs_in(browser), programs_in(other_browser));
}

/// How far apart two times of day are.
std::chrono::microseconds hours_between(WallTime one, WallTime other) {
  const auto time_of_day = [](WallTime at) { return at - std::chrono::floor<std::chrono::days>(at); };
  const auto apart = std::chrono::abs(time_of_day(one) - time_of_day(other));
  return std::min<std::chrono::microseconds>(apart, std::chrono::days(1) - apart);
}

WallTime start_of(const RecordedSide& side) {
  return std::ranges::min_element(side.records, {}, &SweepRecord::started_at)->started_at;
}

void add_difference(std::vector<BilingualText>& notices, const char* vi, const char* en, const Names& some,
                    const Names& others) {
  notices.push_back({fmt::format(fmt::runtime(vi), list_of(some), list_of(others)),
                     fmt::format(fmt::runtime(en), list_of(some), list_of(others))});
}

void add_vantages(std::vector<BilingualText>& notices, const RecordedSide& before,
                  const RecordedSide& after) {
  const auto ours = vantages_of(before);
  const auto theirs = vantages_of(after);
  if (ours == theirs) return;
  if (before.is_evaluation && !both(ours, theirs).empty()) {
    add_difference(notices, "Điểm đo của A là {}, của B là {}: chỉ tính các điểm đo có ở cả hai.",
                   "The vantages are {} in A and {} in B: only those of both count.", ours, theirs);
  } else {
    add_difference(notices, "A đo từ {}, B đo từ {}: khác biệt có thể do đường truyền từ điểm đo.",
                   "A was measured from {}, B from {}: a difference may be the way from there.", ours,
                   theirs);
  }
}

void add_browsers(std::vector<BilingualText>& notices, const RecordedSide& before,
                  const RecordedSide& after) {
  auto ours = versions_of(before, "chromium");
  auto theirs = versions_of(after, "chromium");
  ours.merge(versions_of(before, "chromium_later"));
  theirs.merge(versions_of(after, "chromium_later"));
  if (!differ(ours, theirs)) return;
  add_difference(
      notices, "Phiên bản trình duyệt của A là {}, của B là {}: khác biệt về tải trang có thể do đó.",
      "The browser is {} in A and {} in B: a difference in page loads may be its doing.", ours, theirs);
}

void add_hours(std::vector<BilingualText>& notices, const RecordedSide& before, const RecordedSide& after) {
  const auto ours = strata_of(before);
  const auto theirs = strata_of(after);
  if (ours != theirs) {
    add_difference(notices, "Khung giờ của A là {}, của B là {}: khác biệt có thể do tải theo giờ.",
                   "The stratum is {} in A and {} in B: a difference may be that of the hours.", ours,
                   theirs);
  } else if (!before.is_evaluation && hours_between(start_of(before), start_of(after)) > kSameHour) {
    add_difference(notices, "A bắt đầu lúc {}, B lúc {} (UTC): khác biệt có thể do giờ trong ngày.",
                   "A started at {}, B at {}: a difference may be that of the time of day.",
                   {to_rfc3339(start_of(before)).substr(0, 16)}, {to_rfc3339(start_of(after)).substr(0, 16)});
  }
}

/// How many of a side's records are so.
template <class Is>
void add_count(std::vector<BilingualText>& notices, const RecordedSide& side, const char* which, Is is,
               const char* vi, const char* en) {
  const auto count = std::ranges::count_if(side.records, is);
  if (count == 0) return;
  notices.push_back({fmt::format(fmt::runtime(vi), which, count, side.records.size()),
                     fmt::format(fmt::runtime(en), which, count, side.records.size())});
}

void add_states(std::vector<BilingualText>& notices, const RecordedSide& side, const char* which) {
  add_count(
      notices, side, which, [](const SweepRecord& record) { return !record.complete; },
      "{}: {} trên {} đợt đo chưa đo đủ kế hoạch.", "{}: {} of {} sweeps are incomplete.");
  add_count(
      notices, side, which, [](const SweepRecord& record) { return record.imported; },
      "{}: {} trên {} đợt đo được nhập từ tệp; kế hoạch và thiết bị không rõ.",
      "{}: {} of {} sweeps were imported; their plan and instrument are not known.");
  add_count(
      notices, side, which, [](const SweepRecord& record) { return !record.versions.contains("method"); },
      "{}: {} trên {} đợt đo không ghi phiên bản phương pháp đo.",
      "{}: {} of {} sweeps do not tell the version of their measuring method.");
}

}  // namespace

Expected<void> check_comparable(const RecordedSide& before, const RecordedSide& after) {
  if (auto sweeps = check_sweeps(before, after); !sweeps) return sweeps;
  return check_versions(before, after);
}

std::vector<BilingualText> comparison_notices(const RecordedSide& before, const RecordedSide& after) {
  std::vector<BilingualText> notices;
  add_vantages(notices, before, after);
  add_browsers(notices, before, after);
  add_hours(notices, before, after);
  add_states(notices, before, "A");
  add_states(notices, after, "B");
  return notices;
}

std::set<std::string> common_vantages(const RecordedSide& before, const RecordedSide& after) {
  return both(vantages_of(before), vantages_of(after));
}

ComparedSide compared_side(const RecordedSide& side, std::size_t nights) {
  ComparedSide result;
  result.name = side.name;
  const auto sweeps = sweeps_of(side);
  const auto vantages = vantages_of(side);
  result.sweeps.assign(sweeps.begin(), sweeps.end());
  result.vantages.assign(vantages.begin(), vantages.end());
  result.from = start_of(side);
  result.to = std::ranges::max_element(side.records, {}, &SweepRecord::started_at)->started_at;
  result.nights = nights;
  return result;
}

}  // namespace portalprobe
