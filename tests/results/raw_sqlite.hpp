#pragma once

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <memory>
#include <string>

namespace portalprobe {

/// A file as any other program sees it.
class RawSqlite {
 public:
  explicit RawSqlite(const std::string& path) {
    sqlite3* handle = nullptr;
    EXPECT_EQ(sqlite3_open(path.c_str(), &handle), SQLITE_OK);
    handle_.reset(handle);
  }

  void run(const std::string& sql) {
    EXPECT_EQ(sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
        << sqlite3_errmsg(handle_.get());
  }
  /// The first column of all rows, each with a newline behind it but the last.
  std::string ask(const std::string& sql) {
    std::string text;
    const auto add = [](void* out, int, char** columns, char**) {
      auto& rows = *static_cast<std::string*>(out);
      if (!rows.empty()) rows += '\n';
      rows += columns[0] == nullptr ? "NULL" : columns[0];
      return 0;
    };
    EXPECT_EQ(sqlite3_exec(handle_.get(), sql.c_str(), add, &text, nullptr), SQLITE_OK)
        << sqlite3_errmsg(handle_.get());
    return text;
  }

 private:
  struct Close {
    void operator()(sqlite3* handle) const { sqlite3_close(handle); }
  };
  std::unique_ptr<sqlite3, Close> handle_;
};

}  // namespace portalprobe
