#include "results/output_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace portalprobe {
namespace {

Error cannot(const std::string& what, const std::string& path, int error) {
  return {fmt::format("cannot {} '{}': {}", what, path, std::strerror(error))};
}

/// What exists under the name and cannot be replaced by a rename: a pipe, a terminal, /dev/null. A folder is
/// left to fail.
bool is_special(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
}

/// The file that `path` means, past symbolic links: those stay, what they point at is replaced.
std::string resolved(const std::string& path) {
  char* real = ::realpath(path.c_str(), nullptr);
  if (real == nullptr) return path;
  std::string result = real;
  std::free(real);
  return result;
}

/// mkstemp's 0600 opened up to what a plain `open` would have given.
void give_usual_mode(int fd) {
  const mode_t mask = ::umask(0);
  ::umask(mask);
  ::fchmod(fd, 0666U & ~mask);
}

}  // namespace

OutputFile::OutputFile(std::FILE* file, std::string path, std::string aside)
    : file_(file), path_(std::move(path)), aside_(std::move(aside)) {}

Expected<OutputFile> OutputFile::create(const std::string& path) {
  if (is_special(path)) {
    std::FILE* file = std::fopen(path.c_str(), "we");
    if (file == nullptr) return tl::unexpected(cannot("write", path, errno));
    return OutputFile(file, path, "");
  }
  const std::string target = resolved(path);
  struct stat status {};
  if (::stat(target.c_str(), &status) == 0 && S_ISDIR(status.st_mode))
    return tl::unexpected(cannot("write", path, EISDIR));
  std::string aside = target + ".XXXXXX";
  const int fd = ::mkostemp(aside.data(), O_CLOEXEC);
  if (fd < 0) return tl::unexpected(cannot("write", path, errno));
  give_usual_mode(fd);
  return OutputFile(::fdopen(fd, "w"), target, aside);
}

OutputFile& OutputFile::operator=(OutputFile&& other) noexcept {
  std::swap(file_, other.file_);
  std::swap(path_, other.path_);
  std::swap(aside_, other.aside_);
  return *this;
}

OutputFile::~OutputFile() {
  if (file_ && !aside_.empty()) ::unlink(aside_.c_str());
}

Expected<void> OutputFile::commit() {
  if (std::fflush(file_.get()) != 0) return tl::unexpected(cannot("write", path_, errno));
  if (!aside_.empty()) {
    if (::fsync(::fileno(file_.get())) != 0) return tl::unexpected(cannot("write", path_, errno));
    if (::rename(aside_.c_str(), path_.c_str()) != 0) return tl::unexpected(cannot("replace", path_, errno));
    aside_.clear();
  }
  file_.reset();
  return {};
}

}  // namespace portalprobe
