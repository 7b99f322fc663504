#pragma once

#include <vector>

#include "core/score_card.hpp"

namespace portalprobe {

/// Points, reasons and ranks of portals, from the lines of a card: fills in `card.portals`, ranked ones
/// first. `portals` are those of the register, `sides` what each one's samples ended like. In an evaluation a
/// portal that nobody verified is not ranked. Pure.
void add_portal_results(ScoreCard& card, const std::vector<Portal>& portals,
                        const std::vector<SideCounts>& sides);

}  // namespace portalprobe
