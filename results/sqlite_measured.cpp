#include "results/sqlite_measured.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "results/sqlite_sweeps.hpp"

namespace portalprobe {
namespace {

/// Rows of one query. A tenth of a second, so that who writes has its log folded in all the time.
constexpr int kPage = 100'000;
/// Roles and strata are a configuration's, and few; but an archive may have written anything.
constexpr std::size_t kMostWords = 1U << 16U;

// In the order of the table's columns: what SQLite has decoded of a row it does not decode again.
constexpr std::string_view kColumns =
    "id, sweep, round, series, scheduled_at, started_at, fit, role, stratum, outcome, side";
enum Column {
  row_id,
  sweep,
  round,
  series,
  scheduled_at,
  started_at,
  fit,
  role,
  stratum,
  outcome,
  side,
  first_metric
};

std::string column_of(Metric metric) {
  return fmt::format("{}{}", to_string(metric), is_duration(metric) ? "_us" : "");
}

tl::unexpected<Error> damaged(std::string_view field, std::string_view value) {
  return fail(fmt::format("the store is damaged: a sample has the {} '{}'", field, value));
}

bool is_judged(TargetKind kind) { return kind == TargetKind::page || kind == TargetKind::action; }

}  // namespace

MeasuredReader::MeasuredReader(Statement page, SeriesTexts series, WordTexts words,
                               const MeasuredQuery& query)
    : page_(std::move(page)),
      series_texts_(std::move(series)),
      word_texts_(std::move(words)),
      metrics_(query.metrics) {
  row_.values.fill(std::numeric_limits<double>::quiet_NaN());
}

Expected<MeasuredReader> MeasuredReader::open(Database& database, const MeasuredQuery& query) {
  std::string columns(kColumns);
  for (const Metric metric : query.metrics) columns += ", " + column_of(metric);
  auto page = database.prepare(fmt::format(
      "SELECT {}, via_proxy FROM sample WHERE id >= ?1 AND id <= ?2 ORDER BY id LIMIT {}", columns, kPage));
  if (!page) return tl::unexpected(page.error());
  auto series = SeriesTexts::open(database);
  if (!series) return tl::unexpected(series.error());
  auto words = WordTexts::open(database);
  if (!words) return tl::unexpected(words.error());
  MeasuredReader reader(std::move(*page), std::move(*series), std::move(*words), query);
  if (auto done = reader.find_sweeps(database, query.sweeps); !done) return tl::unexpected(done.error());
  if (auto done = reader.find_spans(database); !done) return tl::unexpected(done.error());
  return reader;
}

Expected<void> MeasuredReader::find_sweeps(Database& database, const std::vector<std::string>& ids) {
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const auto number = find_sweep_number(database, ids[i]);
    if (!number) return tl::unexpected(number.error());
    sweeps_.emplace(*number, i);
  }
  return {};
}

/// Where the rows of the sweeps are. Asking the index takes a while, too: it is not worth it where most of
/// the table is wanted anyway.
Expected<void> MeasuredReader::find_spans(Database& database) {
  if (sweeps_.empty()) return {};
  const auto all = database.integer("SELECT count(*) FROM sweep");
  if (!all) return tl::unexpected(all.error());
  if (sweeps_.size() * 2 >= static_cast<std::size_t>(*all)) {
    spans_.push_back({0, std::numeric_limits<std::int64_t>::max()});
    return {};
  }
  auto ends = database.prepare("SELECT min(id), max(id) FROM sample WHERE sweep = ?");
  if (!ends) return tl::unexpected(ends.error());
  for (const auto& [number, place] : sweeps_) {
    ends->bind(0, number);
    if (const auto row = ends->step(); !row) return tl::unexpected(row.error());
    if (!ends->is_null(0)) spans_.push_back({ends->integer(0), ends->integer(1)});
    ends->reset();
  }
  join_spans();
  return {};
}

/// Sweeps that were measured at the same time have their rows between each other's.
void MeasuredReader::join_spans() {
  std::ranges::sort(spans_, {}, &Span::low);
  std::vector<Span> joined;
  for (const Span& span : spans_) {
    if (joined.empty() || span.low > joined.back().high) {
      joined.push_back(span);
    } else {
      joined.back().high = std::max(joined.back().high, span.high);
    }
  }
  spans_ = std::move(joined);
}

