#pragma once

#include <tl/expected.hpp>

#include <cstdint>
#include <string>

#include "config/problem.hpp"

namespace portalprobe {

inline constexpr std::uint64_t kMaxConfigBytes = 64ULL << 20U;

/// Reads a whole text file: a regular one, within `limit`, valid UTF-8 without control characters but tab and
/// line ends. The byte order mark that some editors write is left out. Devices, pipes and folders are refused
/// without waiting for them.
tl::expected<std::string, Problem> read_text_file(const std::string& path,
                                                  std::uint64_t limit = kMaxConfigBytes);

/// The same, and the SHA-256 in hex of the file's bytes as they are, a byte order mark included.
struct HashedText {
  std::string text;
  std::string sha256;
};
tl::expected<HashedText, Problem> read_hashed_text(const std::string& path,
                                                   std::uint64_t limit = kMaxConfigBytes);

/// Why `path` cannot be read as a regular file; empty: it can.
std::string why_unreadable(const std::string& path);

/// `path` as seen from the folder of `file`; unchanged where it is absolute.
std::string beside(const std::string& file, const std::string& path);

}  // namespace portalprobe
