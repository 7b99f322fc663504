#include <fmt/format.h>

#include <cstdio>

#include "app/commands.hpp"
#include "app/console.hpp"
#include "app/exit_code.hpp"
#include "app/logging.hpp"
#include "app/output_guard.hpp"
#include "app/scoring.hpp"
#include "app/text_file.hpp"
#include "app/version.hpp"
#include "results/export.hpp"
#include "results/find_sweep.hpp"
#include "results/output_file.hpp"
#include "results/score_junit.hpp"
#include "results/score_prometheus.hpp"
#include "results/store.hpp"

namespace portalprobe {
namespace {

/// `appendix` follows what the samples make.
int export_to(Store& store, const std::string& sweep, const ExportForm& form, const ExportOptions& options,
              const std::string& appendix = {}) {
  if (options.output.empty()) {
    const auto count = export_samples(store, sweep, form, stdout);
    if (!count) return refuse(count.error().message, kStoreFailed);
    return appendix.empty() ? static_cast<int>(kDone) : print_or_fail(appendix);
  }
  auto file = OutputFile::create(options.output);
  if (!file) return refuse(file.error().message, kStoreFailed);
  const auto count = export_samples(store, sweep, form, file->stream());
  if (!count) return refuse(count.error().message, kStoreFailed);
  if (std::fwrite(appendix.data(), 1, appendix.size(), file->stream()) != appendix.size())
    return refuse(fmt::format("{}: could not be written", options.output), kStoreFailed);
  if (const auto committed = file->commit(); !committed)
    return refuse(committed.error().message, kStoreFailed);
  log_info(fmt::format("{} samples written to {}", *count, options.output));
  return kDone;
}

ScoreOptions judging_of(const ExportOptions& options) {
  ScoreOptions score;
  score.sweep = options.sweep;
  score.evaluation = options.evaluation;
  score.criterion = options.criterion;
  return score;
}

/// Verdicts instead of samples.
int export_verdicts(const CommonOptions& common, const ExportOptions& options) {
  if (options.all || options.resources)
    return refuse(
        "--format junit: holds the verdicts of one sweep, or of an --evaluation (right would be without "
        "--all and --resources)",
        kUsage);
  if (!options.evaluation.empty() && options.sweep != "latest")
    return refuse("--evaluation judges its own sweeps (right would be without SWEEP)", kUsage);
  const auto card = judge_stored(common, judging_of(options));
  if (!card) return card.error();
  const std::string junit = score_junit(*card);
  return options.output.empty() ? print_or_fail(junit) : write_text_file(options.output, junit);
}

}  // namespace

int run_export(const CommonOptions& common, const ExportOptions& options) {
  const auto kept =
      check_output(options.output, {file_of_store(common.store), options.evaluation, options.criterion});
  if (!kept) return refuse(kept.error().message, kUsage);
  if (options.format == "junit") return export_verdicts(common, options);
  const auto format = export_format_from(options.format);
  if (!format)
    return refuse(fmt::format("--format {}: not known (there is ndjson, csv, har, prometheus and junit)",
                              options.format),
                  kUsage);
  const bool is_table = *format == ExportFormat::csv || *format == ExportFormat::prometheus;
  if (options.resources && is_table)
    return refuse("--resources: a table of samples has no place for them (right would be --format ndjson)",
                  kUsage);
  if (options.all && *format == ExportFormat::prometheus)
    return refuse("--all: Prometheus gets the last samples of one sweep (right would be SWEEP)", kUsage);
  const bool judged = !options.criterion.empty() || !options.evaluation.empty();
  if (judged && *format != ExportFormat::prometheus)
    return refuse(
        "--criterion and --evaluation: samples are exported as they are (right would be with --format "
        "junit or prometheus)",
        kUsage);
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
  if (!judged) return export_to(**store, *sweep, form, options);
  const auto card = judge_stored(common, judging_of(options));
  if (!card) return card.error();
  return export_to(**store, *sweep, form, options, score_prometheus(*card));
}

}  // namespace portalprobe
