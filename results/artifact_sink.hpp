#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "core/sink.hpp"
#include "results/visit_folder.hpp"

namespace portalprobe {

/// Keeps visits' files, then hands the measurements on to where samples are stored. A visit whose files
/// cannot be kept is stored all the same, and says so in its sample's detail: the sweep goes on. For the
/// writer's thread, as every sink.
class ArtifactSink : public MeasurementSink {
 public:
  /// `next` outlives this. `version`: of this program, for HARs.
  ArtifactSink(MeasurementSink& next, std::filesystem::path folder, std::string version,
               WriteRules rules = {});

  Expected<void> write(std::span<const Measurement> batch) override;

  // ---- Once writing is over
  std::uint64_t lost() const { return lost_; }     ///< visits whose files could not be kept
  const std::string& why() const { return why_; }  ///< of the first of them

 private:
  Expected<void> keep(const Measurement& measurement) const;

  MeasurementSink& next_;
  const std::filesystem::path folder_;
  const std::string version_;
  const WriteRules rules_;
  std::uint64_t lost_ = 0;
  std::string why_;
};

/// A visit's files, its HAR among them.
std::vector<Artifact> visit_files(const Measurement& measurement, const std::string& version);

}  // namespace portalprobe
