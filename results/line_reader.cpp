#include "results/line_reader.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <cstring>

namespace portalprobe {
namespace {

constexpr std::size_t kBuffer = 256U << 10U;

FileStamp stamp_of(const struct stat& status) {
  return {static_cast<std::uint64_t>(status.st_dev), static_cast<std::uint64_t>(status.st_ino),
          status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec};
}

}  // namespace

LineReader::LineReader(std::FILE* file, const FileStamp& stamp, std::size_t longest)
    : file_(file), stamp_(stamp), longest_(longest), buffer_(kBuffer, '\0') {}

Expected<LineReader> LineReader::open(const std::string& path, std::size_t longest) {
  struct stat status {};
  // Looked at before it is opened: opening a pipe would wait for its writer.
  if (::stat(path.c_str(), &status) != 0) return fail(std::strerror(errno));
  if (!S_ISREG(status.st_mode)) return fail("it is no ordinary file, which can be read twice");
  std::FILE* file = std::fopen(path.c_str(), "rbe");
  if (file == nullptr) return fail(std::strerror(errno));
  LineReader reader(file, {}, longest);
  if (::fstat(::fileno(file), &status) != 0) return fail(std::strerror(errno));
  reader.stamp_ = stamp_of(status);
  return reader;
}

bool LineReader::fill() {
  left_ = {buffer_.data(), std::fread(buffer_.data(), 1, buffer_.size(), file_.get())};
  return !left_.empty();
}

void LineReader::keep(std::string_view piece) {
  if (line_.size() + piece.size() > longest_) {
    too_long_ = true;
    piece = piece.substr(0, longest_ - line_.size());
  }
  line_ += piece;
}

Expected<std::optional<LineReader::Line>> LineReader::next() {
  line_.clear();
  too_long_ = false;
  bool begun = false;
  while (!left_.empty() || fill()) {
    begun = true;
    const auto end = left_.find('\n');
    keep(left_.substr(0, end));
    left_.remove_prefix(end == std::string_view::npos ? left_.size() : end + 1);
    if (end != std::string_view::npos) return Line{line_, ++number_, too_long_, true};
  }
  if (std::ferror(file_.get()) != 0) return fail(std::strerror(errno));
  if (!begun) return std::nullopt;
  return Line{line_, ++number_, too_long_, false};
}

}  // namespace portalprobe
