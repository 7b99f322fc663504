#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "results/sqlite_db.hpp"
#include "results/text_map.hpp"

namespace portalprobe {

// Texts that many samples share, and their numbers in the store. Both directions remember what they looked
// up; portals choose most of the texts, so what is remembered is bounded, and a flood of new ones costs
// look-ups, not memory.

/// For writing: from text to number.
class WordIds {
 public:
  static Expected<WordIds> open(Database& database);

  /// The number of a text, made if the text is new. Within a transaction; after its rollback call `forget`.
  Expected<std::int64_t> id_of(std::string_view text);
  void forget();

 private:
  Expected<std::int64_t> find_or_add(std::string_view text);

  Statement find_;
  Statement add_;
  TextMap<std::int64_t> ids_;
  std::size_t bytes_ = 0;
};

/// For reading: from number to text.
class WordTexts {
 public:
  /// `table`: `word`, or another of the same two columns.
  static Expected<WordTexts> open(Database& database, const std::string& table = "word");

  /// Valid until the next call. A number without text is damage, and an error.
  Expected<std::string_view> text_of(std::int64_t id);

 private:
  Statement find_;
  std::string table_;
  std::unordered_map<std::int64_t, std::string> texts_;
  std::size_t bytes_ = 0;
};

}  // namespace portalprobe
