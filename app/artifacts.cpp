#include "app/artifacts.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <set>
#include <utility>

#include "app/logging.hpp"
#include "app/version.hpp"
#include "core/sha256.hpp"
#include "results/artifact_retention.hpp"
#include "results/redact.hpp"
#include "results/settle_artifacts.hpp"
#include "scheduler/shard.hpp"

namespace portalprobe {
namespace {

/// Portals of this shard alone: another one may be under way in the same folder.
PortalFilter ours(const Config& config, const Shard& shard) {
  if (shard.count <= 1) return nullptr;
  std::set<std::string> ids;
  const auto shards = shards_of(config.portals, shard.count);
  for (std::size_t i = 0; i < shards.size(); ++i) {
    if (shards[i] == shard.index) ids.insert(config.portals[i].id);
  }
  return [ids = std::move(ids)](const std::string& id) { return ids.count(id) > 0; };
}

double mebibytes(std::uint64_t bytes) { return static_cast<double>(bytes) / (1 << 20); }

}  // namespace

SweepArtifacts::SweepArtifacts(const Config& config, const std::string& store_url, Store& store,
                               SweepRecord record)
    : config_(config), store_(store), record_(std::move(record)) {
  const auto path = store_path(store_url);
  if (!path || path->empty()) return;
  folder_ = artifact_folder(*path).string();
  if (config.defaults.artifacts != KeptArtifacts::none) sink_.emplace(store, folder_, kVersion);
}

MeasurementSink& SweepArtifacts::sink() { return sink_ ? static_cast<MeasurementSink&>(*sink_) : store_; }

void SweepArtifacts::settle() {
  if (!sink_) return;
  const auto settled =
      settle_artifacts(store_, record_.id, folder_, config_.defaults.artifacts, ours(config_, record_.shard));
  if (!settled) {
    why_not_settled_ = settled.error().message;
    return;
  }
  kept_ = settled->visits;
  bytes_ = settled->bytes;
}

std::string SweepArtifacts::line() const {
  if (!sink_) return {};
  std::string line;
  if (kept_ > 0)
    line = fmt::format("\npictures and HARs of {} visits kept in {} ({:.1f} MiB)\n", kept_, folder_,
                       mebibytes(bytes_));
  if (sink_->lost() > 0)
    line += fmt::format("\nfiles of {} visits could not be kept: {}\n", sink_->lost(), sink_->why());
  if (!why_not_settled_.empty()) line += fmt::format("\nfiles of visits: {}\n", why_not_settled_);
  return line;
}

std::string SweepArtifacts::json() const {
  if (!sink_) return "null";
  nlohmann::ordered_json json = {
      {"folder", folder_}, {"visits", kept_}, {"bytes", bytes_}, {"visits_lost", sink_->lost()}};
  const std::string& why = sink_->lost() > 0 ? sink_->why() : why_not_settled_;
  if (!why.empty()) json["error"] = why;
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

void SweepArtifacts::tidy_up(Signals& signals) {
  if (folder_.empty()) return;
  if (sink_) settle_others(signals);  // by `none` they would all go, though their sweep wanted them
  const ArtifactLimits limits{SystemClock().wall() - config_.retention.artifacts,
                              config_.retention.artifact_bytes};
  const auto removed = remove_outdated(store_, folder_, limits, record_.id, [&signals] {
    return signals.wait(std::chrono::milliseconds(0)) == 0;
  });
  if (!removed) return log_warning("old files of visits could not be removed: " + removed.error().message);
  if (*removed > 0) log_info(fmt::format("files of {} old sweeps' visits removed", *removed));
}

/// Of shards somebody else may be measuring one: those wait to be resumed, or grow old.
void SweepArtifacts::settle_others(Signals& signals) {
  const auto records = store_.sweeps();
  if (!records || record_.shard.count > 1) return;
  for (const auto& record : *records) {
    if (record.id == record_.id || record.shard.count > 1) continue;
    if (!is_unsettled(folder_, record.id)) continue;
    if (signals.wait(std::chrono::milliseconds(0)) != 0) return;
    if (const auto done = settle_artifacts(store_, record.id, folder_, config_.defaults.artifacts, nullptr);
        !done)
      log_warning(fmt::format("files of sweep {}: {}", record.id, done.error().message));
  }
}

Expected<void> write_artifacts(const Collected& collected, const std::string& folder) {
  for (std::size_t i = 0; i < collected.samples.size(); ++i) {
    Measurement one;
    one.sample = collected.samples[i];
    one.page = collected.pages[i];
    one.artifacts = collected.artifacts[i];
    if (one.sample.sweep_id.empty()) one.sample.sweep_id = "probe";
    // Here a portal is an address, which becomes a folder's name.
    if (const auto shown = redact_url(one.sample.portal_id); shown != one.sample.portal_id)
      one.sample.portal_id = fmt::format("{}-{}", shown, sha256_hex(one.sample.portal_id).substr(0, 8));
    auto written = write_visit(folder, one.sample, visit_files(one, kVersion));
    if (!written) return written;
  }
  return {};
}

}  // namespace portalprobe
