#include "core/sweep_record.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace portalprobe {
namespace {

const WallTime kNight = parse_rfc3339("2026-11-20T22:00+07:00").value();

std::string id_at(WallTime time) {
  return make_sweep_id(time, "Nightly", "ha-noi-1", "night", "c0ffee", "seed 7");
}

TEST(SweepId, ShowsItsTimeInUtcAndTwelveDigitsOfAHash) {
  EXPECT_THAT(id_at(kNight), testing::MatchesRegex("20261120T150000Z-[0-9a-f]{12}"));
}

TEST(SweepId, IsTheSameForTheSameArguments) { EXPECT_EQ(id_at(kNight), id_at(kNight)); }

TEST(SweepId, SortsByTime) {
  using namespace std::chrono_literals;
  const microseconds steps[] = {0s, 1s, 1min, 1h, 24h, 24h * 31, 24h * 365, 24h * 3650};
  std::vector<std::string> ids;
  for (const auto step : steps) ids.push_back(id_at(kNight + step));
  EXPECT_TRUE(std::ranges::is_sorted(ids));
}

TEST(SweepId, DiffersForEachArgument) {
  const std::set<std::string> ids = {
      id_at(kNight),
      id_at(kNight + microseconds(1)),
      make_sweep_id(kNight, "nightly", "ha-noi-1", "night", "c0ffee", "seed 7"),
      make_sweep_id(kNight, "Nightly", "da-nang-1", "night", "c0ffee", "seed 7"),
      make_sweep_id(kNight, "Nightly", "ha-noi-1", "office", "c0ffee", "seed 7"),
      make_sweep_id(kNight, "Nightly", "ha-noi-1", "night", "c0ffe0", "seed 7"),
      make_sweep_id(kNight, "Nightly", "ha-noi-1", "night", "c0ffee", "seed 8"),
  };
  EXPECT_EQ(ids.size(), 7U);
}

TEST(SweepId, KeepsNeighbouringFieldsApart) {
  const std::set<std::string> ids = {
      make_sweep_id(kNight, "ab", "c", "d", "e", "f"),
      make_sweep_id(kNight, "a", "bc", "d", "e", "f"),
      make_sweep_id(kNight, "ab", "", "cd", "e", "f"),
      make_sweep_id(kNight, "", "abc", "d", "e", "f"),
      make_sweep_id(kNight, "ab", "c", "de", "", "f"),
      make_sweep_id(kNight, "ab", "c", "d", "", "ef"),
      make_sweep_id(kNight, "ab", "c", "d", "ef", ""),
      // A name that looks like what stands between two fields.
      make_sweep_id(kNight, "ab\n1:c", "", "d", "e", "f"),
      make_sweep_id(kNight, "ab", "\n1:c", "d", "e", "f"),
  };
  EXPECT_EQ(ids.size(), 9U);
}

TEST(ClockSynchronised, IsNoAsSoonAsOneReadingSaysSo) {
  const struct {
    std::vector<std::optional<bool>> readings;
    std::optional<bool> want;
  } rows[] = {
      {{}, {}},
      {{true}, true},
      {{true, true, true}, true},
      {{true, false, true}, false},
      {{false}, false},
      {{std::nullopt}, {}},
      {{true, std::nullopt}, {}},
      {{std::nullopt, true}, {}},
      {{std::nullopt, false, true}, false},
  };
  for (const auto& row : rows) {
    std::vector<ClockReading> readings;
    for (const auto& synchronised : row.readings) readings.emplace_back().synchronised = synchronised;
    EXPECT_EQ(clock_synchronised(readings), row.want);
  }
}

TEST(ClockStepped, IsTheLargestStepWithItsSign) {
  using std::chrono::hours;
  using Steps = std::vector<std::optional<microseconds>>;
  const struct {
    Steps steps;
    std::optional<microseconds> want;
  } rows[] = {
      {{}, {}},
      {{std::nullopt}, {}},
      {{std::nullopt, microseconds(0)}, microseconds(0)},
      {{std::nullopt, microseconds(5), -hours(1), microseconds(7)}, -hours(1)},
  };
  for (const auto& row : rows) {
    std::vector<ClockReading> readings;
    for (const auto& step : row.steps) readings.emplace_back().stepped = step;
    EXPECT_EQ(clock_stepped(readings), row.want);
  }
}

}  // namespace
}  // namespace portalprobe
