#include "probe/page/srcset.hpp"

#include <gtest/gtest.h>

#include <string>

namespace portalprobe {
namespace {

TEST(Srcset, ChoosesAsChromiumDoes) {
  // Seen in Chromium 156 at 1350x940, one device pixel per pixel.
  const struct {
    ImageSources image;
    std::string_view want;
  } rows[] = {
      {{"", "", "a.png"}, "a.png"},
      {{"b.png 1x, c.png 2x", "", "a.png"}, "b.png"},
      {{"b.png, c.png 2x", "", "a.png"}, "b.png"},
      {{"c.png 2x", "", "a.png"}, "a.png"},
      {{"c.png 0.5x", "", "a.png"}, "a.png"},
      {{"c.png 2x", "", ""}, "c.png"},
      {{"a1 300w, a2 1000w, a3 2000w", "", "a0"}, "a3"},
      {{"b1 300w, b2 1000w", "calc(10vw + 100px)", ""}, "b1"},
      {{"b1 300w, b2 1000w", "(max-width: 500px) 100vw, 280px", "b0"}, "b1"},
      {{"b1 300w, b2 1000w", "(min-width: 500px) 100vw, 280px", "b0"}, "b2"},
      {{"b1 300w, b2 1000w", "(min-width: 500px) calc(100vw - 1100px), 1000px", "b0"}, "b1"},
      {{"b1 300w, b2 1000w", "nonsense, 280px", "b0"}, "b1"},
      {{"b1 300w, b2 1000w", "nonsense", "b0"}, "b2"},
      {{"m1 640w, m2 660w", "650px", ""}, "m2"},
      {{"n1 100w, n2 100w", "100px", ""}, "n1"},
      {{"g 300w 200h", "", "g0"}, "g"},
      {{"h 300q, h2 1.5x", "", ""}, "h2"},
      {{"k 200w, k1 2x", "", ""}, "k1"},
      {{"l 1.png 1x", "", "l0"}, "l0"},
      {{"data:,x 1x, o 2x", "", "o0"}, "data:,x"},
      {{"a.png,b.png 2x", "", ""}, "a.png,b.png"},
      {{"a.png, b.png 2x,", "", ""}, "a.png"},
      {{"a.png 1x,b.png 2x", "", ""}, "a.png"},
      {{" , a.png", "", ""}, "a.png"},
      {{"a.png 2x 2x, b.png 3x", "", ""}, "b.png"},
      {{"a.png -1x, b.png 3x", "", ""}, "b.png"},
      {{"a.png 0w, b.png 3x", "", ""}, "b.png"},
      {{"a.png 1.5w, b.png 3x", "", ""}, "b.png"},
      {{"a.png 20h, b.png 3x", "", ""}, "b.png"},
      {{"a.png (x, y), b.png 3x", "", ""}, "b.png"},
      {{"a 100w", "0px", "b"}, "a"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(std::string(row.image.srcset) + " | " + std::string(row.image.sizes));
    EXPECT_EQ(chosen_source(row.image, Screen{}).value_or("none"), row.want);
  }
}

TEST(Srcset, TakesTheNearerOneOnADenseScreen) {
  const auto phone = screen_of(Profile::mobile);  // 412 pixels wide, 1.75 times as dense
  EXPECT_EQ(chosen_source({"a 1x, b 1.5x, c 2x", "", ""}, phone), "c");
  EXPECT_EQ(chosen_source({"a 1x, b 1.5x, c 3x", "", ""}, phone), "b");
  EXPECT_EQ(chosen_source({"a 400w, b 800w, c 1600w", "", ""}, phone), "b");
  EXPECT_EQ(chosen_source({"a 400w, b 800w", "50vw", ""}, phone), "a");
}

TEST(Srcset, ChoosesNothingFromNothing) {
  for (const std::string_view empty : {"", "  ", ",,,", ", ,"}) {
    SCOPED_TRACE(empty);
    EXPECT_EQ(chosen_source({empty, "", ""}, {}), std::nullopt);
  }
  EXPECT_EQ(chosen_source({"a.png 3q", "", " "}, {}), std::nullopt);
}

TEST(Srcset, EndsOnEndlessLists) {
  std::string many;
  for (int i = 0; i < 100'000; ++i) many += "x" + std::to_string(i) + ".png " + std::to_string(i + 1) + "w, ";
  EXPECT_EQ(chosen_source({many, "", ""}, Screen{}), "x999.png");
  const auto open = "a " + std::string(1'000'000, '(');
  const std::string commas(1'000'000, ',');
  EXPECT_EQ(chosen_source({open, "", "b"}, {}), "b");
  EXPECT_EQ(chosen_source({"a 1w", commas, ""}, {}), "a");
}

}  // namespace
}  // namespace portalprobe
