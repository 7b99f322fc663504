#include "results/sqlite_measured.hpp"

#include <fmt/format.h>

#include <exception>
#include <limits>
#include <optional>
#include <unordered_map>

#include "results/measured_names.hpp"
#include "results/sqlite_row_function.hpp"
#include "results/sqlite_spans.hpp"
#include "results/sqlite_sweeps.hpp"

namespace portalprobe {
namespace {

/// Rows of one query: a tenth of a second.
constexpr std::int64_t kPage = 100'000;
constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

// In the order of the table's columns: what SQLite has decoded of a row it does not decode again.
constexpr std::string_view kColumns =
    "sweep, round, series, scheduled_at, started_at, fit, role, stratum, outcome, side, "
    "censored_after_us";
enum Column {
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
  censored_after,
  first_metric
};

tl::unexpected<Error> damaged(std::string_view field, std::string_view value) {
  return fail(fmt::format("the store is damaged: a sample has the {} '{}'", field, value));
}

std::string columns_of(const std::vector<Metric>& metrics) {
  std::string columns(kColumns);
  for (const Metric metric : metrics)
    columns += fmt::format(", {}{}", to_string(metric), is_duration(metric) ? "_us" : "");
  return columns + ", via_proxy";
}

/// One reading. SQLite hands it the rows by calling a function: it takes a third less time than asking for
/// them row by row and column by column.
class Reading : public RowVisitor {
 public:
  using Visit = std::function<bool(const Measured&)>;

  Reading(Database& database, const MeasuredQuery& query, const Visit& visit, MeasuredNames names)
      : database_(database), metrics_(query.metrics), visit_(visit), names_(std::move(names)) {
    row_.values.fill(kNone);
  }

  Expected<std::uint64_t> read(const std::vector<std::string>& sweeps) {
    std::vector<std::int64_t> numbers;
    for (std::size_t i = 0; i < sweeps.size(); ++i) {
      const auto number = find_sweep_number(database_, sweeps[i]);
      if (!number) return tl::unexpected(number.error());
      if (sweeps_.emplace(*number, i).second) numbers.push_back(*number);
    }
    const auto spans = spans_of_sweeps(database_, numbers);
    if (!spans) return tl::unexpected(spans.error());
    const auto shown = RowFunction::make(database_, "show_measured", *this);
    if (!shown) return tl::unexpected(shown.error());
    if (auto done = read(*spans); !done) return tl::unexpected(done.error());
    return visited_;
  }

  bool visit(const RowValues& row) noexcept override {
    try {
      const auto is_shown = take(row);
      if (!is_shown) {
        failed_ = is_shown.error();
      } else if (*is_shown) {
        ++visited_;
        stopped_ = !visit_(row_);
      }
    } catch (...) {
      thrown_ = std::current_exception();  // must not cross SQLite, which is C
    }
    return !stopped_ && !failed_ && !thrown_;
  }

 private:
  Expected<void> read(const std::vector<RowSpan>& spans) {
    auto next = database_.prepare("SELECT id FROM sample WHERE id >= ? ORDER BY id LIMIT 1");
    if (!next) return tl::unexpected(next.error());
    auto page = database_.prepare(fmt::format(
        "SELECT count(show_measured({})) FROM sample WHERE id >= ? AND id <= ?", columns_of(metrics_)));
    if (!page) return tl::unexpected(page.error());
    for (const RowSpan& span : spans) {
      for (std::int64_t low = span.low;;) {
        next->bind(0, low);
        const auto first = next->ask(0);
        if (!first) return tl::unexpected(first.error());
        if (*first == 0 || *first > span.high) break;
        const std::int64_t last = span.high - *first < kPage ? span.high : *first + kPage - 1;
        if (auto done = read_page(*page, *first, last); !done || stopped_) return done;
        if (last == span.high) break;
        low = last + 1;
      }
    }
    return {};
  }

