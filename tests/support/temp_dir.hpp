#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace portalprobe::support {

/// A directory of its own for one test, removed with all it holds.
class TempDir {
 public:
  /// Throws std::runtime_error if it cannot be made.
  TempDir();
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  const std::filesystem::path& path() const { return path_; }
  /// The path of an entry, there or not.
  std::string operator/(std::string_view name) const { return (path_ / name).string(); }
  /// Writes a file (and the directories above it) and returns its path.
  std::string write(std::string_view name, std::string_view contents) const;
  /// A file's bytes; throws if it cannot be read.
  std::string read(std::string_view name) const;

 private:
  std::filesystem::path path_;
};

}  // namespace portalprobe::support
