#include "core/measured.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <stdexcept>
#include <utility>

#include "tests/results/raw_sqlite.hpp"
#include "tests/results/store_fixture.hpp"

namespace portalprobe {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;

constexpr const char* kOtherSweep = "20261121T150000Z-0123456789ab";
constexpr const char* kThirdSweep = "20261122T150000Z-0123456789ab";

std::vector<Metric> every_metric() { return {all_metrics().begin(), all_metrics().end()}; }

/// What was shown, and what it pointed at.
struct Shown {
  Measured row;
  MeasuredSeries series;
  std::string role;
  std::string stratum;
};

class MeasuredTest : public StoreTest {
 protected:
  static std::vector<Shown> shown(Store& store, const MeasuredQuery& query) {
    std::vector<Shown> rows;
    const auto visited = store.for_each_measured(query, [&](const Measured& one) {
      rows.push_back({one, *one.of, std::string(one.role), std::string(one.stratum)});
      return true;
    });
    EXPECT_TRUE(succeeded(visited));
    EXPECT_EQ(visited.value_or(0), rows.size());
    return rows;
  }
  static std::vector<Shown> shown(Store& store, std::vector<std::string> sweeps = {kSweepId}) {
    return shown(store, {std::move(sweeps), every_metric()});
  }
  static Expected<std::uint64_t> read(Store& store) {
    return store.for_each_measured({{kSweepId}, every_metric()}, [](const Measured&) { return true; });
  }
  /// A store with the samples, written as those of one sweep.
  std::unique_ptr<Store> open_with(const std::vector<Sample>& samples) const {
    auto store = open_begun();
    EXPECT_TRUE(succeeded(store->write(measurements(samples))));
    return store;
  }
  static std::vector<std::uint32_t> rounds_of(const std::vector<Shown>& rows) {
    std::vector<std::uint32_t> rounds;
    for (const auto& one : rows) rounds.push_back(one.row.round);
    return rounds;
  }
};

TEST_F(MeasuredTest, ShowsWhatJudgingNeedsOfASample) {
  const Sample sample = full_sample();
  const auto store = open_with({sample});
  const auto rows = shown(*store);
  ASSERT_EQ(rows.size(), 1U);
  const Shown& one = rows.front();
  EXPECT_EQ(one.series, (MeasuredSeries{sample.portal_id, sample.target_id, sample.vantage_id, sample.kind,
                                        sample.engine, sample.profile, sample.connection, sample.ip_family}));
  EXPECT_EQ(one.role, "lookup");
  EXPECT_EQ(one.stratum, "night");
  EXPECT_EQ(one.row.series, 0U);
  EXPECT_EQ(one.row.sweep, 0U);
  EXPECT_EQ(one.row.round, 23U);
  EXPECT_EQ(one.row.at, *sample.started_at);
  EXPECT_EQ(one.row.outcome, Outcome::tls_chain_incomplete);
  EXPECT_EQ(one.row.side, Side::portal);
  EXPECT_FALSE(one.row.fit);
  EXPECT_TRUE(one.row.via_proxy);
  for (const Metric metric : all_metrics())
    EXPECT_EQ(one.row.value(metric), value_of(sample, metric)) << to_string(metric);
}

TEST_F(MeasuredTest, HasNoValueWhereTheSampleHasNone) {
  const auto store = open_with({bare_sample()});
  const auto rows = shown(*store);
  ASSERT_EQ(rows.size(), 1U);
  for (const Metric metric : all_metrics())
    EXPECT_TRUE(std::isnan(rows[0].row.value(metric))) << to_string(metric);
  EXPECT_EQ(rows[0].row.at, bare_sample().scheduled_at) << "nothing was started";
  EXPECT_EQ(rows[0].role, "");
  EXPECT_EQ(rows[0].stratum, "");
  EXPECT_TRUE(rows[0].row.fit);
  EXPECT_FALSE(rows[0].row.via_proxy);
}

TEST_F(MeasuredTest, TellsNothingFromZero) {
  Sample sample = bare_sample();
  sample.total_blocking_time = microseconds(0);
  sample.cumulative_layout_shift = 0.0;
  sample.started_at = WallTime();
  const auto rows = shown(*open_with({sample}));
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].row.value(Metric::total_blocking_time), 0);
  EXPECT_EQ(rows[0].row.value(Metric::cumulative_layout_shift), 0);
  EXPECT_TRUE(std::isnan(rows[0].row.value(Metric::load_event)));
  EXPECT_EQ(rows[0].row.at, WallTime()) << "it started then, however unlikely";
}

