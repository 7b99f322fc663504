#include "results/sqlite_schema.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <optional>
#include <thread>

#include "results/store_file.hpp"

namespace portalprobe {
namespace {

namespace fs = std::filesystem;
using Steps = std::span<const std::string_view>;

tl::unexpected<Error> refuse(const std::string& path, const std::string& why) {
  return fail(fmt::format("store '{}': {}", path, why));
}

/// What a file says about itself.
struct Identity {
  std::int64_t application = 0;
  std::int64_t version = 0;
  std::int64_t objects = 0;  ///< tables, views and so on
};

/// In one statement, so that it is one moment: another process may be making the schema just now.
Expected<Identity> identify(Database& database) {
  auto row = database.prepare(
      "SELECT (SELECT application_id FROM pragma_application_id), (SELECT user_version FROM "
      "pragma_user_version), "
      "(SELECT count(*) FROM sqlite_master)");
  if (!row) return tl::unexpected(row.error());
  if (const auto stepped = row->step(); !stepped) return tl::unexpected(stepped.error());
  return Identity{row->integer(0), row->integer(1), row->integer(2)};
}

bool is_new(const Identity& identity) {
  return identity.application == 0 && identity.version == 0 && identity.objects == 0;
}

Expected<void> check_ours(const std::string& path, const Identity& identity, Steps steps) {
  if (is_new(identity)) return {};
  if (identity.application != kApplicationId) return refuse(path, "it is a database of another program");
  const auto known = static_cast<std::int64_t>(steps.size());
  if (identity.version > known) {
    return refuse(
        path,
        fmt::format(
            "a newer portal-probe wrote it (its schema is {}, this program knows up to {}): use that version",
            identity.version, known));
  }
  return {};
}

/// Looks at an existing file without being able to change it, before anything else opens it.
Expected<void> check_untouched(const std::string& path, const StoreOptions& options, Steps steps) {
  std::error_code error;
  if (!fs::exists(path, error) || fs::file_size(path, error) == 0) return {};
  auto database = Database::open(path, Database::Open::read, options.busy_timeout);
  if (!database) return tl::unexpected(database.error());
  const auto identity = identify(*database);
  if (!identity) return tl::unexpected(identity.error());
  return check_ours(path, *identity, steps);
}

/// One step of the schema. Asked again inside the transaction: another process may have been quicker.
Expected<bool> migrate_once(Database& database, Steps steps) {
  auto transaction = Transaction::begin(database, "EXCLUSIVE");
  if (!transaction) return tl::unexpected(transaction.error());
  const auto identity = identify(database);
  if (!identity) return tl::unexpected(identity.error());
  if (const auto ours = check_ours(database.path(), *identity, steps); !ours)
    return tl::unexpected(ours.error());
  const auto version = static_cast<std::size_t>(identity->version);
  if (version == steps.size()) return false;

  std::string sql(steps[version]);
  sql +=
      fmt::format(";\nPRAGMA application_id = {};\nPRAGMA user_version = {};", kApplicationId, version + 1);
  if (auto done = database.run(sql); !done) return tl::unexpected(done.error());
  if (auto done = transaction->commit(); !done) return tl::unexpected(done.error());
  return true;
}

Expected<void> migrate(Database& database, Steps steps) {
  const auto identity = identify(database);
  if (!identity) return tl::unexpected(identity.error());
  if (identity->version == static_cast<std::int64_t>(steps.size()))
    return check_ours(database.path(), *identity, steps);
  for (;;) {
    const auto further = migrate_once(database, steps);
    if (!further) return tl::unexpected(further.error());
    if (!*further) return {};
  }
}

/// SQLite does not wait by itself when two processes switch a new file at once.
Expected<void> use_wal(Database& database, std::chrono::milliseconds patience) {
  const auto give_up = std::chrono::steady_clock::now() + patience;
  for (;;) {
    auto done = database.run("PRAGMA journal_mode = WAL");
    if (done || std::chrono::steady_clock::now() >= give_up) return done;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

/// A write-ahead log lets readers read while the writer writes. NORMAL: a kill loses nothing, a power failure
/// at most the last moments, and nothing breaks.
Expected<void> set_up_writing(Database& database, const StoreOptions& options) {
  if (auto done = use_wal(database, options.busy_timeout); !done) return done;
  return database.run(
      "PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;"
      "PRAGMA cache_size = -8192; PRAGMA journal_size_limit = 67108864; PRAGMA temp_store = MEMORY");
}

Expected<Database> open_to_write(const std::string& path, const StoreOptions& options, Steps steps) {
  auto database = Database::open(path, Database::Open::create, options.busy_timeout);
  if (!database) return database;
  // The schema first: it leaves our mark in the file itself before a log can hold anything.
  if (auto done = migrate(*database, steps); !done) return tl::unexpected(done.error());
  if (auto done = set_up_writing(*database, options); !done) return tl::unexpected(done.error());
  return database;
}

Expected<void> check_readable(const std::string& path, const Identity& identity, Steps steps) {
  if (is_new(identity)) return refuse(path, "it is empty: no sweep was ever stored in it");
  if (auto ours = check_ours(path, identity, steps); !ours) return ours;
  if (identity.version == static_cast<std::int64_t>(steps.size())) return {};
  return refuse(
      path,
      fmt::format("its schema is {}, this program reads {}: open it once for writing (any sweep does) to "
                  "bring it up to date",
                  identity.version, steps.size()));
}

Expected<Database> set_up_reading(Database database, const Identity& identity, Steps steps) {
  if (const auto fine = check_readable(database.path(), identity, steps); !fine)
    return tl::unexpected(fine.error());
  if (auto done = database.run("PRAGMA trusted_schema = OFF; PRAGMA cache_size = -8192"); !done) {
    return tl::unexpected(done.error());
  }
  return database;
}

bool has_log(const std::string& path) {
  std::error_code error;
  const auto size = fs::file_size(path + "-wal", error);
  return !error && size > 0;
}

/// Reading takes a small file beside the store, which a read-only folder or a full disk does not give. Where
/// no log waits, the store itself is all there is, and can be read as something that does not change.
Expected<Database> open_unchanging(const std::string& path, const StoreOptions& options, Steps steps,
                                   const Error& why) {
  if (has_log(path)) {
    return refuse(
        path, fmt::format("{} beside it holds samples that cannot be read where nothing can be written: copy "
                          "both into a folder that can be written to",
                          fs::path(path + "-wal").filename().string()));
  }
  auto database = Database::open(path, Database::Open::immutable, options.busy_timeout);
  if (!database) return tl::unexpected(why);
  const auto identity = identify(*database);
  if (!identity) return tl::unexpected(identity.error());
  return set_up_reading(std::move(*database), *identity, steps);
}

Expected<Database> open_to_read(const std::string& path, const StoreOptions& options, Steps steps) {
  auto database = Database::open(path, Database::Open::read, options.busy_timeout);
  if (!database) return database;
  const auto identity = identify(*database);
  if (identity) return set_up_reading(std::move(*database), *identity, steps);
  if (!database->lacks_files()) return tl::unexpected(identity.error());
  return open_unchanging(path, options, steps, identity.error());
}

}  // namespace

Expected<Database> open_database(const std::string& path, StoreMode mode, const StoreOptions& options,
                                 Steps steps) {
  if (path == ":memory:") return open_to_write(path, options, steps);
  if (auto fine = check_store_file(path, mode); !fine) return tl::unexpected(fine.error());
  if (mode == StoreMode::read_only) return open_to_read(path, options, steps);
  if (auto fine = check_untouched(path, options, steps); !fine) return tl::unexpected(fine.error());
  return open_to_write(path, options, steps);
}

}  // namespace portalprobe
