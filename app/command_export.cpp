#include <fmt/format.h>

#include <csignal>
#include <cstdio>

#include "app/commands.hpp"
#include "app/console.hpp"
#include "app/exit_code.hpp"
#include "app/logging.hpp"
#include "app/version.hpp"
#include "results/export.hpp"
#include "results/find_sweep.hpp"
#include "results/output_file.hpp"
#include "results/store.hpp"

namespace portalprobe {
namespace {

int export_to(Store& store, const std::string& sweep, const ExportForm& form, const ExportOptions& options) {
  if (options.output.empty()) {
    const auto count = export_samples(store, sweep, form, stdout);
    return count ? kDone : refuse(count.error().message, kStoreFailed);
  }
  auto file = OutputFile::create(options.output);
  if (!file) return refuse(file.error().message, kStoreFailed);
  const auto count = export_samples(store, sweep, form, file->stream());
  if (!count) return refuse(count.error().message, kStoreFailed);
  if (const auto committed = file->commit(); !committed)
    return refuse(committed.error().message, kStoreFailed);
  log_info(fmt::format("{} samples written to {}", *count, options.output));
  return kDone;
}

}  // namespace

int run_export(const CommonOptions& common, const ExportOptions& options) {
  std::signal(SIGPIPE, SIG_IGN);
  const auto format = export_format_from(options.format);
  if (!format)
    return refuse(
        fmt::format("--format {}: not known (there is ndjson, csv, har and prometheus)", options.format),
        kUsage);
  const bool is_table = *format == ExportFormat::csv || *format == ExportFormat::prometheus;
  if (options.resources && is_table)
    return refuse("--resources: a table of samples has no place for them (right would be --format ndjson)",
                  kUsage);
  if (options.all && *format == ExportFormat::prometheus)
    return refuse("--all: Prometheus gets the last samples of one sweep (right would be SWEEP)", kUsage);
  ExportForm form(*format);
  form.resources = options.resources;
  form.version = kVersion;
  const auto store = open_store(common.store, StoreMode::read_only);
  if (!store) return refuse(store.error().message, kStoreFailed);
  if (options.all) return export_to(**store, "", form, options);
  const auto sweeps = (*store)->sweeps();
  if (!sweeps) return refuse(sweeps.error().message, kStoreFailed);
  const auto sweep = choose_sweep(*sweeps, options.sweep);
  if (!sweep) return refuse(sweep.error().message, kUsage);
  return export_to(**store, *sweep, form, options);
}

}  // namespace portalprobe
