#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "results/sqlite_db.hpp"

struct sqlite3_value;

namespace portalprobe {

/// What SQL handed to a function; valid while that runs. Numbered from 0, and as many as the SQL says: nobody
/// checks.
class RowValues {
 public:
  explicit RowValues(sqlite3_value** values) : values_(values) {}
  bool is_null(int place) const;
  std::int64_t integer(int place) const;
  double real(int place) const;

 private:
  sqlite3_value** values_;
};

/// Is shown rows, one by one.
class RowVisitor {
 public:
  virtual ~RowVisitor() = default;
  /// False ends the statement, with an error.
  virtual bool visit(const RowValues& row) noexcept = 0;
};

/// A function in the SQL of one connection, which shows the visitor its arguments and gives NULL. It goes
/// with this object; statements that call it go before. Database and visitor outlive it.
class RowFunction {
 public:
  static Expected<RowFunction> make(Database& database, std::string name, RowVisitor& visitor);
  RowFunction(RowFunction&& other) noexcept
      : database_(std::exchange(other.database_, nullptr)), name_(std::move(other.name_)) {}
  RowFunction& operator=(RowFunction&&) = delete;
  ~RowFunction();

 private:
  RowFunction(Database& database, std::string name) : database_(&database), name_(std::move(name)) {}

  Database* database_;
  std::string name_;
};

}  // namespace portalprobe
