#include "probe/self/proc_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <utility>

namespace portalprobe {

// Never waits, whatever the path turns out to be.
ProcFile::ProcFile(const std::string& path) : fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}

ProcFile::~ProcFile() {
  if (fd_ >= 0) ::close(fd_);
}

ProcFile::ProcFile(ProcFile&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

ProcFile& ProcFile::operator=(ProcFile&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

std::optional<std::string_view> ProcFile::read(std::span<char> buffer) const {
  if (fd_ < 0) return std::nullopt;
  const auto got = ::pread(fd_, buffer.data(), buffer.size(), 0);
  if (got < 0) return std::nullopt;
  return std::string_view(buffer.data(), static_cast<std::size_t>(got));
}

}  // namespace portalprobe
