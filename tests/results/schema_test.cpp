#include "results/sqlite_schema.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <array>

#include "tests/results/raw_sqlite.hpp"
#include "tests/results/store_fixture.hpp"

namespace portalprobe {
namespace {

class Schema : public StoreTest {
 protected:
  Expected<std::unique_ptr<Store>> open_anyhow(StoreMode mode, const std::string& name = "probe.db") const {
    return open_store(url(name), mode, {std::chrono::milliseconds(50)});
  }
};

constexpr StoreMode kBoth[] = {StoreMode::read_write, StoreMode::read_only};

TEST_F(Schema, MarksTheFileAsOurs) {
  open_begun();
  RawSqlite raw(path());
  EXPECT_EQ(raw.ask("PRAGMA application_id"), std::to_string(kApplicationId));
  EXPECT_EQ(raw.ask("PRAGMA user_version"), std::to_string(migrations().size()));
  EXPECT_EQ(raw.ask("PRAGMA journal_mode"), "wal");
  EXPECT_EQ(
      raw.ask(
          "SELECT count(*) FROM pragma_table_list WHERE type = 'table' AND schema = 'main' AND NOT strict "
          "AND name NOT LIKE 'sqlite_%'"),
      "0");
}

TEST_F(Schema, RefusesAnotherProgramsDatabaseAndLeavesItAsItIs) {
  const struct {
    const char* name;
    const char* sql;
  } rows[] = {
      {"tables.db", "CREATE TABLE t (a)"},
      {"marked.db", "PRAGMA application_id = 7"},
      {"versioned.db", "PRAGMA user_version = 1"},
      {"log.db", "PRAGMA journal_mode = WAL; CREATE TABLE t (a); INSERT INTO t VALUES (1)"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    RawSqlite(path(row.name)).run(row.sql);
    const std::string before = dir_.read(row.name);
    for (const auto mode : kBoth)
      EXPECT_TRUE(refused(open_anyhow(mode, row.name), {path(row.name), "another program"}));
    EXPECT_EQ(dir_.read(row.name), before);
  }
}

TEST_F(Schema, RefusesANewerSchemaAndLeavesItAsItIs) {
  open_begun();
  RawSqlite(path()).run("PRAGMA user_version = 1000");
  const std::string before = dir_.read("probe.db");
  for (const auto mode : kBoth) {
    EXPECT_TRUE(refused(open_anyhow(mode),
                        {path(), "newer portal-probe", "1000", std::to_string(migrations().size())}));
  }
  EXPECT_EQ(dir_.read("probe.db"), before);
}

TEST_F(Schema, RefusesWhatIsNoDatabase) {
  dir_.write("text.db", std::string(10'000, 'x'));
  dir_.write("short.db", "x");
  dir_.write("folder/x", "");
  ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
  const struct {
    const char* name;
    const char* part;
  } rows[] = {
      {"text.db", "not a SQLite database"},
      {"short.db", "not a SQLite database"},
      {"folder", "it is a folder"},
      {"pipe", "not an ordinary file"},

  };
  for (const auto& row : rows) {
    for (const auto mode : kBoth)
      EXPECT_TRUE(refused(open_anyhow(mode, row.name), {path(row.name), row.part}));
  }
  EXPECT_TRUE(refused(open_anyhow(StoreMode::read_write, "none/x.db"), {"the folder does not exist"}));
  EXPECT_TRUE(refused(open_anyhow(StoreMode::read_write, "text.db/x.db"), {"the folder does not exist"}));
  EXPECT_EQ(dir_.read("text.db"), std::string(10'000, 'x'));
}

TEST_F(Schema, ReadsOnlyWhatExists) {
  EXPECT_TRUE(refused(open_anyhow(StoreMode::read_only), {path(), "no such file"}));
  EXPECT_FALSE(std::filesystem::exists(path()));
  dir_.write("empty.db", "");
  EXPECT_TRUE(refused(open_anyhow(StoreMode::read_only, "empty.db"), {"it is empty"}));
  EXPECT_TRUE(succeeded(open_anyhow(StoreMode::read_write, "empty.db")));
}

TEST_F(Schema, TakesAnyFileNameAtItsWord) {
  for (const auto* name : {"a?mode=memory.db", "b#c.db", "d%41.db", "có dấu cách.db", "e&cache=shared"}) {
    ASSERT_TRUE(succeeded(open_anyhow(StoreMode::read_write, name)));
    EXPECT_TRUE(std::filesystem::exists(path(name))) << name;
    EXPECT_TRUE(succeeded(open_anyhow(StoreMode::read_only, name)));
  }
}

TEST(StoreUrl, SaysWhatWouldBeRight) {
  const struct {
    const char* url;
    const char* part;
  } rows[] = {
      {"postgresql://host/db", "this build has no PostgreSQL store"},
      {"probe.db", "right would be sqlite:probe.db"},
      {"", "right would be sqlite:PATH"},
      {"sqlite:", "names no file"},
  };
  for (const auto& row : rows) EXPECT_TRUE(refused(open_store(row.url, StoreMode::read_write), {row.part}));
}

class Migration : public StoreTest {
 protected:
  Expected<Database> open_with(std::span<const std::string_view> steps,
                               StoreMode mode = StoreMode::read_write) {
    return open_database(path(), mode, {}, steps);
  }
};

TEST_F(Migration, BringsAnOlderStoreUpToDateAndKeepsWhatItHolds) {
  ASSERT_TRUE(succeeded(open_begun()->write(measurements({full_sample()}))));
  const std::array steps = {migrations()[0], std::string_view("ALTER TABLE sample ADD COLUMN later INTEGER"),
                            std::string_view("UPDATE sample SET later = 3")};
  EXPECT_TRUE(refused(open_with(steps, StoreMode::read_only), {"its schema is 1", "reads 3", "for writing"}));
  ASSERT_TRUE(succeeded(open_with(steps)));
  ASSERT_TRUE(succeeded(open_with(steps)));
  RawSqlite raw(path());
  EXPECT_EQ(raw.ask("SELECT later || portal_id FROM sample JOIN series ON series.id = series"),
            "3thừa-thiên-huế");
  EXPECT_EQ(raw.ask("PRAGMA user_version"), "3");
  EXPECT_TRUE(refused(open_with(migrations()), {"newer"}));
}

TEST_F(Migration, ThatFailsChangesNothing) {
  ASSERT_TRUE(succeeded(open_begun()->write(measurements({full_sample()}))));
  const std::array steps = {migrations()[0],
                            std::string_view("CREATE TABLE half (a); SELECT no_such_function()")};
  EXPECT_TRUE(refused(open_with(steps), {path(), "no_such_function"}));
  EXPECT_EQ(samples_of(*open()).size(), 1U);
  EXPECT_EQ(RawSqlite(path()).ask("SELECT count(*) FROM sqlite_master WHERE name = 'half'"), "0");
}

}  // namespace
}  // namespace portalprobe
