#include "results/prometheus.hpp"

#include <map>
#include <tuple>

#include "results/prometheus_families.hpp"
#include "results/store.hpp"
#include "results/text_sink.hpp"

namespace portalprobe {
namespace {

using SeriesKey =
    std::tuple<std::string, std::string, TargetKind, EngineKind, Profile, Connection, IpFamily, std::string>;

SeriesKey key_of(const Sample& sample) {
  return {sample.portal_id, sample.target_id,  sample.kind,      sample.engine,
          sample.profile,   sample.connection, sample.ip_family, sample.vantage_id};
}

Expected<SweepRecord> record_of(Store& store, const std::string& sweep_id) {
  auto sweeps = store.sweeps();
  if (!sweeps) return tl::unexpected(sweeps.error());
  for (auto& record : *sweeps) {
    if (record.id == sweep_id) return std::move(record);
  }
  return fail("sweep " + sweep_id + " is not in the store");
}

/// Rounds come in their order: the last one to come stays.
Expected<std::map<SeriesKey, Sample>> last_samples(Store& store, const std::string& sweep_id) {
  std::map<SeriesKey, Sample> last;
  const auto visited = store.for_each_sample(sweep_id, [&last](const Sample& sample) {
    last[key_of(sample)] = sample;
    return true;
  });
  if (!visited) return tl::unexpected(visited.error());
  return last;
}

}  // namespace

Expected<std::uint64_t> export_prometheus(Store& store, const std::string& sweep_id, std::FILE* out) {
  const auto record = record_of(store, sweep_id);
  if (!record) return tl::unexpected(record.error());
  const auto samples = last_samples(store, sweep_id);
  if (!samples) return tl::unexpected(samples.error());
  TextSink sheet(out);
  append_sweep_info(sheet.text(), *record);
  for (const auto& family : prometheus_families()) {
    FamilyWriter writer(sheet.text(), family.name, family.help);
    for (const auto& [key, sample] : *samples) {
      writer.begin(sample);
      family.write(writer, sample);
      if (!sheet.flush_if_full()) break;
    }
  }
  if (auto done = sheet.finish(); !done) return tl::unexpected(done.error());
  return samples->size();
}

}  // namespace portalprobe
