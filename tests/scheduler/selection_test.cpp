#include "scheduler/selection.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scheduler/glob.hpp"
#include "tests/scheduler/made_portals.hpp"

namespace portalprobe {
namespace {

using support::made_portal;

TEST(Glob, FitsWholeTexts) {
  struct {
    std::string_view pattern;
    std::string_view text;
    bool want;
  } rows[] = {
      {"ha-noi", "ha-noi", true}, {"ha-noi", "ha-noi-2", false},
      {"ha-*", "ha-noi", true},   {"*", "", true},
      {"*", "anything", true},    {"", "", true},
      {"", "a", false},           {"?", "", false},
      {"?", "a", true},           {"h?-noi", "ha-noi", true},
      {"*noi", "ha-noi", true},   {"*a*i", "ha-noi", true},
      {"*a*x", "ha-noi", false},  {"**", "a", true},
      {"a**b", "ab", true},       {"a*b*c", "axxbyyc", true},
      {"a*b*c", "axxbyy", false}, {"[a]", "a", false},
      {"a*?", "a", false},        {"a*?", "ab", true},
      {"*ab", "aab", true},       {"Ha-*", "ha-noi", false},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(std::string(row.pattern) + " on " + std::string(row.text));
    EXPECT_EQ(glob_matches(row.pattern, row.text), row.want);
  }
}

TEST(Glob, TakesNoLongerThanPatternTimesTextOnHostilePatterns) {
  std::string pattern;
  for (int i = 0; i < 2000; ++i) pattern += "*a";
  // A matcher that tries every star anew would not end before the sun does.
  EXPECT_FALSE(glob_matches(pattern + "b", std::string(4000, 'a')));
}

TEST(Selection, TakesPortalGlobsForPortalsAndSlashedOnesForTargets) {
  const std::vector<Portal> portals = {made_portal("ha-noi", "a.vn", 2, 1), made_portal("hue", "b.vn", 1, 1)};
  struct {
    std::vector<std::string> globs;
    std::vector<std::string> want;
  } rows[] = {
      {{}, {"ha-noi/page-0", "ha-noi/page-1", "ha-noi/action-0", "hue/page-0", "hue/action-0"}},
      {{"hue"}, {"hue/page-0", "hue/action-0"}},
      {{"h*e"}, {"hue/page-0", "hue/action-0"}},  // not ha-noi/page-0: the slash decides what is meant
      {{"*/action-?"}, {"ha-noi/action-0", "hue/action-0"}},
      {{"hue", "ha-noi/page-1"}, {"ha-noi/page-1", "hue/page-0", "hue/action-0"}},
      {{"nobody"}, {}},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(testing::PrintToString(row.globs));
    const Selection selection(row.globs, portals);
    std::vector<std::string> selected;
    for (std::uint32_t p = 0; p < portals.size(); ++p) {
      for (std::uint16_t t = 0; t < portals[p].targets.size(); ++t) {
        if (selection.contains(p, t)) selected.push_back(portals[p].id + "/" + portals[p].targets[t].id);
      }
    }
    EXPECT_EQ(selected, row.want);
  }
}

TEST(Selection, NamesGlobsThatFitNothing) {
  const std::vector<Portal> portals = {made_portal("ha-noi", "a.vn")};
  const std::vector<std::string> globs = {"ha-*", "ha-noi/search", "hanoi", "*/page-0"};
  EXPECT_THAT(globs_without_match(globs, portals), testing::ElementsAre("ha-noi/search", "hanoi"));
}

}  // namespace
}  // namespace portalprobe
