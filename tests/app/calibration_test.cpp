#include "app/calibration.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "app/calibration_text.hpp"

namespace portalprobe {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

const Fitness kLimits{.max_lateness = 50ms, .max_error = 2ms, .max_unfit_share = 0.05};

CalibrationStep good(double rate) {
  CalibrationStep step;
  step.asked = rate;
  step.reached = rate;
  step.fit = 100;
  step.lateness_p99 = 1ms;
  step.error["done"] = {100, 20us, 25us, 90us, 200us};
  step.error["sent"] = {100, -20us, 25us, 40us, 50us};
  return step;
}

TEST(Calibration, NamesEveryShortcoming) {
  struct {
    const char* says;
    void (*spoil)(CalibrationStep&);
  } rows[] = {
      {nullptr, [](CalibrationStep&) {}},
      {nullptr, [](CalibrationStep& s) { s.unfit = 5; }},
      {nullptr, [](CalibrationStep& s) { s.reached = 46; }},
      {nullptr, [](CalibrationStep& s) { s.error["done"].max = 1s; }},
      {nullptr, [](CalibrationStep& s) { s.lateness_max = 1s; }},
      {"only 44 starts per second", [](CalibrationStep& s) { s.reached = 44; }},
      {"6.54 % of the samples", [](CalibrationStep& s) { s.unfit = 7; }},
      {"10.7 % of the samples", [](CalibrationStep& s) { s.unfit = s.failed = 6; }},
      {"lateness is 51 ms at p99 (limit 50 ms)", [](CalibrationStep& s) { s.lateness_p99 = 51ms; }},
      {"the error of sent is 2.1 ms at p99 (limit 2.0 ms)",
       [](CalibrationStep& s) { s.error["sent"].p99 = 2100us; }},
      {"no sample's error", [](CalibrationStep& s) { s.error.clear(); }},
      {"nothing was measured", [](CalibrationStep& s) { s = CalibrationStep{}; }},
  };
  for (const auto& row : rows) {
    CalibrationStep step = good(50);
    row.spoil(step);
    const auto found = shortcomings(step, kLimits);
    ASSERT_EQ(found.size(), row.says ? 1U : 0U) << (row.says ? row.says : found[0]);
    if (row.says) {
      EXPECT_THAT(found[0], HasSubstr(row.says));
    }
  }
}

TEST(Calibration, TriesRisingRatesWithThePaceAmongThem) {
  EXPECT_EQ(calibration_rates(50), (std::vector<double>{1, 10, 50, 100, 200, 500, 1000}));
  EXPECT_EQ(calibration_rates(75), (std::vector<double>{1, 10, 50, 75, 100, 200, 500, 1000}));
  EXPECT_EQ(calibration_rates(0).front(), 1);
  EXPECT_EQ(calibration_rates(2000).back(), 2000);
}

TEST(Calibration, TrustsTheHighestRateBeforeTheFirstShortcoming) {
  CalibrationStep bad = good(100);
  bad.lateness_p99 = 80ms;
  const struct {
    std::vector<CalibrationStep> steps;
    double pace;
    std::optional<double> best, too_fast;
    bool good_enough;
  } rows[] = {
      {{good(10), good(50), bad}, 50, 50, 100, true},
      {{good(10), good(50), bad}, 100, 50, 100, false},
      {{good(10), bad, good(200)}, 200, 10, 100, false},
      {{bad}, 50, {}, 100, false},
      {{good(1000)}, 50, 1000, {}, true},
      {{}, 50, {}, {}, false},
  };
  for (const auto& row : rows) {
    const auto verdict = judge(row.steps, kLimits, row.pace);
    EXPECT_EQ(verdict.best.has_value(), row.best.has_value());
    if (verdict.best && row.best) {
      EXPECT_EQ(verdict.best->asked, *row.best);
    }
    EXPECT_EQ(verdict.too_fast.has_value(), row.too_fast.has_value());
    EXPECT_EQ(verdict.good_enough, row.good_enough);
  }
}

TEST(CalibrationText, SaysWhatTheMachineCanAndWhatItCannot) {
  CalibrationStep bad = good(100);
  bad.lateness_p99 = 80ms;
  const auto text = calibration_text({good(50), bad}, kLimits, 50);
  EXPECT_THAT(text,
              HasSubstr("This machine measures 50 starts per second: the mark that is furthest off, done, "
                        "is off by 0.09 ms at p99"));
  EXPECT_THAT(text,
              HasSubstr("At 100 starts per second it does not: lateness is 80 ms at p99 (limit 50 ms)."));
  EXPECT_THAT(text, HasSubstr("50 starts per second, is within its reach"));
  EXPECT_THAT(calibration_text({bad}, kLimits, 50), HasSubstr("cannot measure"));
}

TEST(CalibrationJson, HasTheSameFigures) {
  CalibrationStep bad = good(100);
  bad.unfit = 100;
  const auto json = nlohmann::json::parse(calibration_json({good(50), bad}, kLimits, 50));
  EXPECT_EQ(json["fit"], true);
  EXPECT_EQ(json["max_starts_per_second"], 50);
  ASSERT_EQ(json["rates"].size(), 2U);
  const auto& rate = json["rates"][0];
  EXPECT_EQ(rate["samples"], 100);
  EXPECT_EQ(rate["lateness_p99_us"], 1000);
  EXPECT_EQ(
      rate["error"]["sent"],
      (nlohmann::json{{"samples", 100}, {"bias_us", -20}, {"p50_us", 25}, {"p99_us", 40}, {"max_us", 50}}));
  EXPECT_TRUE(rate["shortcomings"].empty());
  EXPECT_EQ(json["rates"][1]["unfit_share"], 0.5);
  EXPECT_TRUE(nlohmann::json::parse(calibration_json({}, kLimits, 50))["max_starts_per_second"].is_null());
}

}  // namespace
}  // namespace portalprobe