Expected<std::uint64_t> MeasuredReader::read(const std::function<bool(const Measured&)>& visit) {
  std::uint64_t visited = 0;
  for (const Span& span : spans_) {
    int in_page = kPage;
    for (std::int64_t last = span.low - 1; in_page == kPage && last < span.high;) {
      page_.bind(0, last + 1);
      page_.bind(1, span.high);
      for (in_page = 0;; ++in_page) {
        const auto row = page_.step();
        if (!row) return tl::unexpected(row.error());
        if (!*row) break;
        last = page_.integer(row_id);
        const auto judged = read_row();
        if (!judged) return tl::unexpected(judged.error());
        if (!*judged) continue;
        ++visited;
        if (!visit(row_)) {
          page_.reset();
          return visited;
        }
      }
      page_.reset();
    }
  }
  return visited;
}

bool MeasuredReader::is_asked_for(std::int64_t number) {
  if (number == last_sweep_) return last_is_asked_for_;
  const auto found = sweeps_.find(number);
  last_sweep_ = number;
  last_is_asked_for_ = found != sweeps_.end();
  if (last_is_asked_for_) row_.sweep = found->second;
  return last_is_asked_for_;
}

/// Whether the row is one to be shown: `row_` is it then.
Expected<bool> MeasuredReader::read_row() {
  if (!is_asked_for(page_.integer(sweep))) return false;
  const auto one = series_of(page_.integer(series));
  if (!one) return tl::unexpected(one.error());
  if ((*one)->of == nullptr) return false;
  row_.series = (*one)->number;
  row_.of = (*one)->of;
  const std::int64_t number = page_.integer(round);
  if (number < 0 || number > std::numeric_limits<std::uint32_t>::max())
    return damaged("round", fmt::format("{}", number));
  row_.round = static_cast<std::uint32_t>(number);
  const bool started = !page_.is_null(started_at);
  row_.at = WallTime(microseconds(page_.integer(started ? started_at : scheduled_at)));
  row_.fit = page_.integer(fit) != 0;
  if (auto done = read_words(); !done) return tl::unexpected(done.error());
  read_values();
  return true;
}

Expected<void> MeasuredReader::read_words() {
  // Here, and not when there is one more: what the row shows must not go before it was shown.
  if (words_.size() > kMostWords) words_.clear();
  const auto role_word = word_of(role);
  if (!role_word) return tl::unexpected(role_word.error());
  const auto stratum_word = word_of(stratum);
  if (!stratum_word) return tl::unexpected(stratum_word.error());
  const auto outcome_word = word_of(outcome);
  if (!outcome_word) return tl::unexpected(outcome_word.error());
  const auto side_word = word_of(side);
  if (!side_word) return tl::unexpected(side_word.error());
  if (!(*outcome_word)->outcome) return damaged("outcome", (*outcome_word)->text);
  if (!(*side_word)->side) return damaged("side", (*side_word)->text);
  row_.role = (*role_word)->text;
  row_.stratum = (*stratum_word)->text;
  row_.outcome = *(*outcome_word)->outcome;
  row_.side = *(*side_word)->side;
  return {};
}

void MeasuredReader::read_values() {
  int column = first_metric;
  for (const Metric metric : metrics_) {
    double& value = row_.values[static_cast<std::size_t>(metric)];
    value = page_.is_null(column) ? std::numeric_limits<double>::quiet_NaN() : page_.real(column);
    ++column;
  }
  row_.via_proxy = page_.integer(column) != 0;
}

Expected<const MeasuredReader::Series*> MeasuredReader::series_of(std::int64_t id) {
  if (const auto* known = series_.find(id)) return known;
  Sample sample;
  if (auto done = series_texts_.fill(id, sample); !done) return tl::unexpected(done.error());
  Series found;
  if (is_judged(sample.kind)) {
    found.number = judged_.size();
    found.of = &judged_.emplace_back(MeasuredSeries{sample.portal_id, sample.target_id, sample.vantage_id,
                                                    sample.kind, sample.engine, sample.profile,
                                                    sample.connection, sample.ip_family});
  }
  return series_.add(id, found);
}

/// NULL is no text at all.
Expected<const MeasuredReader::Word*> MeasuredReader::word_of(int column) {
  static const Word kNone;
  const std::int64_t id = page_.integer(column);
  if (id == 0 && page_.is_null(column)) return &kNone;
  if (const auto* known = words_.find(id)) return known;
  const auto text = word_texts_.text_of(id);
  if (!text) return tl::unexpected(text.error());
  return words_.add(id, {std::string(*text), outcome_from(*text), side_from(*text)});
}

}  // namespace portalprobe
