#include "results/sqlite_series.hpp"

#include <fmt/format.h>

#include "core/utf8.hpp"
#include "results/sample_fields.hpp"

namespace portalprobe {
namespace {

constexpr std::size_t kMostSeries = 1U << 16U;

/// The fields that a series is made of, in the order of every list and statement here.
const std::vector<SampleField>& series_fields() {
  static const std::vector<SampleField> fields = [] {
    std::vector<SampleField> found;
    for (const auto& field : sample_fields()) {
      if (field.storage == Storage::series) found.push_back(field);
    }
    return found;
  }();
  return fields;
}

std::string listed(const char* after_each, const char* between) {
  std::string text;
  for (const auto& field : series_fields()) {
    if (!text.empty()) text += between;
    text += fmt::format("{}{}", field.name, after_each);
  }
  return text;
}

std::string marks() {
  std::string text = "?";
  for (std::size_t i = 1; i < series_fields().size(); ++i) text += ", ?";
  return text;
}

std::string_view text_of(const SampleField& field, const Sample& sample) {
  const FieldValue value = field.get(sample);
  const auto* text = std::get_if<std::string_view>(&value);
  return text == nullptr ? std::string_view() : *text;
}

/// Lengths keep neighbouring texts apart.
void make_key(const Sample& sample, std::string& key) {
  key.clear();
  for (const auto& field : series_fields()) {
    const std::string_view text = text_of(field, sample);
    const fmt::format_int size(text.size());
    key.append(size.data(), size.size());
    key += ':';
    key += text;
  }
}

/// Runs a statement over a series' texts; its first integer, or 0 without a row.
Expected<std::int64_t> ask(Statement& statement, const Sample& sample) {
  std::vector<std::string> scratch(series_fields().size());
  for (std::size_t i = 0; i < scratch.size(); ++i) {
    statement.bind(static_cast<int>(i), as_utf8(text_of(series_fields()[i], sample), scratch[i]));
  }
  const auto row = statement.step();
  if (!row) return tl::unexpected(row.error());
  const std::int64_t id = *row ? statement.integer(0) : 0;
  statement.reset();
  return id;
}

}  // namespace

Expected<SeriesIds> SeriesIds::open(Database& database) {
  auto find = database.prepare("SELECT id FROM series WHERE " + listed(" = ?", " AND "));
  if (!find) return tl::unexpected(find.error());
  auto add =
      database.prepare("INSERT INTO series (" + listed("", ", ") + ") VALUES (" + marks() + ") RETURNING id");
  if (!add) return tl::unexpected(add.error());
  SeriesIds series;
  series.find_ = std::move(*find);
  series.add_ = std::move(*add);
  return series;
}

Expected<std::int64_t> SeriesIds::id_of(const Sample& sample) {
  make_key(sample, key_);
  if (const auto known = ids_.find(key_); known != ids_.end()) return known->second;
  auto id = find_or_add(sample);
  if (!id) return id;
  if (ids_.size() >= kMostSeries) forget();
  ids_.emplace(key_, *id);
  return id;
}

Expected<std::int64_t> SeriesIds::known_id_of(const Sample& sample) {
  make_key(sample, key_);
  if (const auto known = ids_.find(key_); known != ids_.end()) return known->second;
  auto id = ask(find_, sample);
  if (!id || *id == 0) return id;
  if (ids_.size() >= kMostSeries) forget();
  ids_.emplace(key_, *id);
  return id;
}

Expected<std::int64_t> SeriesIds::find(const Sample& sample) { return ask(find_, sample); }

Expected<std::int64_t> SeriesIds::find_or_add(const Sample& sample) {
  auto found = ask(find_, sample);
  if (!found || *found != 0) return found;
  return ask(add_, sample);
}

Expected<SeriesTexts> SeriesTexts::open(Database& database) {
  auto find = database.prepare("SELECT " + listed("", ", ") + " FROM series WHERE id = ?");
  if (!find) return tl::unexpected(find.error());
  SeriesTexts series;
  series.find_ = std::move(*find);
  return series;
}

Expected<void> SeriesTexts::fill(std::int64_t id, Sample& sample) {
  auto known = series_.find(id);
  if (known == series_.end()) {
    auto texts = read(id);
    if (!texts) return tl::unexpected(texts.error());
    if (series_.size() >= kMostSeries) series_.clear();
    known = series_.emplace(id, std::move(*texts)).first;
  }
  for (std::size_t i = 0; i < series_fields().size(); ++i) {
    const auto& field = series_fields()[i];
    if (!field.set(sample, std::string_view(known->second[i]))) {
      return fail(
          fmt::format("the store is damaged: series {} has the {} '{}'", id, field.name, known->second[i]));
    }
  }
  return {};
}

Expected<SeriesTexts::Texts> SeriesTexts::read(std::int64_t id) {
  find_.bind(0, id);
  const auto row = find_.step();
  if (!row) return tl::unexpected(row.error());
  if (!*row) {
    find_.reset();
    return fail(fmt::format("the store is damaged: a sample belongs to series {}, which is not there", id));
  }
  Texts texts;
  for (std::size_t i = 0; i < series_fields().size(); ++i)
    texts.emplace_back(find_.text(static_cast<int>(i)));
  find_.reset();
  return texts;
}

}  // namespace portalprobe
