#include "config/wording.hpp"

#include <gtest/gtest.h>

namespace portalprobe {
namespace {

TEST(Wording, SuggestsWhatWasLikelyMeant) {
  constexpr std::string_view kKeys[] = {"rounds", "window", "time_zone", "url"};
  const struct {
    std::string_view text;
    std::string_view want;
  } rows[] = {{"round", "rounds"},
              {"wnidow", "window"},
              {"timezone", "time_zone"},
              {"Window", "window"},
              {"time_zoen", "time_zone"},
              {"ulr", "url"},
              {"maintenance", ""},
              {"", ""},
              {"x", ""}};
  for (const auto& row : rows) EXPECT_EQ(nearest(row.text, kKeys), row.want) << row.text;
  EXPECT_EQ(nearest(std::string(100000, 'a'), kKeys), "");
}

TEST(Wording, ShowsHostileTextWithoutItsControlCharacters) {
  EXPECT_EQ(shown("plain"), "'plain'");
  EXPECT_EQ(shown("\x1b[31mred\n"), "'\\x1b[31mred\\x0a'");
  EXPECT_EQ(shown("Hà Nội"), "'Hà Nội'");
  EXPECT_EQ(shown("\xff"), "'\xEF\xBF\xBD'");
  EXPECT_LT(shown(std::string(100000, 'a')).size(), 80U);
}

TEST(Wording, TakesPasswordsOutOfUrls) {
  const struct {
    std::string_view text;
    std::string_view want;
  } rows[] = {
      {"http://proxy:3128", "http://proxy:3128"},
      {"http://user:pass@proxy:3128", "http://user:***@proxy:3128"},
      {"http://user:p@ss@proxy:3128", "http://user:***@proxy:3128"},
      {"http://user:p/ss@proxy:3128", "http://user:***@proxy:3128"},
      {"http://user:a:b@proxy", "http://user:***@proxy"},
      {"http://user@proxy", "http://user@proxy"},
      {"http://user:${env:PW}@proxy", "http://user:${env:PW}@proxy"},
      {"http://${env:USER}:${env:PW}@proxy", "http://${env:USER}:${env:PW}@proxy"},
      {"http://${env:USER}:plain@proxy", "http://${env:USER}:***@proxy"},
      {"http://user:x${env:PW}@proxy", "http://user:***@proxy"},
      {"http://user:${env:A}x${env:B}@proxy", "http://user:***@proxy"},
      {"postgresql://host/db?user=u&password=pass&x=1", "postgresql://host/db?user=u&password=***&x=1"},
      {"postgresql://host/db?password=${env:PW}", "postgresql://host/db?password=${env:PW}"},
      {"sqlite:a:b@c.db", "sqlite:a:b@c.db"},
  };
  for (const auto& row : rows) EXPECT_EQ(without_password(row.text), row.want);
}

}  // namespace
}  // namespace portalprobe
