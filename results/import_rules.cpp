#include "results/import_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

#include "core/utf8.hpp"
#include "results/sample_fields.hpp"

namespace portalprobe {
namespace {

constexpr std::size_t kLongestName = 1024;  // bytes
constexpr std::int64_t kLongest =
    std::chrono::duration_cast<microseconds>(std::chrono::hours(366 * 24)).count();
/// The rounds of a sweep are one more than the largest, and must have a number too.
constexpr std::int64_t kLastRound = std::numeric_limits<std::uint32_t>::max() - 1;

/// Names that a person chose; what portals sent may hold anything, and is shown with that in mind.
constexpr std::array<std::string_view, 6> kNames = {"sweep_id", "portal_id", "target_id",
                                                    "role",     "stratum",   "vantage_id"};
/// Differences of two readings, of clocks and counters that may go back: those of our own stores may be below
/// 0, too.
constexpr std::array<std::string_view, 7> kDifferences = {"lateness_us", "server_wait_us", "response_time_us",
                                                          "loop_lag_us", "run_delay_us",   "throttled_us",
                                                          "stolen_us"};

/// C0, DEL and C1: what a terminal would obey.
bool has_control_characters(std::string_view text) {
  while (!text.empty()) {
    const CodePoint first = first_code_point(text);
    if (first.value < 0x20 || (first.value >= 0x7F && first.value < 0xA0)) return true;
    text.remove_prefix(first.length);
  }
  return false;
}

std::optional<std::string> wrong_name(std::string_view field, std::string_view text) {
  if (has_control_characters(text))
    return fmt::format("field '{}' holds control characters (right would be a name in one line)", field);
  if (text.size() > kLongestName)
    return fmt::format("field '{}' has {} bytes (right would be at most {})", field, text.size(),
                       kLongestName);
  return std::nullopt;
}

std::optional<std::string> wrong_number(const SampleField& field, std::int64_t number) {
  const bool may_be_less = std::ranges::find(kDifferences, field.name) != kDifferences.end();
  if (number < 0 && !may_be_less)
    return fmt::format("field '{}' is {} (right would be 0 or more)", field.name, number);
  if (field.name.ends_with("_us") && (number > kLongest || number < -kLongest))
    return fmt::format("field '{}' is {} (right would be microseconds, at most {})", field.name, number,
                       kLongest);
  if (field.name == "round" && number > kLastRound)
    return fmt::format("field 'round' is {} (right would be at most {})", number, kLastRound);
  return std::nullopt;
}

std::optional<std::string> wrong_field(const SampleField& field, const FieldValue& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return wrong_number(field, *number);
  if (const auto* real = std::get_if<double>(&value); real != nullptr && !(*real >= 0))
    return fmt::format("field '{}' is {} (right would be 0 or more)", field.name, *real);
  const auto* text = std::get_if<std::string_view>(&value);
  if (text == nullptr || std::ranges::find(kNames, field.name) == kNames.end()) return std::nullopt;
  return wrong_name(field.name, *text);
}

/// `sweep` refuses a nominal start further ahead to what is part of an evaluation.
std::optional<std::string> wrong_start(const Sample& sample, const SweepFacts& facts) {
  constexpr std::chrono::hours kFurthestAhead{24};
  if (facts.evaluation_sha256.empty() || !sample.started_at) return std::nullopt;
  if (*sample.started_at + kFurthestAhead >= sample.scheduled_at) return std::nullopt;
  return fmt::format(
      "field 'started_at' is {}, more than a day before 'scheduled_at', {} (right would be later: in an "
      "evaluation no sweep is measured ahead of its time)",
      to_rfc3339(*sample.started_at), to_rfc3339(sample.scheduled_at));
}

bool can_be(const std::optional<microseconds>& duration) {
  return !duration || (duration->count() >= 0 && duration->count() <= kLongest);
}

bool can_be(const Timings& timings) {
  return std::ranges::all_of(mark_fields(),
                             [&](const MarkField& field) { return can_be(timings.*field.mark); });
}

std::optional<std::string> wrong_hop(const Sample& sample) {
  const bool fine = std::ranges::all_of(
      sample.redirects, [](const RedirectHop& hop) { return can_be(hop.started) && can_be(hop.timings); });
  if (fine) return std::nullopt;
  return "field 'redirects' has times that cannot be (right would be microseconds from 0 on)";
}

std::optional<std::string> wrong_resource(const std::optional<PageVisit>& page) {
  const bool fine = !page || std::ranges::all_of(page->resources, [](const PageResource& resource) {
    return can_be(resource.found) && can_be(resource.started) && can_be(resource.timings);
  });
  if (fine) return std::nullopt;
  return "field 'resources' has times that cannot be (right would be microseconds from 0 on)";
}

/// Controls turn a failure of the portal's or the network's into one of the vantage's, or leave it
/// unexplained.
std::optional<std::string> wrong_side(const Sample& sample) {
  const Side own = side_of(sample.outcome);
  const bool turns = own == Side::portal || own == Side::network;
  const bool was_turned = sample.side == Side::vantage || sample.side == Side::unexplained;
  if (sample.side == own || (turns && was_turned)) return std::nullopt;
  return fmt::format("field 'side' is '{}' with the outcome '{}' (right would be '{}'{})",
                     to_string(sample.side), to_string(sample.outcome), to_string(own),
                     turns ? "; 'vantage' or 'unexplained', where controls failed too" : "");
}

bool is_sha256(std::string_view text) {
  constexpr std::size_t kDigits = 64;
  return text.size() == kDigits && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::optional<std::string> wrong_fact(const SweepFacts& facts) {
  for (const auto& fact : fact_fields()) {
    if (auto wrong = wrong_name(fact.name, facts.*fact.text)) return wrong;
  }
  if (!facts.evaluation_sha256.empty() && !is_sha256(facts.evaluation_sha256))
    return "field 'evaluation_sha256' is no SHA-256 (right would be 64 hexadecimal digits in lower case)";
  return std::nullopt;
}

}  // namespace

std::optional<std::string> what_cannot_be(const ArchivedSample& line) {
  for (const auto& field : sample_fields()) {
    if (auto wrong = wrong_field(field, field.get(line.measurement.sample))) return wrong;
  }
  if (auto wrong = wrong_side(line.measurement.sample)) return wrong;
  if (auto wrong = wrong_start(line.measurement.sample, line.facts)) return wrong;
  if (auto wrong = wrong_hop(line.measurement.sample)) return wrong;
  if (auto wrong = wrong_resource(line.measurement.page)) return wrong;
  return wrong_fact(line.facts);
}

}  // namespace portalprobe
