#pragma once

#include <vector>

#include "core/language.hpp"
#include "core/score_blocks.hpp"
#include "core/score_card.hpp"
#include "report/data_table.hpp"
#include "report/xlsx.hpp"

namespace portalprobe {

/// Scores as tables for spreadsheets. Times are in seconds, shares from 0 to 1. What is slower than any limit
/// is the text "∞", what is not known an empty cell.

/// A row for each portal: rank, points, verdicts, reasons, samples by side.
DataTable portal_scores_data(const ScoreCard& card, Language language);

/// A row for each threshold, target and address family, with its figures, and how many samples were left out
/// for each reason.
DataTable verdicts_data(const ScoreCard& card, Language language);

/// A row for each threshold, target, address family and reading.
DataTable sensitivity_data(const ScoreCard& card, Language language);

/// A row for each block, and one of all together.
DataTable score_blocks_data(const ScoreBlocks& table, Language language);

/// One workbook's sheets: portals, verdicts; blocks where there are any (null: none); readings where they
/// were worked out.
std::vector<XlsxSheet> score_workbook(const ScoreCard& card, const ScoreBlocks* blocks, Language language);

}  // namespace portalprobe
