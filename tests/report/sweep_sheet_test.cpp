#include "report/sweep_sheet.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "report/text_width.hpp"

namespace portalprobe {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

const WallTime kAt = WallTime(1795186800s);

ClockReading reading(std::optional<bool> synchronised, std::optional<microseconds> stepped = {}) {
  ClockReading made;
  made.at = kAt;
  made.synchronised = synchronised;
  made.stepped = stepped;
  return made;
}

SweepRecord record() {
  SweepRecord made;
  made.id = "20261120T150000Z-0123456789ab";
  made.name = "Nightly";
  made.vantage_id = "ha-noi-1";
  made.vantage_description = "IDC in Hà Nội";
  made.vantage_network = "AS45899";
  made.schedule_id = "night";
  made.stratum = "late";
  made.shard = {1, 3};
  made.started_at = kAt;
  made.ended_at = kAt + 6h;
  made.planned = 2040;
  made.stored = 2039;
  made.seed = 7;
  made.rounds = 24;
  made.window = 6h;
  made.config_sha256 = "c0ffee";
  made.versions = {{"libcurl", "7.88.1"}, {"openssl", "3.0.15"}};
  made.host = {{"kernel", "6.1"}};
  made.clock = {{kAt, true, -20us, 150us, 31ms, {}}, {kAt + 1h, false, {}, 16s, 16s, -3600s}};
  made.instrument["first_byte"] = {200, 12us, 9us, 240us, 1100us};
  made.processor_benchmark = 6123;
  made.load["ha-noi"] = {48, 9000, 1ULL << 20U, 30s, 2s, 0s, 0};
  made.load["hue"] = {50, 9216, 3ULL << 20U, 40s, 0s, 90s, 2};
  return made;
}

/// The line that begins with `name`.
std::string line(const std::string& sheet, const std::string& name) {
  const auto at = ("\n" + sheet).find("\n" + name);
  return at == std::string::npos ? "" : sheet.substr(at, sheet.find('\n', at) - at);
}

TEST(ClockMark, SaysOnlyWhatIsWrong) {
  const struct {
    std::vector<ClockReading> readings;
    const char* want;
  } rows[] = {
      {{}, ""},
      {{reading({})}, ""},
      {{reading(true), reading(true, 99ms)}, ""},
      {{reading(true), reading(false, 0us)}, "clock not synchronised"},
      {{reading(true), reading(true, 100ms)}, "clock set by 100 ms"},
      {{reading(true), reading(true, -3600s), reading(true, 2s)}, "clock set by -3600.000 s"},
      {{reading(false), reading(false, 2s)}, "clock not synchronised, and set by 2.000 s"},
  };
  for (const auto& row : rows) EXPECT_EQ(clock_mark(row.readings), row.want);
}

TEST(SweepState, IsOneOfFourAndTheClocksMark) {
  SweepRecord sweep;
  EXPECT_EQ(state_text(sweep), "not ended");
  sweep.ended_at = kAt;
  EXPECT_EQ(state_text(sweep), "incomplete");
  sweep.complete = true;
  EXPECT_EQ(state_text(sweep), "complete");
  sweep.clock = {reading(false)};
  EXPECT_EQ(state_text(sweep), "complete; clock not synchronised");
  sweep.imported = true;
  EXPECT_EQ(state_text(sweep), "imported; clock not synchronised");
}

TEST(SweepSheet, TellsTheWholeRecord) {
  OutcomeCounts outcomes;
  outcomes.add(Outcome::ok, 2000);
  outcomes.add(Outcome::timed_out, 39);
  const std::string sheet = sweep_sheet(record(), outcomes, 17);
  EXPECT_THAT(line(sheet, "sweep"), HasSubstr("20261120T150000Z-0123456789ab"));
  EXPECT_THAT(line(sheet, "vantage"), HasSubstr("ha-noi-1 (IDC in Hà Nội, AS45899)"));
  EXPECT_THAT(line(sheet, "schedule"),
              HasSubstr("night, stratum late, 24 rounds over 6 h 00 min, shard 1/3, seed 7"));
  EXPECT_THAT(line(sheet, "measured"), HasSubstr("2026-11-20T15:00:00 to 2026-11-20T21:00:00 (UTC)"));
  EXPECT_THAT(line(sheet, "stored"),
              HasSubstr("2,039 of 2,040, incomplete; clock not synchronised, and set by -3600.000 s"));
  EXPECT_THAT(line(sheet, "outcomes"), HasSubstr("timed_out ×39"));
  EXPECT_THAT(line(sheet, "unfit"), HasSubstr("17"));
  EXPECT_THAT(line(sheet, "versions"), HasSubstr("libcurl 7.88.1, openssl 3.0.15"));
  EXPECT_THAT(line(sheet, "processor"), HasSubstr("6,123 work units a second"));
}

TEST(SweepSheet, TellsWhatTheClockAndTheInstrumentWereLike) {
  const std::string sheet = sweep_sheet(record(), {}, 0);
  EXPECT_EQ(line(sheet, "2026-11-20T15:00:00"),
            "2026-11-20T15:00:00  yes           -0.02 ms          0.15 ms     31 ms            -");
  EXPECT_EQ(line(sheet, "2026-11-20T16:00:00"),
            "2026-11-20T16:00:00  no                   -         16.000 s  16.000 s  -3600.000 s");
  EXPECT_EQ(line(sheet, "first_byte"), "first_byte              200  0.01 ms  0.01 ms  0.24 ms  1.1 ms");
}

TEST(SweepSheet, ShowsOurMannersTowardsEachPortal) {
  const std::string sheet = sweep_sheet(record(), {}, 0);
  EXPECT_EQ(line(sheet, "put on"),
            "put on  requests      sent  received   held: gap  limits    back-off  back-offs");
  EXPECT_EQ(line(sheet, "ha-noi"),
            "ha-noi        48   8.8 KiB   1.0 MiB        30 s     2 s         0 s          0");
  EXPECT_EQ(line(sheet, "hue"),
            "hue           50   9.0 KiB   3.0 MiB        40 s     0 s  1 min 30 s          2");
  EXPECT_EQ(line(sheet, "(all)"),
            "(all)         98  17.8 KiB   4.0 MiB  1 min 10 s     2 s  1 min 30 s          2");
}

TEST(SweepSheet, LeavesOutTablesWithoutRows) {
  SweepRecord sweep;
  sweep.id = "s";
  const std::string sheet = sweep_sheet(sweep, {}, 0);
  EXPECT_THAT(line(sheet, "processor"), HasSubstr("not measured"));
  EXPECT_THAT(line(sheet, "outcomes"), HasSubstr("-"));
  for (const auto* part : {"put on", "synchronised", "instrument"}) EXPECT_THAT(sheet, Not(HasSubstr(part)));
}

TEST(SweepSheet, IsSafeOnATerminalAndFitsIt) {
  SweepRecord sweep = record();
  sweep.name = "\x1b[2J" + std::string(500, 'n');
  sweep.load["\x1b]0;x\x07"] = {};
  const std::string sheet = sweep_sheet(sweep, {}, 0, 100);
  EXPECT_THAT(sheet, Not(HasSubstr("\x1b")));
  for (std::size_t at = 0; at < sheet.size();) {
    const auto end = sheet.find('\n', at);
    EXPECT_LE(display_width(sheet.substr(at, end - at)), 100U);
    at = end + 1;
  }
}

}  // namespace
}  // namespace portalprobe