TEST_F(MeasuredTest, ForgetsTheValuesOfTheSampleBefore) {
  Sample with = bare_sample("ha-noi", 0);
  with.ttfb = microseconds(17);
  const Sample without = bare_sample("ha-noi", 1);
  const auto rows = shown(*open_with({with, without}));
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].row.value(Metric::ttfb), 17);
  EXPECT_TRUE(std::isnan(rows[1].row.value(Metric::ttfb)));
}

TEST_F(MeasuredTest, TakesTheMetricsThatAreAskedForInAnyOrder) {
  const Sample sample = full_sample();
  const auto store = open_with({sample});
  const std::vector<std::vector<Metric>> queries = {
      {},
      {Metric::speed_index, Metric::ttfb},
      {Metric::cumulative_layout_shift},
      {Metric::load_event, Metric::load_event},
  };
  for (const auto& metrics : queries) {
    const auto rows = shown(*store, {{kSweepId}, metrics});
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_TRUE(rows[0].row.via_proxy);
    for (const Metric metric : all_metrics()) {
      SCOPED_TRACE(to_string(metric));
      if (std::ranges::find(metrics, metric) == metrics.end()) {
        EXPECT_TRUE(std::isnan(rows[0].row.value(metric)));
      } else {
        EXPECT_EQ(rows[0].row.value(metric), value_of(sample, metric));
      }
    }
  }
}

TEST_F(MeasuredTest, KnowsAllOutcomesAndSides) {
  constexpr Side kSides[] = {Side::none,    Side::portal, Side::network,    Side::protection,
                             Side::vantage, Side::probe,  Side::unexplained};
  std::vector<Sample> samples;
  std::multiset<std::pair<Outcome, Side>> written;
  for (const Outcome outcome : all_outcomes()) {
    for (const Side side : kSides) {
      Sample sample = bare_sample("ha-noi", static_cast<std::uint32_t>(samples.size()));
      sample.outcome = outcome;
      sample.side = side;
      written.emplace(outcome, side);
      samples.push_back(std::move(sample));
    }
  }
  std::multiset<std::pair<Outcome, Side>> read;
  for (const auto& one : shown(*open_with(samples))) read.emplace(one.row.outcome, one.row.side);
  EXPECT_EQ(read, written);
}

TEST_F(MeasuredTest, LeavesOutWhatIsNotJudged) {
  std::vector<Sample> samples;
  for (const auto kind : {TargetKind::control, TargetKind::page, TargetKind::reference, TargetKind::action,
                          TargetKind::system}) {
    samples.push_back(bare_sample());
    samples.back().kind = kind;
  }
  std::vector<std::pair<TargetKind, std::size_t>> kinds;
  for (const auto& one : shown(*open_with(samples))) kinds.emplace_back(one.series.kind, one.row.series);
  EXPECT_THAT(kinds, UnorderedElementsAre(std::pair(TargetKind::page, 0U), std::pair(TargetKind::action, 1U)))
      << "and gives those left out no number";
}

