#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/expected.hpp"

namespace portalprobe {

/// What tells a file from another one of its name, and from itself after it was written to.
struct FileStamp {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::int64_t size = 0;
  std::int64_t changed_s = 0;
  std::int64_t changed_ns = 0;
  bool operator==(const FileStamp&) const = default;
};

/// Goes through a file line by line in bounded memory, however long its lines are.
class LineReader {
 public:
  struct Line {
    std::string_view text;     ///< without its end; valid until the next one is read
    std::uint64_t number = 0;  ///< from 1
    bool too_long = false;     ///< over the limit: `text` is only its beginning
    bool ended = true;         ///< false: the file ends in it
  };

  /// A regular file, as it will be read twice. The error is a sentence without the file's name.
  static Expected<LineReader> open(const std::string& path, std::size_t longest);

  const FileStamp& stamp() const { return stamp_; }
  /// Absent at the end.
  Expected<std::optional<Line>> next();

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  LineReader(std::FILE* file, const FileStamp& stamp, std::size_t longest);
  /// False at the end of the file.
  bool fill();
  void keep(std::string_view piece);

  std::unique_ptr<std::FILE, Close> file_;
  FileStamp stamp_;
  std::size_t longest_;
  std::string buffer_;
  std::string_view left_;  ///< of the buffer
  std::string line_;
  bool too_long_ = false;
  std::uint64_t number_ = 0;
};

}  // namespace portalprobe
