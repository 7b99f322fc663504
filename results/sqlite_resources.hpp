#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/page_visit.hpp"
#include "core/sample.hpp"
#include "results/sqlite_db.hpp"
#include "results/sqlite_texts.hpp"
#include "results/sqlite_words.hpp"
#include "results/stored_page.hpp"

namespace portalprobe {

/// The day, counted from 1970, by which a sample's resources age.
std::int64_t day_of(WallTime scheduled_at);

/// Puts the resources of page loads into their table.
class ResourceInserter {
 public:
  static Expected<ResourceInserter> open(Database& database);

  /// `sample_row` is the sample's number in the store. Within a transaction; after its rollback call
  /// `forget`.
  Expected<void> insert(std::int64_t sample_row, const Sample& sample, const PageVisit& visit);
  void forget();

 private:
  Expected<void> insert_one(const PageResource& resource, std::int64_t day);

  Statement insert_;
  WordIds words_;
  ResourceTextIds texts_;
  std::string scratch_;
};

/// Reads them back.
class ResourceReader {
 public:
  static Expected<ResourceReader> open(Database& database);

  /// Of a sample by its number in the store: its resources, or what they were summarised to.
  Expected<StoredPage> read(std::int64_t sample_row);

 private:
  Expected<PageVisit> read_rows(std::int64_t sample_row);
  Expected<void> read_one(PageResource& resource);
  Expected<std::vector<ResourceSummary>> read_summary(std::int64_t sample_row);

  Statement rows_;
  Statement summary_;
  WordTexts words_;
  WordTexts texts_;
};

}  // namespace portalprobe
