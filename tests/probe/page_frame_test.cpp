#include "probe/visit/page_frame.hpp"

#include <gmock/gmock.h>

#include <string>

#include "probe/page/screen.hpp"

namespace portalprobe {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* kUrl = "http://portal.test/";

StyleSheet sheet(const std::string& text) { return StyleSheet::parse(text, kUrl, Screen{}); }

Arrived::Sheet importing(std::initializer_list<std::size_t> rows) {
  Arrived::Sheet made{sheet(""), {}};
  for (const std::size_t row : rows) made.imports.push_back({row, {}});
  return made;
}

TEST(Arrived, ASheetWaitsForAllThatItImports) {
  Arrived arrived;
  arrived.add_sheet(1, importing({2, 3}));
  arrived.add_sheet(2, importing({4}));
  arrived.settle(3);
  EXPECT_TRUE(arrived.is_complete(3));
  EXPECT_FALSE(arrived.is_complete(1)) << "4 has not arrived";
  EXPECT_FALSE(arrived.is_complete(2));
  arrived.settle(4);
  EXPECT_TRUE(arrived.is_complete(1));
  EXPECT_TRUE(arrived.is_complete(2));
  EXPECT_FALSE(arrived.is_complete(5)) << "nobody knows of it";
}

TEST(Arrived, SheetsThatImportEachOtherDoNotWaitForEachOther) {
  Arrived arrived;
  arrived.add_sheet(1, importing({1, 2}));
  EXPECT_FALSE(arrived.is_complete(1));
  arrived.add_sheet(2, importing({3}));
  arrived.add_sheet(3, importing({1}));
  for (const std::size_t row : {1U, 2U, 3U}) EXPECT_TRUE(arrived.is_complete(row));
}

class PageFrameTest : public testing::Test {
 protected:
  void read(const std::string& markup, bool whole = true) {
    frame.whole = whole;
    frame.take(std::make_shared<const PageContent>(
        read_content(markup, "text/html; charset=utf-8", kUrl, Screen{}, whole)));
  }
  /// What is to be asked for now; each gets the next row.
  std::vector<std::string> ask() {
    std::vector<std::string> paths;
    for (const auto& resource : frame.take_to_ask()) {
      frame.note_asked(resource, next_row++);
      paths.push_back(resource.url.substr(std::string(kUrl).size()));
    }
    return paths;
  }

