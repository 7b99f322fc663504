#include "report/score_data_cells.hpp"

#include <cmath>

#include "report/score_words.hpp"

namespace portalprobe {

void add_headings(DataTable& table, std::initializer_list<ScoreHeading> headings, Language language) {
  for (const auto& heading : headings) table.text(language == Language::vi ? heading.vi : heading.en);
}

void add_amount(DataTable& table, const std::optional<double>& value, bool is_time) {
  if (value && std::isinf(*value))
    table.text("∞");
  else
    table.number(value && is_time ? std::optional(*value / 1e6) : value);
}

void add_count(DataTable& table, std::uint64_t count) { table.count(static_cast<std::size_t>(count)); }

void add_yes(DataTable& table, bool yes, Language language) {
  table.text(yes ? (language == Language::vi ? "có" : "yes") : "");
}

void add_sides(DataTable& table, const SideCounts& samples) {
  add_count(table, samples.taken);
  add_count(table, samples.ok);
  for (const auto count : samples.by_side) add_count(table, count);
}

void add_side_headings(DataTable& table, Language language) {
  add_headings(table, {{"lần đo", "samples"}, {"thành công", "ok"}}, language);
  for (std::size_t i = 0; i < SideCounts{}.by_side.size(); ++i)
    table.text(side_text(static_cast<Side>(i), language));
}

}  // namespace portalprobe
