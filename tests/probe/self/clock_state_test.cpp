#include "probe/self/clock_state.hpp"

#include <gtest/gtest.h>
#include <sys/timex.h>

namespace portalprobe {
namespace {

using namespace std::chrono_literals;

TEST(ClockState, IsReadInTheKernelsUnits) {
  const struct {
    const char* what;
    int result;
    int status;
    long offset;
    long estimated;
    long most;
    ClockReading want;
  } rows[] = {
      {"kept by a daemon, offset in nanoseconds",
       TIME_OK,
       STA_PLL | STA_NANO,
       -1'234'567,
       250,
       31'000,
       {{}, true, -1234us, 250us, 31ms, {}}},
      {"kept by a daemon, offset in microseconds",
       TIME_OK,
       STA_PLL,
       1'234,
       250,
       31'000,
       {{}, true, 1234us, 250us, 31ms, {}}},
      {"a leap second comes", TIME_INS, STA_PLL | STA_INS | STA_NANO, 0, 0, 0, {{}, true, 0us, 0us, 0us, {}}},
      {"never synchronised",
       TIME_ERROR,
       STA_UNSYNC,
       0,
       16'000'000,
       16'000'000,
       {{}, false, 0us, 16s, 16s, {}}},
      {"the flag alone", TIME_OK, STA_UNSYNC, 0, 1, 2, {{}, false, 0us, 1us, 2us, {}}},
      {"a fault of the clock's", TIME_ERROR, STA_PLL | STA_CLOCKERR, 0, 1, 2, {{}, false, 0us, 1us, 2us, {}}},
      {"errors that cannot be", TIME_OK, 0, 5, -1, -1, {{}, true, 5us, {}, {}, {}}},
      {"refused", -1, 0, 7, 8, 9, {}},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.what);
    timex state{};
    state.status = row.status;
    state.offset = row.offset;
    state.esterror = row.estimated;
    state.maxerror = row.most;
    EXPECT_EQ(decode_clock_state(row.result, state), row.want);
  }
}

TEST(ClockState, AgreesWithWhatTheKernelSaysHere) {
  timex state{};
  const int result = adjtimex(&state);
  const ClockReading reading = read_clock_state();
  EXPECT_EQ(reading.synchronised.has_value(), result >= 0);
  if (result >= 0) {
    EXPECT_EQ(*reading.synchronised, result != TIME_ERROR);
    EXPECT_TRUE(reading.estimated_error);
  }
}

}  // namespace
}  // namespace portalprobe
