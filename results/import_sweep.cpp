#include "results/import_sweep.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace portalprobe {
namespace {

/// When a sample's measurement had ended, as far as its marks tell.
WallTime end_of(const Sample& sample) {
  microseconds longest{0};
  for (const auto& mark : {sample.timings.done, sample.timings.first_byte, sample.censored_after,
                           sample.network_load, sample.load_event}) {
    if (mark) longest = std::max(longest, *mark);
  }
  return sample.started_at.value_or(sample.scheduled_at) + longest;
}

std::string quoted(std::string_view text) {
  return text.empty() ? std::string("nothing") : fmt::format("'{}'", text);
}

}  // namespace

ImportSweep::ImportSweep(const std::string& id) {
  record_.id = id;
  record_.imported = true;
}

ImportSweep::ImportSweep(const SweepRecord& stored)
    : record_(stored),
      facts_(facts_of(stored)),
      plan_(stored.imported ? std::nullopt : std::optional<MeasuredPlan>(stored)),
      stored_(true),
      knows_texts_(true),
      knows_times_(true),
      knows_facts_(!stored.imported || !(facts_ == SweepFacts())),
      knows_browser_(!stored.imported || !facts_.browser_version.empty()) {}

void ImportSweep::add_shard(const SweepRecord& stored) {
  auto plan = plan_;
  if (plan) plan->add_shard(stored);
  if (facts_ == SweepFacts()) *this = ImportSweep(stored);
  plan_ = std::move(plan);
}

std::optional<std::string> ImportSweep::why_not(const Sample& sample) const {
  return plan_ ? plan_->why_not(sample) : std::nullopt;
}

std::optional<std::string> ImportSweep::disagreement(const ArchivedSample& line) {
  const Sample& sample = line.measurement.sample;
  if (auto text = disagreeing_text(sample)) return text;
  if (auto fact = disagreeing_fact(sample, line.facts)) return fact;
  return std::nullopt;
}

std::optional<std::string> ImportSweep::disagreeing_text(const Sample& sample) {
  if (!knows_texts_) {
    record_.vantage_id = sample.vantage_id;
    record_.stratum = sample.stratum;
    knows_texts_ = true;
  }
  if (sample.vantage_id != record_.vantage_id)
    return told("vantage_id", sample.vantage_id, record_.vantage_id);
  if (sample.stratum != record_.stratum) return told("stratum", sample.stratum, record_.stratum);
  return std::nullopt;
}

std::optional<std::string> ImportSweep::disagreeing_fact(const Sample& sample, const SweepFacts& said) {
  if (said == SweepFacts()) return std::nullopt;
  const bool of_browser = needs_browser(sample.engine);
  for (const auto& fact : fact_fields()) {
    if (fact.of_browser && !of_browser) continue;
    const std::string& here = said.*fact.text;
    std::string& known = facts_.*fact.text;
    const bool is_known = fact.of_browser ? knows_browser_ : knows_facts_;
    if (!is_known || (fact.may_come_later && known.empty())) known = here;
    if (known != here && !(fact.may_come_later && here.empty())) return told(fact.name, here, known);
  }
  knows_facts_ = true;
  knows_browser_ = knows_browser_ || of_browser;
  if (record_.imported && !(facts_of(record_) == facts_)) {
    put_facts(facts_, record_);
    changed_ = true;
  }
  return std::nullopt;
}

std::string ImportSweep::told(std::string_view field, std::string_view said, std::string_view known) const {
  return fmt::format("field '{}' says {}, and {} {} of sweep {} (right would be the same for a whole sweep)",
                     field, quoted(said), stored_ ? "the store says" : "lines before this one say",
                     quoted(known), record_.id);
}

void ImportSweep::add(const Sample& sample) {
  changed_ = true;
  if (plan_) plan_->take(sample);
  if (is_planned(sample.kind)) ++added_;
  const WallTime started = sample.started_at.value_or(sample.scheduled_at);
  if (!knows_times_) {
    record_.scheduled_at = sample.scheduled_at;
    record_.started_at = started;
    knows_times_ = true;
  }
  const WallTime last =
      std::max(record_.scheduled_at + record_.window, sample.scheduled_at);  // of the times planned
  record_.scheduled_at = std::min(record_.scheduled_at, sample.scheduled_at);
  record_.window = last - record_.scheduled_at;
  record_.started_at = std::min(record_.started_at, started);
  const WallTime ended = end_of(sample);
  record_.ended_at = std::max(record_.ended_at.value_or(ended), ended);
  if (is_planned(sample.kind)) record_.rounds = std::max(record_.rounds, sample.round + 1);
}

}  // namespace portalprobe
