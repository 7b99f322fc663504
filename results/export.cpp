#include "results/export.hpp"

#include <map>

#include "results/csv.hpp"
#include "results/har_export.hpp"
#include "results/ndjson.hpp"
#include "results/prometheus.hpp"
#include "results/store.hpp"
#include "results/text_sink.hpp"

namespace portalprobe {
namespace {

/// Streams one sweep; `facts` are its own.
Expected<std::uint64_t> visit_sweep(Store& store, const std::string& sweep_id, const ExportForm& form,
                                    const SweepFacts& facts, TextSink& sheet) {
  if (form.format == ExportFormat::ndjson && form.resources) {
    return store.for_each_page(sweep_id, [&](const Sample& sample, const StoredPage& page) {
      append_ndjson(sheet.text(), sample, page.visit, facts);
      return sheet.flush_if_full();
    });
  }
  return store.for_each_sample(sweep_id, [&](const Sample& sample) {
    form.format == ExportFormat::csv ? append_csv(sheet.text(), sample)
                                     : append_ndjson(sheet.text(), sample, facts);
    return sheet.flush_if_full();
  });
}

/// By the sweeps' ids, of the first shard that says something. Shards of one sweep are of one vantage, and
/// were begun alike.
Expected<std::map<std::string, SweepFacts>> facts_by_sweep(Store& store, const std::string& sweep_id) {
  const auto sweeps = store.sweeps();
  if (!sweeps) return tl::unexpected(sweeps.error());
  std::map<std::string, SweepFacts> facts;
  if (!sweep_id.empty()) facts[sweep_id];  // one that is not there is refused when it is read
  for (const auto& record : *sweeps) {
    if (!sweep_id.empty() && record.id != sweep_id) continue;
    SweepFacts& known = facts[record.id];
    if (known == SweepFacts()) known = facts_of(record);
  }
  return facts;
}

Expected<std::uint64_t> visit_all(Store& store, const std::string& sweep_id, const ExportForm& form,
                                  TextSink& sheet) {
  const auto sweeps = facts_by_sweep(store, sweep_id);
  if (!sweeps) return tl::unexpected(sweeps.error());
  std::uint64_t all = 0;
  for (const auto& [id, facts] : *sweeps) {
    auto visited = visit_sweep(store, id, form, facts, sheet);
    if (!visited) return visited;
    all += *visited;
  }
  return all;
}

}  // namespace

std::optional<ExportFormat> export_format_from(std::string_view name) {
  if (name == "ndjson") return ExportFormat::ndjson;
  if (name == "csv") return ExportFormat::csv;
  if (name == "har") return ExportFormat::har;
  if (name == "prometheus") return ExportFormat::prometheus;
  return std::nullopt;
}

Expected<std::uint64_t> export_samples(Store& store, const std::string& sweep_id, const ExportForm& form,
                                       std::FILE* out) {
  if (form.format == ExportFormat::har) return export_har(store, sweep_id, form.version, out);
  if (form.format == ExportFormat::prometheus) return export_prometheus(store, sweep_id, out);
  TextSink sheet(out);
  if (form.format == ExportFormat::csv) append_csv_header(sheet.text());
  const auto visited = visit_all(store, sweep_id, form, sheet);
  if (!visited) return visited;
  if (auto done = sheet.finish(); !done) return tl::unexpected(done.error());
  return visited;
}

}  // namespace portalprobe
