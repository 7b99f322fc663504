#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <nlohmann/json.hpp>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "core/sha256.hpp"
#include "results/artifact_retention.hpp"
#include "results/artifact_sink.hpp"
#include "results/safe_name.hpp"
#include "results/settle_artifacts.hpp"
#include "results/visit_folder.hpp"
#include "tests/results/store_fixture.hpp"

namespace portalprobe {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr WriteRules kAnyDisk{0};

std::string content(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// A visit with two files besides its HAR.
Measurement visit(const std::string& portal, std::uint32_t round, std::optional<microseconds> paint,
                  EngineKind engine = EngineKind::browser) {
  Measurement one = measurement(bare_sample(portal, round));
  one.sample.engine = engine;
  one.sample.target_id = "home";
  one.sample.started_at = one.sample.scheduled_at;
  one.sample.final_url = "https://" + portal + ".example/?token=secret";
  if (engine == EngineKind::browser) one.sample.largest_contentful_paint = paint;
  if (engine == EngineKind::film) one.sample.speed_index = paint;
  if (!paint) {
    one.sample.outcome = Outcome::timed_out;
    one.sample.side = Side::portal;
  }
  one.artifacts = {{"screenshot.jpg", "picture " + portal + std::to_string(round)},
                   {"film/01-000100ms.jpg", "frame"}};
  one.page.emplace();
  one.page->resources.emplace_back();
  one.page->resources.back().url = one.sample.final_url;
  return one;
}

class Artifacts : public StoreTest {
 protected:
  fs::path folder() const { return artifact_folder(path()); }
  fs::path home(const std::string& portal = "ha-noi") const {
    return portal_folder(folder(), kSweepId, portal) / "home";
  }
  static std::vector<std::string> names(const fs::path& path) {
    std::vector<std::string> all;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(path, error))
      all.push_back(entry.path().filename().string());
    return all;
  }
  static Expected<SettledArtifacts> settle(Store& store, const fs::path& folder,
                                           KeptArtifacts kept = KeptArtifacts::worst_and_median,
                                           const PortalFilter& filter = nullptr) {
    return settle_artifacts(store, kSweepId, folder, kept, filter);
  }
};

TEST_F(Artifacts, AreKeptBesideTheStore) {
  auto store = open_begun();
  ArtifactSink sink(*store, folder(), "1.0", kAnyDisk);
  const std::vector<Measurement> batch = {visit("ha-noi", 3, milliseconds(900))};
  ASSERT_TRUE(succeeded(sink.write(batch)));
  const fs::path where = home() / "r0003-browser-none-ipv4";
  EXPECT_THAT(names(where), UnorderedElementsAre("screenshot.jpg", "film", "visit.har"));
  EXPECT_EQ(content(where / "screenshot.jpg"), "picture ha-noi3");
  EXPECT_EQ(content(where / "film/01-000100ms.jpg"), "frame");
  const auto har = nlohmann::json::parse(content(where / "visit.har"));
  EXPECT_EQ(har["log"]["entries"][0]["request"]["url"], "https://ha-noi.example/?token=REDACTED");
  EXPECT_EQ(sink.lost(), 0U);
  EXPECT_EQ(samples_of(*store, kSweepId).at(0).detail, "");
}

TEST_F(Artifacts, AreOfVisitsByABrowserAlone) {
  auto store = open_begun();
  ArtifactSink sink(*store, folder(), "1.0", kAnyDisk);
  Measurement one = visit("ha-noi", 0, milliseconds(1));
  one.sample.engine = EngineKind::network;
  ASSERT_TRUE(succeeded(sink.write(std::span(&one, 1))));
  EXPECT_FALSE(fs::exists(folder()));
}

TEST_F(Artifacts, AHostileIdStaysInItsFolder) {
  Measurement one = visit("../../escaped", 0, milliseconds(1));
  one.sample.target_id = "/etc/passwd\n";
  ASSERT_TRUE(succeeded(write_visit(folder(), one.sample, one.artifacts, kAnyDisk)));
  EXPECT_THAT(names(fs::path(path()).parent_path()), ElementsAre("probe.db.artifacts"));
  EXPECT_THAT(names(sweep_folder(folder(), kSweepId)), ElementsAre(safe_file_name("../../escaped")));
}

TEST_F(Artifacts, OfAVisitThatIsMeasuredAgainReplaceTheFormer) {
  Measurement one = visit("ha-noi", 0, milliseconds(1));
  ASSERT_TRUE(succeeded(write_visit(folder(), one.sample, one.artifacts, kAnyDisk)));
  one.artifacts = {{"screenshot.jpg", "new"}};
  ASSERT_TRUE(succeeded(write_visit(folder(), one.sample, one.artifacts, kAnyDisk)));
  EXPECT_THAT(names(home()), ElementsAre("r0000-browser-none-ipv4"));
  EXPECT_THAT(names(home() / "r0000-browser-none-ipv4"), ElementsAre("screenshot.jpg"));
}

TEST_F(Artifacts, OnlyTheWorstAndTheMedianStay) {
  auto store = open_begun();
  ArtifactSink sink(*store, folder(), "1.0", kAnyDisk);
  std::vector<Measurement> batch;
  for (std::uint32_t round = 0; round < 5; ++round)
    batch.push_back(visit("ha-noi", round, milliseconds(100 + 10 * round)));
  batch.push_back(visit("ha-noi", 5, std::nullopt));  // timed out
  batch.push_back(visit("ha-noi", 0, milliseconds(700), EngineKind::film));
  batch.push_back(visit("hue", 0, milliseconds(1)));
  ASSERT_TRUE(succeeded(sink.write(batch)));
  EXPECT_TRUE(is_unsettled(folder(), kSweepId));

  const auto settled = settle(*store, folder());
  ASSERT_TRUE(succeeded(settled));
  EXPECT_EQ(settled->visits, 4U);
  EXPECT_THAT(names(home()), UnorderedElementsAre("r0002-browser-none-ipv4", "r0005-browser-none-ipv4",
                                                  "r0000-film-none-ipv4"));
  EXPECT_THAT(names(home("hue")), ElementsAre("r0000-browser-none-ipv4"));
  EXPECT_FALSE(is_unsettled(folder(), kSweepId));

  const auto index = nlohmann::json::parse(content(home().parent_path() / kArtifactIndex));
  EXPECT_EQ(index["sweep_id"], kSweepId);
  EXPECT_EQ(index["portal_id"], "ha-noi");
  std::uint64_t bytes = 0;
  std::map<std::uint32_t, nlohmann::json> browser;
  for (const auto& one : index["visits"]) {
    if (one["engine"] == "browser") browser[one["round"].get<std::uint32_t>()] = one;
    ASSERT_FALSE(one["files"].empty());
    for (const auto& file : one["files"]) {
      const std::string text = content(home().parent_path() / file["file"].get<std::string>());
      EXPECT_EQ(file["bytes"], text.size());
      EXPECT_EQ(file["sha256"], sha256_hex(text));
      bytes += text.size();
    }
  }
  EXPECT_GT(settled->bytes, bytes);  // the indexes, and the other portal's
  ASSERT_EQ(browser.size(), 2U);
  EXPECT_EQ(browser[2]["kept_as"], nlohmann::json({"median"}));
  EXPECT_EQ(browser[2]["rank"], 3);
  EXPECT_EQ(browser[2]["of"], 6);
  EXPECT_EQ(browser[2]["compared_by_us"], 120'000);
  EXPECT_EQ(browser[5]["kept_as"], nlohmann::json({"worst"}));
  EXPECT_EQ(browser[5]["outcome"], "timed_out");
}

TEST_F(Artifacts, AllStayWhereAllAreWanted) {
  auto store = open_begun();
  ArtifactSink sink(*store, folder(), "1.0", kAnyDisk);
  std::vector<Measurement> batch;
  for (std::uint32_t round = 0; round < 5; ++round)
    batch.push_back(visit("ha-noi", round, milliseconds(round)));
  ASSERT_TRUE(succeeded(sink.write(batch)));
  const auto settled = settle(*store, folder(), KeptArtifacts::all);
  ASSERT_TRUE(succeeded(settled));
  EXPECT_EQ(settled->visits, 5U);
}

/// A kill at any moment: half a visit, a visit without its sample, no index. Then the sweep goes on.
TEST_F(Artifacts, AKilledAndResumedSweepLosesNothingAndLeavesNoRubbish) {
  auto store = open_begun();
  {
    ArtifactSink sink(*store, folder(), "1.0", kAnyDisk);
    const std::vector<Measurement> batch = {visit("ha-noi", 0, milliseconds(50)),
                                            visit("ha-noi", 1, milliseconds(90))};
    ASSERT_TRUE(succeeded(sink.write(batch)));
  }
  const Measurement not_stored = visit("ha-noi", 7, milliseconds(1));
  ASSERT_TRUE(succeeded(write_visit(folder(), not_stored.sample, not_stored.artifacts, kAnyDisk)));
  const Measurement nothing_stored = visit("da-nang", 0, milliseconds(1));
  ASSERT_TRUE(succeeded(write_visit(folder(), nothing_stored.sample, nothing_stored.artifacts, kAnyDisk)));
  fs::create_directories(home() / "r0002-browser-none-ipv4.part/film");
  std::ofstream(home() / "r0002-browser-none-ipv4.part/screenshot.jpg") << "half";

  ArtifactSink sink(*store, folder(), "1.0", kAnyDisk);
  const std::vector<Measurement> batch = {visit("ha-noi", 2, milliseconds(70))};
  ASSERT_TRUE(succeeded(sink.write(batch)));
  ASSERT_TRUE(succeeded(settle(*store, folder())));
  EXPECT_THAT(names(home()), UnorderedElementsAre("r0001-browser-none-ipv4", "r0002-browser-none-ipv4"));
  EXPECT_THAT(names(sweep_folder(folder(), kSweepId)), ElementsAre("ha-noi"));

  // Again, after it had been settled: what stayed competes with what comes.
  const std::vector<Measurement> more = {visit("ha-noi", 3, milliseconds(95)),
                                         visit("ha-noi", 4, milliseconds(96))};
  ASSERT_TRUE(succeeded(sink.write(more)));
  EXPECT_TRUE(is_unsettled(folder(), kSweepId));
  ASSERT_TRUE(succeeded(settle(*store, folder())));
  EXPECT_THAT(names(home()), UnorderedElementsAre("r0001-browser-none-ipv4", "r0004-browser-none-ipv4"));
}

TEST_F(Artifacts, OfOtherShardsAreLeftAlone) {
  auto store = open_begun();
  ArtifactSink sink(*store, folder(), "1.0", kAnyDisk);
  std::vector<Measurement> batch;
  for (std::uint32_t round = 0; round < 3; ++round) {
    batch.push_back(visit("ha-noi", round, milliseconds(round)));
    batch.push_back(visit("hue", round, milliseconds(round)));
  }
  ASSERT_TRUE(succeeded(sink.write(batch)));
  ASSERT_TRUE(succeeded(settle(*store, folder(), KeptArtifacts::worst_and_median,
                               [](const std::string& id) { return id == "hue"; })));
  EXPECT_EQ(names(home()).size(), 3U);
  EXPECT_EQ(names(home("hue")).size(), 2U);
}

TEST_F(Artifacts, ASweepWithoutAnyIsFine) {
  auto store = open_begun();
  EXPECT_EQ(settle(*store, folder()).value_or(SettledArtifacts{9, 9}), SettledArtifacts{});
  EXPECT_FALSE(is_unsettled(folder(), kSweepId));
}

TEST_F(Artifacts, ThatFindNoRoomAreToldAndTheSweepGoesOn) {
  auto store = open_begun();
  ArtifactSink sink(*store, folder(), "1.0", WriteRules{~std::uint64_t{0} / 2});
  const std::vector<Measurement> batch = {measurement(bare_sample("hue")),
                                          visit("ha-noi", 0, milliseconds(50))};
  ASSERT_TRUE(succeeded(sink.write(batch)));
  const auto samples = samples_of(*store, kSweepId);
  ASSERT_EQ(samples.size(), 2U);
  for (const auto& sample : samples) {
    const bool has_files = sample.portal_id == "ha-noi";
    EXPECT_THAT(sample.detail, has_files ? HasSubstr("could not be kept: no room") : HasSubstr(""));
    EXPECT_EQ(sample.detail.empty(), !has_files);
  }
  EXPECT_EQ(sink.lost(), 1U);
  EXPECT_THAT(sink.why(), HasSubstr("no room"));
}

/// What the disk itself refuses in the middle of a file.
TEST_F(Artifacts, ThatCannotBeWrittenWholeLeaveNothing) {
  auto store = open_begun();
  ArtifactSink sink(*store, folder(), "1.0", kAnyDisk);
  std::vector<Measurement> batch = {visit("ha-noi", 0, milliseconds(50)),
                                    visit("ha-noi", 1, milliseconds(60))};
  batch[0].artifacts.push_back({"large.jpg", std::string(3U << 20U, 'x')});
  const auto before = std::signal(SIGXFSZ, SIG_IGN);
  rlimit limit{};
  getrlimit(RLIMIT_FSIZE, &limit);
  const rlimit small{2U << 20U, limit.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  const auto written = sink.write(batch);
  setrlimit(RLIMIT_FSIZE, &limit);
  std::signal(SIGXFSZ, before);
  ASSERT_TRUE(succeeded(written));
  EXPECT_EQ(sink.lost(), 1U);
  EXPECT_THAT(sink.why(), HasSubstr("large.jpg"));
  EXPECT_THAT(names(home()), ElementsAre("r0001-browser-none-ipv4"));
  const auto samples = samples_of(*store, kSweepId);
  ASSERT_EQ(samples.size(), 2U);
  EXPECT_THAT(samples[0].detail, HasSubstr("File too large"));
  EXPECT_EQ(samples[1].detail, "");
}

TEST_F(Artifacts, AFolderThatIsAFileIsTold) {
  std::ofstream(folder()) << "no folder";
  const Measurement one = visit("ha-noi", 0, milliseconds(1));
  EXPECT_FALSE(write_visit(folder(), one.sample, one.artifacts, kAnyDisk));
}

WallTime day(int number) { return WallTime(std::chrono::hours(24 * number)); }

TEST(ArtifactRetention, TakesTheOldAndThenTheOldest) {
  const std::vector<SweepFiles> sweeps = {
      {"c", day(30), 40}, {"a", day(10), 10}, {"b", day(20), 20}, {"d", day(40), 50}};
  const struct {
    const char* what;
    ArtifactLimits limits;
    std::vector<std::string> want;
  } rows[] = {
      {"all is well", {day(0), 120}, {}},
      {"too old", {day(20), 1000}, {"a"}},
      {"too much", {day(0), 119}, {"a"}},
      {"much too much", {day(0), 89}, {"a", "b", "c"}},
      {"too old and still too much", {day(20), 100}, {"a", "b"}},
      {"the present sweep stays", {day(99), 0}, {"a", "b", "c"}},
  };
  for (const auto& row : rows) EXPECT_EQ(outdated(sweeps, row.limits, "d"), row.want) << row.what;
}

TEST_F(Artifacts, OfOldSweepsGo) {
  auto store = open();
  SweepRecord old = sweep_record("20261101T150000Z-000000000001");
  old.scheduled_at = day(20'000);
  SweepRecord young = sweep_record("20261102T150000Z-000000000002");
  young.scheduled_at = day(20'001);
  for (const auto& record : {old, young}) {
    ASSERT_TRUE(succeeded(store->begin_sweep(record)));
    Measurement one = visit("ha-noi", 0, milliseconds(1));
    one.sample.sweep_id = record.id;
    ASSERT_TRUE(succeeded(write_visit(folder(), one.sample, one.artifacts, kAnyDisk)));
  }
  fs::create_directories(folder() / "not-ours");
  const auto always = [] { return true; };
  EXPECT_EQ(remove_outdated(*store, folder(), {day(20'001), 1U << 30U}, "", always).value_or(99), 1U);
  EXPECT_THAT(names(folder()), UnorderedElementsAre("not-ours", young.id));
  EXPECT_EQ(remove_outdated(*store, folder(), {day(0), 0}, "", [] { return false; }).value_or(99), 0U);
  EXPECT_EQ(remove_outdated(*store, folder(), {day(0), 0}, "", always).value_or(99), 1U);
  EXPECT_THAT(names(folder()), ElementsAre("not-ours"));
}

}  // namespace
}  // namespace portalprobe
