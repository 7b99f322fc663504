#include "results/sqlite_words.hpp"

#include <fmt/format.h>

namespace portalprobe {

Expected<WordIds> WordIds::open(Database& database) {
  auto find = database.prepare("SELECT id FROM word WHERE text = ?");
  if (!find) return tl::unexpected(find.error());
  auto add = database.prepare("INSERT INTO word (text) VALUES (?) RETURNING id");
  if (!add) return tl::unexpected(add.error());
  WordIds words;
  words.find_ = std::move(*find);
  words.add_ = std::move(*add);
  return words;
}

Expected<std::int64_t> WordIds::id_of(std::string_view text) {
  if (const auto known = ids_.find(text); known != ids_.end()) return known->second;
  auto id = find_or_add(text);
  if (!id) return id;
  make_room_for_text(ids_, bytes_, text.size());
  ids_.emplace(text, *id);
  return id;
}

Expected<std::int64_t> WordIds::find_or_add(std::string_view text) {
  constexpr std::int64_t kNone = 0;  // SQLite counts from 1
  find_.bind(0, text);
  auto found = find_.ask(kNone);
  if (!found || *found != kNone) return found;
  add_.bind(0, text);
  return add_.ask(kNone);
}

void WordIds::forget() {
  ids_.clear();
  bytes_ = 0;
}

Expected<WordTexts> WordTexts::open(Database& database, const std::string& table) {
  auto find = database.prepare(fmt::format("SELECT text FROM {} WHERE id = ?", table));
  if (!find) return tl::unexpected(find.error());
  WordTexts words;
  words.find_ = std::move(*find);
  words.table_ = table;
  return words;
}

Expected<std::string_view> WordTexts::text_of(std::int64_t id) {
  if (const auto known = texts_.find(id); known != texts_.end()) return std::string_view(known->second);
  find_.bind(0, id);
  const auto row = find_.step();
  if (!row) return tl::unexpected(row.error());
  if (!*row) {
    find_.reset();
    return fail(fmt::format("the store is damaged: a sample uses {} {}, which is not there", table_, id));
  }
  std::string text(find_.text(0));
  find_.reset();
  make_room_for_text(texts_, bytes_, text.size());
  return std::string_view(texts_.emplace(id, std::move(text)).first->second);
}

}  // namespace portalprobe
