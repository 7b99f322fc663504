#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/sample.hpp"
#include "results/sqlite_db.hpp"
#include "results/text_map.hpp"

namespace portalprobe {

// A series is what is measured again and again in the same way: everything of a sample's key but the sweep
// and the round. It is one number in each sample's row. What is remembered is bounded, as with words.

/// For writing: from a sample to its series' number.
class SeriesIds {
 public:
  static Expected<SeriesIds> open(Database& database);

  /// Makes the series if it is new. Within a transaction; after its rollback call `forget`.
  Expected<std::int64_t> id_of(const Sample& sample);
  /// The same without making any: 0 where there is none. What is found is remembered.
  Expected<std::int64_t> known_id_of(const Sample& sample);
  /// The number of a series that is there; 0 where there is none.
  Expected<std::int64_t> find(const Sample& sample);
  void forget() { ids_.clear(); }

 private:
  Expected<std::int64_t> find_or_add(const Sample& sample);

  Statement find_;
  Statement add_;
  TextMap<std::int64_t> ids_;
  std::string key_;  ///< of the sample at hand; kept for its memory
};

/// For reading: fills a sample in from its series' number.
class SeriesTexts {
 public:
  static Expected<SeriesTexts> open(Database& database);

  /// Sets the fields that belong to the series.
  Expected<void> fill(std::int64_t id, Sample& sample);

 private:
  using Texts = std::vector<std::string>;  ///< of the series' fields, in their order

  Expected<Texts> read(std::int64_t id);

  Statement find_;
  std::unordered_map<std::int64_t, Texts> series_;
};

}  // namespace portalprobe
