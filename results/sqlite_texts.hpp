#pragma once

#include <cstdint>
#include <string_view>

#include "results/sqlite_db.hpp"
#include "results/text_map.hpp"

namespace portalprobe {

/// From texts that portals wrote to their numbers in the store, for writing. Each text knows the last day
/// that uses it, so that it can go when that day's resources have gone. What is remembered is bounded.
class ResourceTextIds {
 public:
  static Expected<ResourceTextIds> open(Database& database);

  /// To be called in each transaction before `id_of`: asks which texts may have gone meanwhile.
  Expected<void> look_for_removals();
  /// The number of a text that is used on `day` (since 1970); made if the text is new. Within a transaction;
  /// after its rollback call `forget`.
  Expected<std::int64_t> id_of(std::string_view text, std::int64_t day);
  void forget();

 private:
  struct Entry {
    std::int64_t id = 0;
    std::int64_t used = 0;
  };

  Expected<Entry> find_or_add(std::string_view text, std::int64_t day);
  Expected<void> touch(Entry& entry, std::int64_t day);

  Statement find_;
  Statement add_;
  Statement touch_;
  Statement kept_since_day_;
  TextMap<Entry> known_;
  std::size_t bytes_ = 0;
  std::int64_t kept_since_ = 0;
};

/// Says that texts which were last used before `day` may go from now on. In a transaction before the one that
/// looks for the resources to remove: what is stored afterwards keeps its texts.
Expected<void> let_resource_texts_go(Database& database, std::int64_t day);

/// Removes at most `limit` texts that were last used before `day`, within a transaction; their resources must
/// have gone before. Returns how many there were.
Expected<std::int64_t> remove_resource_texts(Database& database, std::int64_t day, std::int64_t limit);

}  // namespace portalprobe
