#include "results/sqlite_summaries.hpp"

#include <optional>

#include "results/sqlite_resources.hpp"

namespace portalprobe {
namespace {

/// Of one transaction: tens of milliseconds on a slow disk.
constexpr std::int64_t kMostRows = 2'000;

/// Goes through the page loads that have resources, in the order of their numbers.
class Summariser {
 public:
  static Expected<Summariser> open(Database& database, WallTime before) {
    Summariser made(database, before);
    const struct {
      Statement& statement;
      const char* sql;
    } rows[] = {
        // One step into the index for each page load, however many rows it has.
        {made.next_,
         "SELECT r.sample, s.scheduled_at FROM resource AS r JOIN sample AS s ON s.id = r.sample "
         "WHERE r.sample > ? ORDER BY r.sample LIMIT 1"},
        {made.ok_, "SELECT id FROM word WHERE text = 'ok'"},
        {made.summarise_,
         "INSERT INTO resource_summary (sample, type, resources, failed, bytes_wire, bytes_body, "
         "last_done_us) "
         "SELECT sample, type, count(*), sum(outcome <> ?2), sum(bytes_wire), sum(bytes_body), max(done_us) "
         "FROM resource WHERE sample = ?1 GROUP BY type"},
        {made.remove_, "DELETE FROM resource WHERE sample = ?"},
    };
    for (const auto& row : rows) {
      auto statement = database.prepare(row.sql);
      if (!statement) return tl::unexpected(statement.error());
      row.statement = std::move(*statement);
    }
    return made;
  }

  /// A transaction's worth; false: there was nothing left to do.
  Expected<bool> some(Summarised& sum) {
    if (auto found = find_next(); !found) return tl::unexpected(found.error());
    if (!old_) return false;
    auto transaction = Transaction::begin(*database_);
    if (!transaction) return tl::unexpected(transaction.error());
    const auto ok = ok_.ask(0);
    if (!ok) return tl::unexpected(ok.error());
    Summarised more = sum;
    for (std::int64_t rows = 0; old_ && rows < kMostRows;) {
      const auto removed = summarise(*old_, *ok);
      if (!removed) return tl::unexpected(removed.error());
      rows += *removed;
      more.resources += static_cast<std::uint64_t>(*removed);
      if (*removed > 0) ++more.samples;
      if (auto found = find_next(); !found) return tl::unexpected(found.error());
    }
    if (auto done = transaction->commit(); !done) return tl::unexpected(done.error());
    sum = more;
    return old_.has_value();
  }

  /// A transaction's worth of the texts that nothing uses any more; false: there were none.
  Expected<bool> some_texts() {
    auto transaction = Transaction::begin(*database_);
    if (!transaction) return tl::unexpected(transaction.error());
    const auto removed = remove_resource_texts(*database_, day_of(before_), kMostRows);
    if (!removed) return tl::unexpected(removed.error());
    if (auto done = transaction->commit(); !done) return tl::unexpected(done.error());
    return *removed == kMostRows;
  }

 private:
  Summariser(Database& database, WallTime before) : database_(&database), before_(before) {}

  /// The next page load that is old enough. What other programs stored meanwhile is found or not.
  Expected<void> find_next() {
    if (old_ && *old_ > last_) return {};
    old_.reset();
    for (;;) {
      next_.bind(0, last_);
      const auto row = next_.step();
      if (!row) return tl::unexpected(row.error());
      if (!*row) break;
      const std::int64_t sample = next_.integer(0);
      const bool is_old = next_.integer(1) < before_.time_since_epoch().count();
      next_.reset();
      if (is_old) {
        old_ = sample;
        return {};
      }
      last_ = sample;
    }
    next_.reset();
    return {};
  }

  /// How many resources it had.
  Expected<std::int64_t> summarise(std::int64_t sample, std::int64_t ok) {
    last_ = sample;
    summarise_.bind(0, sample);
    summarise_.bind(1, ok);
    if (auto done = summarise_.run(); !done) return tl::unexpected(done.error());
    remove_.bind(0, sample);
    if (auto done = remove_.run(); !done) return tl::unexpected(done.error());
    return database_->changes();
  }

  Database* database_;
  WallTime before_;
  Statement next_;
  Statement ok_;
  Statement summarise_;
  Statement remove_;
  std::int64_t last_ = 0;            ///< dealt with up to here
  std::optional<std::int64_t> old_;  ///< the next one to summarise
};

}  // namespace

Expected<Summarised> summarise_resources(Database& database, WallTime before,
                                         const std::function<bool()>& go_on) {
  auto summariser = Summariser::open(database, before);
  if (!summariser) return tl::unexpected(summariser.error());
  if (auto done = let_resource_texts_go(database, day_of(before)); !done) return tl::unexpected(done.error());
  Summarised sum;
  for (bool more = true; more;) {
    if (!go_on()) {
      sum.all = false;
      return sum;
    }
    const auto done = summariser->some(sum);
    if (!done) return tl::unexpected(done.error());
    more = *done;
  }
  for (bool more = true; more && (sum.all = go_on());) {
    const auto done = summariser->some_texts();
    if (!done) return tl::unexpected(done.error());
    more = *done;
  }
  return sum;
}

}  // namespace portalprobe
