#pragma once

#include <fmt/core.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdio>

namespace portalprobe::bench {

/// What a run of many measurements came to, printed as one line of `name=value`.
struct Figures {
  int total = 0;
  int in_flight = 0;
  int failed = 0;
  std::chrono::duration<double> wall{0};
  std::chrono::duration<double> latencies{0};  ///< added up over the measurements
};

inline double seconds_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

/// Prints the figures with this process's whole processor time, shared out over the measurements.
inline void print(const Figures& figures) {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const double processor = seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
  const double total = figures.total;
  fmt::print(
      "total={} in_flight={} failed={} wall_s={:.3f} rate={:.0f} cpu_us_per_measurement={:.1f} max_rss_kb={} "
      "mean_latency_ms={:.2f}\n",
      figures.total, figures.in_flight, figures.failed, figures.wall.count(), total / figures.wall.count(),
      processor / total * 1e6, usage.ru_maxrss, figures.latencies.count() / total * 1e3);
}

}  // namespace portalprobe::bench
