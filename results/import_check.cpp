#include "results/import_check.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "results/import_rules.hpp"
#include "results/store.hpp"

namespace portalprobe {
namespace {

constexpr std::size_t kMostProblems = 20;

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r") == std::string_view::npos; }

/// What a file is that is taken for NDJSON and is something else, by its beginning; empty: nobody knows.
std::string_view other_format(std::string_view beginning) {
  constexpr std::pair<std::string_view, std::string_view> kFormats[] = {
      {"\xFF\xFE", "is UTF-16 (right would be UTF-8)"},
      {"\xFE\xFF", "is UTF-16 (right would be UTF-8)"},
      {"\x1F\x8B", "is compressed (right would be to unpack it first)"},
      {"\x28\xB5\x2F\xFD", "is compressed (right would be to unpack it first)"},
      {"\xFD"
       "7zXZ",
       "is compressed (right would be to unpack it first)"},
      {"PK\x03\x04", "is an archive (right would be to unpack it first)"},
      {"SQLite format 3", "is a database (right would be what `export` writes of it)"},
      {"schema_version,", "is CSV (right would be what `export --format ndjson` writes)"},
      {"\xEF\xBB\xBFschema_version,", "is CSV (right would be what `export --format ndjson` writes)"},
  };
  for (const auto& [start, format] : kFormats) {
    if (beginning.starts_with(start)) return format;
  }
  return {};
}

std::string name_of(const Sample& sample) {
  return fmt::format("{}/{}, round {} ({} {})", sample.portal_id, sample.target_id, sample.round,
                     to_string(sample.connection), to_string(sample.engine));
}

}  // namespace

Expected<void> ImportCheck::run() {
  if (auto done = learn_sweeps(); !done) return done;
  for (const auto& file : files_) {
    if (auto done = check_file(file); !done) return done;
    if (enough()) {
      problems_.emplace_back("that is enough: nothing further was looked at");
      break;
    }
  }
  counts_.files = files_.size();
  return {};
}

Expected<void> ImportCheck::learn_sweeps() {
  if (store_ == nullptr) return {};
  const auto records = store_->sweeps();
  if (!records) return tl::unexpected(records.error());
  for (const auto& record : *records) {
    const auto known = sweeps_.find(record.id);
    if (known == sweeps_.end()) {
      sweeps_.emplace(record.id, ImportSweep(record));
    } else {
      known->second.add_shard(record);
    }
  }
  return {};
}

Expected<void> ImportCheck::check_file(const std::string& file) {
  file_ = &file;
  line_ = 0;
  unreadable_ = false;
  auto reader = LineReader::open(file, kMaxLineWithResources);
  if (!reader) {
    problems_.push_back(fmt::format("{}: {}", file, reader.error().message));
    return {};
  }
  stamps_.push_back(reader->stamp());
  const auto before = counts_.samples;
  while (!unreadable_ && !enough()) {
    const auto line = reader->next();
    if (!line) {
      problems_.push_back(fmt::format("{}: {}", file, line.error().message));
      return {};
    }
    if (!*line) break;
    if (auto done = check_line(**line); !done) return done;
  }
  if (counts_.samples == before) counts_.empty.push_back(file);
  return {};
}

Expected<void> ImportCheck::check_line(const LineReader::Line& line) {
  line_ = line.number;
  if (is_blank(line.text)) return {};
  ++counts_.samples;
  if (const auto format = other_format(line.text); line.number == 1 && !format.empty()) {
    unreadable_ = true;
    wrong(fmt::format("the file {}", format));
    return {};
  }
  if (line.too_long) {
    wrong("the line is longer than 8 MiB");
    return {};
  }
  const auto sample = parse_archived_line(line.text);
  if (sample) return check_sample(*sample);
  const bool is_cut = !line.ended && line.text.front() == '{' && !nlohmann::json::accept(line.text);
  wrong(is_cut ? "the file ends in the middle of this line (right would be the whole file)"
               : sample.error().message);
  return {};
}

Expected<void> ImportCheck::check_sample(const ArchivedSample& line) {
  if (const auto impossible = what_cannot_be(line)) {
    wrong(*impossible);
    return {};
  }
  ImportSweep& sweep = sweep_of(line.measurement.sample);
  if (const auto disagreement = sweep.disagreement(line)) {
    wrong(*disagreement);
    return {};
  }
  return take(line.measurement, sweep);
}

Expected<void> ImportCheck::take(const Measurement& measurement, ImportSweep& sweep) {
  const Sample& sample = measurement.sample;
  auto seen = seen_.note(measurement);
  if (seen == SeenSamples::Seen::another) {
    if (const auto where = earlier(sample); !where.empty()) {
      wrong(fmt::format("contradicts {}, another sample of {} (right would be one of them)", where,
                        name_of(sample)));
      return {};
    }
    seen = SeenSamples::Seen::no;  // two keys of one hash
  }
  const auto held = sweep.is_stored() ? store_->held(measurement) : Expected<Held>(Held::no);
  if (!held) return tl::unexpected(held.error());
  if (*held == Held::another) {
    wrong(
        fmt::format("contradicts another sample of {}, that the store holds of sweep {} (right would be the "
                    "same sample, or a store of its own)",
                    name_of(sample), sample.sweep_id));
    return {};
  }
  const bool is_new = *held == Held::no && seen == SeenSamples::Seen::no;
  if (is_new) {
    if (const auto why = sweep.why_not(sample)) {
      wrong(*why);
      return {};
    }
  }
  has_news_ = has_news_ || *held != Held::same || (sweep.is_stored() && sweep.wants_writing());
  ++(is_new ? counts_.imported : counts_.skipped);
  if (is_new) sweep.add(sample);
  return {};
}

ImportSweep& ImportCheck::sweep_of(const Sample& sample) {
  const auto known = sweeps_.find(sample.sweep_id);
  if (known != sweeps_.end()) return known->second;
  ++counts_.sweeps_new;
  return sweeps_.emplace(sample.sweep_id, ImportSweep(sample.sweep_id)).first->second;
}

/// Reads all that came before once more: only where something is wrong.
std::string ImportCheck::earlier(const Sample& sample) const {
  for (const auto& file : files_) {
    auto reader = LineReader::open(file, kMaxLineWithResources);
    if (!reader) return {};
    for (;;) {
      const auto line = reader->next();
      if (!line || !*line || (&file == file_ && (*line)->number >= line_)) break;
      const auto read = parse_archived_line((*line)->text);
      if (read && same_key(read->measurement.sample, sample))
        return fmt::format("{}:{}", file, (*line)->number);
    }
    if (&file == file_) break;
  }
  return {};
}

void ImportCheck::wrong(const std::string& what) {
  if (!enough()) problems_.push_back(fmt::format("{}:{}: {}", *file_, line_, what));
}

bool ImportCheck::enough() const { return problems_.size() >= kMostProblems; }

}  // namespace portalprobe
