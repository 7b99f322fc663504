#include "results/sqlite_row_function.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

namespace portalprobe {
namespace {

/// Called by SQLite.
void show(sqlite3_context* context, int, sqlite3_value** values) noexcept {
  auto& visitor = *static_cast<RowVisitor*>(sqlite3_user_data(context));
  if (!visitor.visit(RowValues(values))) sqlite3_result_error(context, "stopped", -1);
}

/// Not for views and triggers: those may be anybody's.
constexpr int kFlags = SQLITE_UTF8 | SQLITE_DIRECTONLY;
constexpr int kAnyNumber = -1;

}  // namespace

bool RowValues::is_null(int place) const { return sqlite3_value_type(values_[place]) == SQLITE_NULL; }
std::int64_t RowValues::integer(int place) const { return sqlite3_value_int64(values_[place]); }
double RowValues::real(int place) const { return sqlite3_value_double(values_[place]); }

Expected<RowFunction> RowFunction::make(Database& database, std::string name, RowVisitor& visitor) {
  const int code = sqlite3_create_function_v2(database.handle(), name.c_str(), kAnyNumber, kFlags, &visitor,
                                              show, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK)
    return fail(fmt::format("store '{}': {}", database.path(), sqlite3_errmsg(database.handle())));
  return RowFunction(database, std::move(name));
}

RowFunction::~RowFunction() {
  if (database_ == nullptr) return;
  sqlite3_create_function_v2(database_->handle(), name_.c_str(), kAnyNumber, kFlags, nullptr, nullptr,
                             nullptr, nullptr, nullptr);
}

}  // namespace portalprobe
