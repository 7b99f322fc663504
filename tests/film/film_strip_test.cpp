#include "probe/film/film_strip.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cmath>

#include "probe/film/speed_index.hpp"
#include "tests/film/pictures.hpp"

namespace portalprobe {
namespace {

using std::chrono::milliseconds;

const SteadyTime kZero = SteadyTime(std::chrono::hours(5));

Frame frame(int ms, const std::string& name) { return {kZero + milliseconds(ms), picture(name)}; }

/// film.json has what speedline-core says of the same pictures. Its JPEG reader rounds colours another way
/// than ours, which moves pixels at the border of white: by one percent of progress at most.
TEST(FilmStrip, AgreesWithSpeedlineOnTheSameFrames) {
  const auto films = nlohmann::json::parse(film_data("film.json"));
  ASSERT_GE(films.size(), 10U);
  for (const auto& film : films) {
    SCOPED_TRACE(film["name"].get<std::string>());
    FilmRoll roll;
    for (const auto& shown : film["frames"])
      roll.take(kZero + milliseconds(shown[0].get<int>()), picture(shown[1].get<std::string>()));
    std::vector<microseconds> at;
    for (const auto& one : roll.frames()) at.push_back(to_microseconds(one.at - kZero));
    const auto progress =
        visual_progress(at, [&](std::size_t i) { return histogram_of_jpeg(roll.frames()[i].jpeg).value(); });
    ASSERT_EQ(progress.size(), film["progress"].size());
    for (std::size_t i = 0; i < progress.size(); ++i) {
      EXPECT_EQ(progress[i].at, milliseconds(film["progress"][i][0].get<int>()));
      EXPECT_NEAR(progress[i].percent, film["progress"][i][1].get<int>(), 1) << i;
    }
    const auto strip = film_strip(roll.release(), kZero, microseconds(0));
    const auto want = film["speed_index"].get<double>();
    ASSERT_EQ(strip.speed_index.has_value(), want > 0);  // speedline's 0 is an error to Lighthouse
    EXPECT_NEAR(static_cast<double>(strip.speed_index.value_or(microseconds(0)).count()) / 1000, want,
                want * 0.015 + 0.001);
  }
}

TEST(FilmStrip, LeavesOutWhatWasShownBeforeTheNavigation) {
  const auto strip = film_strip({frame(-300, "other"), frame(-1, "abc"), frame(200, "abc")}, kZero, {});
  EXPECT_EQ(strip.seen, 1U);
  EXPECT_EQ(strip.speed_index, milliseconds(200));
}

TEST(FilmStrip, IsEmptyWithoutFrames) {
  const auto strip = film_strip({}, kZero, {});
  EXPECT_FALSE(strip.speed_index);
  EXPECT_TRUE(strip.frames.empty());
}

TEST(FilmStrip, PassesOverBrokenFrames) {
  const std::string broken = "\xFF\xD8 no picture";
  std::vector<Frame> frames = {{kZero + milliseconds(10), broken},
                               frame(100, "a"),
                               {kZero + milliseconds(150), picture("ab").substr(0, 300)},
                               frame(1100, "abc"),
                               {kZero + milliseconds(9000), broken}};
  const auto strip = film_strip(frames, kZero, {});
  EXPECT_EQ(strip.visually_complete, milliseconds(1100));
  EXPECT_EQ(strip.speed_index, milliseconds(770));  // 100 + 1000 × (1 − 0.33)
  for (auto& one : frames) one.jpeg = broken;
  EXPECT_FALSE(film_strip(frames, kZero, {}).speed_index);
}

/// Two frames of one moment are two pictures.
TEST(FilmStrip, TellsFramesOfOneMomentApart) {
  const auto strip = film_strip({frame(100, "a"), frame(100, "ab"), frame(100, "abc")}, kZero, {});
  ASSERT_EQ(strip.frames.size(), 3U);
  EXPECT_EQ(strip.frames[0].percent, 33);
  EXPECT_EQ(strip.frames[1].percent, 66);
  EXPECT_EQ(strip.frames[2].percent, 100);
}

TEST(FilmStrip, ShowsWhereThePageChanged) {
  const auto strip = film_strip({frame(50, "white"), frame(100, "a"), frame(700, "ab"), frame(1300, "abc")},
                                kZero, milliseconds(30));
  ASSERT_EQ(strip.frames.size(), 3U);
  EXPECT_EQ(strip.frames[0].at, milliseconds(100));
  EXPECT_EQ(strip.frames[0].jpeg, picture("a"));
  EXPECT_EQ(strip.frames[2].percent, 100);
  EXPECT_EQ(strip.first_visual_change, milliseconds(100));
  EXPECT_EQ(strip.visually_complete, milliseconds(1300));
  EXPECT_EQ(strip.spacing, milliseconds(30));
}

TEST(FilmStrip, HasAFewPicturesOfALongFilm) {
  std::vector<Frame> frames;
  for (int i = 0; i < 60; ++i) frames.push_back(frame(3000 * i, i % 2 == 0 ? "text" : "image"));
  const auto strip = film_strip(frames, kZero, {}, 5);
  ASSERT_EQ(strip.frames.size(), 5U);
  EXPECT_EQ(strip.frames.front().at, milliseconds(0));
  EXPECT_EQ(strip.frames.back().at, milliseconds(3000 * 59));
}

}  // namespace
}  // namespace portalprobe
