#include "probe/film/film_text.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace portalprobe {
namespace {

TEST(FilmText, NamesPicturesByPlaceAndMoment) {
  EXPECT_EQ(frame_file(1, {microseconds(123'999), 10, ""}), "01-000123ms.jpg");
  EXPECT_EQ(frame_file(16, {std::chrono::seconds(45), 100, ""}), "16-045000ms.jpg");
}

TEST(FilmText, SaysWhatTheStripSays) {
  FilmStrip strip;
  strip.speed_index = microseconds(1'234'567);
  strip.visually_complete = microseconds(2'000'000);
  strip.seen = 7;
  strip.frames = {{microseconds(100'000), 33, "x"}, {microseconds(2'000'000), 100, "y"}};
  const auto said = nlohmann::json::parse(film_json(strip));
  EXPECT_EQ(said["speed_index_us"], 1'234'567);
  EXPECT_EQ(said["visually_complete_us"], 2'000'000);
  EXPECT_FALSE(said.contains("first_visual_change_us"));
  EXPECT_FALSE(said.contains("frames_at_least_apart_us"));
  EXPECT_EQ(said["frames_seen"], 7);
  ASSERT_EQ(said["frames"].size(), 2U);
  EXPECT_EQ(said["frames"][1]["file"], "02-002000ms.jpg");
  EXPECT_EQ(said["frames"][1]["visual_progress"], 100);
}

TEST(FilmText, IsWholeWithoutFrames) {
  const auto said = nlohmann::json::parse(film_json({}));
  EXPECT_TRUE(said["frames"].empty());
}

}  // namespace
}  // namespace portalprobe
