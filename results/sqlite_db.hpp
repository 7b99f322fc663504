#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "core/expected.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace portalprobe {

/// A prepared statement. Columns and parameters are numbered from 0. Texts that are bound must live until
/// `step` or `run`.
class Statement {
 public:
  Statement() = default;
  Statement(sqlite3_stmt* statement, std::string path);

  void bind_null(int parameter);
  void bind(int parameter, std::int64_t value);
  void bind_real(int parameter, double value);
  void bind(int parameter, std::string_view text);
  void bind_blob(int parameter, std::string_view bytes);

  /// Whether there is a (further) row.
  Expected<bool> step();
  /// Steps to the end and resets, for statements whose rows nobody wants.
  Expected<void> run();
  /// The first row's first column, `otherwise` without a row; resets.
  Expected<std::int64_t> ask(std::int64_t otherwise);
  /// Ready to be bound and stepped anew; bindings stay.
  void reset();

  bool is_null(int column) const;
  std::int64_t integer(int column) const;
  double real(int column) const;
  /// Also of blobs. Valid until the next step or reset.
  std::string_view text(int column) const;

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const noexcept;
  };
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  std::string path_;
};

/// One connection to one file. One thread at a time.
class Database {
 public:
  enum class Open { create, write, read, immutable };

  /// `path` is for SQLite and for the messages; no other check is made.
  static Expected<Database> open(const std::string& path, Open how, std::chrono::milliseconds busy_timeout);

  const std::string& path() const { return path_; }
  Expected<Statement> prepare(const std::string& sql);
  /// Runs statements without parameters, rows ignored.
  Expected<void> run(const std::string& sql);
  /// The single integer that a query gives.
  Expected<std::int64_t> integer(const std::string& sql);
  /// Rows that the last statement changed.
  std::int64_t changes() const;
  /// The number of the row that was inserted last.
  std::int64_t last_row() const;
  /// Whether the last error was about files (also those beside the store) that could not be opened or made.
  bool lacks_files() const;
  bool in_transaction() const;
  sqlite3* handle() { return handle_.get(); }

 private:
  struct Close {
    void operator()(sqlite3* handle) const noexcept;
  };
  Database(sqlite3* handle, std::string path) : handle_(handle), path_(std::move(path)) {}

  std::unique_ptr<sqlite3, Close> handle_;
  std::string path_;
};

/// A transaction that is rolled back unless it was committed. The database outlives it.
class Transaction {
 public:
  /// `IMMEDIATE` takes the place of the one writer at once: no later surprise.
  static Expected<Transaction> begin(Database& database, const char* kind = "IMMEDIATE");
  Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();

  Expected<void> commit();

 private:
  explicit Transaction(Database& database) : database_(&database) {}
  Database* database_;
};

}  // namespace portalprobe
