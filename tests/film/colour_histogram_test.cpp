#include "probe/film/colour_histogram.hpp"

#include <gtest/gtest.h>

#include <numeric>
#include <random>

#include "tests/film/pictures.hpp"

namespace portalprobe {
namespace {

std::uint32_t pixels(const ColourHistogram& histogram, std::size_t colour = 0) {
  const auto& counts = histogram.counts[colour];
  return std::accumulate(counts.begin(), counts.end(), 0U);
}

TEST(ColourHistogram, LeavesWhiteOut) {
  const auto white = histogram_of_jpeg(picture("white"));
  ASSERT_TRUE(white);
  EXPECT_EQ(*white, ColourHistogram{});
}

TEST(ColourHistogram, CountsEachPixelOnceForEachColour) {
  const auto full = histogram_of_jpeg(picture("abc"));
  ASSERT_TRUE(full);
  for (std::size_t colour = 0; colour < 3; ++colour) EXPECT_EQ(pixels(*full, colour), 64U * 48U);
}

TEST(ColourHistogram, KnowsWhatColourIsWhere) {
  const auto blue = histogram_of_jpeg(picture("a"));  // 64 x 16 of 30, 60, 190
  ASSERT_TRUE(blue);
  EXPECT_GE(blue->counts[2][190] + blue->counts[2][189] + blue->counts[2][191], 64U * 8U);
  EXPECT_GE(blue->counts[0][30] + blue->counts[0][29] + blue->counts[0][31], 64U * 8U);
}

TEST(ColourHistogram, RefusesWhatIsTooLarge) {
  const std::string jpeg = picture("abc");
  EXPECT_FALSE(histogram_of_jpeg(jpeg, {jpeg.size() - 1, 1024}));
  EXPECT_FALSE(histogram_of_jpeg(jpeg, {jpeg.size(), 63}));  // it is 64 wide
  EXPECT_TRUE(histogram_of_jpeg(jpeg, {jpeg.size(), 64}));
}

TEST(ColourHistogram, RefusesWhatIsNoPicture) {
  for (const std::string& bytes : {std::string(), std::string("GIF89a"), std::string("\xFF\xD8\xFF\xD9"),
                                   std::string(1000, '\xFF'), picture("abc").substr(2)}) {
    EXPECT_FALSE(histogram_of_jpeg(bytes)) << bytes.size();
  }
}

TEST(ColourHistogram, RefusesAPictureThatIsCutAnywhere) {
  const std::string jpeg = picture("image");
  for (std::size_t size = 0; size + 2 < jpeg.size(); ++size)
    EXPECT_FALSE(histogram_of_jpeg(jpeg.substr(0, size))) << size;
}

/// Claims 65500 x 65500 pixels: four gigabytes to whoever believes it.
TEST(ColourHistogram, DoesNotBelieveAHugePicture) {
  std::string jpeg = picture("abc");
  const auto frame = jpeg.find("\xFF\xC0");
  ASSERT_NE(frame, std::string::npos);
  for (const std::size_t at : {frame + 5, frame + 7}) {
    jpeg[at] = '\xFF';
    jpeg[at + 1] = '\xDC';
  }
  EXPECT_FALSE(histogram_of_jpeg(jpeg));
}

TEST(ColourHistogram, SurvivesAnyDamage) {
  std::mt19937 random(20261122);  // NOLINT(cert-msc51-cpp): the same damage each time
  std::size_t readable = 0;
  for (const char* name : {"abc", "image", "other"}) {
    const std::string whole = picture(name);
    for (int i = 0; i < 2000; ++i) {
      std::string jpeg = whole;
      const auto wounds = 1 + random() % 4;
      for (std::size_t k = 0; k < wounds; ++k)
        jpeg[random() % jpeg.size()] = static_cast<char>(random() % 256);
      const auto histogram = histogram_of_jpeg(jpeg);
      if (!histogram) continue;
      ++readable;
      EXPECT_LE(pixels(*histogram), 1024U * 1024U);
    }
  }
  EXPECT_GT(readable, 0U);  // else nothing of it was tried
}

}  // namespace
}  // namespace portalprobe
