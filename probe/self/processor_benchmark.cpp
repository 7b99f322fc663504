#include "probe/self/processor_benchmark.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "core/sha256.hpp"

namespace portalprobe {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kHashed = 16 * 1024;
constexpr int kSteps = 20'000;
constexpr std::size_t kTable = 64 * 1024;  ///< of 8 bytes: more than a core's first cache holds
constexpr int kReads = 10'000;

constexpr int kRuns = 20;
constexpr int kUnitsPerRun = 20;
constexpr std::chrono::milliseconds kPatience{40};

/// xorshift64*
std::uint64_t mix(std::uint64_t value) {
  value ^= value >> 12U;
  value ^= value << 25U;
  value ^= value >> 27U;
  return value * 0x2545F4914F6CDD1DULL;
}

std::uint64_t hash_some() {
  static const std::string text(kHashed, 'p');
  std::uint64_t folded = 0;
  for (const char c : sha256_hex(text)) folded = folded * 31 + static_cast<unsigned char>(c);
  return folded;
}

std::uint64_t count_some(std::uint64_t value) {
  for (int i = 0; i < kSteps; ++i) value = mix(value | 1U);
  return value;
}

std::vector<std::uint64_t> make_table() {
  std::vector<std::uint64_t> table(kTable);
  std::uint64_t value = 1;
  for (auto& entry : table) entry = value = mix(value);
  return table;
}

/// Where to read next is what was read: no reading can begin before the one before it has ended.
std::uint64_t read_some(std::uint64_t value) {
  static const std::vector<std::uint64_t> table = make_table();
  for (int i = 0; i < kReads; ++i) value = table[value % kTable] + static_cast<std::uint64_t>(i);
  return value;
}

/// Keeps the compiler from leaving out work whose result nobody wants.
void use(std::uint64_t value) {
  volatile std::uint64_t sink = value;
  static_cast<void>(sink);
}

Clock::duration run() {
  const auto begin = Clock::now();
  for (int i = 0; i < kUnitsPerRun; ++i) use(do_benchmark_work());
  return Clock::now() - begin;
}

}  // namespace

std::uint64_t do_benchmark_work() { return read_some(count_some(hash_some())); }

std::uint64_t processor_benchmark() {
  use(do_benchmark_work());  // the table is made, caches are warm
  const auto give_up = Clock::now() + kPatience;
  Clock::duration best = Clock::duration::max();
  for (int i = 0; i < kRuns && Clock::now() < give_up; ++i) best = std::min(best, run());
  best = std::max<Clock::duration>(best, std::chrono::nanoseconds(1));
  return static_cast<std::uint64_t>(kUnitsPerRun / std::chrono::duration<double>(best).count());
}

}  // namespace portalprobe
