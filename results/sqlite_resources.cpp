#include "results/sqlite_resources.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/utf8.hpp"
#include "results/resource_fields.hpp"

namespace portalprobe {
namespace {

/// Parameters and columns beside those of `resource_fields`.
constexpr int kSample = 0;
constexpr int kPlace = 1;
constexpr int kFirstField = 2;

std::string field_names() {
  std::string names;
  for (const auto& field : resource_fields()) {
    if (!names.empty()) names += ", ";
    names += field.name;
  }
  return names;
}

tl::unexpected<Error> damaged(std::string_view field) {
  return fail(fmt::format("the store is damaged: a resource has a {} that it cannot have", field));
}

}  // namespace

std::int64_t day_of(WallTime scheduled_at) {
  return std::chrono::floor<std::chrono::days>(scheduled_at).time_since_epoch().count();
}

Expected<ResourceInserter> ResourceInserter::open(Database& database) {
  std::string marks = "?, ?";
  for (std::size_t i = 0; i < resource_fields().size(); ++i) marks += ", ?";
  auto insert = database.prepare(
      fmt::format("INSERT INTO resource (sample, place, {}) VALUES ({})", field_names(), marks));
  if (!insert) return tl::unexpected(insert.error());
  auto words = WordIds::open(database);
  if (!words) return tl::unexpected(words.error());
  auto texts = ResourceTextIds::open(database);
  if (!texts) return tl::unexpected(texts.error());
  ResourceInserter inserter;
  inserter.insert_ = std::move(*insert);
  inserter.words_ = std::move(*words);
  inserter.texts_ = std::move(*texts);
  return inserter;
}

Expected<void> ResourceInserter::insert(std::int64_t sample_row, const Sample& sample,
                                        const PageVisit& visit) {
  if (auto done = texts_.look_for_removals(); !done) return done;
  insert_.bind(kSample, sample_row);
  std::int64_t place = 0;
  for (const auto& resource : visit.resources) {
    insert_.bind(kPlace, place++);
    if (auto done = insert_one(resource, day_of(sample.scheduled_at)); !done) return done;
  }
  return {};
}

Expected<void> ResourceInserter::insert_one(const PageResource& resource, std::int64_t day) {
  int parameter = kFirstField;
  for (const auto& field : resource_fields()) {
    const FieldValue value = field.get(resource);
    if (const auto* number = std::get_if<std::int64_t>(&value)) {
      insert_.bind(parameter++, *number);
      continue;
    }
    const auto* text = std::get_if<std::string_view>(&value);
    // A required text is never absent, not even an empty one.
    if (text == nullptr && !field.required) {
      insert_.bind_null(parameter++);
      continue;
    }
    const std::string_view utf8 = text == nullptr ? std::string_view() : as_utf8(*text, scratch_);
    const auto id = field.storage == ResourceStorage::word ? words_.id_of(utf8) : texts_.id_of(utf8, day);
    if (!id) return tl::unexpected(id.error());
    insert_.bind(parameter++, *id);
  }
  return insert_.run();
}

void ResourceInserter::forget() {
  words_.forget();
  texts_.forget();
}

Expected<ResourceReader> ResourceReader::open(Database& database) {
  auto rows =
      database.prepare(fmt::format("SELECT {} FROM resource WHERE sample = ? ORDER BY place", field_names()));
  if (!rows) return tl::unexpected(rows.error());
  auto summary = database.prepare(
      "SELECT (SELECT text FROM word WHERE id = type), resources, failed, bytes_wire, bytes_body, "
      "last_done_us FROM resource_summary WHERE sample = ?");
  if (!summary) return tl::unexpected(summary.error());
  auto words = WordTexts::open(database);
  if (!words) return tl::unexpected(words.error());
  auto texts = WordTexts::open(database, "resource_text");
  if (!texts) return tl::unexpected(texts.error());
  ResourceReader reader;
  reader.rows_ = std::move(*rows);
  reader.summary_ = std::move(*summary);
  reader.words_ = std::move(*words);
  reader.texts_ = std::move(*texts);
  return reader;
}

Expected<StoredPage> ResourceReader::read(std::int64_t sample_row) {
  StoredPage page;
  auto visit = read_rows(sample_row);
  rows_.reset();
  if (!visit) return tl::unexpected(visit.error());
  page.visit = std::move(*visit);
  if (!page.visit.resources.empty()) return page;
  auto summary = read_summary(sample_row);
  summary_.reset();
  if (!summary) return tl::unexpected(summary.error());
  page.summary = std::move(*summary);
  return page;
}

Expected<PageVisit> ResourceReader::read_rows(std::int64_t sample_row) {
  PageVisit visit;
  rows_.bind(0, sample_row);
  for (;;) {
    const auto row = rows_.step();
    if (!row) return tl::unexpected(row.error());
    if (!*row) break;
    if (auto done = read_one(visit.resources.emplace_back()); !done) return tl::unexpected(done.error());
  }
  if (!initiators_fit(visit)) return damaged("initiator");
  return visit;
}

Expected<void> ResourceReader::read_one(PageResource& resource) {
  int column = -1;
  for (const auto& field : resource_fields()) {
    ++column;
    if (rows_.is_null(column)) {
      if (!field.set(resource, FieldValue())) return damaged(field.name);
      continue;
    }
    const std::int64_t number = rows_.integer(column);
    if (field.storage == ResourceStorage::row) {
      if (!field.set(resource, number)) return damaged(field.name);
      continue;
    }
    const auto text =
        field.storage == ResourceStorage::word ? words_.text_of(number) : texts_.text_of(number);
    if (!text) return tl::unexpected(text.error());
    if (!field.set(resource, *text)) return damaged(field.name);
  }
  return {};
}

Expected<std::vector<ResourceSummary>> ResourceReader::read_summary(std::int64_t sample_row) {
  std::vector<ResourceSummary> all;
  summary_.bind(0, sample_row);
  for (;;) {
    const auto row = summary_.step();
    if (!row) return tl::unexpected(row.error());
    if (!*row) break;
    const auto type = resource_type_from(summary_.text(0));
    if (!type) return damaged("type");
    auto& one = all.emplace_back();
    one.type = *type;
    one.resources = static_cast<std::uint64_t>(summary_.integer(1));
    one.failed = static_cast<std::uint64_t>(summary_.integer(2));
    one.bytes_wire = static_cast<std::uint64_t>(summary_.integer(3));
    one.bytes_body = static_cast<std::uint64_t>(summary_.integer(4));
    if (!summary_.is_null(5)) one.last_done = microseconds(summary_.integer(5));
  }
  std::ranges::sort(all, {}, &ResourceSummary::type);
  return all;
}

}  // namespace portalprobe
