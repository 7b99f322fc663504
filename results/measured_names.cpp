#include "results/measured_names.hpp"

namespace portalprobe {
namespace {

constexpr std::size_t kMostWords = 1U << 16U;

bool is_judged(TargetKind kind) { return kind == TargetKind::page || kind == TargetKind::action; }

}  // namespace

Expected<MeasuredNames> MeasuredNames::open(Database& database) {
  auto series = SeriesTexts::open(database);
  if (!series) return tl::unexpected(series.error());
  auto words = WordTexts::open(database);
  if (!words) return tl::unexpected(words.error());
  return MeasuredNames(std::move(*series), std::move(*words));
}

Expected<const MeasuredNames::Series*> MeasuredNames::series_of(std::int64_t id) {
  if (const auto* known = series_.find(id)) return known;
  Sample sample;
  if (auto done = series_texts_.fill(id, sample); !done) return tl::unexpected(done.error());
  Series found;
  if (is_judged(sample.kind)) {
    found.number = judged_.size();
    found.of = &judged_.emplace_back(MeasuredSeries{sample.portal_id, sample.target_id, sample.vantage_id,
                                                    sample.kind, sample.engine, sample.profile,
                                                    sample.connection, sample.ip_family});
  }
  return series_.add(id, found);
}

Expected<const MeasuredNames::Word*> MeasuredNames::word_of(std::int64_t id) {
  if (const auto* known = words_.find(id)) return known;
  const auto text = word_texts_.text_of(id);
  if (!text) return tl::unexpected(text.error());
  return words_.add(id, {std::string(*text), outcome_from(*text), side_from(*text)});
}

void MeasuredNames::make_room() {
  if (words_.size() > kMostWords) words_.clear();
}

}  // namespace portalprobe
