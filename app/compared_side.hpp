#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/evaluation.hpp"
#include "core/expected.hpp"
#include "results/store.hpp"
#include "scoring/sweep_comparability.hpp"
#include "scoring/value_collector.hpp"

namespace portalprobe {

/// A or B of `compare`: what is known of it before its samples are read.
struct NamedSide {
  RecordedSide recorded;
  std::string time_zone;              ///< of an evaluation's nights
  std::vector<Exclusion> exclusions;  ///< an evaluation's
};

/// Whether `which` is an evaluation's file rather than a sweep.
bool names_evaluation(const std::string& which);

/// The sweep that `which` means among `sweeps`, with all its shards.
Expected<NamedSide> sweep_side(const std::vector<SweepRecord>& sweeps, const std::string& which);
/// The sweeps that carry the evaluation's seal.
Expected<NamedSide> evaluation_side(const std::vector<SweepRecord>& sweeps, const Evaluation& evaluation);

struct ReadSide {
  CollectedLines lines;
  std::size_t nights = 0;  ///< 0 where values are samples
};

/// Reads the side's samples of the vantages (empty: all), an evaluation's night by night: no more than one
/// night is in memory. A night is the local date on which its sweeps start.
Expected<ReadSide> read_side(Store& store, const NamedSide& side, const std::set<std::string>& vantages);

/// The portals' names in the configurations of both sides' last sweeps; what cannot be read is left out.
std::map<std::string, std::string> portal_names(Store& store, const RecordedSide& before,
                                                const RecordedSide& after);

}  // namespace portalprobe
