#include <fmt/format.h>

#include <algorithm>

#include "app/commands.hpp"
#include "app/console.hpp"
#include "app/exit_code.hpp"
#include "app/logging.hpp"
#include "report/people.hpp"
#include "results/import.hpp"
#include "results/store.hpp"
#include "results/sweep_lock.hpp"

namespace portalprobe {
namespace {

std::string as_json(const ImportCounts& counts) {
  return fmt::format("{{\"files\":{},\"samples\":{},\"imported\":{},\"skipped\":{},\"sweeps_new\":{}}}\n",
                     counts.files, counts.samples, counts.imported, counts.skipped, counts.sweeps_new);
}

std::string as_text(const ImportCounts& counts) {
  return fmt::format("{} samples in {} {}: {} imported, {} there already, {} new {}\n",
                     count_text(counts.samples), counts.files, counts.files == 1 ? "file" : "files",
                     count_text(counts.imported), count_text(counts.skipped), count_text(counts.sweeps_new),
                     counts.sweeps_new == 1 ? "sweep" : "sweeps");
}

int explain(const ImportRefusal& refusal) {
  for (const auto& problem : refusal.problems) log_error(problem);
  if (!refusal.of_files) return kStoreFailed;
  return refuse("nothing was imported", kUsage);
}

}  // namespace

int run_import(const CommonOptions& common, const SampleImportOptions& options) {
  if (std::ranges::find(options.files, "-") != options.files.end())
    return refuse("'-': samples are read twice, which standard input cannot be (right would be a file)",
                  kUsage);
  const auto store = open_store(common.store, StoreMode::read_write);
  if (!store) return refuse(store.error().message, kStoreFailed);
  // What is compared with the store first is stored later: nobody else may write samples in between.
  const auto lock = SweepLock::acquire(common.store, Shard());
  if (!lock) return refuse(lock.error().message, kStoreFailed);
  const auto counts = import_samples(**store, options.files);
  if (!counts) return explain(counts.error());
  for (const auto& file : counts->empty) log_warning(file + ": holds no samples");
  if (common.json) return print_or_fail(as_json(*counts));
  return common.quiet ? kDone : print_or_fail(as_text(*counts));
}

}  // namespace portalprobe
