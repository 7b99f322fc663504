#include "scoring/value_collector.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "tests/scoring/made_values.hpp"

namespace portalprobe {
namespace {

using namespace testing_comparison;
using testing::ElementsAre;

/// Made samples, as a store's reader hands them out.
class Reader {
 public:
  explicit Reader(const MeasuredSeries& series) : series_(series) {
    sample_.of = &series_;
    sample_.values.fill(std::nan(""));
  }

  Measured with(Metric metric, double value) const {
    Measured sample = sample_;
    sample.values[static_cast<std::size_t>(metric)] = value;
    return sample;
  }
  Measured failed(Outcome outcome, Side side) const {
    Measured sample = sample_;
    sample.outcome = outcome;
    sample.side = side;
    return sample;
  }
  void number(std::size_t series) { sample_.series = series; }

 private:
  MeasuredSeries series_;
  Measured sample_;
};

TEST(WhyLeftOut, KnowsWhoseFailureItIs) {
  struct {
    Outcome outcome;
    Side side;
    bool fit, proxy;
    std::optional<LeftOut> want;
  } rows[] = {
      {Outcome::ok, Side::none, true, false, {}},
      {Outcome::http_server_error, Side::portal, true, false, {}},
      {Outcome::timed_out, Side::portal, true, false, {}},
      {Outcome::moved, Side::portal, true, false, {}},
      {Outcome::http_server_error, Side::vantage, true, false, LeftOut::vantage},
      {Outcome::connect_timed_out, Side::network, true, false, LeftOut::network},
      {Outcome::connect_timed_out, Side::unexplained, true, false, LeftOut::unexplained},
      {Outcome::blocked, Side::protection, true, false, LeftOut::wall},
      {Outcome::skipped_backoff, Side::protection, true, false, LeftOut::wall},
      {Outcome::probe_error, Side::probe, true, false, LeftOut::probe},
      {Outcome::blocked, Side::protection, false, false, LeftOut::wall},
      {Outcome::skipped_maintenance, Side::none, true, false, LeftOut::maintenance},
      {Outcome::ok, Side::none, false, false, LeftOut::unfit},
      {Outcome::timed_out, Side::portal, false, false, LeftOut::unfit},
      {Outcome::ok, Side::none, true, true, LeftOut::proxy},
      {Outcome::timed_out, Side::portal, false, true, LeftOut::proxy},
  };
  for (const auto& row : rows) {
    Measured sample;
    sample.outcome = row.outcome;
    sample.side = row.side;
    sample.fit = row.fit;
    sample.via_proxy = row.proxy;
    EXPECT_EQ(why_left_out(sample), row.want) << to_string(row.outcome) << ' ' << to_string(row.side);
  }
}

TEST(ValueCollector, TakesFailuresOfThePortalForSlowerThanAnyLimitAndCountsTheOthers) {
  const Reader home(document("a"));
  ValueCollector collector;
  collector.add(home.with(Metric::ttfb, 120'000));
  collector.add(home.failed(Outcome::timed_out, Side::portal));
  collector.add(home.failed(Outcome::blocked, Side::protection));
  collector.add(home.failed(Outcome::connect_reset, Side::network));
  collector.add(home.with(Metric::load_event, 5));  // healthy, and without a first byte
  const auto lines = collector.take();
  ASSERT_EQ(lines.size(), 1U);
  const auto& [key, line] = *lines.begin();
  EXPECT_EQ(key.metric, Metric::ttfb);
  EXPECT_THAT(line.values, ElementsAre(120'000, kInfinity));
  EXPECT_EQ(line.samples, 2U);
  EXPECT_EQ(line.failed, 1U);
  EXPECT_EQ(line.left_out.of(LeftOut::wall), 1U);
  EXPECT_EQ(line.left_out.of(LeftOut::network), 1U);
  EXPECT_EQ(line.left_out.of(LeftOut::no_value), 1U);
}

TEST(ValueCollector, TakesEachMetricFromTheMeasurementsThatGiveIt) {
  struct {
    TargetKind kind;
    EngineKind engine;
    Connection connection;
    std::size_t lines;
  } rows[] = {
      {TargetKind::page, EngineKind::http, Connection::cold, 1},    // ttfb
      {TargetKind::action, EngineKind::http, Connection::cold, 1},  // ttfb
      {TargetKind::action, EngineKind::http, Connection::warm, 2},  // server_wait, response_time
      {TargetKind::page, EngineKind::http, Connection::warm, 0},
      {TargetKind::page, EngineKind::network, Connection::cold, 2},  // ttfb, network_load
      {TargetKind::page, EngineKind::browser, Connection::cold, 7},
      {TargetKind::page, EngineKind::film, Connection::cold, 1},  // speed_index
      {TargetKind::control, EngineKind::http, Connection::cold, 0},
      {TargetKind::reference, EngineKind::http, Connection::cold, 0},
      {TargetKind::system, EngineKind::http, Connection::cold, 0},
  };
  for (const auto& row : rows) {
    MeasuredSeries series = document("a");
    series.kind = row.kind;
    series.engine = row.engine;
    series.connection = row.connection;
    ValueCollector collector;
    const Reader reader(series);
    collector.add(reader.with(Metric::ttfb, 1));
    EXPECT_EQ(collector.take().size(), row.lines) << to_string(row.kind) << ' ' << to_string(row.engine);
  }
}

TEST(ValueCollector, PoolsVantagesAndPassesOverThoseThatDoNotCount) {
  MeasuredSeries here = document("a");
  here.vantage_id = "hanoi";
  MeasuredSeries there = document("a");
  there.vantage_id = "hue";
  Reader one(here), other(there);
  other.number(1);
  for (const std::size_t want : {2U, 1U}) {
    ValueCollector collector(want == 2 ? CollectRules{} : CollectRules{{"hue"}, {}});
    collector.add(one.with(Metric::ttfb, 1));
    collector.add(other.with(Metric::ttfb, 2));
    const auto lines = collector.take();
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_EQ(lines.begin()->second.values.size(), want);
    EXPECT_EQ(lines.begin()->first.series.vantage_id, "");
  }
}

TEST(ValueCollector, LeavesOutWhatAnEvaluationExcludes) {
  const Reader home(document("a"));
  const WallTime noon = *parse_rfc3339("2026-11-20T12:00:00Z");
  ValueCollector collector(
      CollectRules{{}, {{"a", "", noon, noon + std::chrono::hours(1), "fire drill", "the ministry"}}});
  for (const int minute : {-1, 0, 59, 60}) {
    Measured sample = home.with(Metric::ttfb, minute);
    sample.at = noon + std::chrono::minutes(minute);
    collector.add(sample);
  }
  const auto lines = collector.take();
  EXPECT_THAT(lines.begin()->second.values, ElementsAre(-1, 60));
  EXPECT_EQ(lines.begin()->second.left_out.of(LeftOut::excluded), 2U);
}

TEST(AddNight, MakesOneValueOfANight) {
  CollectedLines nights;
  add_night(nights, lines_of(document("a"), {4, 1, 3, 2}));
  add_night(nights, lines_of(document("a"), {1, kInfinity, kInfinity}));
  add_night(nights, lines_of(document("a"), {}));  // nothing of it counts
  const auto& line = nights.begin()->second;
  EXPECT_THAT(line.values, ElementsAre(3, kInfinity));
  EXPECT_EQ(line.samples, 7U);
  EXPECT_EQ(line.failed, 2U);
}

}  // namespace
}  // namespace portalprobe