  Expected<void> read_page(Statement& page, std::int64_t first, std::int64_t last) {
    page.bind(0, first);
    page.bind(1, last);
    const auto done = page.ask(0);
    if (thrown_) std::rethrow_exception(thrown_);
    if (failed_) return tl::unexpected(*failed_);
    if (stopped_ || done) return {};
    return tl::unexpected(done.error());
  }

  /// Whether the row is one to be shown: `row_` is it then.
  Expected<bool> take(const RowValues& row) {
    if (!is_asked_for(row.integer(sweep))) return false;
    const auto one = names_.series_of(row.integer(series));
    if (!one) return tl::unexpected(one.error());
    if ((*one)->of == nullptr) return false;
    row_.series = (*one)->number;
    row_.of = (*one)->of;
    const std::int64_t number = row.integer(round);
    if (number < 0 || number > std::numeric_limits<std::uint32_t>::max())
      return damaged("round", fmt::format("{}", number));
    row_.round = static_cast<std::uint32_t>(number);
    row_.at = WallTime(microseconds(row.integer(row.is_null(started_at) ? scheduled_at : started_at)));
    row_.fit = row.integer(fit) != 0;
    row_.censored_after =
        row.is_null(censored_after) ? kNone : static_cast<double>(row.integer(censored_after));
    if (auto done = take_words(row); !done) return tl::unexpected(done.error());
    take_values(row);
    return true;
  }

  /// Neighbours are mostly of one sweep.
  bool is_asked_for(std::int64_t number) {
    if (number == last_sweep_) return last_is_asked_for_;
    const auto found = sweeps_.find(number);
    last_sweep_ = number;
    last_is_asked_for_ = found != sweeps_.end();
    if (last_is_asked_for_) row_.sweep = found->second;
    return last_is_asked_for_;
  }

  Expected<void> take_words(const RowValues& row) {
    // Here, and not when there is one more: what the row shows must not go before it was shown.
    names_.make_room();
    const MeasuredNames::Word* found[4];
    constexpr Column kWords[] = {role, stratum, outcome, side};
    for (std::size_t i = 0; i < 4; ++i) {
      const auto word = word_of(row, kWords[i]);
      if (!word) return tl::unexpected(word.error());
      found[i] = *word;
    }
    if (!found[2]->outcome) return damaged("outcome", found[2]->text);
    if (!found[3]->side) return damaged("side", found[3]->text);
    row_.role = found[0]->text;
    row_.stratum = found[1]->text;
    row_.outcome = *found[2]->outcome;
    row_.side = *found[3]->side;
    return {};
  }

  void take_values(const RowValues& row) {
    int column = first_metric;
    for (const Metric metric : metrics_) {
      row_.values[static_cast<std::size_t>(metric)] = row.is_null(column) ? kNone : row.real(column);
      ++column;
    }
    row_.via_proxy = row.integer(column) != 0;
  }

  /// NULL is no text at all.
  Expected<const MeasuredNames::Word*> word_of(const RowValues& row, Column column) {
    static const MeasuredNames::Word kNoText;
    if (row.is_null(column)) return &kNoText;
    return names_.word_of(row.integer(column));
  }

  Database& database_;
  const std::vector<Metric>& metrics_;
  const Visit& visit_;
  MeasuredNames names_;

  std::unordered_map<std::int64_t, std::size_t> sweeps_;  ///< from number to place in the query
  std::int64_t last_sweep_ = 0;                           ///< of the row before
  bool last_is_asked_for_ = false;
  Measured row_;

  std::uint64_t visited_ = 0;
  bool stopped_ = false;
  std::optional<Error> failed_;
  std::exception_ptr thrown_;
};

}  // namespace

Expected<std::uint64_t> read_measured(Database& database, const MeasuredQuery& query,
                                      const std::function<bool(const Measured&)>& visit) {
  auto names = MeasuredNames::open(database);
  if (!names) return tl::unexpected(names.error());
  return Reading(database, query, visit, std::move(*names)).read(query.sweeps);
}

}  // namespace portalprobe
