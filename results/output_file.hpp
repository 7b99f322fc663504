#pragma once

#include <cstdio>
#include <memory>
#include <string>

#include "core/expected.hpp"

namespace portalprobe {

/// A file that appears under its name only when it is whole: written aside in the same folder, synced and
/// renamed by `commit`; without it, nothing is left. What is there already and is no regular file (a pipe,
/// /dev/null) is written directly.
class OutputFile {
 public:
  static Expected<OutputFile> create(const std::string& path);

  OutputFile(OutputFile&&) noexcept = default;
  OutputFile& operator=(OutputFile&& other) noexcept;
  ~OutputFile();

  std::FILE* stream() const { return file_.get(); }
  Expected<void> commit();

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  OutputFile(std::FILE* file, std::string path, std::string aside);

  std::unique_ptr<std::FILE, Close> file_;
  std::string path_;
  std::string aside_;  ///< empty: written directly
};

}  // namespace portalprobe
