#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <random>

#include "results/export.hpp"
#include "tests/results/child.hpp"
#include "tests/results/raw_sqlite.hpp"
#include "tests/results/store_fixture.hpp"

namespace portalprobe {
namespace {

constexpr const char* kNoMounts = "mounting is not allowed here";

class StoreFaults : public StoreTest {
 protected:
  /// Writes rounds of 100 samples until the store refuses: how many it took, and the sentence.
  struct Written {
    std::uint64_t samples = 0;
    std::string error;
  };
  static Written write_until_refused(Store& store) {
    Written written;
    for (std::uint32_t round = 0; round < 10'000 && written.error.empty(); ++round) {
      std::vector<Sample> samples;
      for (int portal = 0; portal < 100; ++portal) samples.push_back(usual_sample(portal, round));
      const auto done = store.write(measurements(samples));
      done ? written.samples += 100 : written.samples;
      if (!done) written.error = done.error().message;
    }
    return written;
  }

  static std::string count_in(const std::string& url) {
    const auto store = open_store(url, StoreMode::read_only);
    if (!store) return store.error().message;
    const auto counts = (*store)->counts("");
    const auto visited = (*store)->for_each_sample("", [](const Sample&) { return true; });
    if (!counts || !visited) return (counts ? visited.error() : counts.error()).message;
    const auto sweeps = (*store)->sweeps();
    return fmt::format("{} {} {}", counts->stored, *visited, sweeps ? sweeps->front().stored : 0);
  }

