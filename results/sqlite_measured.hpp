#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/measured.hpp"
#include "results/by_number.hpp"
#include "results/sqlite_db.hpp"
#include "results/sqlite_series.hpp"
#include "results/sqlite_words.hpp"

namespace portalprobe {

/// Reads what judging needs of the samples of some sweeps, and nothing else of them: no text is copied and no
/// memory taken per row. Goes through the table in the order of its rows, which is that of the file. Each
/// page is a query of its own, so that it never keeps the writer's log from being folded into the store for
/// long. What it says of series stays where it is until its end.
class MeasuredReader {
 public:
  /// An error where one of the sweeps is not in the store.
  static Expected<MeasuredReader> open(Database& database, const MeasuredQuery& query);

  /// Visits the samples of pages and actions until `visit` says false. Returns how many were visited. Once.
  Expected<std::uint64_t> read(const std::function<bool(const Measured&)>& visit);

 private:
  /// Rows from `low` to `high`, both inclusive.
  struct Span {
    std::int64_t low = 0;
    std::int64_t high = 0;
  };
  struct Series {
    std::size_t number = 0;
    const MeasuredSeries* of = nullptr;  ///< null: not what is judged
  };
  struct Word {
    std::string text;
    std::optional<Outcome> outcome;  ///< that the text names
    std::optional<Side> side;
  };

  MeasuredReader(Statement page, SeriesTexts series, WordTexts words, const MeasuredQuery& query);
  Expected<void> find_sweeps(Database& database, const std::vector<std::string>& ids);
  Expected<void> find_spans(Database& database);
  void join_spans();
  bool is_asked_for(std::int64_t sweep);
  Expected<bool> read_row();
  Expected<const Series*> series_of(std::int64_t id);
  Expected<const Word*> word_of(int column);
  Expected<void> read_words();
  void read_values();

  Statement page_;
  SeriesTexts series_texts_;
  WordTexts word_texts_;
  std::vector<Metric> metrics_;
  std::vector<Span> spans_;  ///< apart from each other, in the order of rows

  std::unordered_map<std::int64_t, std::size_t> sweeps_;  ///< from number to place in the query
  ByNumber<Series> series_;
  std::deque<MeasuredSeries> judged_;  ///< a deque: they stay where they are
  ByNumber<Word> words_;
  std::int64_t last_sweep_ = 0;  ///< of the row before: neighbours are mostly of one sweep
  bool last_is_asked_for_ = false;
  Measured row_;
};

}  // namespace portalprobe
