#include "scoring/judge.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "tests/scoring/made_evaluations.hpp"

namespace portalprobe {
namespace {

using Values = std::vector<double>;
using testing::HasSubstr;
constexpr double kInfinity = std::numeric_limits<double>::infinity();
const Values kOneStratum = {1};

Demand limit_of(double limit) {
  Demand demand;
  demand.limit = limit;
  return demand;
}

/// `over` of `size` measurements take 3, the others 1.
Values values_of(std::size_t over, std::size_t size) {
  Values values(size, 1.0);
  std::fill_n(values.begin(), over, 3.0);
  return values;
}

std::vector<NightValues> nights_of(const std::vector<std::size_t>& over, std::size_t size = 24) {
  std::vector<NightValues> nights;
  for (const std::size_t count : over) {
    nights.push_back({static_cast<std::int64_t>(nights.size()), 0, values_of(count, size)});
  }
  return nights;
}

Judgement judged(const std::vector<NightValues>& nights, const Demand& demand = limit_of(2)) {
  auto judgement = judge_nights(nights, kOneStratum, {}, demand);
  EXPECT_TRUE(judgement) << (judgement ? "" : judgement.error().message);
  return *judgement;
}

TEST(JudgeNights, PassesFailsOrAdmitsThatItCannotTell) {
  struct {
    const char* name;
    std::vector<std::size_t> over;
    Verdict verdict;
    Reason reason;
  } rows[] = {
      {"never over", std::vector<std::size_t>(14, 0), Verdict::pass, Reason::none},
      {"always over", std::vector<std::size_t>(14, 24), Verdict::fail, Reason::none},
      {"just what is allowed", std::vector<std::size_t>(14, 6), Verdict::inconclusive,
       Reason::interval_straddles},
      {"two a night", std::vector<std::size_t>(14, 2), Verdict::pass, Reason::none},
      {"twelve a night", std::vector<std::size_t>(14, 12), Verdict::fail, Reason::none},
      // 48 of 336, as "two a night" has nearly: but it is nights that went wrong, and there were only 14.
      {"two nights",
       {24, 24, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
       Verdict::inconclusive,
       Reason::interval_straddles},
      {"ten nights", {24, 24, 24, 24, 24, 24, 24, 24, 24, 24, 0, 0, 0, 0}, Verdict::fail, Reason::none},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    const auto judgement = judged(nights_of(row.over));
    EXPECT_EQ(judgement.verdict, row.verdict);
    EXPECT_EQ(judgement.reason, row.reason);
    EXPECT_EQ(judgement.samples, 14 * 24U);
    EXPECT_EQ(judgement.nights, 14U);
    EXPECT_FALSE(judgement.technical);
  }
}

TEST(JudgeNights, TakesALimitThatIsJustMetAsKept) {
  const auto nights = nights_of(std::vector<std::size_t>(14, 24));
  EXPECT_EQ(judged(nights, limit_of(3)).verdict, Verdict::pass);
  EXPECT_EQ(judged(nights, limit_of(std::nextafter(3, 0))).verdict, Verdict::fail);
}

TEST(JudgeNights, CountsFailuresAsSlowerThanAnyLimit) {
  std::vector<NightValues> nights;
  for (std::int64_t night = 0; night < 20; ++night) {
    Values values(24, 1.0);
    std::fill_n(values.begin(), 12, kInfinity);
    nights.push_back({night, 0, values});
  }
  const auto judgement = judged(nights, limit_of(1e300));
  EXPECT_EQ(judgement.verdict, Verdict::fail);
  EXPECT_EQ(judgement.quantile, (Estimate{kInfinity, kInfinity, kInfinity}));
}

TEST(JudgeNights, ShowsWhatItRestsOn) {
  const auto judgement = judged(nights_of({0, 2, 4, 6, 8, 10, 12, 2, 4, 6, 8, 3, 5, 7}));
  ASSERT_TRUE(judgement.share && judgement.quantile && judgement.effective_samples && judgement.correlation);
  EXPECT_NEAR(judgement.share->value, 77.0 / (14 * 24), 1e-12);
  EXPECT_LT(judgement.share->low, judgement.share->value);
  EXPECT_GT(judgement.share->high, judgement.share->value);
  EXPECT_EQ(judgement.quantile, (Estimate{1, 1, 3}));
  EXPECT_GT(judgement.correlation->correlation, 0);
  EXPECT_LT(*judgement.effective_samples, 14 * 24);
  EXPECT_GT(*judgement.p_fail, 0.025);
  EXPECT_GT(*judgement.p_pass, 0.025);
}

TEST(JudgeNights, NeverPassesWhatCanOnlyProveSlowness) {
  const auto fast = nights_of(std::vector<std::size_t>(14, 0));
  const auto slow = nights_of(std::vector<std::size_t>(14, 24));
  Demand demand = limit_of(2);
  demand.lower_bound = true;
  EXPECT_EQ(judged(fast, demand).verdict, Verdict::inconclusive);
  EXPECT_EQ(judged(fast, demand).reason, Reason::only_a_lower_bound);
  EXPECT_EQ(judged(slow, demand).verdict, Verdict::fail);
  demand = limit_of(2);
  demand.default_action = true;
  EXPECT_EQ(judged(fast, demand).verdict, Verdict::inconclusive);
  EXPECT_EQ(judged(fast, demand).reason, Reason::default_action);
  EXPECT_EQ(judged(slow, demand).verdict, Verdict::fail);
}

TEST(JudgeNights, IsSilentWhereTooLittleWasMeasured) {
  Demand demand = limit_of(2);
  demand.min_samples = 100;
  demand.min_share_of_planned = 0.5;
  demand.max_share_of_walls = 0.2;
  const auto nights = nights_of(std::vector<std::size_t>(14, 0), 8);
  struct {
    const char* name;
    std::size_t nights;
    Effort effort;
    Verdict verdict;
    Reason reason;
  } rows[] = {
      {"enough", 14, {224, 140, 28}, Verdict::pass, Reason::none},
      {"a wall too many", 14, {224, 140, 29}, Verdict::insufficient, Reason::too_many_walls},
      {"planned for more", 14, {225, 140, 28}, Verdict::insufficient, Reason::too_few_of_planned},
      {"a night too few", 13, {200, 104, 0}, Verdict::insufficient, Reason::too_few_nights},
      {"samples first", 12, {200, 96, 0}, Verdict::insufficient, Reason::too_few_samples},
      {"walls before all", 1, {200, 96, 90}, Verdict::insufficient, Reason::too_many_walls},
      {"nothing", 0, {200, 0, 0}, Verdict::insufficient, Reason::too_few_samples},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    const auto some = std::span(nights).first(row.nights);
    const auto judgement = judge_nights(some, kOneStratum, row.effort, demand);
    ASSERT_TRUE(judgement);
    EXPECT_EQ(judgement->verdict, row.verdict);
    EXPECT_EQ(judgement->reason, row.reason);
    EXPECT_EQ(judgement->share.has_value(), row.nights >= 2);
  }
}

TEST(JudgeNights, NeedsTwoNightsOfEveryStratumThatWeighs) {
  auto nights = nights_of(std::vector<std::size_t>(14, 0));
  nights.push_back({3, 1, {1, 1, 1}});
  const auto missing = judge_nights(nights, Values{1, 1}, {}, limit_of(2));
  ASSERT_TRUE(missing);
  EXPECT_EQ(missing->reason, Reason::stratum_missing);
  EXPECT_EQ(missing->share, std::nullopt);
  const auto left_out = judge_nights(nights, Values{1, 0}, {}, limit_of(2));
  ASSERT_TRUE(left_out);
  EXPECT_EQ(left_out->verdict, Verdict::pass);
  EXPECT_EQ(left_out->samples, 14 * 24U);
}

// A night in which the probe was unfit throughout, say.
TEST(JudgeNights, LeavesOutNightsWithoutValues) {
  auto nights = nights_of(std::vector<std::size_t>(14, 0));
  nights.push_back({99, 0, {}});
  EXPECT_EQ(judged(nights).nights, 14U);
}

TEST(JudgeNights, GoesFromFailOverDoubtToPassAsTheLimitRises) {
  for (std::uint64_t seed = 0; seed < 16; ++seed) {
    Scene scene;
    scene.nights = 14 + seed % 10;
    scene.correlation = seed % 2 == 0 ? 0.5 : 0;
    scene.strata = seed % 4 == 1;
    const auto made = Maker(scene, seed).make();
    int before = 0;
    for (double limit = 0.05; limit < 8; limit *= 1.05) {
      const auto judgement = *judge_nights(made.nights, made.weights, {}, limit_of(limit));
      const int now = judgement.verdict == Verdict::fail ? 0 : judgement.verdict == Verdict::pass ? 2 : 1;
      EXPECT_GE(now, before) << "seed " << seed << ", limit " << limit;
      before = now;
    }
    EXPECT_EQ(before, 2);
  }
}

TEST(JudgeNights, SaysWhatIsWrongWithADemand) {
  const auto nights = nights_of(std::vector<std::size_t>(14, 0));
  const auto with = [&nights](auto change) {
    Demand demand = limit_of(2);
    change(demand);
    const auto judgement = judge_nights(nights, kOneStratum, {}, demand);
    return judgement ? std::string() : judgement.error().message;
  };
  EXPECT_THAT(with([](Demand& d) { d.limit = std::nan(""); }), HasSubstr("limit nan"));
  EXPECT_THAT(with([](Demand& d) { d.allowed_share = 1; }), HasSubstr("allowed share 1"));
  EXPECT_THAT(with([](Demand& d) { d.allowed_share = 0; }), HasSubstr("between 0 and 1"));
  EXPECT_THAT(with([](Demand& d) { d.confidence = 95; }), HasSubstr("confidence 95"));
  EXPECT_THAT(with([](Demand& d) { d.confidence = 0.3; }), HasSubstr("from 0.5"));
  EXPECT_THAT(with([](Demand& d) { d.min_share_of_planned = 1.5; }), HasSubstr("1.5"));
  EXPECT_THAT(with([](Demand& d) { d.max_share_of_walls = -1; }), HasSubstr("walls -1"));
  EXPECT_FALSE(judge_nights(nights, Values{}, {}, limit_of(2)));
  EXPECT_FALSE(judge_nights(nights, Values{-1}, {}, limit_of(2)));
}

TEST(JudgeSweep, IsTheTestOfItsOrderStatistics) {
  struct {
    std::size_t over;
    std::size_t size;
    Verdict verdict;
  } rows[] = {{8, 60, Verdict::pass},        {9, 60, Verdict::inconclusive}, {22, 60, Verdict::inconclusive},
              {23, 60, Verdict::fail},       {0, 13, Verdict::pass},         {0, 12, Verdict::inconclusive},
              {2, 2, Verdict::inconclusive}, {3, 3, Verdict::fail}};
  for (const auto& row : rows) {
    SCOPED_TRACE(testing::Message() << row.over << " of " << row.size);
    const auto judgement = judge_sweep(values_of(row.over, row.size), {}, limit_of(2));
    ASSERT_TRUE(judgement);
    EXPECT_EQ(judgement->verdict, row.verdict);
    EXPECT_TRUE(judgement->technical);
    EXPECT_EQ(judgement->samples, row.size);
    EXPECT_EQ(row.verdict == Verdict::pass, judgement->share->high <= 0.25);
    EXPECT_EQ(row.verdict == Verdict::fail, judgement->share->low > 0.25);
    EXPECT_EQ(row.verdict == Verdict::pass, *judgement->p_pass <= 0.025);
    EXPECT_EQ(row.verdict == Verdict::fail, *judgement->p_fail < 0.025);
  }
}

TEST(JudgeSweep, IsInsufficientWithFewSamplesAndRefusesWhatIsNotANumber) {
  Demand demand = limit_of(2);
  demand.min_samples = 20;
  EXPECT_EQ(judge_sweep(values_of(0, 19), {}, demand)->verdict, Verdict::insufficient);
  EXPECT_EQ(judge_sweep(values_of(0, 20), {}, demand)->verdict, Verdict::pass);
  EXPECT_EQ(judge_sweep({}, {}, limit_of(2))->reason, Reason::too_few_samples);
  EXPECT_FALSE(judge_sweep(Values{1, std::nan("")}, {}, demand));
}

}  // namespace
}  // namespace portalprobe
