#pragma once

#include <string>

#include "core/expected.hpp"
#include "probe/self/file_descriptor.hpp"

namespace portalprobe {

/// A directory of its own in $TMPDIR (or /tmp), for us alone, removed with all it holds. What a probe left
/// behind that was killed is removed when the next one makes its own. Blocks, as files do.
class ScratchDir {
 public:
  static constexpr const char* kPrefix = "portal-probe-browser-";

  static Expected<ScratchDir> make();
  ~ScratchDir();
  ScratchDir(ScratchDir&& other) noexcept;
  ScratchDir& operator=(ScratchDir&&) = delete;

  const std::string& path() const { return path_; }
  /// Makes a directory in it, with those above.
  Expected<void> make_directory(const std::string& name) const;
  /// Writes a file in it.
  Expected<void> write(const std::string& name, const std::string& text) const;

 private:
  ScratchDir(std::string path, FileDescriptor lock) : path_(std::move(path)), lock_(std::move(lock)) {}

  std::string path_;
  FileDescriptor lock_;  ///< on the directory itself, while its owner lives
};

}  // namespace portalprobe
