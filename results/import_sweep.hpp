#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "results/measured_plan.hpp"
#include "results/ndjson.hpp"

namespace portalprobe {

/// What is known of one sweep whose samples are being imported: from its record, where the store has one, and
/// from the lines. All samples of a sweep agree on its vantage, its stratum and its facts.
class ImportSweep {
 public:
  /// One that the store does not know.
  explicit ImportSweep(const std::string& id);
  /// One that it has a record of.
  explicit ImportSweep(const SweepRecord& stored);

  /// What the line says otherwise than the record or the lines before it; absent: it agrees, and what it says
  /// of the sweep is known from now on. A line without any fact was written before lines had them, and is
  /// believed.
  std::optional<std::string> disagreement(const ArchivedSample& line);
  /// Takes the record of another of the sweep's shards. The first that says something of its facts speaks for
  /// all, as in an export.
  void add_shard(const SweepRecord& stored);
  /// Why a sample that the store lacks cannot be added; absent: it can. Only a sweep that was measured into
  /// the store has a plan that a sample can contradict.
  std::optional<std::string> why_not(const Sample& sample) const;
  /// Takes a sample that the store will get.
  void add(const Sample& sample);

  bool is_stored() const { return stored_; }
  /// Whether the record is made of imported samples, and so changes with them.
  bool is_imported() const { return record_.imported; }
  /// Whether such a record is to be written: it has changed, or an import was cut off before it was ended.
  bool wants_writing() const { return record_.imported && (changed_ || !record_.complete); }
  /// Samples that were added, of what was planned.
  std::uint64_t added() const { return added_; }
  /// The record, with what was added, but for how many are planned and stored.
  const SweepRecord& record() const { return record_; }

 private:
  std::optional<std::string> disagreeing_text(const Sample& sample);
  std::optional<std::string> disagreeing_fact(const Sample& sample, const SweepFacts& said);
  std::string told(std::string_view field, std::string_view said, std::string_view known) const;

  SweepRecord record_;
  SweepFacts facts_;
  std::optional<MeasuredPlan> plan_;  ///< absent: it was not measured into the store
  bool stored_ = false;
  bool knows_texts_ = false;    ///< vantage and stratum
  bool knows_times_ = false;    ///< and rounds
  bool knows_facts_ = false;    ///< but those of a browser ...
  bool knows_browser_ = false;  ///< ... and those
  bool changed_ = false;
  std::uint64_t added_ = 0;
};

}  // namespace portalprobe