  Arrived arrived;
  PageFrame frame{0, 0, arrived};
  std::size_t next_row = 1;
};

TEST_F(PageFrameTest, WhatOnlyTheParserFindsIsAskedForOnceItComesBy) {
  read("<body><script src=a.js></script><iframe src=f></iframe>");
  EXPECT_THAT(ask(), ElementsAre("a.js"));
  EXPECT_THAT(ask(), IsEmpty());
  arrived.settle(1);
  EXPECT_THAT(ask(), ElementsAre("f"));
}

TEST_F(PageFrameTest, AScriptThatHasArrivedWaitsForTheStyleSheetsBeforeIt) {
  read("<link rel=stylesheet href=a.css><body><script src=a.js></script><iframe src=f></iframe>");
  EXPECT_THAT(ask(), ElementsAre("a.css", "a.js"));
  arrived.settle(2);
  EXPECT_THAT(ask(), IsEmpty());
  arrived.settle(1);
  EXPECT_THAT(ask(), ElementsAre("f"));
}

TEST_F(PageFrameTest, WhatWillNotBeFetchedHoldsNothingUp) {
  read("<script src=a.js></script><body><iframe src=f></iframe>");
  for (const auto& resource : frame.take_to_ask()) frame.note_asked(resource, std::nullopt);
  EXPECT_TRUE(frame.is_in_body());
  EXPECT_THAT(ask(), ElementsAre("f"));
}

TEST_F(PageFrameTest, NothingIsAskedForTwiceWhenMoreHasArrived) {
  read("<body><img src=a.png>", false);
  EXPECT_THAT(ask(), ElementsAre("a.png"));
  read("<body><img src=a.png><img src=b.png>");
  EXPECT_THAT(ask(), ElementsAre("b.png"));
}

TEST_F(PageFrameTest, AReadingThatWaitedMakesLateWhatIsReadAfterIt) {
  using std::chrono::milliseconds;
  struct {
    int waited;
    std::size_t arrived;  ///< bytes by the time that what was read is taken
    int want;
  } rows[] = {{50, 100, 50},  // all that had arrived was read
              {20, 100, 50},  // what was late before is so still
              {30, 200, 50},  // more came while this one waited
              {40, 200, 90},  // so the next one was held up by both
              {10, 100, 100}};
  const std::string begin = "<body>" + std::string(94, ' ');
  for (const auto& row : rows) {
    SCOPED_TRACE(row.waited);
    frame.markup = std::string(row.arrived, ' ');
    frame.note_waited(milliseconds(row.waited));
    read(begin, false);
    EXPECT_EQ(frame.delay, milliseconds(row.want));
  }
}

TEST_F(PageFrameTest, EachFrameInsideThePageIsTakenOnce) {
  read("<body><iframe srcdoc=a></iframe>", false);
  ASSERT_NE(frame.take_frame(), nullptr);
  EXPECT_EQ(frame.take_frame(), nullptr);
  read("<body><iframe srcdoc=a></iframe><iframe srcdoc=b></iframe>");
  const auto* const second = frame.take_frame();
  ASSERT_NE(second, nullptr);
  EXPECT_EQ(second->markup, "b");
  EXPECT_EQ(frame.take_frame(), nullptr);
}

TEST_F(PageFrameTest, AStyleAtTheEndOfWhatHasArrivedIsNotFollowedYet) {
  read("<head><style>@import 'a.css';</style>", false);
  EXPECT_THAT(frame.take_styles_with_imports(), IsEmpty());
  read("<head><style>@import 'a.css';</style><body>x");
  const auto styles = frame.take_styles_with_imports();
  ASSERT_EQ(styles.size(), 1U);
  frame.note_imports(styles[0]->order, {{7, styles[0]->sheet.imports()[0]}});
  EXPECT_FALSE(frame.should_style()) << "before the import has come";
  arrived.add_sheet(7, {sheet("p{}"), {}});
  EXPECT_TRUE(frame.should_style());
  EXPECT_EQ(frame.sheets().sheets.size(), 2U);
}

/// What Chromium 156 did, one page each: whether it asked for a font and a background before its load event.
TEST_F(PageFrameTest, WhatStylesAskForBelongsToTheLoadIfItIsLaidOutByThen) {
  using std::chrono::milliseconds;
  const std::string css = "<link rel=stylesheet href=s.css>";
  struct {
    const char* what;
    std::string markup;
    int sheet_ms;   // when the sheet came; the document has at 0
    int loaded_ms;  // when everything else had
    bool want;
  } rows[] = {
      {"no sheet from elsewhere", "<head><style>p{}</style><body><p>x", 0, 0, true},
      {"the sheet is last", "<head>" + css + "<body><p>x", 200, 200, false},
      {"an image comes before the next picture", "<head>" + css + "<body><p>x<img src=i.png>", 200, 240,
       false},
      {"an image comes after it", "<head>" + css + "<body><p>x<img src=i.png>", 200, 244, true},
      {"the parser waits with a script", "<head>" + css + "<body><p>x<script src=j.js></script>", 200, 200,
       true},
      {"with one of the page's own", "<head>" + css + "<body><p>x<script>1</script>", 200, 200, true},
      {"with a deferred one", "<head><script defer src=j.js></script>" + css + "<body><p>x", 200, 200, true},
      {"with a module", "<head><script type=module>1</script>" + css + "<body><p>x", 200, 200, true},
      {"the script is before the sheet", "<head><script>1</script>" + css + "<body><p>x", 200, 200, false},
      {"the script is none", "<head>" + css + "<body><p>x<script type=a/b>1</script>", 200, 200, false},
      {"nothing waits with an async one", "<head>" + css + "<script async src=j.js></script><body><p>x", 200,
       200, false},
  };
  const SteadyTime begin{std::chrono::hours(1)};
  for (const auto& row : rows) {
    SCOPED_TRACE(row.what);
    Arrived came;
    PageFrame page{0, 0, came};
    page.whole = true;
    page.ended = begin;
    page.take(
        std::make_shared<const PageContent>(read_content(row.markup, "text/html", kUrl, Screen{}, true)));
    std::size_t next = 1;
    for (const auto& resource : page.take_to_ask()) {
      page.note_asked(resource, next);
      if (resource.type == ResourceType::style) {
        came.add_sheet(next, {sheet("p{}"), {}}, begin + milliseconds(row.sheet_ms));
      } else {
        came.settle(next, begin + milliseconds(10));
      }
      ++next;
    }
    EXPECT_EQ(!page.is_settled(begin + milliseconds(row.loaded_ms)), row.want);
    page.begin_styling();  // late or not: what came when decides
    EXPECT_EQ(!page.is_settled(begin + milliseconds(row.loaded_ms)), row.want);
    page.styling = false;
    EXPECT_TRUE(page.is_settled(begin + milliseconds(row.loaded_ms)));
  }
}

TEST_F(PageFrameTest, AScriptOfThePagesOwnHoldsTheParserUntilTheSheetsBeforeItHaveCome) {
  read("<link rel=stylesheet href=a.css><body><script>1</script><iframe src=f></iframe>");
  EXPECT_THAT(ask(), ElementsAre("a.css"));
  arrived.settle(1);
  EXPECT_THAT(ask(), ElementsAre("f"));
}

TEST_F(PageFrameTest, TooManyNamesOfLayersAreLeftOut) {
  std::string names = "@layer a";
  for (int i = 0; i < 1'900; ++i) names += ",l" + std::to_string(i);
  read("<head><style>@import 'x';</style><body>x");
  StyleSheet::Import import;
  import.known_layers = 10'000;
  for (std::size_t row = 1; row <= 100; ++row)
    arrived.add_sheet(row, {sheet(names + ";"), {{row + 1, import}}});
  arrived.settle(101);
  frame.note_imports(frame.take_styles_with_imports().front()->order, {{1, import}});
  const auto [sheets, rows, capped] = frame.sheets();
  EXPECT_TRUE(capped);
  EXPECT_LT(sheets.size(), 100U);
}

}  // namespace
}  // namespace portalprobe
