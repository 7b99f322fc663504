#include "probe/self/host_counters.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace portalprobe {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(RunDelay, IsTheSecondNumber) {
  const struct {
    std::string_view text;
    std::optional<std::chrono::nanoseconds> want;
  } rows[] = {
      {"5001356 82980 2\n", 82980ns},
      {"0 2619799 1\n", 2619799ns},
      {"0 0 1\n", 0ns},
      {"0 0 0\n", {}},  // the kernel does not count
      {"1 9223372036854775807 1\n", std::chrono::nanoseconds::max()},
      {"1 9223372036854775808 1\n", {}},
      {"", {}},
      {"12", {}},
      {"12 13", {}},
      {"1 -2 3", {}},
      {"1 2x 3", {}},
      {"one two three", {}},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.text);
    EXPECT_EQ(parse_run_delay(row.text), row.want);
  }
}

TEST(Throttled, IsReadInBothVersionsUnits) {
  const struct {
    std::string_view text;
    std::optional<microseconds> want;
  } rows[] = {
      {"usage_usec 10\nuser_usec 7\nsystem_usec 3\nnr_periods 5\nnr_throttled 2\nthrottled_usec 41234\n",
       41234us},
      {"nr_periods 5\nnr_throttled 2\nthrottled_time 41234999\n", 41234us},
      {"nr_throttled 0\nthrottled_time 0\n", 0us},
      {"usage_usec 10\nuser_usec 7\nsystem_usec 3\n", {}},  // the root group
      {"throttled_usec", {}},
      {"throttled_usec \n", {}},
      {"throttled_usec many\n", {}},
      {"throttled_usec -1\n", {}},
      {"xthrottled_usec 5\n", {}},
      {"", {}},
      {std::string_view("\0\0\xff\n\n", 5), {}},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.text);
    EXPECT_EQ(parse_throttled(row.text), row.want);
  }
}

TEST(Stolen, IsTheEighthNumberOfAllProcessors) {
  const struct {
    std::string_view text;
    long ticks;
    std::optional<microseconds> want;
  } rows[] = {
      {"cpu  1353259 43914 214356 1221071 6556 0 16344 415 0 0\ncpu0 1 2 3\n", 100, 4150ms},
      {"cpu  1 2 3 4 5 6 7 415 0 0\n", 1000, 415ms},
      {"cpu  1 2 3 4 5 6 7 8", 100, {}},  // cut: it may have been 80
      {"cpu  1 2 3 4 5 6 7\n", 100, {}},  // a kernel without
      {"cpu0 1 2 3 4 5 6 7 8 9 10\n", 100, {}},
      {"cpu  1 2 3 4 5 6 x 8 9 10\n", 100, {}},
      {"cpu  1 2 3 4 5 6 7 9223372036854775807 9 10\n", 100, {}},
      {"cpu  1 2 3 4 5 6 7 8 9 10\n", 0, {}},
      {"", 100, {}},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.text);
    EXPECT_EQ(parse_stolen(row.text, row.ticks), row.want);
  }
}

constexpr std::string_view kUnified =
    "30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n";
constexpr std::string_view kLegacy =
    "31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755\n"
    "33 31 0:30 / /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset\n"
    "32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n";

TEST(ThrottlingFiles, AreFoundFromOurOwnGroupUpwards) {
  EXPECT_THAT(throttling_files("0::/system.slice/probe.service\n", kUnified),
              ElementsAre("/sys/fs/cgroup/system.slice/probe.service/cpu.stat",
                          "/sys/fs/cgroup/system.slice/cpu.stat", "/sys/fs/cgroup/cpu.stat"));
  EXPECT_THAT(throttling_files("0::/\n", kUnified), ElementsAre("/sys/fs/cgroup/cpu.stat"));
  EXPECT_THAT(
      throttling_files("3:cpuset:/x\n4:cpu,cpuacct:/docker\n0::/\n", kLegacy),
      ElementsAre("/sys/fs/cgroup/cpu,cpuacct/docker/cpu.stat", "/sys/fs/cgroup/cpu,cpuacct/cpu.stat"));
}

TEST(ThrottlingFiles, AreFoundWhereOnlyPartOfTheTreeIsMounted) {
  constexpr std::string_view kContainer =
      "40 39 0:30 /docker/abc /sys/fs/cgroup/cpu\\040set ro master:9 - cgroup cgroup rw,cpu\n";
  EXPECT_THAT(throttling_files("1:cpu:/docker/abc\n", kContainer),
              ElementsAre("/sys/fs/cgroup/cpu set/cpu.stat"));
  EXPECT_THAT(throttling_files("1:cpu:/docker/abc/in\n", kContainer),
              ElementsAre("/sys/fs/cgroup/cpu set/in/cpu.stat", "/sys/fs/cgroup/cpu set/cpu.stat"));
  EXPECT_THAT(throttling_files("1:cpu:/docker/abcd\n", kContainer), IsEmpty());
  EXPECT_THAT(throttling_files("1:cpu:/\n", kContainer), IsEmpty());
}

TEST(ThrottlingFiles, AreNoneWhereNothingIsSaid) {
  const std::string_view rows[] = {
      "", "\n\n", "0", "0::", "0::relative", "0::/../outside", "1:memory:/x", "garbage"};
  for (const auto row : rows) EXPECT_THAT(throttling_files(row, kUnified), IsEmpty()) << row;
  for (const auto mounts : {"", "\n", "1 2 3", "1 2 3 / /x rw", "1 2 3 / /x rw - ", "- - - - - -"}) {
    EXPECT_THAT(throttling_files("0::/\n1:cpu:/\n", mounts), IsEmpty()) << mounts;
  }
}

TEST(ThrottlingFiles, AreFewHoweverDeepTheTree) {
  std::string group = "0::";
  for (int i = 0; i < 1000; ++i) group += "/g";
  EXPECT_EQ(throttling_files(group, kUnified).size(), 8U);
}

}  // namespace
}  // namespace portalprobe
