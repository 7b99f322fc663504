#include "results/export.hpp"

#include "results/csv.hpp"
#include "results/har_export.hpp"
#include "results/ndjson.hpp"
#include "results/store.hpp"
#include "results/text_sink.hpp"

namespace portalprobe {
namespace {

Expected<std::uint64_t> visit_all(Store& store, const std::string& sweep_id, const ExportForm& form,
                                  TextSink& sheet) {
  if (form.format == ExportFormat::ndjson && form.resources) {
    return store.for_each_page(sweep_id, [&](const Sample& sample, const StoredPage& page) {
      append_ndjson(sheet.text(), sample, page.visit);
      return sheet.flush_if_full();
    });
  }
  return store.for_each_sample(sweep_id, [&](const Sample& sample) {
    form.format == ExportFormat::csv ? append_csv(sheet.text(), sample) : append_ndjson(sheet.text(), sample);
    return sheet.flush_if_full();
  });
}

}  // namespace

std::optional<ExportFormat> export_format_from(std::string_view name) {
  if (name == "ndjson") return ExportFormat::ndjson;
  if (name == "csv") return ExportFormat::csv;
  if (name == "har") return ExportFormat::har;
  return std::nullopt;
}

Expected<std::uint64_t> export_samples(Store& store, const std::string& sweep_id, const ExportForm& form,
                                       std::FILE* out) {
  if (form.format == ExportFormat::har) return export_har(store, sweep_id, form.version, out);
  TextSink sheet(out);
  if (form.format == ExportFormat::csv) append_csv_header(sheet.text());
  const auto visited = visit_all(store, sweep_id, form, sheet);
  if (!visited) return visited;
  if (auto done = sheet.finish(); !done) return tl::unexpected(done.error());
  return visited;
}

}  // namespace portalprobe
