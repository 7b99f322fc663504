#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/kinds.hpp"
#include "core/sample.hpp"

namespace portalprobe {

/// One visit of a target, as far as choosing among such visits goes.
struct RankedVisit {
  std::uint32_t round = 0;
  bool counts = true;  ///< false: of the probe's own making, or unfit; chosen only where there is no other
  std::optional<microseconds> value;  ///< what visits are compared by; absent: slower than any
  bool has_files = true;
};

/// By what a visit is compared with others: largest contentful paint, else load event; of a filmed one Speed
/// Index. One that failed counts as slower than any.
RankedVisit ranked_visit(const Sample& sample);

/// Which visit's files stay, and why.
struct ChosenVisit {
  std::size_t index = 0;  ///< among those given
  std::size_t rank = 0;   ///< from 1, the fastest
  std::size_t of = 0;
  bool is_worst = false;
  bool is_median = false;
  bool operator==(const ChosenVisit&) const = default;
};

/// The slowest and the median (of an even number: the faster of both in the middle) of one target's visits in
/// one sweep. Among equals the earlier one is chosen. Where that one has no files, the one next to it in rank
/// that has. By index; empty: none has files. Pure.
std::vector<ChosenVisit> choose_visits(const std::vector<RankedVisit>& visits);

}  // namespace portalprobe
