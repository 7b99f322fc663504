#include "core/metric.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace portalprobe {
namespace {

using std::chrono::milliseconds;

struct Row {
  Metric metric;
  std::string_view name;
  bool duration;
  bool lower_bound;
  EngineKind engine;  ///< the usual one
  TargetKind kind;
  Connection connection;
};

// Criterion files hold these names: the table is written out once more, so that nobody renames one in
// passing.
constexpr auto kPage = TargetKind::page;
constexpr auto kAction = TargetKind::action;
constexpr auto kBrowser = EngineKind::browser;
constexpr Row kPublic[] = {
    {Metric::ttfb, "ttfb", true, false, EngineKind::http, kAction, Connection::cold},
    {Metric::server_wait, "server_wait", true, false, EngineKind::http, kAction, Connection::warm},
    {Metric::response_time, "response_time", true, false, EngineKind::http, kAction, Connection::warm},
    {Metric::network_load, "network_load", true, true, EngineKind::network, kPage, Connection::cold},
    {Metric::first_contentful_paint, "first_contentful_paint", true, false, kBrowser, kPage,
     Connection::cold},
    {Metric::largest_contentful_paint, "largest_contentful_paint", true, false, kBrowser, kPage,
     Connection::cold},
    {Metric::load_event, "load_event", true, false, kBrowser, kPage, Connection::cold},
    {Metric::total_blocking_time, "total_blocking_time", true, false, kBrowser, kPage, Connection::cold},
    {Metric::interaction_to_next_paint, "interaction_to_next_paint", true, false, kBrowser, kPage,
     Connection::cold},
    {Metric::cumulative_layout_shift, "cumulative_layout_shift", false, false, kBrowser, kPage,
     Connection::cold},
    {Metric::speed_index, "speed_index", true, false, EngineKind::film, kPage, Connection::cold},
};

TEST(Metric, HasItsPublicNameAndNature) {
  for (const auto& row : kPublic) {
    SCOPED_TRACE(row.name);
    EXPECT_EQ(to_string(row.metric), row.name);
    EXPECT_EQ(metric_from(row.name), row.metric);
    EXPECT_EQ(is_duration(row.metric), row.duration);
    EXPECT_EQ(is_lower_bound(row.metric), row.lower_bound);
    const auto sources = sources_of(row.metric);
    ASSERT_FALSE(sources.empty());
    EXPECT_EQ(sources.front(), (MetricSource{row.engine, row.kind, row.connection}));
  }
}

TEST(Metric, IsListedOnceAndNoOtherIs) {
  EXPECT_TRUE(std::ranges::equal(all_metrics(), kPublic, {}, {}, &Row::metric));
  for (const auto name : {"", "TTFB", "ttfb_us", "lcp", "ttfb "}) EXPECT_EQ(metric_from(name), std::nullopt);
}

TEST(Metric, OfAColdStartIsGivenByEveryEngineButTheFilm) {
  std::set<EngineKind> engines;
  for (const auto& source : sources_of(Metric::ttfb)) {
    engines.insert(source.engine);
    EXPECT_EQ(source.connection, Connection::cold);
  }
  EXPECT_EQ(engines, (std::set{EngineKind::http, EngineKind::network, EngineKind::browser}));
}

/// Each field has a value of its own, so that no two can be mixed up.
Sample full_sample() {
  Sample sample;
  sample.ttfb = milliseconds(1);
  sample.server_wait = milliseconds(2);
  sample.response_time = milliseconds(3);
  sample.network_load = milliseconds(4);
  sample.first_contentful_paint = milliseconds(5);
  sample.largest_contentful_paint = milliseconds(6);
  sample.load_event = milliseconds(7);
  sample.total_blocking_time = milliseconds(8);
  sample.interaction_to_next_paint = milliseconds(9);
  sample.cumulative_layout_shift = 0.1;
  sample.speed_index = milliseconds(11);
  return sample;
}

TEST(Metric, IsTakenFromItsOwnFieldInMicroseconds) {
  const Sample sample = full_sample();
  double want = 0;
  for (const auto metric : all_metrics()) {
    want += 1000;
    EXPECT_EQ(value_of(sample, metric), metric == Metric::cumulative_layout_shift ? 0.1 : want)
        << to_string(metric);
  }
}

TEST(Metric, IsAbsentWhereTheSampleHasNone) {
  for (const auto metric : all_metrics()) EXPECT_EQ(value_of(Sample{}, metric), std::nullopt);
}

TEST(Metric, OfNoTimeAtAllIsThereNevertheless) {
  Sample sample;
  sample.total_blocking_time = microseconds(0);
  sample.cumulative_layout_shift = 0;
  EXPECT_EQ(value_of(sample, Metric::total_blocking_time), 0.0);
  EXPECT_EQ(value_of(sample, Metric::cumulative_layout_shift), 0.0);
}

}  // namespace
}  // namespace portalprobe
