#pragma once

#include "core/expected.hpp"
#include "core/score_card.hpp"
#include "scoring/evidence.hpp"

namespace portalprobe {

/// Judges everything that was gathered (`Evidence::finish` was called). The lines are judged on as many
/// threads as there are processors; the result does not depend on them.
Expected<ScoreCard> score(const Evidence& evidence);

}  // namespace portalprobe
