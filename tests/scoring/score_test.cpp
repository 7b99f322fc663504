#include "scoring/score.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scoring/made_samples.hpp"

namespace portalprobe {
namespace {

using ::testing::HasSubstr;

TEST(Scores, AFastPortalPassesAndASlowOneFails) {
  MadeSamples made;
  made.portal("fast");
  made.portal("slow");
  made.nights(20, "fast", 1.2);
  for (std::size_t sweep = 0; sweep < 20; ++sweep) {
    for (std::uint32_t round = 0; round < 12; ++round)
      made.add(sweep, "slow", "home", 3 + 0.01 * round, round);
  }
  const auto card = made.judge();
  ASSERT_TRUE(card) << card.error().message;
  ASSERT_EQ(card->verdicts.size(), 2U);
  EXPECT_EQ(line(card).result.verdict, Verdict::pass);
  EXPECT_EQ(line(card, 1).result.verdict, Verdict::fail);
  EXPECT_EQ(line(card).result.judgement()->samples, 240U);
  EXPECT_EQ(line(card).result.judgement()->nights, 20U);
  EXPECT_NEAR(line(card).result.judgement()->quantile->value, 1.208e6, 2e3);
  EXPECT_TRUE(line(card).result.one_vantage);
  ASSERT_EQ(card->portals.size(), 2U);
  EXPECT_EQ(card->portals[0].portal.id, "fast");
  EXPECT_EQ(card->portals[0].points, Points::exactly(10));
  EXPECT_EQ(card->portals[0].rank->first, 1U);
  EXPECT_EQ(card->portals[1].points, Points::exactly(0));
  EXPECT_EQ(card->portals[1].rank->first, 2U);
}

TEST(Scores, AFailureIsSlowerThanAnyLimitHoweverQuickItCame) {
  MadeSamples made;
  made.portal("p");
  made.nights(20, "p", 0.5);
  for (std::size_t i = 0; i < made.samples.size(); ++i) {
    if (i % 12 < 5) MadeSamples::fails(made.samples[i], Outcome::http_server_error, Side::portal);
  }
  const auto card = made.judge();
  ASSERT_TRUE(card);
  EXPECT_EQ(line(card).result.verdict, Verdict::fail);
  EXPECT_EQ(shown(line(card)).failed, 100U);
  EXPECT_EQ(card->portals[0].samples.by_side[static_cast<std::size_t>(Side::portal)], 100U);
  EXPECT_EQ(card->portals[0].samples.ok, 140U);
}

struct LeftOutCase {
  const char* name;
  Outcome outcome;
  Side side;
  bool fit, via_proxy;
  LeftOut reason;
};

class SamplesThatDoNotCount : public ::testing::TestWithParam<LeftOutCase> {};

TEST_P(SamplesThatDoNotCount, AreCountedByReasonAndNotJudged) {
  const auto& rule = GetParam();
  MadeSamples made;
  made.portal("p");
  made.order.criterion.max_wall_share = 0.9;
  made.nights(20, "p", 1);
  for (std::size_t i = 0; i < made.samples.size(); i += 3) {  // a third of them, all far over the limit
    auto& sample = made.samples[i];
    sample.values[static_cast<std::size_t>(Metric::largest_contentful_paint)] = 60e6;
    if (rule.outcome != Outcome::ok) MadeSamples::fails(sample, rule.outcome, rule.side);
    sample.fit = rule.fit;
    sample.via_proxy = rule.via_proxy;
    if (rule.reason == LeftOut::no_value) sample.values.fill(std::numeric_limits<double>::quiet_NaN());
  }
  const auto card = made.judge();
  ASSERT_TRUE(card);
  EXPECT_EQ(line(card).result.verdict, Verdict::pass);
  EXPECT_EQ(shown(line(card)).left_out.of(rule.reason), 80U);
  EXPECT_EQ(line(card).result.judgement()->samples, 160U);
  EXPECT_EQ(shown(line(card)).taken, 240U);
}

INSTANTIATE_TEST_SUITE_P(
    Scores, SamplesThatDoNotCount,
    ::testing::Values(
        LeftOutCase{"unfit", Outcome::ok, Side::none, false, false, LeftOut::unfit},
        LeftOutCase{"unfit_failure", Outcome::timed_out, Side::portal, false, false, LeftOut::unfit},
        LeftOutCase{"proxy", Outcome::ok, Side::none, true, true, LeftOut::proxy},
        LeftOutCase{"wall", Outcome::blocked, Side::protection, true, false, LeftOut::wall},
        LeftOutCase{"backoff", Outcome::skipped_backoff, Side::protection, true, false, LeftOut::wall},
        LeftOutCase{"vantage", Outcome::connect_timed_out, Side::vantage, true, false, LeftOut::vantage},
        LeftOutCase{"network", Outcome::connect_timed_out, Side::network, true, false, LeftOut::network},
        LeftOutCase{"unexplained", Outcome::timed_out, Side::unexplained, true, false, LeftOut::unexplained},
        LeftOutCase{"probe", Outcome::probe_error, Side::probe, true, false, LeftOut::probe},
        LeftOutCase{"maintenance", Outcome::skipped_maintenance, Side::none, true, false,
                    LeftOut::maintenance},
        LeftOutCase{"no_value", Outcome::ok, Side::none, true, false, LeftOut::no_value}),
    [](const auto& test) { return test.param.name; });

TEST(Scores, TooManyWallsAreNoVerdict) {
  MadeSamples made;
  made.portal("p");
  made.nights(20, "p", 9);
  for (std::size_t i = 0; i < made.samples.size(); i += 4)
    MadeSamples::fails(made.samples[i], Outcome::blocked, Side::protection);
  const auto card = made.judge();
  ASSERT_TRUE(card);
  EXPECT_EQ(line(card).result.verdict, Verdict::insufficient);
  EXPECT_EQ(line(card).result.reason, Reason::too_many_walls);
  EXPECT_FALSE(card->portals[0].rank);
  ASSERT_EQ(card->portals[0].reasons.size(), 1U);
  EXPECT_EQ(card->portals[0].reasons[0].why, Unscored::insufficient);
}

TEST(Scores, APortalThatAnswersFromAnotherHostIsMovedAndNotRanked) {
  MadeSamples made;
  made.portal("p");
  made.nights(20, "p", 0.3);
  for (std::size_t i = 0; i < made.samples.size(); ++i) {
    if (i % 12 < 7) MadeSamples::fails(made.samples[i], Outcome::moved, Side::portal);
  }
  auto card = made.judge();
  ASSERT_TRUE(card);
  EXPECT_EQ(line(card).result.verdict, Verdict::insufficient);
  EXPECT_EQ(line(card).result.reason, Reason::moved);
  EXPECT_EQ(card->portals[0].reasons.at(0).why, Unscored::moved);
  EXPECT_FALSE(card->portals[0].points);
  made.order.criterion.for_moved = 0;
  card = made.judge();
  EXPECT_EQ(card->portals[0].points, Points::exactly(0));
}

TEST(Scores, TooFewNightsOrSamplesOrTooLittleOfThePlanAreNoVerdict) {
  struct Case {
    int nights;
    int every;
    Reason reason;
  };
  for (const auto& rule : {Case{13, 1, Reason::too_few_nights}, Case{20, 3, Reason::too_few_of_planned}}) {
    MadeSamples made;
    made.portal("p");
    for (int night = 0; night < rule.nights; ++night) {
      const auto sweep = made.sweep(night);
      for (std::uint32_t round = 0; round < 12; round += static_cast<std::uint32_t>(rule.every))
        made.add(sweep, "p", "home", 1, round);
    }
    const auto card = made.judge();
    ASSERT_TRUE(card);
    EXPECT_EQ(line(card).result.verdict, Verdict::insufficient);
    EXPECT_EQ(line(card).result.reason, rule.reason);
    EXPECT_EQ(shown(line(card)).planned, static_cast<std::uint64_t>(12 * rule.nights));
  }
}

TEST(Scores, OfAnImportedSweepWhatIsThereIsAllThatWasPlanned) {
  MadeSamples made;
  made.portal("p");
  for (int night = 0; night < 20; ++night) {
    const auto sweep = made.sweep(night);
    made.order.sweeps[sweep].whole = false;
    for (std::uint32_t round = 0; round < 4; ++round) made.add(sweep, "p", "home", 1, round);
  }
  const auto card = made.judge();
  ASSERT_TRUE(card);
  EXPECT_EQ(line(card).result.verdict, Verdict::pass);
  EXPECT_EQ(shown(line(card)).planned, 80U);
}

TEST(Scores, ANightIsTheLocalDateOnWhichItsSweepBegan) {
  ScoredSweep sweep;
  sweep.scheduled_at = MadeSamples::day(0);  // 22:00 local time, 1 November
  sweep.utc_offset = std::chrono::hours(7);
  const auto first = std::chrono::sys_days(std::chrono::year(2026) / 11 / 1).time_since_epoch().count();
  EXPECT_EQ(night_of(sweep, sweep.scheduled_at), first);
  EXPECT_EQ(night_of(sweep, sweep.scheduled_at + std::chrono::hours(6)), first);  // after midnight
  EXPECT_EQ(night_of(sweep, sweep.scheduled_at + std::chrono::hours(25)), first + 1);
  EXPECT_EQ(local_day(sweep, sweep.scheduled_at + std::chrono::hours(3)), first + 1);
}

TEST(Scores, ExclusionsAreAppliedAndBothResultsAreTold) {
  MadeSamples made;
  made.portal("p");
  made.nights(20, "p", 1);
  for (auto& sample : made.samples) {
    if (sample.sweep < 6) sample.values[static_cast<std::size_t>(Metric::largest_contentful_paint)] = 20e6;
  }
  made.order.evaluation->exclusions = {
      {"p", "", MadeSamples::day(0), MadeSamples::day(6), "upgrade announced", "evaluation team"}};
  const auto card = made.judge();
  ASSERT_TRUE(card);
  EXPECT_EQ(line(card).result.verdict, Verdict::pass);
  EXPECT_EQ(shown(line(card)).left_out.of(LeftOut::excluded), 72U);
  ASSERT_TRUE(line(card).with_excluded);
  EXPECT_NE(line(card).with_excluded->verdict, Verdict::pass);
  EXPECT_EQ(line(card).with_excluded->judgement()->samples, 240U);
  EXPECT_EQ(line(card).result.judgement()->samples, 168U);
}

TEST(Scores, AnotherVersionOfTheBrowserIsAnotherInstrumentUnlessTheCriterionPools) {
  for (const bool pool : {false, true}) {
    MadeSamples made;
    made.order.criterion.pool_segments = pool;
    made.portal("p");
    made.nights(10, "p", 1, "ha-noi", "AS1", "Chrome/1");
    made.nights(10, "p", 1, "ha-noi", "AS1", "Chrome/2", 10);
    const auto card = made.judge();
    ASSERT_TRUE(card);
    EXPECT_EQ(line(card).result.verdict, pool ? Verdict::pass : Verdict::insufficient);
    ASSERT_EQ(shown(line(card)).segments.size(), pool ? 1U : 2U);
    EXPECT_EQ(shown(line(card)).segments[0].judgement.nights, pool ? 20U : 10U);
    EXPECT_EQ(shown(line(card)).segments[0].browser, pool ? "" : "Chrome/1");
  }
}

TEST(Scores, SegmentsThatDisagreeAreNoVerdict) {
  MadeSamples made;
  made.portal("p");
  made.nights(16, "p", 1, "ha-noi", "AS1", "Chrome/1");
  made.nights(16, "p", 5, "ha-noi", "AS1", "Chrome/2", 16);
  const auto card = made.judge();
  ASSERT_TRUE(card);
  EXPECT_EQ(line(card).result.verdict, Verdict::inconclusive);
  EXPECT_EQ(line(card).result.reason, Reason::segments_disagree);
}

void add_network_loads(MadeSamples& made, const std::string& portal, double seconds) {
  for (int night = 0; night < 20; ++night) {
    const auto sweep = made.sweep(night);
    for (std::uint32_t round = 0; round < 12; ++round)
      made.add(sweep, portal, "home", TargetKind::page, EngineKind::network, Connection::cold,
               Metric::network_load, seconds, round);
  }
}

TEST(Scores, ALowerBoundMayProveAFailAndNeverAPass) {
  MadeSamples made;
  made.portal("fast");
  made.portal("slow");
  add_network_loads(made, "fast", 1);
  add_network_loads(made, "slow", 4);
  made.order.sweeps.resize(20);
  for (auto& sample : made.samples) sample.sweep %= 20;
  const auto card = made.judge();
  ASSERT_TRUE(card);
  EXPECT_EQ(line(card).result.verdict, Verdict::inconclusive);
  EXPECT_EQ(line(card).result.reason, Reason::only_a_lower_bound);
  EXPECT_EQ(line(card).result.reading, 1U);
  EXPECT_EQ(line(card, 1).result.verdict, Verdict::fail);
}

TEST(Scores, TheStrongestReadingWithAValueDecidesForAllPortalsAlike) {
  MadeSamples made;
  made.portal("seen");
  made.portal("unseen");
  made.nights(20, "seen", 1);
  add_network_loads(made, "unseen", 9);
  for (const bool every : {false, true}) {
    made.order.every_reading = every;
    const auto card = made.judge();
    ASSERT_TRUE(card);
    EXPECT_EQ(line(card).result.reading, 0U);
    ASSERT_EQ(card->verdicts.size(), 2U);
    EXPECT_EQ(line(card, 1).result.verdict, Verdict::insufficient);
    if (!every) continue;
    ASSERT_EQ(line(card, 1).readings.size(), 2U);
    EXPECT_EQ(line(card, 1).result.verdict, Verdict::insufficient);
    EXPECT_EQ(line(card, 1).readings[1].verdict, Verdict::fail);
    EXPECT_EQ(line(card).readings[0].verdict, Verdict::pass);
  }
}

Threshold response() {
  Threshold threshold;
  threshold.id = "response";
  threshold.kind = TargetKind::action;
  threshold.readings = {MadeSamples::response_time()};
  threshold.limit = 200e3;
  threshold.points = 10;
  return threshold;
}

TEST(Scores, TheDefaultActionNeverPasses) {
  for (const bool configured : {false, true}) {
    MadeSamples made;
    made.order.criterion.thresholds = {response()};
    made.portal("p", {MadeSamples::page("home"), MadeSamples::action("a", configured)});
    for (int night = 0; night < 20; ++night) {
      const auto sweep = made.sweep(night);
      for (std::uint32_t round = 0; round < 12; ++round)
        made.add(sweep, "p", "a", TargetKind::action, EngineKind::http, Connection::warm,
                 Metric::response_time, 0.05, round);
    }
    const auto card = made.judge();
    ASSERT_TRUE(card);
    EXPECT_EQ(line(card).result.verdict, configured ? Verdict::pass : Verdict::inconclusive);
    EXPECT_EQ(line(card).result.reason, configured ? Reason::none : Reason::default_action);
  }
}

TEST(Scores, StrataWithoutWeightDoNotCountAndOthersWeighAsTheCriterionSays) {
  MadeSamples made;
  made.order.criterion.strata = {{"office", 3}, {"night", 1}, {"test", 0}};
  made.portal("p");
  for (int night = 0; night < 20; ++night) {
    for (const char* stratum : {"office", "night", "test", "unheard-of"}) {
      const auto sweep = made.sweep(night);
      made.order.sweeps[sweep].stratum = stratum;
      for (std::uint32_t round = 0; round < 12; ++round) {
        auto& sample = made.add(sweep, "p", "home", std::string_view(stratum) == "office" ? 1.0 : 9.0, round);
        sample.stratum = stratum;
      }
    }
  }
  const auto card = made.judge();
  ASSERT_TRUE(card);
  EXPECT_NEAR(line(card).result.judgement()->share->value, 0.25, 1e-12);
  EXPECT_EQ(shown(line(card)).left_out.of(LeftOut::stratum), 480U);
  EXPECT_EQ(shown(line(card)).planned, 480U);
}

TEST(Scores, APortalThatNobodyVerifiedIsMeasuredAndNotScoredInAnEvaluation) {
  MadeSamples made;
  made.portal("p").verified.reset();
  made.nights(20, "p", 1);
  auto card = made.judge();
  ASSERT_TRUE(card);
  EXPECT_TRUE(card->verdicts.empty());
  EXPECT_EQ(card->portals[0].reasons.at(0).why, Unscored::not_verified);
  EXPECT_FALSE(card->portals[0].rank);
  EXPECT_EQ(card->portals[0].samples.taken, 240U);
  made.order.evaluation.reset();
  card = made.judge();
  EXPECT_EQ(line(card).result.verdict, Verdict::pass);
  EXPECT_TRUE(line(card).result.judgement()->technical);
}

TEST(Scores, SamplesOutsideOfThePeriodOrOfAPortalsTimeDoNotCount) {
  MadeSamples made;
  made.portal("p").valid_to = std::chrono::year(2026) / 11 / 18;
  made.nights(25, "p", 1);
  made.order.evaluation->begins = MadeSamples::day(2);
  const auto card = made.judge();
  ASSERT_TRUE(card);
  EXPECT_EQ(line(card).result.judgement()->nights, 16U);
  EXPECT_EQ(shown(line(card)).left_out.of(LeftOut::out_of_period), 24U);
  EXPECT_EQ(shown(line(card)).left_out.of(LeftOut::not_valid), 84U);
}

TEST(Scores, OfficeHoursOfADayOffAreNone) {
  MadeSamples made;
  made.order.criterion.strata = {{"office", 1}};
  made.order.evaluation->holidays = {{2026, {{std::chrono::year(2026) / 11 / 3, "made up"}}, {}}};
  made.portal("p");
  made.nights(21, "p", 1);  // three weeks, of which the first day is a Sunday
  for (auto& sample : made.samples) sample.stratum = "office";
  for (auto& sweep : made.order.sweeps) sweep.stratum = "office";
  const auto card = made.judge();
  ASSERT_TRUE(card);
  EXPECT_EQ(shown(line(card)).left_out.of(LeftOut::day_off), 12U * 7U);
  EXPECT_EQ(line(card).result.judgement()->nights, 14U);
}

TEST(Scores, FailuresMayCountApart) {
  struct Case {
    std::uint32_t failing_rounds;
    double allowed;
    Verdict verdict;
    Reason reason;
  };
  for (const auto& rule :
       {Case{0, 0.05, Verdict::pass, Reason::none}, Case{6, 0.05, Verdict::fail, Reason::unavailable},
        Case{1, 0.08, Verdict::inconclusive, Reason::unavailable},
        Case{1, 0, Verdict::fail, Reason::unavailable}, Case{0, 0, Verdict::pass, Reason::none}}) {
    MadeSamples made;
    made.order.criterion.failures = FailureCount::unavailable;
    made.order.criterion.max_unavailable = rule.allowed;
    made.portal("p");
    made.nights(80, "p", 1);
    for (auto& sample : made.samples) {
      if (sample.round < rule.failing_rounds)
        MadeSamples::fails(sample, Outcome::http_server_error, Side::portal);
    }
    const auto card = made.judge();
    ASSERT_TRUE(card);
    EXPECT_EQ(line(card).result.verdict, rule.verdict)
        << rule.failing_rounds << " of 12, allowed " << rule.allowed;
    EXPECT_EQ(line(card).result.reason, rule.reason);
    EXPECT_NEAR(shown(line(card)).unavailable->value, rule.failing_rounds / 12.0, 1e-12);
    EXPECT_EQ(line(card).result.judgement()->samples, 80U * (12U - rule.failing_rounds));
  }
}

TEST(Scores, FailsAreCorrectedForAsManyTestsAsThereAre) {
  MadeSamples made;
  for (int i = 0; i < 40; ++i) made.portal("p" + std::to_string(i));
  for (int night = 0; night < 20; ++night) {
    const auto sweep = made.sweep(night);
    for (int i = 0; i < 40; ++i) {
      for (std::uint32_t round = 0; round < 12; ++round) {
        // the first is clearly slow, the second just so: 4.5 of 12 are over the limit
        const std::uint32_t slow = i == 0 ? 12U : i == 1 ? 4U + static_cast<std::uint32_t>(night % 2) : 0U;
        made.add(sweep, "p" + std::to_string(i), "home", round < slow ? 3 : 1, round);
      }
    }
  }
  const auto card = made.judge();
  ASSERT_TRUE(card);
  EXPECT_EQ(line(card, 0).result.verdict, Verdict::fail);
  EXPECT_TRUE(line(card, 0).confirmed);
  EXPECT_EQ(line(card, 1).result.verdict, Verdict::fail);
  ASSERT_TRUE(line(card, 1).p_corrected);
  EXPECT_NEAR(*line(card, 1).p_corrected, 39 * *line(card, 1).result.p_fail, 1e-9);
  EXPECT_EQ(line(card, 1).confirmed, *line(card, 1).p_corrected <= 0.025);
  EXPECT_FALSE(line(card, 2).p_corrected);
}

TEST(Scores, SweepsOfDifferentProfilesAreRefusedByName) {
  MadeSamples made;
  made.portal("p");
  for (const Profile profile : {Profile::desktop, Profile::mobile}) {
    const auto sweep = made.sweep(profile == Profile::desktop ? 0 : 1);
    made.add(sweep, "p", "home", TargetKind::page, EngineKind::browser, Connection::cold,
             Metric::largest_contentful_paint, 1, 0, profile);
  }
  const auto card = made.judge();
  ASSERT_FALSE(card);
  EXPECT_THAT(card.error().message, HasSubstr("different profiles"));
  EXPECT_THAT(card.error().message, HasSubstr("sweep-0"));
  EXPECT_THAT(card.error().message, HasSubstr("sweep-1"));
}

TEST(Scores, ASampleOfAnotherProfileThanTheReadingsDoesNotCount) {
  MadeSamples made;
  made.order.criterion.thresholds[0].readings = {MadeSamples::lcp()};
  made.order.criterion.thresholds[0].readings[0].profile = Profile::desktop;
  made.portal("p");
  const auto sweep = made.sweep(0);
  made.add(sweep, "p", "home", TargetKind::page, EngineKind::browser, Connection::cold,
           Metric::largest_contentful_paint, 1, 0, Profile::mobile);
  const auto card = made.judge();
  ASSERT_TRUE(card);
  EXPECT_EQ(line(card).result.verdict, Verdict::insufficient);
  EXPECT_EQ(shown(line(card)).left_out.of(LeftOut::other_profile), 1U);
}

TEST(Scores, ASweepWhosePortalsNobodyKnowsIsJudgedByItsSamples) {
  MadeSamples made;
  made.order.evaluation.reset();
  made.order.portals_from_samples = true;
  made.order.criterion.thresholds.push_back(response());
  const auto sweep = made.sweep(0);
  for (std::uint32_t round = 0; round < 20; ++round) {
    made.add(sweep, "p", "home", 1, round);
    made.add(sweep, "p", "default-action", TargetKind::action, EngineKind::http, Connection::warm,
             Metric::response_time, 0.05, round);
  }
  const auto card = made.judge();
  ASSERT_TRUE(card);
  ASSERT_EQ(card->verdicts.size(), 2U);
  EXPECT_EQ(line(card).result.verdict, Verdict::pass);
  EXPECT_EQ(line(card).role, "home");
  EXPECT_EQ(line(card, 1).result.reason, Reason::default_action);
}

TEST(Scores, AskingForEveryReadingChangesNoVerdictNoPointsAndNoRank) {
  MadeSamples made;
  Threshold mixed = response();
  mixed.readings.push_back(MadeSamples::lcp());
  made.order.criterion.thresholds = {mixed};
  made.portal("p", {MadeSamples::page("home"), MadeSamples::action("a")});
  for (int night = 0; night < 20; ++night) {
    const auto sweep = made.sweep(night);
    for (std::uint32_t round = 0; round < 12; ++round) {
      made.add(sweep, "p", "a", TargetKind::action, EngineKind::http, Connection::warm, Metric::response_time,
               0.05, round);
      made.add(sweep, "p", "home", 9, round);
    }
  }
  const auto plain = made.judge();
  made.order.every_reading = true;
  const auto every = made.judge();
  ASSERT_TRUE(plain && every);
  EXPECT_EQ(plain->portals, every->portals);
  EXPECT_EQ(plain->verdicts.size(), every->verdicts.size());
  ASSERT_EQ(every->compared.size(), 1U);
  EXPECT_EQ(every->compared[0].target_id, "home");
  EXPECT_EQ(every->compared[0].readings.at(1).verdict, Verdict::fail);
  EXPECT_TRUE(plain->compared.empty());
}

TEST(Scores, AMeasurementThatWasGivenUpBeforeTheLimitProvesNothing) {
  for (const double after : {1e6, 30e6}) {
    MadeSamples made;
    made.portal("p");
    made.nights(20, "p", 1);
    for (auto& sample : made.samples) {
      MadeSamples::fails(sample, Outcome::timed_out, Side::portal);
      sample.censored_after = after;
    }
    const auto card = made.judge();
    ASSERT_TRUE(card);
    EXPECT_EQ(line(card).result.verdict, after < 2.5e6 ? Verdict::insufficient : Verdict::fail);
    EXPECT_EQ(shown(line(card)).left_out.of(LeftOut::gave_up), after < 2.5e6 ? 240U : 0U);
  }
}

TEST(Scores, AnArchiveIsJudgedAsTheStoreThatItCameFrom) {
  for (const bool whole : {true, false}) {
    MadeSamples made;
    made.portal("p");
    made.nights(14, "p", 5, "ha-noi", "AS1", "Chrome/1");
    made.nights(16, "p", 1, "ha-noi", "AS1", "Chrome/2", 14);
    for (auto& sweep : made.order.sweeps) sweep.whole = whole;
    const auto card = made.judge();
    ASSERT_TRUE(card);
    EXPECT_EQ(line(card).result.reason, Reason::segments_disagree) << whole;
    EXPECT_EQ(shown(line(card)).planned, 360U);
  }
}

TEST(Scores, WhereNoFailureIsAllowedOneIsProofAndWallsAreNone) {
  for (const bool walled : {false, true}) {
    MadeSamples made;
    made.order.criterion.failures = FailureCount::unavailable;
    made.portal("p");
    made.nights(20, "p", 1);
    MadeSamples::fails(made.samples[0], Outcome::http_server_error, Side::portal);
    for (std::size_t i = 1; walled && i < made.samples.size(); ++i)
      MadeSamples::fails(made.samples[i], Outcome::blocked, Side::protection);
    const auto card = made.judge();
    ASSERT_TRUE(card);
    EXPECT_EQ(line(card).result.verdict, walled ? Verdict::insufficient : Verdict::fail);
    EXPECT_EQ(line(card).result.reason, walled ? Reason::too_many_walls : Reason::unavailable);
    EXPECT_TRUE(line(card).confirmed);
  }
}

TEST(Scores, WhatAnExclusionHidesIsShownAsIfItHadNotBeenMade) {
  MadeSamples made;
  made.portal("p");
  made.nights(30, "p", 1);
  for (auto& sample : made.samples) {
    if (sample.sweep < 11) MadeSamples::fails(sample, Outcome::blocked, Side::protection);
  }
  const auto plain = made.judge();
  made.order.evaluation->exclusions = {
      {"p", "", MadeSamples::day(0), MadeSamples::day(11), "said so", "somebody"}};
  const auto card = made.judge();
  ASSERT_TRUE(plain && card);
  EXPECT_EQ(line(card).result.verdict, Verdict::pass);
  ASSERT_TRUE(line(card).with_excluded);
  EXPECT_EQ(*line(card).with_excluded, line(plain).result);
  EXPECT_EQ(line(plain).result.reason, Reason::too_many_walls);
}

TEST(Scores, ATargetOfTheRegisterThatWasNotMeasuredIsInsufficient) {
  MadeSamples made;
  made.portal("p", {MadeSamples::page("home"), MadeSamples::page("heavy", "detail")});
  made.nights(20, "p", 1);
  const auto card = made.judge();
  ASSERT_TRUE(card);
  ASSERT_EQ(card->verdicts.size(), 2U);
  EXPECT_EQ(line(card, 1).target_id, "heavy");
  EXPECT_EQ(line(card, 1).result.verdict, Verdict::insufficient);
  EXPECT_FALSE(card->portals[0].rank);
}

TEST(Scores, AFewValuesOfAStrongerReadingDecideForNobody) {
  MadeSamples made;
  made.portal("p");
  add_network_loads(made, "p", 9);
  made.add(0, "p", "home", 1);
  const auto card = made.judge();
  ASSERT_TRUE(card);
  EXPECT_EQ(line(card).result.reading, 1U);
  EXPECT_EQ(line(card).result.verdict, Verdict::fail);
}

TEST(Scores, ASampleFromBeforeItsSweepsStartBelongsToItsOwnDate) {
  ScoredSweep sweep;
  sweep.scheduled_at = MadeSamples::day(9);
  sweep.utc_offset = std::chrono::hours(7);
  EXPECT_EQ(night_of(sweep, MadeSamples::day(2)), local_day(sweep, MadeSamples::day(2)));
}

TEST(Scores, SamplesOfUnknownPortalsAreTold) {
  MadeSamples made;
  made.portal("p");
  made.nights(20, "p", 1);
  made.add(0, "stranger", "home", 1);
  const auto card = made.judge();
  ASSERT_TRUE(card);
  ASSERT_EQ(card->notices.size(), 1U);
  EXPECT_THAT(card->notices[0].en, HasSubstr("1 samples"));
  EXPECT_THAT(card->notices[0].vi, HasSubstr("1 lần đo"));
}

TEST(Scores, FailuresAreCountedByTag) {
  MadeSamples made;
  auto home = MadeSamples::page("home");
  home.tags = {"payment", "data-sharing"};
  made.portal("p", {home});
  made.nights(20, "p", 1);
  MadeSamples::fails(made.samples[0], Outcome::timed_out, Side::portal);
  const auto card = made.judge();
  ASSERT_TRUE(card);
  ASSERT_EQ(card->tags.size(), 2U);
  EXPECT_EQ(card->tags[1].tag, "payment");
  EXPECT_EQ(card->tags[1].samples.taken, 240U);
  EXPECT_EQ(card->tags[1].samples.by_side[static_cast<std::size_t>(Side::portal)], 1U);
}

}  // namespace
}  // namespace portalprobe
