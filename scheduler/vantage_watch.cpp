#include "scheduler/vantage_watch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

namespace portalprobe {
namespace {

using std::chrono::seconds;

/// So far before or after a failure, a control's counts for it: the same minute.
constexpr seconds kSameMinute{30};
/// No measurement lasts longer, with its waiting here.
constexpr std::chrono::minutes kMemory{15};

/// Whoever answers in any way, were it with a certificate that has expired, is in reach.
bool out_of_reach(Outcome outcome) {
  switch (outcome) {
    case Outcome::dns_not_found:
    case Outcome::dns_server_failed:
    case Outcome::dns_timed_out:
    case Outcome::connect_refused:
    case Outcome::connect_unreachable:
    case Outcome::connect_timed_out:
    case Outcome::connect_reset:
    case Outcome::tls_timed_out:
    case Outcome::timed_out:
      return true;
    default:
      return false;
  }
}

/// How long a control that answered in the end had not been heard; none: it was at the first call.
std::optional<microseconds> silence(const Sample& sample) {
  constexpr seconds kSecondCall{1};  // when TCP asks again for a connection
  const auto& connected = sample.timings.connected;
  if (sample.tcp_retransmits.value_or(0) == 0 || !connected || *connected < kSecondCall) return std::nullopt;
  return connected;
}

void add_sentence(std::string& text, std::string_view sentence) {
  if (!text.empty()) text += "; ";
  text += sentence;
}

}  // namespace

void VantageWatch::add_control(std::size_t control, const Measurement& run, SteadyTime ended) {
  last_begun_[control] = std::max(last_begun_[control], run.started);
  const Sample& sample = run.sample;
  if (out_of_reach(sample.outcome)) {
    const auto name = fmt::format("{} ({})", sample.portal_id, to_string(sample.outcome));
    outages_.push_back({control, name, run.started, ended});
  } else if (const auto silent = silence(sample)) {
    const auto name = fmt::format("{} (for {} ms)", sample.portal_id, silent->count() / 1000);
    outages_.push_back({control, name, run.started, run.started + *silent, true});
  }
  forget(ended - kMemory);
}

void VantageWatch::add(Measurement measurement, SteadyTime ended) {
  waiting_.push_back({std::move(measurement), ended});
}

bool VantageWatch::is_known(SteadyTime ended) const {
  return std::ranges::all_of(last_begun_, [&](SteadyTime begun) { return begun >= ended; });
}

std::vector<Measurement> VantageWatch::take(SteadyTime now) {
  std::vector<Measurement> known;
  while (!waiting_.empty()) {
    Waiting& first = waiting_.front();
    if (!is_known(first.ended) && now - first.ended < kPatience) break;
    judge(first);
    known.push_back(std::move(first.measurement));
    waiting_.pop_front();
  }
  return known;
}

std::vector<Measurement> VantageWatch::take_all() { return take(SteadyTime::max()); }

void VantageWatch::judge(Waiting& one) const {
  Sample& sample = one.measurement.sample;
  const bool failed = sample.side == Side::portal || sample.side == Side::network;
  if (!failed && sample.outcome != Outcome::ok) return;
  const seconds margin = failed ? kSameMinute : seconds(0);
  std::set<std::size_t> out;
  std::set<std::string> names;
  for (const Outage& outage : outages_) {
    if (failed && outage.overcome) continue;
    if (outage.begun > one.ended + margin || outage.ended < one.measurement.started - margin) continue;
    out.insert(outage.control);
    names.insert(outage.name);
  }
  if (out.empty()) return;
  const bool all = out.size() == last_begun_.size();
  if (failed) {
    sample.side = all ? Side::vantage : Side::unexplained;
    add_sentence(sample.detail,
                 fmt::format("in the same minute {} of our controls could not be reached either: {}",
                             all ? "all" : "some", fmt::join(names, ", ")));
  } else if (all) {
    sample.fit = false;
    add_sentence(sample.unfit_reason,
                 fmt::format("none of our controls could be reached while it was under way: {}",
                             fmt::join(names, ", ")));
  }
}

void VantageWatch::forget(SteadyTime before) {
  while (!outages_.empty() && outages_.front().ended < before) outages_.pop_front();
}

}  // namespace portalprobe
