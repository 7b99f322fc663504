#include "results/export.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>

#include "results/csv.hpp"
#include "results/ndjson.hpp"
#include "results/store.hpp"

namespace portalprobe {
namespace {

constexpr std::size_t kFlushAt = 64U << 10U;

/// Collects records and hands them to the stream in large pieces.
class Sheet {
 public:
  Sheet(ExportFormat format, std::FILE* out) : format_(format), out_(out) {
    if (format_ == ExportFormat::csv) append_csv_header(text_);
  }

  bool add(const Sample& sample) {
    format_ == ExportFormat::csv ? append_csv(text_, sample) : append_ndjson(text_, sample);
    return text_.size() < kFlushAt || write_out();
  }
  bool finish() { return write_out() && (std::fflush(out_) == 0 || refused()); }
  int error() const { return error_; }

 private:
  bool write_out() {
    const bool written = std::fwrite(text_.data(), 1, text_.size(), out_) == text_.size();
    text_.clear();
    return written || refused();
  }
  bool refused() {
    error_ = errno;
    return false;
  }

  ExportFormat format_;
  std::FILE* out_;
  std::string text_;
  int error_ = 0;
};

}  // namespace

std::optional<ExportFormat> export_format_from(std::string_view name) {
  if (name == "ndjson") return ExportFormat::ndjson;
  if (name == "csv") return ExportFormat::csv;
  return std::nullopt;
}

Expected<std::uint64_t> export_samples(Store& store, const std::string& sweep_id, ExportFormat format,
                                       std::FILE* out) {
  Sheet sheet(format, out);
  auto visited = store.for_each_sample(sweep_id, [&](const Sample& sample) { return sheet.add(sample); });
  if (!visited) return visited;
  if (sheet.error() != 0 || !sheet.finish()) {
    return fail(fmt::format("cannot write the export: {}", std::strerror(sheet.error())));
  }
  return visited;
}

}  // namespace portalprobe
