#include "probe/self/usable_processors.hpp"

#include <sched.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <thread>

#include "probe/self/host_counters.hpp"
#include "probe/self/proc_file.hpp"

namespace portalprobe {
namespace {

constexpr std::size_t kBuffer = 16U << 10U;
constexpr std::string_view kStatistics = "cpu.stat";

/// The number that a text begins with, and nothing but white space after it.
std::optional<double> number_in(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.remove_suffix(1);
  long long value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || value <= 0) return std::nullopt;
  return static_cast<double>(value);
}

std::optional<double> share(std::optional<double> quota, std::optional<double> period) {
  if (!quota || !period) return std::nullopt;
  return *quota / *period;
}

std::string read_all(const std::string& path) {
  std::array<char, kBuffer> buffer{};
  return std::string(ProcFile(path).read(buffer).value_or(""));
}

/// Those that this thread may run on; the library's own figure does not ask for that.
unsigned by_affinity() {
  cpu_set_t own;
  CPU_ZERO(&own);
  // It fails on machines with more than 1024.
  if (sched_getaffinity(0, sizeof(own), &own) != 0) return std::thread::hardware_concurrency();
  return static_cast<unsigned>(CPU_COUNT(&own));
}

/// Of the group whose `cpu.stat` that is.
std::optional<double> limit_beside(const std::string& statistics) {
  const std::string group = statistics.substr(0, statistics.size() - kStatistics.size());
  if (const auto limit = parse_cpu_max(read_all(group + "cpu.max"))) return limit;
  return parse_cpu_quota(read_all(group + "cpu.cfs_quota_us"), read_all(group + "cpu.cfs_period_us"));
}

}  // namespace

std::optional<double> parse_cpu_max(std::string_view cpu_max) {
  const auto space = cpu_max.find(' ');
  if (space == std::string_view::npos) return std::nullopt;
  return share(number_in(cpu_max.substr(0, space)), number_in(cpu_max.substr(space + 1)));
}

std::optional<double> parse_cpu_quota(std::string_view quota_us, std::string_view period_us) {
  return share(number_in(quota_us), number_in(period_us));
}

unsigned usable_processors() {
  double processors = std::max(1U, by_affinity());
  for (const auto& file : throttling_files(read_all("/proc/self/cgroup"), read_all("/proc/self/mountinfo")))
    processors = std::min(processors, limit_beside(file).value_or(processors));
  return std::max(1U, static_cast<unsigned>(processors));
}

}  // namespace portalprobe
