#pragma once

#include <string>

#include "core/language.hpp"
#include "core/standing.hpp"

namespace portalprobe {

/// A whole evaluation as a table for spreadsheets (see TableFile), a row for each body. What is in doubt has two
/// cells, lowest and highest; what is certain has the same in both. Cells of what is not known are empty.
std::string ranking_csv(const Standings& standings, Language language);

}  // namespace portalprobe
