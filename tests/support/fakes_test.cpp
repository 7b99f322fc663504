#include <gtest/gtest.h>

#include <filesystem>
#include <thread>

#include "tests/support/fake_clock.hpp"
#include "tests/support/recording_outbox.hpp"
#include "tests/support/temp_dir.hpp"

namespace portalprobe::support {
namespace {

using namespace std::chrono_literals;

TEST(FakeClock, MovesBothClocksWhenToldAndOnlyThen) {
  FakeClock clock;
  const auto steady = clock.steady();
  EXPECT_EQ(to_rfc3339(clock.wall()), "2026-11-20T15:00:00.000000Z");
  EXPECT_EQ(clock.steady(), steady);
  clock.advance(1500ms);
  EXPECT_EQ(clock.steady() - steady, 1500ms);
  EXPECT_EQ(to_rfc3339(clock.wall()), "2026-11-20T15:00:01.500000Z");
  clock.set_wall(clock.wall() - 1h);
  EXPECT_EQ(clock.steady() - steady, 1500ms);
}

TEST(RecordingSink, BlocksFailsAndKeepsAsTold) {
  RecordingSink sink;
  const std::vector<Measurement> batch(3);
  const Gate disk;
  sink.block_until(disk);
  std::thread writer([&] { EXPECT_TRUE(sink.write(batch)); });
  EXPECT_EQ(sink.written(), 0U);
  disk.open();
  EXPECT_TRUE(sink.wait_for(3));
  writer.join();
  sink.fail_with({"the disk is full"});
  EXPECT_EQ(sink.write(batch).error().message, "the disk is full");
  sink.fail_no_more();
  EXPECT_TRUE(sink.write(batch));
  EXPECT_EQ(sink.batches().size(), 2U);
}

TEST(TempDir, HoldsFilesAndGoesWithThem) {
  std::filesystem::path path;
  {
    const TempDir dir;
    path = dir.path();
    EXPECT_EQ(dir.write("below/note.txt", "kept"), dir / "below/note.txt");
    EXPECT_EQ(dir.read("below/note.txt"), "kept");
    EXPECT_THROW(dir.read("absent"), std::runtime_error);
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

}  // namespace
}  // namespace portalprobe::support
