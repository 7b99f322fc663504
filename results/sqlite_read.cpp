#include <fmt/format.h>

#include "results/json_read.hpp"
#include "results/sqlite_columns.hpp"
#include "results/sqlite_samples.hpp"

namespace portalprobe {
namespace {

constexpr int kPage = 1000;
/// Columns before those of `column_fields`.
constexpr int kRound = 0;
constexpr int kSeries = 1;
constexpr int kRow = 2;
constexpr int kFirstField = 3;

tl::unexpected<Error> damaged(const SampleField& field) {
  return fail(fmt::format("the store is damaged: a sample has a {} that it cannot have", field.name));
}

std::string to_hex(std::string_view bytes) {
  std::string hex;
  for (const char c : bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    const auto byte = static_cast<unsigned char>(c);
    hex += kDigits[byte >> 4U];
    hex += kDigits[byte & 0xFU];
  }
  return hex;
}

bool read_text(const SampleField& field, std::string_view text, Sample& sample) {
  if (field.type == FieldType::hex) return field.set(sample, std::string_view(to_hex(text)));
  if (field.type != FieldType::redirects) return field.set(sample, text);
  const auto json = read_json(text);
  const auto hops = json ? redirects_from(*json) : std::nullopt;
  return hops && field.set(sample, &*hops);
}

/// Sets a field from its own column; words are looked up elsewhere.
bool read_own(const SampleField& field, const Statement& row, int column, Sample& sample) {
  switch (field.type) {
    case FieldType::integer:
      return field.set(sample, row.integer(column));
    case FieldType::real:
      return field.set(sample, row.real(column));
    case FieldType::boolean:
      return field.set(sample, row.integer(column) != 0);
    case FieldType::time:
      return field.set(sample, WallTime(microseconds(row.integer(column))));
    default:
      return read_text(field, row.text(column), sample);
  }
}

}  // namespace

SampleReader::SampleReader(Statement page, Statement find, SeriesTexts series, WordTexts words)
    : page_(std::move(page)), find_(std::move(find)), series_(std::move(series)), words_(std::move(words)) {}

Expected<SampleReader> SampleReader::open(Database& database) {
  const std::string select = "SELECT round, series, id, " + column_names() + " FROM sample WHERE sweep = ?1 ";
  auto page = database.prepare(
      select + fmt::format("AND (round, series) > (?2, ?3) ORDER BY round, series LIMIT {}", kPage));
  if (!page) return tl::unexpected(page.error());
  auto find = database.prepare(select + "AND round = ?2 AND series = ?3");
  if (!find) return tl::unexpected(find.error());
  auto series = SeriesTexts::open(database);
  if (!series) return tl::unexpected(series.error());
  auto words = WordTexts::open(database);
  if (!words) return tl::unexpected(words.error());
  return SampleReader(std::move(*page), std::move(*find), std::move(*series), std::move(*words));
}

void SampleReader::start(std::int64_t sweep, std::string sweep_id) {
  page_.reset();
  sweep_ = sweep;
  sample_.sweep_id = std::move(sweep_id);
  last_round_ = -1;
  last_series_ = 0;
  left_in_page_ = 0;
}

/// Steps to the next row, over the end of a page. False at the end of the sweep.
Expected<bool> SampleReader::step_page() {
  if (left_in_page_ == 0) {
    page_.reset();
    page_.bind(0, sweep_);
    page_.bind(1, last_round_);
    page_.bind(2, last_series_);
    left_in_page_ = kPage;
  }
  --left_in_page_;
  auto row = page_.step();
  if (row && !*row) page_.reset();
  return row;
}

Expected<const Sample*> SampleReader::next() {
  const auto row = step_page();
  if (!row) return tl::unexpected(row.error());
  if (!*row) return nullptr;
  last_round_ = page_.integer(kRound);
  last_series_ = page_.integer(kSeries);
  if (auto done = read(page_, sample_); !done) return tl::unexpected(done.error());
  return &sample_;
}

Expected<std::optional<Sample>> SampleReader::find(std::int64_t sweep, const std::string& sweep_id,
                                                   std::int64_t round, std::int64_t series) {
  find_.bind(0, sweep);
  find_.bind(1, round);
  find_.bind(2, series);
  const auto row = find_.step();
  if (!row) return tl::unexpected(row.error());
  if (!*row) {
    find_.reset();
    return std::nullopt;
  }
  Sample sample;
  sample.sweep_id = sweep_id;
  const auto done = read(find_, sample);
  find_.reset();
  if (!done) return tl::unexpected(done.error());
  return sample;
}

Expected<void> SampleReader::read(Statement& row, Sample& sample) {
  row_ = row.integer(kRow);
  if (auto done = series_.fill(row.integer(kSeries), sample); !done) return done;
  for (std::size_t i = 0; i < column_fields().size(); ++i) {
    if (auto done = read_field(row, kFirstField + static_cast<int>(i), i, sample); !done) return done;
  }
  return {};
}

Expected<void> SampleReader::read_field(Statement& row, int column, std::size_t index, Sample& sample) {
  const auto& field = column_fields()[index];
  bool set = false;
  if (row.is_null(column)) {
    set = field.set(sample, FieldValue());
  } else if (field.storage == Storage::word) {
    const auto text = words_.text_of(row.integer(column));
    if (!text) return tl::unexpected(text.error());
    set = field.set(sample, *text);
  } else {
    set = read_own(field, row, column, sample);
  }
  if (!set) return damaged(field);
  return {};
}

}  // namespace portalprobe
