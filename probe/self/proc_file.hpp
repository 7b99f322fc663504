#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace portalprobe {

/// A file of the kernel's that is opened once and read from its beginning again and again.
class ProcFile {
 public:
  ProcFile() = default;
  /// One that cannot be opened reads as absent.
  explicit ProcFile(const std::string& path);
  ~ProcFile();
  ProcFile(ProcFile&& other) noexcept;
  ProcFile& operator=(ProcFile&& other) noexcept;

  /// As much of its text as the buffer holds; absent where it cannot be read (any more).
  std::optional<std::string_view> read(std::span<char> buffer) const;

 private:
  int fd_ = -1;
};

}  // namespace portalprobe
