#include "results/sqlite_db.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cstring>
#include <utility>

namespace portalprobe {
namespace {

/// SQLite's reason, as an operator would put it.
std::string reason(sqlite3* handle) {
  const int extended = sqlite3_extended_errcode(handle);
  const int system = sqlite3_system_errno(handle);
  const char* own = sqlite3_errmsg(handle);
  switch (extended & 0xFF) {
    case SQLITE_FULL:
      return "the disk is full";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "it is locked by another process";
    case SQLITE_READONLY:
      return "it cannot be written to (read-only file, folder or disk)";
    case SQLITE_NOTADB:
      return "it is not a SQLite database";
    case SQLITE_CORRUPT:
      return fmt::format("it is damaged ({})", own);
    case SQLITE_CANTOPEN:
    case SQLITE_IOERR:
      return system == 0 ? std::string(own) : fmt::format("{} ({})", own, std::strerror(system));
    default:
      return own;
  }
}

tl::unexpected<Error> failure(sqlite3* handle, const std::string& path) {
  return fail(fmt::format("store '{}': {}", path, reason(handle)));
}

int flags_of(Database::Open how) {
  // One thread at a time: SQLite's own locking of the connection would only cost.
  constexpr int kAlways = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_URI;
  switch (how) {
    case Database::Open::create:
      return kAlways | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    case Database::Open::write:
      return kAlways | SQLITE_OPEN_READWRITE;
    default:
      return kAlways | SQLITE_OPEN_READONLY;
  }
}

/// A file name as SQLite's URI, so that no character of it means anything but itself.
std::string uri_of(const std::string& path, bool immutable) {
  if (path == ":memory:") return path;
  std::string uri = path.starts_with('/') ? "file://" : "file:";
  for (const char c : path) {
    const bool special = c == '%' || c == '?' || c == '#';
    uri += special ? fmt::format("%{:02X}", static_cast<unsigned char>(c)) : std::string(1, c);
  }
  return immutable ? uri + "?immutable=1" : uri;
}

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }

Statement::Statement(sqlite3_stmt* statement, std::string path)
    : statement_(statement), path_(std::move(path)) {}

// Binding fails only for a parameter that the statement does not have, or a text over a gigabyte; `step`
// would show NULL.
void Statement::bind_null(int parameter) { sqlite3_bind_null(statement_.get(), parameter + 1); }
void Statement::bind(int parameter, std::int64_t value) {
  sqlite3_bind_int64(statement_.get(), parameter + 1, value);
}
void Statement::bind_real(int parameter, double value) {
  sqlite3_bind_double(statement_.get(), parameter + 1, value);
}
void Statement::bind(int parameter, std::string_view text) {
  // A null pointer would bind NULL.
  const char* bytes = text.data() == nullptr ? "" : text.data();
  sqlite3_bind_text64(statement_.get(), parameter + 1, bytes, text.size(), SQLITE_STATIC, SQLITE_UTF8);
}
void Statement::bind_blob(int parameter, std::string_view bytes) {
  sqlite3_bind_blob64(statement_.get(), parameter + 1, bytes.data(), bytes.size(), SQLITE_STATIC);
}

Expected<bool> Statement::step() {
  switch (sqlite3_step(statement_.get())) {
    case SQLITE_ROW:
      return true;
    case SQLITE_DONE:
      return false;
    default: {
      auto error = failure(sqlite3_db_handle(statement_.get()), path_);
      reset();
      return error;
    }
  }
}

Expected<void> Statement::run() {
  for (;;) {
    const auto row = step();
    if (!row) return tl::unexpected(row.error());
    if (!*row) break;
  }
  reset();
  return {};
}

Expected<std::int64_t> Statement::ask(std::int64_t otherwise) {
  const auto row = step();
  if (!row) return tl::unexpected(row.error());
  const std::int64_t value = *row ? integer(0) : otherwise;
  reset();
  return value;
}

void Statement::reset() { sqlite3_reset(statement_.get()); }

bool Statement::is_null(int column) const {
  return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}
std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(statement_.get(), column); }
double Statement::real(int column) const { return sqlite3_column_double(statement_.get(), column); }
std::string_view Statement::text(int column) const {
  const void* bytes = sqlite3_column_blob(statement_.get(), column);
  const int size = sqlite3_column_bytes(statement_.get(), column);
  if (bytes == nullptr) return {};
  return {static_cast<const char*>(bytes), static_cast<std::size_t>(size)};
}

void Database::Close::operator()(sqlite3* handle) const noexcept { sqlite3_close_v2(handle); }

Expected<Database> Database::open(const std::string& path, Open how, std::chrono::milliseconds busy_timeout) {
  sqlite3* handle = nullptr;
  const int code =
      sqlite3_open_v2(uri_of(path, how == Open::immutable).c_str(), &handle, flags_of(how), nullptr);
  Database database(handle, path);
  if (handle == nullptr) return fail(fmt::format("store '{}': out of memory", path));
  if (code != SQLITE_OK) return failure(handle, path);
  sqlite3_busy_timeout(handle, static_cast<int>(busy_timeout.count()));
  return database;
}

Expected<Statement> Database::prepare(const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) return failure(handle_.get(), path_);
  return Statement(statement, path_);
}

Expected<void> Database::run(const std::string& sql) {
  if (sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
    return failure(handle_.get(), path_);
  return {};
}

Expected<std::int64_t> Database::integer(const std::string& sql) {
  auto statement = prepare(sql);
  if (!statement) return tl::unexpected(statement.error());
  const auto row = statement->step();
  if (!row) return tl::unexpected(row.error());
  return *row ? statement->integer(0) : 0;
}

std::int64_t Database::changes() const { return sqlite3_changes64(handle_.get()); }
std::int64_t Database::last_row() const { return sqlite3_last_insert_rowid(handle_.get()); }
bool Database::lacks_files() const {
  const int code = sqlite3_errcode(handle_.get()) & 0xFF;
  return code == SQLITE_CANTOPEN || code == SQLITE_READONLY || code == SQLITE_FULL || code == SQLITE_IOERR;
}
bool Database::in_transaction() const { return sqlite3_get_autocommit(handle_.get()) == 0; }

Expected<Transaction> Transaction::begin(Database& database, const char* kind) {
  if (auto begun = database.run(std::string("BEGIN ") + kind); !begun) return tl::unexpected(begun.error());
  return Transaction(database);
}

Transaction::~Transaction() {
  // SQLite rolls back by itself after some errors (a full disk): then there is nothing left to end.
  if (database_ != nullptr && database_->in_transaction()) (void)database_->run("ROLLBACK");
}

Expected<void> Transaction::commit() {
  auto committed = database_->run("COMMIT");
  if (committed) database_ = nullptr;
  return committed;
}

}  // namespace portalprobe
