#include <fmt/format.h>

#include "core/utf8.hpp"
#include "results/json_text.hpp"
#include "results/sqlite_columns.hpp"
#include "results/sqlite_samples.hpp"

namespace portalprobe {
namespace {

/// Parameters before those of `column_fields`.
constexpr int kSweep = 0;
constexpr int kSeries = 1;
constexpr int kFirstField = 2;

int nibble(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/// The bytes behind lower-case hex; false for anything else.
bool unhex(std::string_view hex, std::string& bytes) {
  bytes.clear();
  if (hex.size() % 2 != 0) return false;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    const int high = nibble(hex[i]);
    const int low = nibble(hex[i + 1]);
    if (high < 0 || low < 0) return false;
    bytes += static_cast<char>(high * 16 + low);
  }
  return true;
}

/// Binds a value as the table keeps it; `scratch` is the field's own and lives until the row is in.
struct BindValue {
  Statement& row;
  int parameter;
  const SampleField& field;
  std::string& scratch;

  bool operator()(std::monostate) const {
    row.bind_null(parameter);
    return true;
  }
  bool operator()(bool truth) const { return (*this)(std::int64_t{truth ? 1 : 0}); }
  bool operator()(std::int64_t number) const {
    row.bind(parameter, number);
    return true;
  }
  bool operator()(double number) const {
    row.bind_real(parameter, number);
    return true;
  }
  bool operator()(WallTime time) const { return (*this)(std::int64_t{time.time_since_epoch().count()}); }
  bool operator()(std::string_view text) const {
    if (field.type == FieldType::hex) {
      if (!unhex(text, scratch)) return false;
      row.bind_blob(parameter, scratch);
      return true;
    }
    row.bind(parameter, as_utf8(text, scratch));
    return true;
  }
  bool operator()(const std::vector<RedirectHop>* hops) const {
    scratch.clear();
    append_redirects(scratch, *hops);
    row.bind(parameter, scratch);
    return true;
  }
};

}  // namespace

SampleInserter::SampleInserter(Database& database, Statement insert, SeriesIds series, WordIds words)
    : database_(&database),
      insert_(std::move(insert)),
      series_(std::move(series)),
      words_(std::move(words)),
      scratch_(column_fields().size()) {}

Expected<SampleInserter> SampleInserter::open(Database& database) {
  std::string marks = "?, ?";
  for (std::size_t i = 0; i < column_fields().size(); ++i) marks += ", ?";
  auto insert = database.prepare(fmt::format(
      "INSERT INTO sample (sweep, series, {}) VALUES ({}) ON CONFLICT (sweep, round, series) DO NOTHING",
      column_names(), marks));
  if (!insert) return tl::unexpected(insert.error());
  auto series = SeriesIds::open(database);
  if (!series) return tl::unexpected(series.error());
  auto words = WordIds::open(database);
  if (!words) return tl::unexpected(words.error());
  return SampleInserter(database, std::move(*insert), std::move(*series), std::move(*words));
}

Expected<SampleInserter::Place> SampleInserter::insert(std::int64_t sweep, const Sample& sample) {
  const auto series = series_.id_of(sample);
  if (!series) return tl::unexpected(series.error());
  insert_.bind(kSweep, sweep);
  insert_.bind(kSeries, *series);
  const auto fields = column_fields();
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (auto bound = bind(kFirstField + static_cast<int>(i), i, fields[i].get(sample)); !bound)
      return tl::unexpected(bound.error());
  }
  if (auto done = insert_.run(); !done) return tl::unexpected(done.error());
  if (database_->changes() != 1) return Place{*series, false, 0};
  return Place{*series, true, database_->last_row()};
}

Expected<void> SampleInserter::bind(int parameter, std::size_t index, const FieldValue& value) {
  const auto& field = column_fields()[index];
  const auto* text = std::get_if<std::string_view>(&value);
  if (field.storage == Storage::word && text != nullptr) {
    const auto id = words_.id_of(as_utf8(*text, scratch_[index]));
    if (!id) return tl::unexpected(id.error());
    insert_.bind(parameter, *id);
    return {};
  }
  if (!std::visit(BindValue{insert_, parameter, field, scratch_[index]}, value)) {
    return fail(fmt::format("a sample's {} is '{}', which it cannot be", field.name, *text));
  }
  return {};
}

void SampleInserter::forget() {
  series_.forget();
  words_.forget();
}

}  // namespace portalprobe
