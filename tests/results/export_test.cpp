#include "results/export.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <sstream>

#include "results/ndjson.hpp"
#include "results/output_file.hpp"
#include "results/sample_fields.hpp"
#include "tests/results/raw_sqlite.hpp"
#include "tests/results/store_fixture.hpp"

namespace portalprobe {
namespace {

class Export : public StoreTest {
 protected:
  std::string exported(Store& store, const std::string& sweep, ExportFormat format) {
    auto file = OutputFile::create(path("out"));
    EXPECT_TRUE(succeeded(file));
    const auto count = export_samples(store, sweep, format, file->stream());
    EXPECT_TRUE(succeeded(count));
    counted_ = count.value_or(0);
    EXPECT_TRUE(succeeded(file->commit()));
    return dir_.read("out");
  }
  std::uint64_t counted_ = 0;
};

TEST_F(Export, WritesEachSampleOfTheSweepAsALine) {
  const auto store = open_begun();
  ASSERT_TRUE(succeeded(store->begin_sweep(sweep_record("other"))));
  Sample elsewhere = bare_sample();
  elsewhere.sweep_id = "other";
  ASSERT_TRUE(succeeded(store->write(measurements({full_sample(), elsewhere, bare_sample()}))));

  std::istringstream lines(exported(*store, kSweepId, ExportFormat::ndjson));
  EXPECT_EQ(counted_, 2U);
  std::vector<Sample> read;
  for (std::string line; std::getline(lines, line);) read.push_back(parse_ndjson_line(line).value());
  EXPECT_THAT(read, testing::ElementsAre(bare_sample(), full_sample()));
  exported(*store, "", ExportFormat::ndjson);
  EXPECT_EQ(counted_, 3U);
}

TEST_F(Export, SaysInEachLineWhatItsSweepIs) {
  auto sealed = sweep_record();
  sealed.evaluation_sha256 = std::string(64, 'a');
  sealed.vantage_network = "AS45899";
  sealed.versions = {{"method", "3"}, {"chromium", "Chrome/120.0"}, {"libcurl", "8"}};
  const auto store = open_begun(sealed);
  auto plain = sweep_record("other");
  plain.versions = {{"method", "4"}};
  ASSERT_TRUE(succeeded(store->begin_sweep(plain)));
  Sample page = bare_sample();
  page.engine = EngineKind::browser;
  Sample elsewhere = bare_sample();
  elsewhere.sweep_id = "other";
  ASSERT_TRUE(succeeded(store->write(measurements({bare_sample(), page, elsewhere}))));
  std::istringstream lines(exported(*store, "", ExportFormat::ndjson));
  std::vector<SweepFacts> facts;
  for (std::string line; std::getline(lines, line);) facts.push_back(parse_archived_line(line).value().facts);
  const SweepFacts of_sealed{sealed.evaluation_sha256, "AS45899", "3", "", ""};
  SweepFacts of_page = of_sealed;
  of_page.browser_version = "Chrome/120.0";
  EXPECT_THAT(facts, testing::UnorderedElementsAre(of_sealed, of_page, SweepFacts{"", "", "4", "", ""}));
}

TEST_F(Export, BeginsCsvWithItsHeaderAlsoWithoutSamples) {
  const auto store = open_begun();
  const std::string header = exported(*store, kSweepId, ExportFormat::csv);
  EXPECT_TRUE(header.starts_with("schema_version,sweep_id,round,portal_id,"));
  ASSERT_TRUE(succeeded(store->write(measurements({bare_sample()}))));
  EXPECT_TRUE(exported(*store, kSweepId, ExportFormat::csv)
                  .starts_with(header + "1," + kSweepId + ",0,ha-noi,home,"));
  EXPECT_EQ(exported(*open_begun(sweep_record("x")), "x", ExportFormat::ndjson), "");
}

TEST_F(Export, SaysWhyItCouldNotBeWritten) {
  std::signal(SIGPIPE, SIG_IGN);
  const auto store = open_begun();
  ASSERT_TRUE(succeeded(store->write(measurements({bare_sample()}))));
  std::FILE* full = std::fopen("/dev/full", "w");
  EXPECT_TRUE(refused(export_samples(*store, "", ExportFormat::csv, full),
                      {"cannot write the export", "No space left"}));
  std::fclose(full);

  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  ::close(ends[0]);
  std::FILE* pipe = ::fdopen(ends[1], "w");
  EXPECT_TRUE(refused(export_samples(*store, "", ExportFormat::ndjson, pipe), {"Broken pipe"}));
  std::fclose(pipe);
  EXPECT_TRUE(refused(export_samples(*store, "x", ExportFormat::ndjson, stdout), {"sweep x is not in it"}));
}

TEST(ExportFormat, IsKnownByName) {
  EXPECT_EQ(export_format_from("csv"), ExportFormat::csv);
  EXPECT_EQ(export_format_from("ndjson"), ExportFormat::ndjson);
  EXPECT_EQ(export_format_from("har"), ExportFormat::har);
  EXPECT_EQ(export_format_from("prometheus"), ExportFormat::prometheus);
  EXPECT_EQ(export_format_from("HAR"), std::nullopt);
}

/// Memory of this process that is in RAM.
std::size_t resident_bytes() {
  std::FILE* statm = std::fopen("/proc/self/statm", "r");
  long total = 0;
  long resident = 0;
  EXPECT_EQ(std::fscanf(statm, "%ld %ld", &total, &resident), 2);
  std::fclose(statm);
  return static_cast<std::size_t>(resident) * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

/// Repeats round 0 of a sweep as rounds 1 to `rounds` − 1, past the program: quicker.
void multiply_rounds(const std::string& path, int rounds) {
  RawSqlite raw(path);
  std::string columns =
      raw.ask("SELECT group_concat(name) FROM pragma_table_info('sample') WHERE name NOT IN ('id', 'round')");
  raw.run("WITH RECURSIVE n(round) AS (SELECT 1 UNION ALL SELECT round + 1 FROM n WHERE round < " +
          std::to_string(rounds - 1) + ") INSERT INTO sample (round, " + columns + ") SELECT n.round, " +
          columns + " FROM n, sample WHERE sample.round = 0");
}

TEST_F(Export, TakesTheSameMemoryForAnyNumberOfSamples) {
#if defined(__SANITIZE_ADDRESS__)
  GTEST_SKIP() << "the sanitizer keeps freed memory";
#endif
  {
    const auto store = open_begun();
    std::vector<Sample> samples;
    for (int portal = 0; portal < 1000; ++portal) samples.push_back(usual_sample(portal, 0));
    ASSERT_TRUE(succeeded(store->write(measurements(samples))));
  }
  multiply_rounds(path(), 300);
  ASSERT_GT(std::filesystem::file_size(path()), 60'000'000U);

  const auto store = open(StoreMode::read_only);
  std::FILE* out = std::fopen("/dev/null", "w");
  ASSERT_TRUE(succeeded(store->counts("")));
  const std::size_t before = resident_bytes();
  const auto count = export_samples(*store, "", ExportFormat::ndjson, out);
  const std::size_t after = resident_bytes();
  std::fclose(out);
  EXPECT_EQ(count.value_or(0), 300'000U);
  EXPECT_LT(after, before + (16U << 20U));
}

class OutputFiles : public StoreTest {
 protected:
  std::vector<std::string> entries() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(dir_.path()))
      names.push_back(entry.path().filename());
    std::ranges::sort(names);
    return names;
  }
};

TEST_F(OutputFiles, AppearOnlyWhenWhole) {
  dir_.write("out", "old");
  {
    const auto file = OutputFile::create(path("out"));
    ASSERT_TRUE(succeeded(file));
    std::fputs("half", file->stream());
  }
  EXPECT_EQ(dir_.read("out"), "old");
  EXPECT_THAT(entries(), testing::ElementsAre("out"));
  auto file = OutputFile::create(path("out"));
  ASSERT_TRUE(succeeded(file));
  std::fputs("new", file->stream());
  EXPECT_EQ(dir_.read("out"), "old");
  ASSERT_TRUE(succeeded(file->commit()));
  EXPECT_EQ(dir_.read("out"), "new");
  EXPECT_THAT(entries(), testing::ElementsAre("out"));
}

TEST_F(OutputFiles, HaveTheModeThatThePersonsMaskGives) {
  const mode_t mask = ::umask(027);
  auto file = OutputFile::create(path("out"));
  ::umask(mask);
  ASSERT_TRUE(succeeded(file) && succeeded(file->commit()));
  struct stat status {};
  ASSERT_EQ(::stat(path("out").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0640U);
}

TEST_F(OutputFiles, WriteThroughLinksAndIntoWhatIsNoOrdinaryFile) {
  dir_.write("real", "old");
  std::filesystem::create_symlink("real", path("link"));
  auto file = OutputFile::create(path("link"));
  ASSERT_TRUE(succeeded(file));
  std::fputs("new", file->stream());
  ASSERT_TRUE(succeeded(file->commit()));
  EXPECT_EQ(dir_.read("real"), "new");
  EXPECT_TRUE(std::filesystem::is_symlink(path("link")));

  auto null = OutputFile::create("/dev/null");
  ASSERT_TRUE(succeeded(null));
  std::fputs("x", null->stream());
  EXPECT_TRUE(succeeded(null->commit()));
  EXPECT_TRUE(std::filesystem::is_character_file("/dev/null"));
}

TEST_F(OutputFiles, SayWhyTheyCannotBeWritten) {
  EXPECT_TRUE(refused(OutputFile::create(dir_.path()), {"is a directory", dir_.path()}) ||
              refused(OutputFile::create(dir_.path()), {"Is a directory", dir_.path()}));
  EXPECT_TRUE(refused(OutputFile::create(path("none/out")), {"No such file", path("none/out")}));
  auto full = OutputFile::create("/dev/full");
  ASSERT_TRUE(succeeded(full));
  std::fputs("x", full->stream());
  EXPECT_TRUE(refused(full->commit(), {"No space left"}));
}

}  // namespace
}  // namespace portalprobe
