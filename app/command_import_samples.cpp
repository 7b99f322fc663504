#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

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

using Imported = tl::expected<ImportCounts, ImportRefusal>;

/// Wrong files leave no empty store behind where there was none.
Imported import_into(const std::string& url, const std::string& path, const std::vector<std::string>& files) {
  std::optional<SweepLock> lock;
  // What is compared with the store first is stored later: nobody else may write samples in between.
  const auto open = [&]() -> Expected<std::unique_ptr<Store>> {
    auto acquired = SweepLock::acquire(url, Shard());
    if (!acquired) return tl::unexpected(acquired.error());
    lock.emplace(std::move(*acquired));
    return open_store(url, StoreMode::read_write);
  };
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return import_into_new(open, files);
  const auto store = open();
  if (!store) return tl::unexpected(ImportRefusal{false, {store.error().message}});
  return import_samples(**store, files);
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
  const auto path = store_path(common.store);
  if (!path) return refuse(path.error().message, kStoreFailed);
  const auto counts = import_into(common.store, *path, options.files);
  if (!counts) return explain(counts.error());
  for (const auto& file : counts->empty) log_warning(file + ": holds no samples");
  if (common.json) return print_or_fail(as_json(*counts));
  return common.quiet ? kDone : print_or_fail(as_text(*counts));
}

}  // namespace portalprobe