TEST_F(MeasuredTest, GivesEachSeriesOneNumberAndOnePlace) {
  std::vector<Sample> samples;
  for (std::uint32_t round = 0; round < 3; ++round) {
    for (const char* portal : {"ha-noi", "hue", "ca-mau", "da-nang"})
      samples.push_back(bare_sample(portal, round));
  }
  const auto store = open_with(samples);
  std::map<std::size_t, const MeasuredSeries*> places;
  std::set<std::string> portals;
  const auto visited = store->for_each_measured({{kSweepId}, {}}, [&](const Measured& one) {
    const auto [known, is_new] = places.emplace(one.series, one.of);
    EXPECT_EQ(known->second, one.of);
    portals.insert(known->second->portal_id);
    return true;
  });
  ASSERT_TRUE(succeeded(visited));
  EXPECT_EQ(*visited, 12U);
  EXPECT_EQ(places.size(), 4U);
  EXPECT_EQ(places.rbegin()->first, 3U) << "from 0 and without gaps";
  EXPECT_EQ(portals.size(), 4U);
}

/// Three sweeps whose samples lie between each other's.
class MeasuredOfSweepsTest : public MeasuredTest {
 protected:
  void SetUp() override {
    for (const char* id : {kSweepId, kOtherSweep, kThirdSweep})
      ASSERT_TRUE(succeeded(store_->begin_sweep(sweep_record(id))));
    for (std::uint32_t round = 0; round < 5; ++round) {
      for (const char* id : {kThirdSweep, kSweepId, kOtherSweep, kThirdSweep}) {
        Sample sample = bare_sample(id == last_ ? "hue" : "ha-noi", round);
        sample.sweep_id = last_ = id;
        sample.ttfb = microseconds(id == kSweepId ? 100 : id == kOtherSweep ? 200 : 300);
        if (id == kThirdSweep) sample.portal_id = sample_number_++ % 2 == 0 ? "ca-mau" : "hue";
        ASSERT_TRUE(succeeded(store_->write(measurements({sample}))));
      }
    }
  }
  /// By place in the query: how many samples, and the sum of their values.
  std::map<std::size_t, std::pair<int, double>> sums(std::vector<std::string> sweeps) {
    std::map<std::size_t, std::pair<int, double>> sums;
    for (const auto& one : shown(*store_, {std::move(sweeps), {Metric::ttfb}})) {
      ++sums[one.row.sweep].first;
      sums[one.row.sweep].second += one.row.value(Metric::ttfb);
    }
    return sums;
  }

  std::unique_ptr<Store> store_ = open();
  const char* last_ = nullptr;
  int sample_number_ = 0;
};

TEST_F(MeasuredOfSweepsTest, ReadsOnlyTheOnesAskedFor) {
  using Sums = std::map<std::size_t, std::pair<int, double>>;
  EXPECT_EQ(sums({kSweepId}), (Sums{{0, {5, 500}}}));
  EXPECT_EQ(sums({kOtherSweep}), (Sums{{0, {5, 1000}}}));
  EXPECT_EQ(sums({kThirdSweep, kSweepId}), (Sums{{0, {10, 3000}}, {1, {5, 500}}}));
  EXPECT_EQ(sums({kSweepId, kOtherSweep, kThirdSweep}),
            (Sums{{0, {5, 500}}, {1, {5, 1000}}, {2, {10, 3000}}}));
  EXPECT_EQ(sums({kSweepId, kSweepId}), (Sums{{0, {5, 500}}})) << "asked for twice, shown once";
  EXPECT_EQ(sums({}), Sums());
}

/// Of a store with many sweeps only their own parts are read.
TEST_F(MeasuredOfSweepsTest, ReadsFewOfMany) {
  for (int day = 10; day < 30; ++day) {
    const std::string id = "202612" + std::to_string(day) + "T150000Z-0123456789ab";
    ASSERT_TRUE(succeeded(store_->begin_sweep(sweep_record(id))));
    Sample sample = bare_sample();
    sample.sweep_id = id;
    sample.ttfb = microseconds(day);
    ASSERT_TRUE(succeeded(store_->write(measurements({sample}))));
  }
  ASSERT_TRUE(succeeded(store_->begin_sweep(sweep_record("20270101T150000Z-0123456789ab"))));
  using Sums = std::map<std::size_t, std::pair<int, double>>;
  EXPECT_EQ(sums({"20261229T150000Z-0123456789ab", kOtherSweep, "20261211T150000Z-0123456789ab", kSweepId}),
            (Sums{{0, {1, 29}}, {1, {5, 1000}}, {2, {1, 11}}, {3, {5, 500}}}));
  EXPECT_EQ(sums({"20270101T150000Z-0123456789ab"}), Sums()) << "nothing was stored of it yet";
}

