#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "results/sample_fields.hpp"
#include "results/sqlite_db.hpp"
#include "results/sqlite_series.hpp"
#include "results/sqlite_words.hpp"

namespace portalprobe {

/// Puts samples into their table.
class SampleInserter {
 public:
  static Expected<SampleInserter> open(Database& database);

  /// Where a sample went: its key inside the store, and whether it was not there before.
  struct Place {
    std::int64_t series = 0;
    bool added = false;
    std::int64_t row = 0;  ///< its number; 0 unless it was added
  };
  /// Within a transaction; after its rollback call `forget`.
  Expected<Place> insert(std::int64_t sweep, const Sample& sample);
  /// The number of the sample's series; 0: no sample of it is there.
  Expected<std::int64_t> known_series(const Sample& sample) { return series_.known_id_of(sample); }
  void forget();

 private:
  SampleInserter(Database& database, Statement insert, SeriesIds series, WordIds words);
  Expected<void> bind(int parameter, std::size_t index, const FieldValue& value);

  Database* database_;
  Statement insert_;
  SeriesIds series_;
  WordIds words_;
  std::vector<std::string> scratch_;  ///< texts that had to be changed, until the row is in
};

/// Reads samples of one sweep, round by round. Each page is a query of its own: however long a reader takes,
/// it never keeps the writer's log from being folded into the store.
class SampleReader {
 public:
  static Expected<SampleReader> open(Database& database);

  /// Begins with a sweep's first sample.
  void start(std::int64_t sweep, std::string sweep_id);
  /// The next sample, valid until the next call; null at the end.
  Expected<const Sample*> next();
  /// The number of the sample that `next` or `find` gave last.
  std::int64_t row() const { return row_; }
  /// Lets go of the store before the end.
  void stop() { page_.reset(); }
  /// One sample by its key; absent: it is not there.
  Expected<std::optional<Sample>> find(std::int64_t sweep, const std::string& sweep_id, std::int64_t round,
                                       std::int64_t series);

 private:
  SampleReader(Statement page, Statement find, SeriesTexts series, WordTexts words);
  Expected<void> read(Statement& row, Sample& sample);
  Expected<void> read_field(Statement& row, int column, std::size_t index, Sample& sample);
  Expected<bool> step_page();

  Statement page_;
  Statement find_;
  SeriesTexts series_;
  WordTexts words_;
  Sample sample_;
  std::int64_t sweep_ = 0;
  std::int64_t row_ = 0;
  std::int64_t last_round_ = -1;
  std::int64_t last_series_ = 0;
  int left_in_page_ = 0;
};

}  // namespace portalprobe
