#include "results/artifact_retention.hpp"

#include <algorithm>
#include <map>
#include <system_error>
#include <tuple>

#include "results/store.hpp"
#include "results/visit_folder.hpp"

namespace portalprobe {
namespace {

namespace fs = std::filesystem;

std::uint64_t bytes_in(const fs::path& folder) {
  std::uint64_t bytes = 0;
  std::error_code error;
  for (const auto& entry : fs::recursive_directory_iterator(folder, error)) {
    if (entry.is_regular_file(error)) bytes += entry.file_size(error);
  }
  return bytes;
}

}  // namespace

std::vector<std::string> outdated(std::vector<SweepFiles> sweeps, const ArtifactLimits& limits,
                                  const std::string& current) {
  std::uint64_t all = 0;
  for (const auto& sweep : sweeps) all += sweep.bytes;
  std::erase_if(sweeps, [&](const SweepFiles& sweep) { return sweep.sweep_id == current; });
  std::ranges::sort(sweeps, {},
                    [](const SweepFiles& sweep) { return std::tie(sweep.scheduled_at, sweep.sweep_id); });
  std::vector<std::string> goes;
  for (const auto& sweep : sweeps) {
    if (sweep.scheduled_at >= limits.before && all <= limits.bytes) break;
    goes.push_back(sweep.sweep_id);
    all -= sweep.bytes;
  }
  return goes;
}

Expected<std::uint64_t> remove_outdated(Store& store, const fs::path& artifacts, const ArtifactLimits& limits,
                                        const std::string& current, const std::function<bool()>& go_on) {
  std::error_code error;
  if (!fs::is_directory(artifacts, error)) return std::uint64_t{0};
  const auto records = store.sweeps();
  if (!records) return tl::unexpected(records.error());
  std::map<std::string, SweepFiles> sweeps;  // shards share one folder
  for (const auto& record : *records) {
    const fs::path folder = sweep_folder(artifacts, record.id);
    if (sweeps.count(record.id) > 0 || !fs::is_directory(folder, error)) continue;
    sweeps[record.id] = {record.id, record.scheduled_at, bytes_in(folder)};
  }
  std::vector<SweepFiles> all;
  for (const auto& [id, files] : sweeps) all.push_back(files);
  std::uint64_t removed = 0;
  for (const auto& id : outdated(std::move(all), limits, current)) {
    if (!go_on()) break;
    fs::remove_all(sweep_folder(artifacts, id), error);
    if (!error) ++removed;
  }
  return removed;
}

}  // namespace portalprobe