TEST_F(MeasuredOfSweepsTest, RefusesOneThatIsNotThere) {
  const MeasuredQuery query{{kSweepId, "20990101T000000Z-000000000000"}, {}};
  bool visited = false;
  EXPECT_TRUE(refused(store_->for_each_measured(query,
                                                [&](const Measured&) {
                                                  visited = true;
                                                  return true;
                                                }),
                      {"probe.db", "20990101T000000Z-000000000000", "not in it"}));
  EXPECT_FALSE(visited) << "and shows nothing of the others";
}

TEST_F(MeasuredTest, ReadsAllShardsOfASweep) {
  const auto store = open_begun(sweep_record(kSweepId, {0, 2}));
  ASSERT_TRUE(succeeded(store->write(measurements({bare_sample("ha-noi")}))));
  ASSERT_TRUE(succeeded(store->begin_sweep(sweep_record(kSweepId, {1, 2}))));
  ASSERT_TRUE(succeeded(store->write(measurements({bare_sample("hue")}))));
  std::vector<std::string> portals;
  for (const auto& one : shown(*store)) portals.push_back(one.series.portal_id);
  EXPECT_THAT(portals, UnorderedElementsAre("ha-noi", "hue"));
}

TEST_F(MeasuredTest, StopsWhenToldTo) {
  const auto store = open_with({bare_sample("a", 0), bare_sample("a", 1), bare_sample("a", 2)});
  int seen = 0;
  const auto visited =
      store->for_each_measured({{kSweepId}, {}}, [&](const Measured&) { return ++seen < 2; });
  ASSERT_TRUE(succeeded(visited));
  EXPECT_EQ(*visited, 2U);
  EXPECT_EQ(seen, 2);
  EXPECT_TRUE(succeeded(store->write(measurements({bare_sample("a", 3)})))) << "and lets go of the store";
}

TEST_F(MeasuredTest, LetsWhatTheVisitorThrowsThrough) {
  const auto store = open_with({bare_sample("a", 0), bare_sample("a", 1)});
  int seen = 0;
  const auto visit = [&](const Measured&) -> bool {
    ++seen;
    throw std::runtime_error("no more");
  };
  EXPECT_THROW((void)store->for_each_measured({{kSweepId}, {}}, visit), std::runtime_error);
  EXPECT_EQ(seen, 1);
  EXPECT_EQ(shown(*store).size(), 2U) << "and can be asked again";
}

TEST_F(MeasuredTest, ReadsWhileSomebodyElseWrites) {
  const auto writer = open_with({bare_sample("a", 0), bare_sample("a", 1)});
  const auto reader = open(StoreMode::read_only);
  std::uint32_t round = 10;
  const auto visited = reader->for_each_measured({{kSweepId}, {}}, [&](const Measured&) {
    EXPECT_TRUE(succeeded(writer->write(measurements({bare_sample("a", ++round)}))));
    return true;
  });
  ASSERT_TRUE(succeeded(visited));
  EXPECT_EQ(*visited, 2U) << "what came meanwhile belongs to a later look";
  EXPECT_EQ(shown(*reader).size(), 4U);
}

