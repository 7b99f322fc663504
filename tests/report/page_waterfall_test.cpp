#include "report/page_waterfall.hpp"

#include <gmock/gmock.h>

#include <sstream>

#include "report/resource_label.hpp"
#include "report/text_width.hpp"

namespace portalprobe {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;
using testing::Not;

PageResource resource(const std::string& url, ResourceType type, int found_ms) {
  PageResource made;
  made.url = url;
  made.type = type;
  made.initiator = 0;
  made.found = milliseconds(found_ms);
  made.started = made.found;
  made.status = 200;
  made.bytes_wire = 2048;
  return made;
}

PageVisit visit() {
  PageVisit made;
  auto& document = made.resources.emplace_back(resource("https://portal.test/", ResourceType::document, 0));
  document.initiator.reset();
  document.timings = {milliseconds(10), milliseconds(30),  milliseconds(60),
                      milliseconds(60), milliseconds(100), milliseconds(120)};
  auto& style = made.resources.emplace_back(
      resource("https://portal.test/o/theme/css/main.css?browserId=other&t=1700", ResourceType::style, 120));
  style.started = milliseconds(150);
  style.timings = {{}, {}, {}, milliseconds(150), milliseconds(200), milliseconds(240)};
  auto& font = made.resources.emplace_back(resource("https://fonts.test/f.woff2", ResourceType::font, 240));
  font.timings = {milliseconds(280), milliseconds(300), milliseconds(340),
                  milliseconds(340), milliseconds(380), milliseconds(400)};
  auto& lost =
      made.resources.emplace_back(resource("https://portal.test/lost.png", ResourceType::image, 120));
  lost.status.reset();
  lost.bytes_wire = 0;
  lost.outcome = Outcome::connect_refused;
  lost.detail = "nobody listens";
  auto& waiting =
      made.resources.emplace_back(resource("https://portal.test/late.js", ResourceType::script, 300));
  waiting.started.reset();
  waiting.status.reset();
  waiting.bytes_wire = 0;
  waiting.outcome = Outcome::cancelled;
  waiting.redirects = 2;
  return made;
}

Sample page_load() {
  Sample sample;
  sample.portal_id = "probe-1";
  sample.engine = EngineKind::network;
  sample.final_url = "https://portal.test/";
  sample.http_status = 200;
  sample.timings = visit().resources[0].timings;
  sample.network_load = milliseconds(400);
  sample.requests = 5;
  sample.requests_failed = 1;
  sample.bytes_wire = 1'258'291;
  sample.emc_level = 2;
  sample.emc_site_id = "1234";
  return sample;
}

TEST(PageWaterfall, ShowsEachResourceOnOneAxisAndWhatItComesTo) {
  const std::string text = page_waterfall(page_load(), visit());
  EXPECT_THAT(text, HasSubstr("https://portal.test/  [cold ipv4 network]\n"));
  EXPECT_EQ(text.substr(text.find("\n\n") + 2),
            "  resource                  type      status       size\n"
            "  /                         document  200       2.0 KiB  ▒▒▒▓▓▓█\n"
            "  /o/theme/css/main.css?…   style     200       2.0 KiB         ░░▓▓▓██\n"
            "  fonts.test/f.woff2        font      200       2.0 KiB                ▒▒▒▒▒▒▓▓█\n"
            "  /lost.png                 image     failed          -\n"
            "    connect_refused: nobody listens\n"
            "  /late.js                  script    -               -                   ░░░░░░\n"
            "    after 2 redirects\n"
            "    cancelled\n"
            "  0 to 400 ms: ░ queued  ▒ connecting  ▓ waiting  █ receiving\n"
            "  5 requests, 1 failed, 1.2 MiB transferred\n"
            "  document ×1 2.0 KiB, style ×1 2.0 KiB, script ×1 0 B, image ×1 0 B,\n"
            "  font ×1 2.0 KiB\n"
            "  network load: at least 400 ms\n"
            "  EMC tag: active, site 1234\n");
}

TEST(PageWaterfall, SaysWhatLimitsTheFigure) {
  Sample sample = page_load();
  sample.network_load.reset();
  sample.outcome = Outcome::timed_out;
  sample.censored_after = std::chrono::seconds(30);
  sample.needs_browser = true;
  sample.page_capped = "requests,bytes";
  sample.emc_level = 1;
  const std::string text = page_waterfall(sample, visit());
  EXPECT_THAT(text, HasSubstr("  network load: more than 30.000 s\n"));
  EXPECT_THAT(text, HasSubstr("  needs a browser: "));
  EXPECT_THAT(text, HasSubstr("  left out, for the limits of a page: requests,bytes\n"));
  EXPECT_THAT(text, HasSubstr("  EMC tag: its text is there, but it is not active\n"));
  sample.emc_level = 0;
  EXPECT_THAT(page_waterfall(sample, visit()), HasSubstr("  EMC tag: absent\n"));
  sample.emc_level.reset();
  EXPECT_THAT(page_waterfall(sample, visit()), Not(HasSubstr("EMC")));
}

TEST(PageWaterfall, TellsAPageThatNeverRestsFromOneThatIsTooLarge) {
  Sample sample = page_load();
  sample.engine = EngineKind::browser;
  sample.load_event = milliseconds(400);
  sample.page_capped = "quiet";
  std::string text = page_waterfall(sample, visit());
  EXPECT_THAT(text, HasSubstr("  the page was never quiet: "));
  EXPECT_THAT(text, Not(HasSubstr("left out")));
  sample.page_capped = "requests,quiet";
  text = page_waterfall(sample, visit());
  EXPECT_THAT(text, HasSubstr("  left out, for the limits of a page: requests\n"));
  EXPECT_THAT(text, HasSubstr("  the page was never quiet: "));
}

// A step of the interactions timed out: the load event had come long before.
TEST(PageWaterfall, TellsOneLoadEvent) {
  Sample sample = page_load();
  sample.engine = EngineKind::browser;
  sample.network_load.reset();
  sample.outcome = Outcome::timed_out;
  sample.censored_after = std::chrono::seconds(12);
  EXPECT_THAT(page_waterfall(sample, visit()), HasSubstr("load event more than 12.000 s"));
  sample.load_event = milliseconds(400);
  const std::string text = page_waterfall(sample, visit());
  EXPECT_THAT(text, HasSubstr("load event 400 ms"));
  EXPECT_THAT(text, Not(HasSubstr("more than")));
}

TEST(PageWaterfall, OfAPageWithoutResourcesIsTheDocumentAlone) {
  const Sample sample = page_load();
  EXPECT_EQ(page_waterfall(sample, {}), waterfall(std::span(&sample, 1)));
}

TEST(PageWaterfall, ColoursThePartsOnlyWhenAskedTo) {
  EXPECT_THAT(page_waterfall(page_load(), visit()), Not(HasSubstr("\x1b")));
  EXPECT_THAT(page_waterfall(page_load(), visit(), {80, true, true}),
              HasSubstr("\x1b[33m▒▒▒\x1b[0m\x1b[32m▓▓▓\x1b[0m\x1b[94m█\x1b[0m\n"));
}

TEST(PageWaterfall, LetsNoPortalWriteToTheTerminal) {
  Sample sample = page_load();
  sample.emc_site_id = "\x1b[1m";
  sample.page_capped = "\x1b[1m";
  PageVisit hostile = visit();
  for (auto& each : hostile.resources) {
    each.url = "https://x/\x1b[2J\x9b\r\n\xFF\u202E/a\u0301\u0301\u0301\u0301\u0301\u0301?\x07";
    each.detail = "\x1b]0;x\x07\n";
    each.timings.done = microseconds(-7);
  }
  hostile.resources[2].initiator = 77;
  hostile.resources[3].found = microseconds::max();
  for (const std::string& text :
       {page_waterfall(sample, hostile), page_waterfall(sample, hostile, {80, false, false})}) {
    EXPECT_THAT(text, Not(HasSubstr("\x1b")));
    EXPECT_THAT(text, Not(HasSubstr("\r")));
    EXPECT_THAT(text, Not(HasSubstr("\u202E")));
  }
}

TEST(PageWaterfall, FitsEveryWidthAndSpeaksPlainAsciiWhereItMust) {
  PageVisit wide = visit();
  wide.resources[1].url = "https://dịch-vụ-công.test/một/đường/dẫn/rất/dài/tệp.css";
  for (std::size_t width = 10; width < 200; ++width) {
    for (const bool unicode : {false, true}) {
      std::istringstream text(page_waterfall(page_load(), wide, {width, unicode, false}));
      for (std::string line; std::getline(text, line);) {
        EXPECT_LE(display_width(line), width) << line;
        const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
        EXPECT_TRUE(unicode || std::all_of(line.begin(), line.end(), is_ascii)) << line;
      }
    }
  }
}

TEST(ResourceLabel, KeepsTheFilesName) {
  const struct {
    const char* url;
    std::size_t width;
    const char* want;
  } rows[] = {
      {"https://portal.test/", 30, "/"},
      {"https://portal.test", 30, "portal.test"},
      {"https://portal.test/a/b.js?v=1", 30, "/a/b.js?v=1"},
      {"https://portal.test/a/b.js?version=20260511", 30, "/a/b.js?…"},
      {"https://portal.test:8443/a.js", 30, "portal.test:8443/a.js"},
      {"http://portal.test/a.js", 30, "portal.test/a.js"},
      {"https://cdn.test/very/long/path/to/a/file.js", 12, "…o/a/file.js"},
      {"https://portal.test/ảnh/cổng-dịch-vụ.png", 10, "…ch-vụ.png"},
      {"no address", 30, "no address"},
      {"", 30, ""},
      {"https://portal.test/a.js", 0, ""},
      {"https://portal.test/a.js", 1, "…"},
  };
  for (const auto& row : rows)
    EXPECT_EQ(resource_label(row.url, "https://portal.test/x", row.width), row.want);
}

TEST(CutLeftToWidth, KeepsTheEndAndNoLetterInHalf) {
  const struct {
    const char* text;
    std::size_t width;
    const char* want;
  } rows[] = {
      {"abc", 3, "abc"},
      {"abcd", 3, "…cd"},
      {"abc", 0, ""},
      {"abc", 1, "…"},
      {"", 0, ""},
      {"日本語", 4, "…語"},
      {"ae\u0302\u0301b", 2, "…b"},
      {"xae\u0302\u0301b", 3, "…e\u0302\u0301b"},
  };
  for (const auto& row : rows) EXPECT_EQ(cut_left_to_width(row.text, row.width), row.want) << row.text;
}

}  // namespace
}  // namespace portalprobe
