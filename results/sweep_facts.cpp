#include "results/sweep_facts.hpp"

namespace portalprobe {
namespace {

using F = SweepFacts;
constexpr FactField kFacts[] = {
    {"evaluation_sha256", &F::evaluation_sha256, false, false},
    {"vantage_network", &F::vantage_network, false, false},
    {"method", &F::method, false, false},
    {"browser_version", &F::browser_version, true, false},
    {"browser_version_later", &F::browser_version_later, true, true},
};

/// Those that the record keeps among its versions.
constexpr struct {
  const char* version;
  std::string SweepFacts::*text;
} kVersions[] = {
    {"method", &F::method},
    {"chromium", &F::browser_version},
    {"chromium_later", &F::browser_version_later},
};

}  // namespace

std::span<const FactField> fact_fields() { return kFacts; }

SweepFacts facts_of(const SweepRecord& record) {
  SweepFacts facts;
  facts.evaluation_sha256 = record.evaluation_sha256;
  facts.vantage_network = record.vantage_network;
  for (const auto& [version, text] : kVersions) {
    const auto found = record.versions.find(version);
    if (found != record.versions.end()) facts.*text = found->second;
  }
  return facts;
}

void put_facts(const SweepFacts& facts, SweepRecord& record) {
  record.evaluation_sha256 = facts.evaluation_sha256;
  record.vantage_network = facts.vantage_network;
  for (const auto& [version, text] : kVersions) {
    if (!(facts.*text).empty()) record.versions[version] = facts.*text;
  }
}

}  // namespace portalprobe
