#include "probe/browser/scratch_dir.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <optional>

#include "tests/support/temp_dir.hpp"

namespace portalprobe {
namespace {

namespace fs = std::filesystem;

class ScratchDirTest : public testing::Test {
 protected:
  void SetUp() override {
    if (const char* const set = std::getenv("TMPDIR")) before_ = set;
    ::setenv("TMPDIR", parent_.path().c_str(), 1);
  }
  void TearDown() override {
    if (before_) {
      ::setenv("TMPDIR", before_->c_str(), 1);
    } else {
      ::unsetenv("TMPDIR");
    }
  }
  std::size_t entries() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(parent_.path()), fs::directory_iterator()));
  }

  support::TempDir parent_;
  std::optional<std::string> before_;
};

TEST_F(ScratchDirTest, IsForUsAloneAndGoesWithAllItHolds) {
  {
    auto dir = ScratchDir::make();
    ASSERT_TRUE(dir) << dir.error().message;
    EXPECT_EQ(fs::path(dir->path()).parent_path(), parent_.path());
    EXPECT_EQ(fs::status(dir->path()).permissions(), fs::perms::owner_all);
    ASSERT_TRUE(dir->make_directory("a/b"));
    ASSERT_TRUE(dir->write("a/b/c", "text"));
    EXPECT_EQ(fs::file_size(dir->path() + "/a/b/c"), 4u);
    const ScratchDir moved = std::move(*dir);
    EXPECT_TRUE(fs::exists(moved.path()));
  }
  EXPECT_EQ(entries(), 0u);
}

TEST_F(ScratchDirTest, TakesAwayWhatAKilledProbeLeft) {
  parent_.write("portal-probe-browser-gone42/profile/file", "x");
  parent_.write("somebody-elses/file", "x");
  const auto dir = ScratchDir::make();
  ASSERT_TRUE(dir);
  EXPECT_FALSE(fs::exists(parent_ / "portal-probe-browser-gone42"));
  EXPECT_TRUE(fs::exists(parent_ / "somebody-elses/file"));
}

TEST_F(ScratchDirTest, LeavesThatOfALivingProbeAlone) {
  const auto first = ScratchDir::make();
  const auto second = ScratchDir::make();
  ASSERT_TRUE(first && second);
  EXPECT_TRUE(fs::exists(first->path()));
  EXPECT_NE(first->path(), second->path());
}

TEST_F(ScratchDirTest, FollowsNoLinkOutOfTheDirectory) {
  const support::TempDir elsewhere;
  elsewhere.write("file", "x");
  fs::create_directory_symlink(elsewhere.path(), parent_ / "portal-probe-browser-link01");
  {
    const auto dir = ScratchDir::make();
    ASSERT_TRUE(dir);
    fs::create_directory_symlink(elsewhere.path(), dir->path() + "/link");
  }
  EXPECT_TRUE(fs::exists(elsewhere / "file"));
}

TEST_F(ScratchDirTest, SaysWhereItCouldNotBeMade) {
  ::setenv("TMPDIR", "/nonexistent/folder", 1);
  const auto dir = ScratchDir::make();
  ASSERT_FALSE(dir);
  EXPECT_EQ(dir.error().message,
            "cannot make a directory like /nonexistent/folder/portal-probe-browser-XXXXXX: No such file or "
            "directory");
}

}  // namespace
}  // namespace portalprobe
