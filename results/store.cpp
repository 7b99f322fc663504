#include "results/store.hpp"

#include <fmt/format.h>

#include "results/sqlite_store.hpp"

namespace portalprobe {
namespace {

constexpr std::string_view kSqlite = "sqlite:";

bool is_postgres(const std::string& url) {
  return url.starts_with("postgresql:") || url.starts_with("postgres:");
}

}  // namespace

Expected<std::string> store_path(const std::string& url) {
  if (is_postgres(url))
    // The URL may hold a password.
    return fail("store 'postgresql://...': this build has no PostgreSQL store (right would be sqlite:PATH)");
  if (!url.starts_with(kSqlite))
    return fail(
        fmt::format("'{}' is not a store (right would be sqlite:{})", url, url.empty() ? "PATH" : url));
  const std::string path = url.substr(kSqlite.size());
  if (path.empty() || path.find('\0') != std::string::npos)
    return fail(fmt::format("store '{}' names no file (right would be sqlite:PATH)", url));
  return path == ":memory:" ? std::string() : path;
}

Expected<std::unique_ptr<Store>> open_store(const std::string& url, StoreMode mode,
                                            const StoreOptions& options) {
  const auto path = store_path(url);
  if (!path) return tl::unexpected(path.error());
  return SqliteStore::open(path->empty() ? ":memory:" : *path, mode, options);
}

}  // namespace portalprobe
