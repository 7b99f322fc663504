/// How fast a store's samples are read for judging.
///
///   measured_scan STORE.db [METRIC]...
///
/// Reads all sweeps, all metrics unless some are named, and prints one line of `name=value`.
#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>

#include "results/store.hpp"

namespace portalprobe::bench {
namespace {

MeasuredQuery query_for(Store& store, int count, char** names) {
  MeasuredQuery query;
  const auto records = store.sweeps().value();
  for (const auto& record : records) {
    if (record.shard.index == 0) query.sweeps.push_back(record.id);
  }
  for (int i = 0; i < count; ++i) query.metrics.push_back(metric_from(names[i]).value());
  if (query.metrics.empty()) query.metrics.assign(all_metrics().begin(), all_metrics().end());
  return query;
}

int run(const std::string& path, int count, char** names) {
  const auto store = open_store("sqlite:" + path, StoreMode::read_only);
  if (!store) return fmt::print(stderr, "{}\n", store.error().message), 1;
  const auto query = query_for(**store, count, names);
  const auto begin = std::chrono::steady_clock::now();
  std::uint64_t values = 0;
  std::size_t series = 0;
  const auto visited = (*store)->for_each_measured(query, [&](const Measured& one) {
    for (const double value : one.values) values += std::isnan(value) ? 0U : 1U;
    series = std::max(series, one.series + 1);
    return true;
  });
  if (!visited) return fmt::print(stderr, "{}\n", visited.error().message), 1;
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begin;
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  fmt::print("samples={} values={} series={} wall_s={:.3f} rate={:.0f} max_rss_kb={}\n", *visited, values,
             series, wall.count(), static_cast<double>(*visited) / wall.count(), usage.ru_maxrss);
  return 0;
}

}  // namespace
}  // namespace portalprobe::bench

int main(int argc, char** argv) {
  if (argc >= 2) return portalprobe::bench::run(argv[1], argc - 2, argv + 2);
  fmt::print(stderr, "usage: measured_scan STORE.db [METRIC]...\n");
  return 1;
}
