#pragma once

#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>

#include "core/expected.hpp"

namespace portalprobe {

class Store;

enum class ExportFormat { ndjson, csv };
std::optional<ExportFormat> export_format_from(std::string_view name);

/// Streams the samples of one sweep (a full id), or of all with an empty one, in constant memory; CSV begins
/// with its header, also without samples. Returns how many were written. A full disk or a reader that left is
/// an error (SIGPIPE must be ignored).
Expected<std::uint64_t> export_samples(Store& store, const std::string& sweep_id, ExportFormat format,
                                       std::FILE* out);

}  // namespace portalprobe
