#pragma once

#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>

#include "core/expected.hpp"

namespace portalprobe {

class Store;

enum class ExportFormat { ndjson, csv, har, prometheus };
std::optional<ExportFormat> export_format_from(std::string_view name);

/// What an export looks like.
struct ExportForm {
  ExportForm(ExportFormat as) : format(as) {}  // a format alone says it all, mostly
  ExportFormat format;
  bool resources = false;  ///< NDJSON: with the resources of page loads
  std::string version;     ///< of this program, for formats that name their creator
};

/// Streams the samples of one sweep (a full id), or of all with an empty one, in constant memory; CSV begins
/// with its header, also without samples. HAR leaves out what was measured beside the plan, and takes a
/// temporary file for a moment; Prometheus has one sweep only (see `export_prometheus`). Returns how many
/// were written. A full disk or a reader that left is an error (SIGPIPE must be ignored).
Expected<std::uint64_t> export_samples(Store& store, const std::string& sweep_id, const ExportForm& form,
                                       std::FILE* out);

}  // namespace portalprobe
