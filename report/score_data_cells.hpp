#pragma once

#include <initializer_list>
#include <optional>

#include "core/language.hpp"
#include "core/score_card.hpp"
#include "report/data_table.hpp"

namespace portalprobe {

/// Cells that several tables of scores have.

struct ScoreHeading {
  const char* vi;
  const char* en;
};

void add_headings(DataTable& table, std::initializer_list<ScoreHeading> headings, Language language);

/// Seconds, or the plain number; "∞" for what is slower than any limit.
void add_amount(DataTable& table, const std::optional<double>& value, bool is_time);

void add_count(DataTable& table, std::uint64_t count);

/// "yes", or an empty text.
void add_yes(DataTable& table, bool yes, Language language);

/// Samples that were taken, those that are well, failures by side.
void add_sides(DataTable& table, const SideCounts& samples);
void add_side_headings(DataTable& table, Language language);

}  // namespace portalprobe
