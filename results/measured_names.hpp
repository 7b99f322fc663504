#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <utility>

#include "core/measured.hpp"
#include "results/by_number.hpp"
#include "results/sqlite_series.hpp"
#include "results/sqlite_words.hpp"

namespace portalprobe {

/// What the numbers in rows that are read for judging stand for: each is looked up once and remembered. A
/// number that stands for nothing is damage, and an error.
class MeasuredNames {
 public:
  struct Series {
    std::size_t number = 0;              ///< from 0 and without gaps, among those that are judged
    const MeasuredSeries* of = nullptr;  ///< null: neither page nor action; stays where it is
  };
  struct Word {
    std::string text;
    std::optional<Outcome> outcome;  ///< that the text names
    std::optional<Side> side;
  };

  static Expected<MeasuredNames> open(Database& database);

  /// Valid until this object's end.
  Expected<const Series*> series_of(std::int64_t id);
  /// Valid until `make_room`.
  Expected<const Word*> word_of(std::int64_t id);
  /// Forgets words when there are many: roles and strata are a configuration's, and few; but an archive may
  /// have written anything.
  void make_room();

 private:
  MeasuredNames(SeriesTexts series, WordTexts words)
      : series_texts_(std::move(series)), word_texts_(std::move(words)) {}

  SeriesTexts series_texts_;
  WordTexts word_texts_;
  ByNumber<Series> series_;
  std::deque<MeasuredSeries> judged_;  ///< a deque: they stay where they are
  ByNumber<Word> words_;
};

}  // namespace portalprobe
