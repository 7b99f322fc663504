#include "probe/self/processor_benchmark.hpp"

#include <gtest/gtest.h>

namespace portalprobe {
namespace {

// Another number is other work: figures of before could no longer be compared, and the method's version has
// to say so.
TEST(ProcessorBenchmark, DoesTheSameWorkInEveryBuild) {
  EXPECT_EQ(do_benchmark_work(), 16261321795793764575U);
  EXPECT_EQ(do_benchmark_work(), do_benchmark_work());
}

TEST(ProcessorBenchmark, CountsUnits) { EXPECT_GT(processor_benchmark(), 0U); }

}  // namespace
}  // namespace portalprobe
