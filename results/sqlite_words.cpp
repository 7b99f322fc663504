#include "results/sqlite_words.hpp"

#include <fmt/format.h>

namespace portalprobe {
namespace {

constexpr std::size_t kMostBytes = 16U << 20U;
/// What an entry of a map costs beside its text, roughly.
constexpr std::size_t kEntry = 64;

template <class Map>
void make_room(Map& map, std::size_t& bytes, std::size_t size) {
  if (bytes + size + kEntry > kMostBytes) {
    map.clear();
    bytes = 0;
  }
  bytes += size + kEntry;
}

/// The integer of the statement's first row, if there is one; leaves the statement reset.
Expected<std::int64_t> first_integer(Statement& statement, std::int64_t otherwise) {
  const auto row = statement.step();
  if (!row) return tl::unexpected(row.error());
  const std::int64_t value = *row ? statement.integer(0) : otherwise;
  statement.reset();
  return value;
}

}  // namespace

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
  make_room(ids_, bytes_, text.size());
  ids_.emplace(text, *id);
  return id;
}

Expected<std::int64_t> WordIds::find_or_add(std::string_view text) {
  constexpr std::int64_t kNone = 0;  // SQLite counts from 1
  find_.bind(0, text);
  auto found = first_integer(find_, kNone);
  if (!found || *found != kNone) return found;
  add_.bind(0, text);
  return first_integer(add_, kNone);
}

void WordIds::forget() {
  ids_.clear();
  bytes_ = 0;
}

Expected<WordTexts> WordTexts::open(Database& database) {
  auto find = database.prepare("SELECT text FROM word WHERE id = ?");
  if (!find) return tl::unexpected(find.error());
  WordTexts words;
  words.find_ = std::move(*find);
  return words;
}

Expected<std::string_view> WordTexts::text_of(std::int64_t id) {
  if (const auto known = texts_.find(id); known != texts_.end()) return std::string_view(known->second);
  find_.bind(0, id);
  const auto row = find_.step();
  if (!row) return tl::unexpected(row.error());
  if (!*row) {
    find_.reset();
    return fail(fmt::format("the store is damaged: a sample uses word {}, which is not there", id));
  }
  std::string text(find_.text(0));
  find_.reset();
  make_room(texts_, bytes_, text.size());
  return std::string_view(texts_.emplace(id, std::move(text)).first->second);
}

}  // namespace portalprobe
