#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/sweep_record.hpp"

namespace portalprobe {

/// What a sweep's record knows of its samples and judging them needs. Each line of an archive repeats it, so
/// that another store can tell. Empty: not known, or none.
struct SweepFacts {
  std::string evaluation_sha256;
  std::string vantage_network;
  std::string method;
  std::string browser_version;
  std::string browser_version_later;  ///< that replaced the first one in the middle of the sweep
  bool operator==(const SweepFacts&) const = default;
};

/// One of them, under its public name.
struct FactField {
  std::string_view name;
  std::string SweepFacts::*text;
  bool of_browser;      ///< holds for samples that a browser measured
  bool may_come_later;  ///< in the middle of a sweep: what was exported before does not say it
};
std::span<const FactField> fact_fields();

SweepFacts facts_of(const SweepRecord& record);
/// Puts back what `facts_of` took out.
void put_facts(const SweepFacts& facts, SweepRecord& record);

}  // namespace portalprobe
