#include "probe/page/media_query.hpp"

#include <gtest/gtest.h>

#include <string>

namespace portalprobe {
namespace {

TEST(MediaQuery, HoldsOnADesktopWhatABrowserSaysOfIt) {
  const struct {
    std::string_view query;
    bool holds;
  } rows[] = {
      {"", true},
      {"  ", true},
      {"/* nothing */", true},
      {"all", true},
      {"screen", true},
      {"SCREEN", true},
      {"only screen", true},
      {"print", false},
      {"not print", true},
      {"not all", false},
      {"not screen", false},
      {"speech", false},
      {"print, screen", true},
      {"print, speech", false},
      {"projection", false},
      {"(min-width: 768px)", true},
      {"(min-width:1350px)", true},
      {"(min-width:1351px)", false},
      {"(max-width: 767px)", false},
      {"(max-width:1350px)", true},
      {"screen and (min-width: 768px)", true},
      {"screen and (min-width: 768px) and (max-width: 1000px)", false},
      {"screen /* wide */ and (min-width: 768px)", true},
      {"print and (min-width: 768px)", false},
      {"not print and (min-width: 768px)", true},
      {"not screen and (min-width: 768px)", false},
      {"screen and(min-width: 768px)", false},
      {"screen and (min-width: 768)", false},
      {"screen and (min-width: 0)", true},
      {"(min-width: 48em)", true},
      {"(min-width: 100em)", false},
      {"(min-width: calc(700px + 10em))", true},
      {"(width)", true},
      {"(width: 1350px)", true},
      {"(width >= 600px)", true},
      {"(width > 1350px)", false},
      {"(600px <= width <= 1400px)", true},
      {"(600px <= width < 1350px)", false},
      {"(1400px > width > 600px)", true},
      {"(600px < width > 700px)", false},
      {"(600px = width)", false},
      {"(orientation: landscape)", true},
      {"(orientation: portrait)", false},
      {"(min-aspect-ratio: 1/1)", true},
      {"(aspect-ratio: 135/94)", true},
      {"(max-aspect-ratio: 4/3)", false},
      {"(-webkit-min-device-pixel-ratio: 2)", false},
      {"(-webkit-min-device-pixel-ratio: 1)", true},
      {"(-webkit-min-device-pixel-ratio: 1.5), (min-resolution: 192dpi)", false},
      {"(min-resolution: 1dppx)", true},
      {"(min-resolution: 96dpi)", true},
      {"(hover)", true},
      {"(hover: hover) and (pointer: fine)", true},
      {"(hover: none)", false},
      {"(any-pointer: coarse)", false},
      {"(prefers-color-scheme: dark)", false},
      {"(prefers-color-scheme: light)", true},
      {"(prefers-color-scheme)", true},
      {"(prefers-reduced-motion: reduce)", false},
      {"(prefers-reduced-motion)", false},
      {"(prefers-reduced-motion: no-preference)", true},
      {"(color)", true},
      {"(min-color: 4)", true},
      {"(monochrome)", false},
      {"(grid: 0)", true},
      {"(scripting: enabled)", true},
      {"(forced-colors: active)", false},
      {"(-webkit-transform-3d)", true},
      {"not (min-width: 768px)", false},
      {"not (max-width: 767px)", true},
      {"(min-width: 768px) or (orientation: portrait)", true},
      {"(min-width: 9999px) or (orientation: landscape)", true},
      {"(min-width: 9999px) or (orientation: portrait)", false},
      {"(min-width: 1px) and (min-width: 2px) or (min-width: 3px)", false},
      {"((min-width: 1px) and (max-width: 2px)) or (min-width: 3px)", true},
      {"(not (hover: none)) and (color)", true},
      {"screen and (color) or (hover)", false},
      {"screen and not (hover: none)", true},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.query);
    EXPECT_EQ(media_matches(row.query, Screen{}), row.holds);
  }
}

TEST(MediaQuery, SaysOfTheUnknownNeitherYesNorNo) {
  const struct {
    std::string_view query;
    bool holds;
  } rows[] = {
      {"(min-wisdom: 3)", false},
      {"not (min-wisdom: 3)", false},
      {"(min-wisdom: 3) or (color)", true},
      {"(min-wisdom: 3) and (color)", false},
      {"not ((min-wisdom: 3) and (monochrome))", true},
      {"future(thing)", false},
      {"future(thing) or (color)", true},
      {"(-ms-high-contrast: none)", false},
      {"bogus(", false},
      {"screen bogus", false},
      {"and (color)", false},
      {"not", false},
      {"only", false},
      {",", false},
      {"screen,", true},
      {"()", false},
      {"(color", true},
      {")", false},
      {"&", false},
      {"screen and", false},
      {"(min-width: 1px) and", false},
      {"(min-orientation: landscape)", false},
      {"(min-width: 10%)", false},
      {"(<)", false},
      {"(width <)", false},
      {"(1px < width <", false},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.query);
    EXPECT_EQ(media_matches(row.query, Screen{}), row.holds);
  }
}

TEST(MediaQuery, KnowsAPhoneFromADesktop) {
  const auto phone = screen_of(Profile::mobile);
  EXPECT_TRUE(media_matches("(max-width: 767px)", phone));
  EXPECT_TRUE(media_matches("(orientation: portrait)", phone));
  EXPECT_TRUE(media_matches("(hover: none) and (pointer: coarse)", phone));
  EXPECT_TRUE(media_matches("(-webkit-min-device-pixel-ratio: 1.5)", phone));
  EXPECT_TRUE(media_matches("(min-resolution: 1.75dppx) and (max-resolution: 168dpi)", phone));
  EXPECT_FALSE(media_matches("(min-width: 768px)", phone));
  EXPECT_EQ(screen_of(Profile::none), screen_of(Profile::desktop));
}

TEST(MediaQuery, EndsOnWhatIsBuiltToBeEndless) {
  EXPECT_FALSE(media_matches(std::string(10'000'000, '('), {}));
  EXPECT_FALSE(media_matches(std::string(8'000, '(') + std::string(8'000, ')'), {}));
  std::string nots;
  for (int i = 0; i < 3'000; ++i) nots += "not (";
  EXPECT_FALSE(media_matches(nots, {}));
  EXPECT_FALSE(media_matches(std::string(16'000, ','), {}));
  EXPECT_TRUE(media_matches(std::string(16'000, ',') + "all", {}));
}

}  // namespace
}  // namespace portalprobe
