#include "results/import.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "results/import_check.hpp"
#include "results/store.hpp"

namespace portalprobe {
namespace {

/// The second pass: everything is right, and is stored.
class ImportWriter {
 public:
  ImportWriter(Store& store, ImportCheck& check) : store_(store), check_(check) {}

  Expected<void> run(const std::vector<std::string>& files) {
    if (auto done = begin_sweeps(); !done) return done;
    for (std::size_t i = 0; i < files.size(); ++i) {
      if (auto done = write_file(files[i], check_.stamps()[i]); !done) return done;
    }
    if (auto done = write_batch(); !done) return done;
    return end_sweeps();
  }

 private:
  static constexpr std::size_t kBatch = 1024;      ///< samples of one transaction ...
  static constexpr std::size_t kBatchRows = 4096;  ///< ... and resources, unless one sample has more

  Expected<void> begin_sweeps() {
    for (const auto& [id, sweep] : check_.sweeps()) {
      if (sweep.is_stored()) continue;
      SweepRecord record = sweep.record();
      record.planned = sweep.added();
      if (auto done = store_.begin_sweep(record); !done) return done;
    }
    return {};
  }

  /// Records of imported sweeps follow their samples. One commit waits for the disk, and for all before it.
  Expected<void> end_sweeps() {
    const auto stored = store_.sweeps();
    if (!stored) return tl::unexpected(stored.error());
    std::optional<SweepRecord> last;
    for (const auto& record : *stored) {
      const auto sweep = check_.sweeps().find(record.id);
      if (sweep == check_.sweeps().end() || !sweep->second.wants_writing()) continue;
      last = sweep->second.record();
      last->planned = record.stored;
      last->complete = true;
      if (auto done = store_.extend_imported(*last); !done) return done;
    }
    return last ? store_.finish_sweep(*last) : Expected<void>();
  }

  Expected<void> write_file(const std::string& file, const FileStamp& stamp) {
    auto reader = LineReader::open(file, kMaxLineWithResources);
    if (!reader) return fail(fmt::format("{}: {}", file, reader.error().message));
    if (!(reader->stamp() == stamp)) return changed(file);
    for (;;) {
      const auto line = reader->next();
      if (!line) return fail(fmt::format("{}: {}", file, line.error().message));
      if (!*line) return {};
      if ((*line)->text.find_first_not_of(" \t\r") == std::string_view::npos) continue;
      auto measurement = parse_ndjson_measurement((*line)->text);
      if (!measurement) return changed(file);
      if (auto done = put(std::move(*measurement)); !done) return done;
    }
  }

  Expected<void> put(Measurement measurement) {
    rows_ += measurement.page ? measurement.page->resources.size() : 0;
    batch_.push_back(std::move(measurement));
    return batch_.size() < kBatch && rows_ < kBatchRows ? Expected<void>() : write_batch();
  }

  Expected<void> write_batch() {
    // The store looks a sweep up each time that the samples' sweep changes.
    std::ranges::stable_sort(
        batch_, {}, [](const Measurement& made) -> const std::string& { return made.sample.sweep_id; });
    auto written = store_.write(batch_);
    batch_.clear();
    rows_ = 0;
    return written;
  }

  static Expected<void> changed(const std::string& file) {
    return fail(
        fmt::format("{}: it was changed while it was read: what was stored of it is right, and importing it "
                    "again completes it",
                    file));
  }

  Store& store_;
  ImportCheck& check_;
  std::vector<Measurement> batch_;
  std::size_t rows_ = 0;
};

using Imported = tl::expected<ImportCounts, ImportRefusal>;

tl::unexpected<ImportRefusal> refuse(const Error& error) {
  return tl::unexpected(ImportRefusal{false, {error.message}});
}

tl::expected<void, ImportRefusal> look_through(ImportCheck& check) {
  if (const auto done = check.run(); !done) return refuse(done.error());
  if (!check.problems().empty()) return tl::unexpected(ImportRefusal{true, check.problems()});
  return {};
}

Imported write(Store& store, ImportCheck& check, const std::vector<std::string>& files) {
  if (const auto done = ImportWriter(store, check).run(files); !done) return refuse(done.error());
  return check.counts();
}

}  // namespace

Imported import_samples(Store& store, const std::vector<std::string>& files) {
  ImportCheck check(&store, files);
  if (const auto done = look_through(check); !done) return tl::unexpected(done.error());
  return check.has_news() ? write(store, check, files) : Imported(check.counts());
}

Imported import_into_new(const OpenStore& open, const std::vector<std::string>& files) {
  ImportCheck check(nullptr, files);
  if (const auto done = look_through(check); !done) return tl::unexpected(done.error());
  if (!check.has_news()) return check.counts();
  const auto store = open();
  if (!store) return refuse(store.error());
  const auto sweeps = (*store)->sweeps();
  if (!sweeps) return refuse(sweeps.error());
  // Somebody else may have made it meanwhile.
  return sweeps->empty() ? write(**store, check, files) : import_samples(**store, files);
}

}  // namespace portalprobe
