#include "probe/self/host_state.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>

#include "probe/self/host_counters.hpp"

namespace portalprobe {
namespace {

using std::chrono::nanoseconds;

constexpr std::chrono::milliseconds kShortestPeriod{1};
constexpr std::chrono::seconds kLongestPeriod{1};
constexpr int kProcessorShare = 2000;
/// More than any of these files has where we look; the list of mounts is bounded likewise.
constexpr std::size_t kBuffer = 4096;
constexpr std::size_t kMountsBuffer = 256 * 1024;

template <class Duration>
std::optional<microseconds> growth(const std::optional<Duration>& from, const std::optional<Duration>& to) {
  if (!from || !to || *to < *from) return std::nullopt;
  return std::chrono::duration_cast<microseconds>(*to - *from);
}

std::optional<microseconds> sum(std::optional<microseconds> a, std::optional<microseconds> b) {
  if (!a || !b) return std::nullopt;
  return *a + *b;
}

HostDelays sum(const HostDelays& a, const HostDelays& b) {
  return {sum(a.run_delay, b.run_delay), sum(a.throttled, b.throttled), sum(a.stolen, b.stolen)};
}

std::string read_all(const std::string& path, std::size_t most) {
  std::string text(most, '\0');
  const auto got = ProcFile(path).read(text);
  text.resize(got ? got->size() : 0);
  return text;
}

}  // namespace

HostDelays delays_between(const HostReading& from, const HostReading& to) {
  return {growth(from.run_delay, to.run_delay), growth(from.throttled, to.throttled),
          growth(from.stolen, to.stolen)};
}

microseconds reading_period(nanoseconds cost) {
  // Compared before it is multiplied: a cost that nothing is known of is huge.
  if (cost >= nanoseconds(kLongestPeriod) / kProcessorShare) return kLongestPeriod;
  const auto period = std::chrono::duration_cast<microseconds>(cost * kProcessorShare);
  return std::max<microseconds>(period, kShortestPeriod);
}

HostFiles HostFiles::of_this_process() {
  HostFiles files;
  files.throttling = throttling_files(read_all("/proc/self/cgroup", kBuffer),
                                      read_all("/proc/self/mountinfo", kMountsBuffer));
  return files;
}

/// By the measuring thread: what /proc calls `thread-self` is whoever opens it.
void HostWatch::open() {
  open_ = true;
  if (!files_) files_ = HostFiles::of_this_process();
  schedstat_ = ProcFile(files_->schedstat);
  stolen_.files.emplace_back(files_->stat);
  std::array<char, kBuffer> buffer;
  for (const auto& path : files_->throttling) {
    ProcFile file(path);
    const auto text = file.read(buffer);
    if (text && parse_throttled(*text)) throttled_.files.push_back(std::move(file));
  }
}

std::optional<nanoseconds> HostWatch::run_delay() {
  if (!open_) open();
  std::array<char, 128> buffer;
  const auto text = schedstat_.read(buffer);
  return text ? parse_run_delay(*text) : std::nullopt;
}

template <class Parse>
std::optional<microseconds> HostWatch::read(Slow& counter, SteadyTime now, Parse parse) {
  if (counter.files.empty()) return std::nullopt;
  if (counter.read_at && now - *counter.read_at < reading_period(counter.cost)) return counter.value;
  const auto begin = std::chrono::steady_clock::now();
  counter.value = microseconds(0);
  std::array<char, kBuffer> buffer;
  for (const auto& file : counter.files) {
    const auto text = file.read(buffer);
    counter.value = sum(counter.value, text ? parse(*text) : std::nullopt);
  }
  counter.cost = std::min<nanoseconds>(counter.cost, std::chrono::steady_clock::now() - begin);
  counter.read_at = now;
  return counter.value;
}

HostReading HostWatch::read(SteadyTime now) {
  static const long ticks_per_second = ::sysconf(_SC_CLK_TCK);
  HostReading reading;
  reading.run_delay = run_delay();
  reading.throttled = read(throttled_, now, parse_throttled);
  reading.stolen =
      read(stolen_, now, [](std::string_view text) { return parse_stolen(text, ticks_per_second); });
  return reading;
}

void DelayMeter::resume(const HostReading& now) {
  if (!since_) since_ = now;
}

void DelayMeter::pause(const HostReading& now) {
  sum_ = total(now);
  since_.reset();
}

HostDelays DelayMeter::total(const HostReading& now) const {
  return since_ ? sum(sum_, delays_between(*since_, now)) : sum_;
}

}  // namespace portalprobe
