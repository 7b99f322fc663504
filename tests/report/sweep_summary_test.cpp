#include "report/sweep_summary.hpp"

#include <gmock/gmock.h>

#include <sstream>

#include "report/text_width.hpp"

namespace portalprobe {
namespace {

/// The line under the headings.
std::string rule(std::size_t cells) {
  std::string text;
  for (std::size_t i = 0; i < cells; ++i) text += "─";
  return text;
}

using std::chrono::milliseconds;
using testing::HasSubstr;
using testing::Not;

Portal portal(std::string id, std::string name) {
  Portal portal;
  portal.id = std::move(id);
  portal.name = std::move(name);
  return portal;
}

Sample cold(const std::string& portal_id, int ttfb_ms) {
  Sample sample;
  sample.portal_id = portal_id;
  sample.ttfb = milliseconds(ttfb_ms);
  sample.response_time = milliseconds(1);  // of a cold connection: not what the table shows
  return sample;
}

Sample warm(const std::string& portal_id, int response_ms) {
  Sample sample;
  sample.portal_id = portal_id;
  sample.kind = TargetKind::action;
  sample.connection = Connection::warm;
  sample.response_time = milliseconds(response_ms);
  return sample;
}

Sample failed(const std::string& portal_id, Outcome outcome) {
  Sample sample = cold(portal_id, 1);  // a quick error page must not look like a fast portal
  sample.outcome = outcome;
  return sample;
}

const std::vector<Portal> kPortals = {portal("ha-noi", "Thành phố Hà Nội"), portal("hue", "Thành phố Huế"),
                                      portal("dak-lak", "Tỉnh Đắk Lắk")};

TEST(SweepSummary, ShowsMedianAndQuantileOfWhatEachPortalDid) {
  SweepSummary summary(kPortals);
  for (const int ms : {400, 100, 300, 200}) summary.add(cold("hue", ms));
  for (const int ms : {1500, 40, 30}) summary.add(warm("hue", ms));
  summary.add(cold("ha-noi", 187));
  summary.add(failed("dak-lak", Outcome::timed_out));
  for (int i = 0; i < 6; ++i) summary.add(failed("dak-lak", Outcome::tls_certificate_expired));
  EXPECT_EQ(summary.text(),
            "portal            samples    ttfb     p75  response      p75  failures\n" + rule(102) +
                "\n"
                "Thành phố Hà Nội        1  187 ms  187 ms         -        -  -\n"
                "Thành phố Huế           7  250 ms  300 ms     40 ms  1.500 s  -\n"
                "Tỉnh Đắk Lắk            7       -       -         -        -  tls_certificate_expired ×6, "
                "timed_out ×1\n"
                "\n"
                "3 portals, 15 samples: 8 ok, 7 failed, 0 unfit\n"
                "failures: tls_certificate_expired ×6, timed_out ×1\n"
                "ttfb (cold): from the start to the first byte of the final answer. response\n"
                "(warm): from the request sent to the last byte. Each the median and the 75th\n"
                "percentile of the samples that are ok and fit.\n");
}

TEST(SweepSummary, LeavesUnfitSamplesOutOfTheFiguresButCountsThem) {
  SweepSummary summary(kPortals);
  summary.add(cold("hue", 100));
  Sample late = cold("hue", 900);
  late.fit = false;
  summary.add(late);
  EXPECT_THAT(summary.text(), HasSubstr("portal            samples  unfit    ttfb     p75"));
  EXPECT_THAT(summary.text(), HasSubstr("Thành phố Huế           2      1  100 ms  100 ms"));
  EXPECT_THAT(summary.text(), HasSubstr("2 samples: 2 ok, 0 failed, 1 unfit"));
}

TEST(SweepSummary, NeverMixesAddressFamilies) {
  SweepSummary summary(kPortals);
  summary.add(cold("hue", 100));
  Sample v6 = cold("hue", 300);
  v6.ip_family = IpFamily::ipv6;
  summary.add(v6);
  EXPECT_THAT(summary.text(), HasSubstr("Thành phố Huế     ipv4        1  100 ms  100 ms"));
  EXPECT_THAT(summary.text(), HasSubstr("Thành phố Huế     ipv6        1  300 ms  300 ms"));
}

TEST(SweepSummary, KeepsControlsAndOtherEnginesOutOfThePortalsFigures) {
  SweepSummary summary(kPortals);
  Sample control = cold("exchange", 5);
  control.kind = TargetKind::control;
  control.outcome = Outcome::connect_timed_out;
  summary.add(control);
  Sample page = cold("hue", 700);
  page.engine = EngineKind::network;
  summary.add(page);
  summary.add(cold("hue", 100));
  EXPECT_THAT(summary.text(), Not(HasSubstr("exchange")));
  EXPECT_THAT(summary.text(), HasSubstr("controls and references: connect_timed_out ×1\n"));
  EXPECT_THAT(summary.text(), HasSubstr("Thành phố Huế           2  100 ms  100 ms"));
}

TEST(SweepSummary, ShowsHowLongPagesTakeAtLeast) {
  SweepSummary summary(kPortals);
  summary.add(cold("hue", 100));
  EXPECT_THAT(summary.text(), Not(HasSubstr("load"))) << "where no page was loaded";
  Sample page = cold("hue", 110);
  page.engine = EngineKind::network;
  page.network_load = milliseconds(1200);
  summary.add(page);
  EXPECT_THAT(summary.text(), HasSubstr("ttfb     p75  response  p75     load      p75  failures"));
  EXPECT_THAT(summary.text(),
              HasSubstr("Thành phố Huế           2  100 ms  100 ms         -    -  1.200 s  1.200 s"));
  EXPECT_THAT(summary.text(), HasSubstr("A lower bound: it takes at least that long.\n"));
}

TEST(SweepSummary, ListsPortalsThatNobodyConfiguredAfterTheOthers) {
  SweepSummary summary(kPortals);
  summary.add(cold("imported", 100));
  EXPECT_THAT(summary.text(),
              HasSubstr("Tỉnh Đắk Lắk            0       -       -         -    -  -\nimported"));
}

TEST(SweepSummary, FitsTheTerminal) {
  SweepSummary summary(kPortals);
  for (const Outcome outcome : all_outcomes()) summary.add(failed("hue", outcome));
  std::istringstream table(summary.text(100).substr(0, summary.text(100).find("\n\n")));
  for (std::string line; std::getline(table, line);) EXPECT_LE(display_width(line), 100U) << line;
  for (const Outcome outcome : all_outcomes()) {
    if (outcome == Outcome::ok) continue;
    EXPECT_THAT(summary.text(), HasSubstr(std::string(to_string(outcome)) + " ×1"));
  }
}

TEST(OutcomeCounts, SortsByCountAndThenAsInTheListOfOutcomes) {
  OutcomeCounts counts;
  EXPECT_EQ(counts.failures_text(), "-");
  EXPECT_EQ(counts.text(), "-");
  for (int i = 0; i < 1200; ++i) counts.add(Outcome::ok);
  EXPECT_EQ(counts.failures_text(), "-");
  EXPECT_EQ(counts.text(), "ok ×1,200");
  counts.add(Outcome::blocked);
  counts.add(Outcome::dns_not_found);
  counts.add(Outcome::timed_out);
  counts.add(Outcome::timed_out);
  EXPECT_EQ(counts.text(), "ok ×1,200, timed_out ×2, dns_not_found ×1, blocked ×1");
  EXPECT_EQ(counts.not_ok(), 4U);
}

}  // namespace
}  // namespace portalprobe