/// More rows than one query takes, with gaps between their numbers.
TEST_F(MeasuredTest, ReadsOverTheEndsOfPages) {
  open_with({bare_sample()});
  RawSqlite raw(path());
  const std::string columns =
      "sweep, series, scheduled_at, held_us, fit, outcome, side, via_proxy, ttfb_us FROM sample WHERE round "
      "= 0";
  raw.run("UPDATE sample SET ttfb_us = 7, id = 5");
  raw.run(
      "INSERT INTO sample (id, round, sweep, series, scheduled_at, held_us, fit, outcome, side, via_proxy, "
      "ttfb_us) "
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 250000) "
      "SELECT 10 + 3 * i, i, sweep, series, scheduled_at, held_us, fit, outcome, side, via_proxy, 7 "
      "FROM n, sample WHERE round = 0");
  const auto store = open(StoreMode::read_only);
  std::vector<bool> seen(250'001);
  double sum = 0;
  const auto visited = store->for_each_measured({{kSweepId}, {Metric::ttfb}}, [&](const Measured& one) {
    EXPECT_FALSE(seen.at(one.round));
    seen.at(one.round) = true;
    sum += one.value(Metric::ttfb);
    return true;
  });
  ASSERT_TRUE(succeeded(visited));
  EXPECT_EQ(*visited, 250'001U);
  EXPECT_EQ(sum, 7.0 * 250'001);
}

/// Whatever a page holds, it is read to its end: also one that ends with the table.
TEST_F(MeasuredTest, ReadsAPageThatIsExactlyFull) {
  open_with({bare_sample()});
  RawSqlite(path()).run(
      "INSERT INTO sample (round, sweep, series, scheduled_at, held_us, fit, outcome, side, via_proxy) "
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 99999) "
      "SELECT i, sweep, series, scheduled_at, held_us, fit, outcome, side, via_proxy FROM n, sample WHERE "
      "round = 0");
  const auto store = open(StoreMode::read_only);
  EXPECT_EQ(read(*store).value_or(0), 100'000U);
}

TEST_F(MeasuredTest, RefusesADamagedStoreByName) {
  const struct {
    const char* damage;
    std::vector<std::string> parts;
  } rows[] = {
      {"UPDATE word SET text = 'fine' WHERE text = 'ok'", {"damaged", "outcome 'fine'"}},
      {"UPDATE word SET text = 'nobody' WHERE text = 'none'", {"damaged", "side 'nobody'"}},
      {"UPDATE sample SET outcome = 999", {"damaged", "word 999"}},
      {"UPDATE sample SET side = 998", {"damaged", "word 998"}},
      {"UPDATE sample SET role = 997", {"damaged", "word 997"}},
      {"UPDATE sample SET stratum = 996", {"damaged", "word 996"}},
      {"UPDATE sample SET series = 995", {"damaged", "series 995"}},
      {"UPDATE series SET kind = 'door'", {"damaged", "kind", "door"}},
      {"UPDATE series SET engine = 'steam'", {"damaged", "engine", "steam"}},
      {"UPDATE sample SET round = -1", {"damaged", "round '-1'"}},
      {"UPDATE sample SET round = 4294967296", {"damaged", "round '4294967296'"}},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.damage);
    const support::TempDir folder;
    const std::string file = folder / "damaged.db";
    {
      auto store = open_store("sqlite:" + file, StoreMode::read_write);
      ASSERT_TRUE(succeeded(store));
      ASSERT_TRUE(succeeded((*store)->begin_sweep(sweep_record())));
      ASSERT_TRUE(succeeded((*store)->write(measurements({bare_sample()}))));
    }
    RawSqlite(file).run(row.damage);
    const auto store = open_store("sqlite:" + file, StoreMode::read_only);
    ASSERT_TRUE(succeeded(store));
    auto parts = row.parts;
    parts.push_back("store '" + file + "'");
    EXPECT_TRUE(refused(read(**store), parts));
  }
}

/// A row that nobody asked for is not looked into.
TEST_F(MeasuredOfSweepsTest, MindsNoDamageInOtherSweeps) {
  RawSqlite(path()).run(
      "UPDATE sample SET outcome = 999 WHERE sweep = (SELECT id FROM sweep WHERE sweep_id = '" +
      std::string(kThirdSweep) + "')");
  EXPECT_EQ(shown(*store_, {kSweepId, kOtherSweep}).size(), 10U);
}

}  // namespace
}  // namespace portalprobe
