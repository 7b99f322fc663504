#include "results/store_file.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace portalprobe {
namespace {

namespace fs = std::filesystem;

tl::unexpected<Error> refuse(const std::string& path, const std::string& why) {
  return fail(fmt::format("store '{}': {}", path, why));
}

/// Opening a FIFO would wait for ever, a folder's error from SQLite says nothing, and a file shorter than a
/// database's header it would take for an empty one and write over.
Expected<void> check_existing(const std::string& path, fs::file_type type) {
  std::error_code error;
  if (type == fs::file_type::directory) return refuse(path, "it is a folder");
  if (type != fs::file_type::regular) return refuse(path, "it is not an ordinary file");
  const auto size = fs::file_size(path, error);
  if (!error && size > 0 && size < 512) return refuse(path, "it is not a SQLite database");
  return {};
}

/// SQLite writes beside the file, too.
Expected<void> check_writable(const std::string& path, bool exists) {
  const fs::path parent = fs::path(path).parent_path();
  const fs::path folder = parent.empty() ? fs::path(".") : parent;
  std::error_code error;
  if (!fs::is_directory(folder, error)) return refuse(path, "the folder does not exist");
  if (::access(folder.c_str(), W_OK) == 0 && (!exists || ::access(path.c_str(), W_OK) == 0)) return {};
  return refuse(path, fmt::format("it cannot be written to ({})", std::strerror(errno)));
}

}  // namespace

Expected<void> check_store_file(const std::string& path, StoreMode mode) {
  std::error_code error;
  const auto type = fs::status(path, error).type();
  const bool exists = type != fs::file_type::not_found;
  if (type == fs::file_type::none) return refuse(path, error.message());
  if (exists) {
    if (auto fine = check_existing(path, type); !fine) return fine;
  }
  if (mode == StoreMode::read_write) return check_writable(path, exists);
  if (!exists) return refuse(path, "there is no such file");
  return {};
}

}  // namespace portalprobe
