#include "app/artifacts.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>

#include "results/visit_folder.hpp"
#include "tests/support/temp_dir.hpp"

namespace portalprobe {
namespace {

namespace fs = std::filesystem;
using std::chrono::hours;

constexpr const char* kOld = "20260101T150000Z-000000000001";
constexpr const char* kCutOff = "20261101T150000Z-000000000002";
constexpr const char* kPresent = "20261102T150000Z-000000000003";

/// Sweeps of one store, with files that an earlier configuration wanted.
class SweepArtifactsTest : public testing::Test {
 protected:
  void SetUp() override {
    auto store = open_store(url(), StoreMode::read_write);
    ASSERT_TRUE(store) << store.error().message;
    store_ = std::move(*store);
    begin(kOld, SystemClock().wall() - hours(24 * 300));
    begin(kCutOff, SystemClock().wall() - hours(24));
    present_ = begin(kPresent, SystemClock().wall());
    files_.write(name(kOld) + "/ha-noi/index.json", "{}");
    files_.write(name(kCutOff) + "/ha-noi/home/r0000-browser-desktop-ipv4/visit.har", "{}");
  }

  std::string url() const { return "sqlite:" + files_ / "probe.db"; }
  static std::string name(const std::string& sweep_id) { return "probe.db.artifacts/" + sweep_id; }
  bool has_files(const std::string& sweep_id) const { return fs::exists(files_ / name(sweep_id)); }

  SweepRecord begin(const std::string& id, WallTime at) {
    SweepRecord record;
    record.id = id;
    record.name = "Nightly";
    record.vantage_id = "ha-noi-1";
    record.scheduled_at = record.started_at = at;
    const auto begun = store_->begin_sweep(record);
    EXPECT_TRUE(begun) << begun.error().message;
    return record;
  }
  void tidy_up() {
    Signals signals;
    SweepArtifacts(config_, url(), *store_, present_).tidy_up(signals);
  }

  support::TempDir files_;
  Config config_;
  std::unique_ptr<Store> store_;
  SweepRecord present_;
};

// Whoever wants no more files had those of before kept for ever.
TEST_F(SweepArtifactsTest, RetentionGoesOnWhereNoneAreKeptAnyMore) {
  config_.defaults.artifacts = KeptArtifacts::none;
  config_.retention.artifacts = hours(24 * 30);
  tidy_up();
  EXPECT_FALSE(has_files(kOld));
  EXPECT_TRUE(has_files(kCutOff)) << "its own sweep wanted them";
}

TEST_F(SweepArtifactsTest, ASweepThatWasCutOffIsSettledByOneThatKeepsFiles) {
  config_.retention.artifacts = hours(24 * 366);
  tidy_up();
  EXPECT_TRUE(has_files(kOld));
  EXPECT_FALSE(has_files(kCutOff)) << "of no sample in the store";
}

}  // namespace
}  // namespace portalprobe
