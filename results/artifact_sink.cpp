#include "results/artifact_sink.hpp"

#include <utility>

#include "results/visit_har.hpp"

namespace portalprobe {
namespace {

/// All but the files, which have been dealt with.
Measurement without_files(const Measurement& measurement) {
  Measurement copy;
  copy.sample = measurement.sample;
  copy.started = measurement.started;
  copy.marks_from = measurement.marks_from;
  copy.held_at_address = measurement.held_at_address;
  copy.retry_after = measurement.retry_after;
  copy.page = measurement.page;
  copy.bytes_sent = measurement.bytes_sent;
  copy.bytes_received = measurement.bytes_received;
  return copy;
}

void add_detail(Sample& sample, const std::string& what) {
  if (!sample.detail.empty()) sample.detail += "; ";
  sample.detail += what;
}

}  // namespace

std::vector<Artifact> visit_files(const Measurement& measurement, const std::string& version) {
  std::vector<Artifact> files = measurement.artifacts;
  if (measurement.page && !measurement.page->resources.empty())
    files.push_back({"visit.har", visit_har(measurement.sample, *measurement.page, version)});
  return files;
}

ArtifactSink::ArtifactSink(MeasurementSink& next, std::filesystem::path folder, std::string version,
                           WriteRules rules)
    : next_(next), folder_(std::move(folder)), version_(std::move(version)), rules_(rules) {}

Expected<void> ArtifactSink::keep(const Measurement& measurement) const {
  if (!needs_browser(measurement.sample.engine)) return {};
  return write_visit(folder_, measurement.sample, visit_files(measurement, version_), rules_);
}

/// Files before rows: what is stored has its files, and what was cut off in between is measured again.
Expected<void> ArtifactSink::write(std::span<const Measurement> batch) {
  std::vector<Measurement> changed;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const auto kept = keep(batch[i]);
    if (kept) continue;
    if (lost_++ == 0) why_ = kept.error().message;
    if (changed.empty()) {
      changed.reserve(batch.size());
      for (const auto& measurement : batch) changed.push_back(without_files(measurement));
    }
    add_detail(changed[i].sample, "its pictures and HAR could not be kept: " + kept.error().message);
  }
  return next_.write(changed.empty() ? batch : std::span<const Measurement>(changed));
}

}  // namespace portalprobe
