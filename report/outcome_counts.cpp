#include "report/outcome_counts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "report/people.hpp"

namespace portalprobe {
namespace {

std::string times(Outcome outcome, std::uint64_t count) {
  return fmt::format("{} ×{}", to_string(outcome), count_text(count));
}

}  // namespace

std::uint64_t OutcomeCounts::total() const {
  std::uint64_t sum = 0;
  for (const auto& [outcome, count] : counts_) sum += count;
  return sum;
}

std::string OutcomeCounts::failures_text() const {
  std::vector<std::pair<Outcome, std::uint64_t>> sorted;
  for (const auto& entry : counts_) {
    if (entry.first != Outcome::ok) sorted.emplace_back(entry);
  }
  // Equal counts keep the order of the outcomes' list.
  std::ranges::stable_sort(sorted, std::ranges::greater(), &std::pair<Outcome, std::uint64_t>::second);
  std::string text;
  for (const auto& [outcome, count] : sorted) text += (text.empty() ? "" : ", ") + times(outcome, count);
  return text.empty() ? "-" : text;
}

std::string OutcomeCounts::text() const {
  if (total() == 0) return "-";
  if (of(Outcome::ok) == 0) return failures_text();
  const std::string ok = times(Outcome::ok, of(Outcome::ok));
  return not_ok() == 0 ? ok : ok + ", " + failures_text();
}

}  // namespace portalprobe