  /// What a full disk did, seen by the writer and by who reads after it.
  std::string fill_and_read() const {
    auto store = open_store(url(), StoreMode::read_write);
    if (!store) return store.error().message;
    if (auto begun = (*store)->begin_sweep(sweep_record()); !begun) return begun.error().message;
    const auto written = write_until_refused(**store);
    const auto own = (*store)->counts("");
    if (!own || own->stored != written.samples) return "the writer itself reads something else";
    if (count_in(url()) != fmt::format("{0} {0} {0}", written.samples))
      return "beside the writer: " + count_in(url());
    store->reset();
    if (count_in(url()) != fmt::format("{0} {0} {0}", written.samples))
      return "after the writer: " + count_in(url());
    return (written.samples > 0 ? "some stored, then: " : "none stored: ") + written.error;
  }
};

TEST_F(StoreFaults, AFullDiskIsAnErrorAndWhatWasStoredStaysReadable) {
  const std::string said = in_child([&] {
    if (!mount_small_disk(dir_.path(), "1m")) return std::string(kNoMounts);
    return fill_and_read();
  });
  if (said == kNoMounts) GTEST_SKIP() << said;
  EXPECT_EQ(said, "some stored, then: store '" + path() + "': the disk is full");
}

TEST_F(StoreFaults, AFileThatMayNotGrowIsAnErrorAndWhatWasStoredStaysReadable) {
  const std::string said = in_child([&] {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{1U << 20U, 1U << 20U};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    return fill_and_read();
  });
  EXPECT_TRUE(said.starts_with("some stored, then: store '" + path() + "': ")) << said;
}

TEST_F(StoreFaults, AReadOnlyDiskIsReadAndNotWritten) {
  const std::string said = in_child([&]() -> std::string {
    if (!mount_small_disk(dir_.path(), "4m")) return kNoMounts;
    {
      const auto store = open_begun();
      if (!store->write(measurements({bare_sample()}))) return "not written";
    }
    if (!make_read_only(dir_.path())) return kNoMounts;
    const auto writer = open_store(url(), StoreMode::read_write);
    return count_in(url()) + "; " + (writer ? "opened for writing" : writer.error().message);
  });
  if (said == kNoMounts) GTEST_SKIP() << said;
  EXPECT_EQ(said, "1 1 1; store '" + path() + "': it cannot be written to (Read-only file system)");
}

TEST_F(StoreFaults, AReadOnlyDiskWithAnUnfoldedLogIsRefusedRatherThanReadInPart) {
  const std::string said = in_child([&]() -> std::string {
    const auto writer = open_begun();
    if (!writer->write(measurements({bare_sample()}))) return "not written";
    std::filesystem::create_directory(path("fixed"));
    if (!mount_small_disk(path("fixed"), "4m")) return kNoMounts;
    dir_.write("fixed/copy.db", dir_.read("probe.db"));
    dir_.write("fixed/copy.db-wal", dir_.read("probe.db-wal"));
    if (!make_read_only(path("fixed"))) return kNoMounts;
    return count_in(url("fixed/copy.db"));
  });
  if (said == kNoMounts) GTEST_SKIP() << said;
  EXPECT_EQ(said, "store '" + path("fixed/copy.db") +
                      "': copy.db-wal beside it holds samples that cannot be read where nothing can be "
                      "written: copy both "
                      "into a folder that can be written to");
}

TEST_F(StoreFaults, ALockedStoreIsAnErrorAndWorksAgainAfter) {
  const auto store = open_begun();
  RawSqlite other(path());
  other.run("BEGIN IMMEDIATE");
  EXPECT_TRUE(refused(store->write(measurements({bare_sample()})), {path(), "locked by another process"}));
  EXPECT_TRUE(refused(store->begin_sweep(sweep_record("x")), {"locked"}));
  other.run("ROLLBACK");
  EXPECT_TRUE(succeeded(store->write(measurements({bare_sample()}))));
}

TEST_F(StoreFaults, ADamagedStoreIsAnErrorNeverACrash) {
  {
    const auto store = open_begun();
    std::vector<Sample> samples;
    for (std::uint32_t round = 0; round < 20; ++round) {
      for (int portal = 0; portal < 20; ++portal) samples.push_back(usual_sample(portal, round));
    }
    samples.push_back(full_sample());
    ASSERT_TRUE(succeeded(store->write(measurements(samples))));
  }
  const std::string whole = dir_.read("probe.db");
  std::mt19937 random(1);
  int refusals = 0;
  for (int turn = 0; turn < 60; ++turn) {
    std::string broken = whole;
    if (turn % 3 == 0) broken.resize(random() % whole.size());
    const std::size_t wounds = turn % 3 == 1 ? 2000 : 10;
    for (std::size_t i = 0; i < wounds && broken.size() > 100; ++i) {
      broken[100 + random() % (broken.size() - 100)] = static_cast<char>(random());
    }
    dir_.write("broken.db", broken);
    std::FILE* sink = std::fopen("/dev/null", "w");
    const auto store = open_store(url("broken.db"), StoreMode::read_write);
    if (!store || !export_samples(**store, "", ExportFormat::ndjson, sink) || !(*store)->sweeps() ||
        !(*store)->counts("") || !(*store)->write(measurements({bare_sample()}))) {
      ++refusals;
    }
    std::fclose(sink);
    for (const auto* name : {"broken.db", "broken.db-wal", "broken.db-shm"})
      std::filesystem::remove(path(name));
  }
  EXPECT_GT(refusals, 30);
}

TEST_F(StoreFaults, DamageIsCalledDamage) {
  ASSERT_TRUE(succeeded(open_begun()->write(measurements({full_sample()}))));
  const struct {
    const char* sql;
    const char* part;
  } rows[] = {
      {"UPDATE word SET text = 'x' WHERE text = 'tls_chain_incomplete'", "outcome"},
      {"UPDATE sample SET redirects = '[1]'", "redirects"},
      {"UPDATE sample SET title = 4711", "word 4711"},
      {"UPDATE series SET kind = 'pages'", "the kind 'pages'"},
      {"UPDATE sample SET local_port = 70000", "local_port"},
  };
  for (const auto& row : rows) {
    std::filesystem::copy_file(path(), path("damaged.db"), std::filesystem::copy_options::overwrite_existing);
    RawSqlite(path("damaged.db")).run(row.sql);
    const auto store = open_store(url("damaged.db"), StoreMode::read_only);
    ASSERT_TRUE(succeeded(store));
    EXPECT_TRUE(refused((*store)->for_each_sample("", [](const Sample&) { return true; }),
                        {path("damaged.db"), "damaged", row.part}));
  }
}

}  // namespace
}  // namespace portalprobe
