#include "results/sqlite_schema.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <vector>

#include "tests/results/raw_sqlite.hpp"
#include "tests/results/store_fixture.hpp"
#include "tests/results/visits.hpp"

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
  /// Today's steps and some that may come.
  static std::vector<std::string_view> and_then(const std::vector<std::string_view>& more) {
    std::vector<std::string_view> steps(migrations().begin(), migrations().end());
    steps.insert(steps.end(), more.begin(), more.end());
    return steps;
  }
};

/// A sweep and a sample as a program of schema 1 wrote them.
constexpr const char* kOfSchema1 = R"(
  INSERT INTO config VALUES (1, 'd', '{}');
  INSERT INTO sweep VALUES (1, 'old');
  INSERT INTO sweep_shard VALUES (1, 1, 0, 1, 'Old', 'ha-noi-1', '', '', 'night', 'night', 1795186800000000, 1795186800000001,
    1795186800000002, 1, 1, 1, 0, 7, 1, 0, 0, '[]', 1, 'c0ffee', '', '{"libcurl":"7.88.1"}', '{}');
  INSERT INTO word VALUES (1, 'ok'), (2, 'none');
  INSERT INTO series VALUES (1, 'ha-noi-1', 'hue', 'home', 'page', 'http', 'none', 'cold', 'ipv4');
  INSERT INTO sample (sweep, round, series, scheduled_at, held_us, loop_lag_us, fit, outcome, side, ttfb_us, via_proxy)
    VALUES (1, 0, 1, 1795186800000000, 2, 6, 1, 1, 2, 180000, 0);
)";

TEST_F(Migration, ReadsAStoreOfSchema1WithWhatItDidNotKnowAbsent) {
  ASSERT_TRUE(succeeded(open_with(migrations().first(1))));
  RawSqlite(path()).run(kOfSchema1);
  EXPECT_TRUE(refused(open_store(url(), StoreMode::read_only), {"its schema is 1"}));

  const auto store = open();
  const auto samples = samples_of(*store, "old");
  ASSERT_EQ(samples.size(), 1U);
  EXPECT_EQ(samples[0].portal_id, "hue");
  EXPECT_EQ(samples[0].ttfb, microseconds(180'000));
  EXPECT_EQ(samples[0].loop_lag, microseconds(6));
  for (const auto& unknown : {samples[0].run_delay, samples[0].throttled, samples[0].stolen})
    EXPECT_EQ(unknown, std::nullopt);
  const auto record = store->sweep("old", {}).value();
  EXPECT_EQ(record.name, "Old");
  EXPECT_EQ(record.versions.at("libcurl"), "7.88.1");
  EXPECT_TRUE(record.clock.empty());
  EXPECT_TRUE(record.instrument.empty());
  EXPECT_EQ(record.processor_benchmark, std::nullopt);
  RawSqlite raw(path());
  EXPECT_EQ(raw.ask("SELECT loop_lag_us || '/' || ifnull(run_delay_us, '-') FROM samples"), "6/-");
  EXPECT_EQ(raw.ask("SELECT clock || instrument || ifnull(processor_benchmark, '-') FROM sweeps"), "[]{}-");

  Sample sample = full_sample();
  sample.sweep_id = "old";
  ASSERT_TRUE(succeeded(store->write(measurements({sample}))));
  EXPECT_EQ(samples_of(*store, "old")[1], sample);
}

TEST_F(Migration, GivesAStoreOfSchema2RoomForTheResourcesOfPages) {
  ASSERT_TRUE(succeeded(open_with(migrations().first(1))));
  RawSqlite(path()).run(kOfSchema1);
  ASSERT_TRUE(succeeded(open_with(migrations().first(2))));
  RawSqlite(path()).run("UPDATE sample SET run_delay_us = 8, needs_browser = 1");
  EXPECT_TRUE(refused(open_store(url(), StoreMode::read_only), {"its schema is 2"}));

  const auto store = open();
  const auto samples = samples_of(*store, "old");
  ASSERT_EQ(samples.size(), 1U);
  EXPECT_EQ(samples[0].run_delay, microseconds(8));
  EXPECT_EQ(samples[0].needs_browser, true);
  EXPECT_EQ(samples[0].page_capped, "");
  EXPECT_EQ(store->page_of(samples[0]).value(), StoredPage());
  Measurement made = page_load(1, 0, full_visit());
  made.sample.sweep_id = "old";
  made.sample.page_capped = "requests,bytes";
  ASSERT_TRUE(succeeded(store->write(std::vector{made})));
  EXPECT_EQ(store->page_of(made.sample).value().visit, full_visit());
  EXPECT_EQ(samples_of(*store, "old").at(1).page_capped, "requests,bytes");
  RawSqlite raw(path());
  EXPECT_EQ(raw.ask("SELECT ifnull(page_capped, '-') FROM samples ORDER BY portal_id"), "-\nrequests,bytes");
  EXPECT_EQ(raw.ask("SELECT run_delay_us || '/' || needs_browser FROM samples WHERE portal_id = 'hue'"),
            "8/1");
  EXPECT_TRUE(refused(open_with(migrations().first(2)), {"newer portal-probe", "its schema is 3"}));
}

TEST_F(Migration, BringsAnOlderStoreUpToDateAndKeepsWhatItHolds) {
  ASSERT_TRUE(succeeded(open_begun()->write(measurements({full_sample()}))));
  const auto steps = and_then({"ALTER TABLE sample ADD COLUMN later INTEGER", "UPDATE sample SET later = 3"});
  EXPECT_TRUE(refused(open_with(steps, StoreMode::read_only),
                      {fmt::format("its schema is {}", migrations().size()),
                       fmt::format("reads {}", steps.size()), "for writing"}));
  ASSERT_TRUE(succeeded(open_with(steps)));
  ASSERT_TRUE(succeeded(open_with(steps)));
  RawSqlite raw(path());
  EXPECT_EQ(raw.ask("SELECT later || portal_id FROM sample JOIN series ON series.id = series"),
            "3thừa-thiên-huế");
  EXPECT_EQ(raw.ask("PRAGMA user_version"), std::to_string(steps.size()));
  EXPECT_TRUE(refused(open_with(migrations()), {"newer"}));
}

TEST_F(Migration, ThatFailsChangesNothing) {
  ASSERT_TRUE(succeeded(open_begun()->write(measurements({full_sample()}))));
  const auto steps = and_then({"CREATE TABLE half (a); SELECT no_such_function()"});
  EXPECT_TRUE(refused(open_with(steps), {path(), "no_such_function"}));
  EXPECT_EQ(samples_of(*open()).size(), 1U);
  EXPECT_EQ(RawSqlite(path()).ask("SELECT count(*) FROM sqlite_master WHERE name = 'half'"), "0");
}

}  // namespace
}  // namespace portalprobe
