#include "results/score_prometheus.hpp"

#include <gmock/gmock.h>

#include <set>
#include <sstream>

#include "tests/support/made_score_cards.hpp"

namespace portalprobe {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing_scores::kInfinity;
using testing_scores::made_score_card;

TEST(ScorePrometheus, HasGaugesOfVerdictsValuesAndPoints) {
  ScoreCard card = made_score_card();
  card.verdicts.resize(1);
  EXPECT_EQ(
      score_prometheus(card),
      "# HELP portal_probe_score_info By what these verdicts were given.\n"
      "# TYPE portal_probe_score_info gauge\n"
      "portal_probe_score_info{criterion=\"level-a-2023\",edition=\"1\",method=\"1\","
      "evaluation=\"performance-2026\"} 1\n"
      "# HELP portal_probe_threshold_verdict 1 for the verdict of a target on a threshold.\n"
      "# TYPE portal_probe_threshold_verdict gauge\n"
      "portal_probe_threshold_verdict{portal=\"ha-noi\",target=\"home\",ip_family=\"ipv4\","
      "threshold=\"page-load\",metric=\"largest_contentful_paint\",verdict=\"pass\"} 1\n"
      "# HELP portal_probe_threshold_value_seconds What a target's measurements came to, as a time.\n"
      "# TYPE portal_probe_threshold_value_seconds gauge\n"
      "portal_probe_threshold_value_seconds{portal=\"ha-noi\",target=\"home\",ip_family=\"ipv4\","
      "threshold=\"page-load\",metric=\"largest_contentful_paint\"} 1.8\n"
      "# HELP portal_probe_threshold_limit_seconds What the value may be at most, as a time.\n"
      "# TYPE portal_probe_threshold_limit_seconds gauge\n"
      "portal_probe_threshold_limit_seconds{portal=\"ha-noi\",target=\"home\",ip_family=\"ipv4\","
      "threshold=\"page-load\",metric=\"largest_contentful_paint\"} 2.5\n"
      "# HELP portal_probe_portal_points Points of a portal by the criterion; no line where they are not "
      "known.\n"
      "# TYPE portal_probe_portal_points gauge\n"
      "portal_probe_portal_points{portal=\"ha-noi\"} 20\n"
      "portal_probe_portal_points{portal=\"hue\"} 2.5\n");
}

TEST(ScorePrometheus, SaysWhatIsSlowerThanAnyLimitAndLeavesOutWhatIsNotKnown) {
  ScoreCard card = made_score_card();
  card.verdicts[0].result.vantages[0].segments[0].judgement.quantile = Estimate{kInfinity, 1, kInfinity};
  const std::string text = score_prometheus(card);
  EXPECT_THAT(text, HasSubstr("metric=\"largest_contentful_paint\"} +Inf\n"));
  EXPECT_THAT(text, Not(HasSubstr("value_seconds{portal=\"da-nang\",target=\"search\"")));
  EXPECT_THAT(text, HasSubstr("limit_seconds{portal=\"da-nang\",target=\"search\",ip_family=\"ipv6\""));
}

TEST(ScorePrometheus, GivesMetricsThatAreNoTimesNamesOfTheirOwn) {
  ScoreCard card = made_score_card();
  card.criterion.thresholds[0].readings[0].metric = Metric::cumulative_layout_shift;
  card.criterion.thresholds[0].limit = 0.1;
  card.verdicts.resize(1);
  card.verdicts[0].result.vantages[0].segments[0].judgement.quantile = Estimate{0.05, 0.04, 0.06};
  const std::string text = score_prometheus(card);
  EXPECT_THAT(text,
              HasSubstr("portal_probe_threshold_value{portal=\"ha-noi\",target=\"home\","
                        "ip_family=\"ipv4\",threshold=\"page-load\",metric=\"cumulative_layout_shift\"} "
                        "0.05\n"));
  EXPECT_THAT(text, HasSubstr("metric=\"cumulative_layout_shift\"} 0.1\n"));
  EXPECT_THAT(text, Not(HasSubstr("_seconds")));
}

TEST(ScorePrometheus, NamesEachSeriesOnceAndEscapesLabels) {
  ScoreCard card = made_score_card();
  card.verdicts[0].portal_id = "a\"\\\n\xFF";
  TargetResult other = card.verdicts[1];
  other.ip_family = IpFamily::ipv6;
  card.verdicts.push_back(other);
  const std::string text = score_prometheus(card);
  EXPECT_THAT(text, HasSubstr("portal=\"a\\\"\\\\\\n\uFFFD\""));
  std::istringstream lines(text);
  std::set<std::string> seen;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("#")) continue;
    EXPECT_TRUE(seen.insert(line.substr(0, line.rfind(' '))).second) << line;
  }
  EXPECT_EQ(seen.size(), 1U + 7U + 6U + 7U + 2U);
}

}  // namespace
}  // namespace portalprobe
