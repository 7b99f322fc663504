#include "results/sqlite_texts.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace portalprobe {

Expected<ResourceTextIds> ResourceTextIds::open(Database& database) {
  ResourceTextIds texts;
  const struct {
    Statement& statement;
    const char* sql;
  } rows[] = {
      {texts.find_, "SELECT id, used FROM resource_text WHERE text = ?"},
      {texts.add_, "INSERT INTO resource_text (text, used) VALUES (?, ?) RETURNING id"},
      {texts.touch_, "UPDATE resource_text SET used = max(used, ?) WHERE id = ?"},
      {texts.kept_since_day_, "SELECT since FROM resource_text_kept"},
  };
  for (const auto& row : rows) {
    auto statement = database.prepare(row.sql);
    if (!statement) return tl::unexpected(statement.error());
    row.statement = std::move(*statement);
  }
  return texts;
}

Expected<void> ResourceTextIds::look_for_removals() {
  const auto since = kept_since_day_.ask(0);
  if (!since) return tl::unexpected(since.error());
  kept_since_ = *since;
  return {};
}

Expected<std::int64_t> ResourceTextIds::id_of(std::string_view text, std::int64_t day) {
  day = std::max(day, kept_since_);
  auto known = known_.find(text);
  if (known != known_.end() && known->second.used < kept_since_) {
    known_.erase(known);  // it may have gone, and its number be another's
    known = known_.end();
  }
  if (known == known_.end()) {
    const auto entry = find_or_add(text, day);
    if (!entry) return tl::unexpected(entry.error());
    make_room_for_text(known_, bytes_, text.size());
    known = known_.emplace(text, *entry).first;
  }
  if (auto done = touch(known->second, day); !done) return tl::unexpected(done.error());
  return known->second.id;
}

Expected<ResourceTextIds::Entry> ResourceTextIds::find_or_add(std::string_view text, std::int64_t day) {
  find_.bind(0, text);
  const auto found = find_.step();
  if (!found) return tl::unexpected(found.error());
  if (*found) {
    const Entry entry{find_.integer(0), find_.integer(1)};
    find_.reset();
    return entry;
  }
  find_.reset();
  add_.bind(0, text);
  add_.bind(1, day);
  const auto id = add_.ask(0);
  if (!id) return tl::unexpected(id.error());
  return Entry{*id, day};
}

Expected<void> ResourceTextIds::touch(Entry& entry, std::int64_t day) {
  if (entry.used >= day) return {};
  touch_.bind(0, day);
  touch_.bind(1, entry.id);
  auto done = touch_.run();
  if (done) entry.used = day;
  return done;
}

void ResourceTextIds::forget() {
  known_.clear();
  bytes_ = 0;
}

Expected<void> let_resource_texts_go(Database& database, std::int64_t day) {
  return database.run(fmt::format("UPDATE resource_text_kept SET since = {0} WHERE since < {0}", day));
}

Expected<std::int64_t> remove_resource_texts(Database& database, std::int64_t day, std::int64_t limit) {
  const auto done = database.run(fmt::format(
      "DELETE FROM resource_text WHERE id IN (SELECT id FROM resource_text WHERE used < {} LIMIT {})", day,
      limit));
  if (!done) return tl::unexpected(done.error());
  return database.changes();
}

}  // namespace portalprobe
