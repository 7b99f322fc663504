#include "probe/self/usable_processors.hpp"

#include <gtest/gtest.h>
#include <sched.h>

#include <thread>

namespace portalprobe {
namespace {

TEST(UsableProcessors, AreLimitedByAControlGroupOfVersionTwo) {
  const struct {
    std::string_view text;
    std::optional<double> want;
  } rows[] = {
      {"200000 100000\n", 2.0}, {"150000 100000", 1.5}, {"max 100000\n", {}}, {"", {}},
      {"200000\n", {}},         {"-1 100000\n", {}},    {"200000 0\n", {}},   {"2e5 100000\n", {}},
      {"200000 100000 7", {}},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.text);
    EXPECT_EQ(parse_cpu_max(row.text), row.want);
  }
}

TEST(UsableProcessors, AreLimitedByAControlGroupOfVersionOne) {
  EXPECT_EQ(parse_cpu_quota("50000\n", "100000\n"), 0.5);
  EXPECT_EQ(parse_cpu_quota("-1\n", "100000\n"), std::nullopt);
  EXPECT_EQ(parse_cpu_quota("", ""), std::nullopt);
}

TEST(UsableProcessors, AreAtLeastOneAndAtMostThoseThatWeMayRunOn) {
  const unsigned before = usable_processors();
  EXPECT_GE(before, 1u);
  EXPECT_LE(before, std::max(1U, std::thread::hardware_concurrency()));
  unsigned pinned = 0;
  std::thread([&pinned] {
    cpu_set_t own;
    CPU_ZERO(&own);
    if (sched_getaffinity(0, sizeof(own), &own) != 0) return;
    std::size_t first = 0;
    while (!CPU_ISSET(first, &own)) ++first;
    CPU_ZERO(&own);
    CPU_SET(first, &own);
    if (sched_setaffinity(0, sizeof(own), &own) == 0) pinned = usable_processors();
  }).join();
  EXPECT_EQ(pinned, 1u);
}

}  // namespace
}  // namespace portalprobe
