#pragma once

#include <span>
#include <string>

#include "core/score_card.hpp"

namespace portalprobe {

/// A further member of an object: its name, and its value as JSON.
struct JsonMember {
  std::string name;
  std::string json;
};

/// A score card as one JSON object: what it was judged by and of what, `verdicts` (a line for each portal,
/// threshold, target and address family), `portals` and `tags`, then the further members. All its fields are
/// in docs/scores.md. What is not known is null.
std::string score_json(const ScoreCard& card, std::span<const JsonMember> further = {});

}  // namespace portalprobe
