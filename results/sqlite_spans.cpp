#include "results/sqlite_spans.hpp"

#include <algorithm>

namespace portalprobe {
namespace {

/// Sweeps that were measured at the same time have their rows between each other's.
std::vector<RowSpan> joined(std::vector<RowSpan> spans) {
  std::ranges::sort(spans, {}, &RowSpan::low);
  std::vector<RowSpan> joined;
  for (const RowSpan& span : spans) {
    if (joined.empty() || span.low > joined.back().high) {
      joined.push_back(span);
    } else {
      joined.back().high = std::max(joined.back().high, span.high);
    }
  }
  return joined;
}

}  // namespace

Expected<std::vector<RowSpan>> spans_of_sweeps(Database& database, const std::vector<std::int64_t>& sweeps) {
  std::vector<RowSpan> spans;
  if (sweeps.empty()) return spans;
  const auto all = database.integer("SELECT count(*) FROM sweep");
  if (!all) return tl::unexpected(all.error());
  // Asking the index takes a while, too: it is not worth it where most of the table is wanted anyway.
  if (sweeps.size() * 2 >= static_cast<std::size_t>(*all)) return std::vector{RowSpan()};
  auto ends = database.prepare("SELECT min(id), max(id) FROM sample WHERE sweep = ?");
  if (!ends) return tl::unexpected(ends.error());
  for (const std::int64_t sweep : sweeps) {
    ends->bind(0, sweep);
    if (const auto row = ends->step(); !row) return tl::unexpected(row.error());
    if (!ends->is_null(0)) spans.push_back({ends->integer(0), ends->integer(1)});
    ends->reset();
  }
  return joined(std::move(spans));
}

}  // namespace portalprobe
