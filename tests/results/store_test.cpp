#include "results/store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <tuple>

#include "results/sample_fields.hpp"
#include "tests/results/raw_sqlite.hpp"
#include "tests/results/store_fixture.hpp"

namespace portalprobe {
namespace {

using testing::ElementsAre;

TEST_F(StoreTest, GivesBackSamplesAsTheyWere) {
  const auto store = open_begun();
  ASSERT_TRUE(succeeded(store->write(measurements({full_sample(), bare_sample()}))));
  EXPECT_THAT(samples_of(*store), ElementsAre(bare_sample(), full_sample()));
}

TEST_F(StoreTest, KeepsThemForWhoOpensItLater) {
  ASSERT_TRUE(succeeded(open_begun()->write(measurements({full_sample()}))));
  EXPECT_THAT(samples_of(*open(StoreMode::read_only)), ElementsAre(full_sample()));
}

TEST_F(StoreTest, ShowsEverythingToWhoAsksByHand) {
  const auto store = open_begun();
  ASSERT_TRUE(succeeded(store->write(measurements({full_sample(), bare_sample()}))));
  RawSqlite raw(path());
  std::string names;
  for (const auto& field : sample_fields()) names += (names.empty() ? "" : "\n") + std::string(field.name);
  EXPECT_EQ(raw.ask("SELECT name FROM pragma_table_info('samples')"), names);

  const struct {
    const char* expression;
    const char* want;
  } rows[] = {
      {"sweep_id", kSweepId},
      {"portal_id", "thừa-thiên-huế"},
      {"scheduled_at", "2026-11-20T15:00:00.000001Z"},
      {"started_at", "2026-11-20T15:00:00.000003Z"},
      {"outcome", "tls_chain_incomplete"},
      {"typeof(lateness_us) || lateness_us", "integer-4"},
      {"fit", "0"},
      {"cumulative_layout_shift", "0.1"},
      {"body_sha256", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"},
      {"redirects ->> '$[1].status'", "308"},
      {"title", "Cổng Dịch vụ công - trang chủ"},
      {"certificate_not_after", "2027-02-28T15:00:00.000000Z"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(raw.ask(std::string("SELECT ") + row.expression + " FROM samples WHERE round = 23"), row.want)
        << row.expression;
  }
  for (const auto* name :
       {"started_at", "title", "body_sha256", "redirects", "certificate_not_after", "vantage_id"}) {
    EXPECT_EQ(raw.ask(std::string("SELECT ") + name + " FROM samples WHERE round = 0"), "NULL") << name;
  }
  EXPECT_EQ(raw.ask("SELECT stored FROM sweeps"), "2");
}

TEST_F(StoreTest, StoresASampleOnceHoweverOftenItComes) {
  const auto store = open_begun();
  ASSERT_TRUE(succeeded(store->write(measurements({full_sample()}))));
  ASSERT_TRUE(succeeded(store->write(measurements({full_sample(), bare_sample(), bare_sample()}))));
  EXPECT_EQ(samples_of(*store).size(), 2U);
  EXPECT_EQ(store->sweeps().value().front().stored, 2U);
}

TEST_F(StoreTest, RefusesASampleThatContradictsOneAndTheBatchRoundIt) {
  const auto store = open_begun();
  ASSERT_TRUE(succeeded(store->write(measurements({bare_sample()}))));
  Sample other = bare_sample();
  other.ttfb = microseconds(1);
  EXPECT_TRUE(refused(store->write(measurements({full_sample(), other})),
                      {path(), "ha-noi/home", "round 0", "contradicts"}));
  EXPECT_THAT(samples_of(*store), ElementsAre(bare_sample()));
  // Numbers of texts that the refused batch made up are not used again.
  ASSERT_TRUE(succeeded(store->write(measurements({full_sample()}))));
  EXPECT_THAT(samples_of(*store), ElementsAre(bare_sample(), full_sample()));
}

TEST_F(StoreTest, TellsSamplesApartByEachPartOfTheirKey) {
  std::vector<Sample> samples(9, bare_sample());
  samples[1].round = 1;
  samples[2].portal_id = "hue";
  samples[3].target_id = "search";
  samples[4].kind = TargetKind::action;
  samples[5].engine = EngineKind::browser;
  samples[6].profile = Profile::desktop;
  samples[7].connection = Connection::warm;
  samples[8].ip_family = IpFamily::ipv6;
  const auto store = open_begun();
  ASSERT_TRUE(succeeded(store->write(measurements(samples))));
  EXPECT_THAT(samples_of(*store), testing::UnorderedElementsAreArray(samples));
  const auto keys = store->stored_keys(kSweepId);
  ASSERT_TRUE(succeeded(keys));
  EXPECT_EQ(keys->size(), 9U);
  for (const auto& s : samples) {
    EXPECT_TRUE(keys->contains(
        {s.portal_id, s.target_id, s.kind, s.engine, s.profile, s.connection, s.ip_family, s.round}));
  }
  EXPECT_FALSE(keys->contains({"hue", "home", TargetKind::page, EngineKind::http, Profile::none,
                               Connection::warm, IpFamily::ipv4, 0}));
}

TEST_F(StoreTest, HoldsNothingButValidText) {
  Sample sample = bare_sample("h\xFF");
  sample.title = "t\xFF";
  sample.detail = std::string("d\0\xFF", 3);
  const auto store = open_begun();
  ASSERT_TRUE(succeeded(store->write(measurements({sample}))));
  ASSERT_TRUE(succeeded(store->write(measurements({sample}))));
  const auto stored = samples_of(*store);
  ASSERT_EQ(stored.size(), 1U);
  EXPECT_EQ(stored[0].portal_id, "h\uFFFD");
  EXPECT_EQ(stored[0].title, "t\uFFFD");
  EXPECT_EQ(stored[0].detail, std::string("d\0\uFFFD", 5));
}

TEST_F(StoreTest, RefusesSamplesOfAnUnknownSweep) {
  const auto store = open();
  EXPECT_TRUE(refused(store->write(measurements({bare_sample()})), {path(), kSweepId, "is not in it"}));
  EXPECT_TRUE(refused(store->stored_keys("x"), {"sweep x is not in it"}));
  EXPECT_TRUE(refused(store->counts("x"), {"sweep x is not in it"}));
  EXPECT_TRUE(refused(store->for_each_sample("x", {}), {"sweep x is not in it"}));
}

TEST_F(StoreTest, RefusesAHashThatIsNone) {
  Sample sample = bare_sample();
  sample.body_sha256 = "not hex";
  EXPECT_TRUE(refused(open_begun()->write(measurements({sample})), {path(), "body_sha256", "not hex"}));
}

TEST_F(StoreTest, LeavesWhatWasMeasuredBesideThePlanOutOfItsFigures) {
  const auto store = open_begun();
  Sample control = bare_sample("exchange");
  control.kind = TargetKind::control;
  control.outcome = Outcome::timed_out;
  control.round = 4;
  Sample reference = bare_sample("reference");
  reference.kind = TargetKind::reference;
  reference.fit = false;
  reference.round = 17;
  EXPECT_FALSE(store->stored_keys(kSweepId).value().largest_side_round());
  ASSERT_TRUE(succeeded(store->write(measurements({bare_sample(), control, reference}))));
  EXPECT_EQ(store->counts(kSweepId).value(), (SampleCounts{1, 0, {{Outcome::ok, 1}}}));
  EXPECT_EQ(store->counts("").value().stored, 1U);
  EXPECT_EQ(store->sweeps().value().at(0).stored, 1U);
  EXPECT_EQ(store->stored_keys(kSweepId).value().size(), 3U);
  EXPECT_EQ(store->stored_keys(kSweepId).value().largest_side_round(), 17U);
  int seen = 0;
  ASSERT_TRUE(succeeded(store->for_each_sample(kSweepId, [&](const Sample&) { return ++seen > 0; })));
  EXPECT_EQ(seen, 3) << "they are samples all the same";
}

TEST_F(StoreTest, CountsByOutcome) {
  const auto store = open_begun();
  Sample late = bare_sample("hue");
  late.fit = false;
  Sample down = bare_sample("vinh");
  down.outcome = Outcome::connect_refused;
  ASSERT_TRUE(succeeded(store->write(measurements({bare_sample(), late, down}))));
  ASSERT_TRUE(succeeded(store->begin_sweep(sweep_record("other"))));
  EXPECT_EQ(store->counts(kSweepId).value(),
            (SampleCounts{3, 1, {{Outcome::ok, 2}, {Outcome::connect_refused, 1}}}));
  EXPECT_EQ(store->counts("").value().stored, 3U);
  EXPECT_EQ(store->counts("other").value(), SampleCounts());
}

TEST_F(StoreTest, VisitsSweepBySweepAndRoundByRoundOverManyPages) {
  const auto store = open_begun(sweep_record("b"));
  ASSERT_TRUE(succeeded(store->begin_sweep(sweep_record("a"))));
  std::vector<Sample> samples;
  for (const auto* sweep : {"b", "a"}) {
    for (std::uint32_t round = 3; round-- > 0;) {
      for (int portal = 0; portal < 600; ++portal) {
        samples.push_back(usual_sample(portal, round));
        samples.back().sweep_id = sweep;
      }
    }
  }
  ASSERT_TRUE(succeeded(store->write(measurements(samples))));
  const auto all = samples_of(*store);
  EXPECT_THAT(all, testing::UnorderedElementsAreArray(samples));
  EXPECT_TRUE(
      std::ranges::is_sorted(all, {}, [](const Sample& s) { return std::pair(s.sweep_id, s.round); }));
  EXPECT_EQ(samples_of(*store, "a").size(), 1800U);
  const auto sweeps = store->sweeps().value();
  for (const auto& sweep : sweeps) EXPECT_EQ(sweep.stored, 1800U) << sweep.id;
}

TEST_F(StoreTest, StopsVisitingWhenToldAndIsFreeAgain) {
  const auto store = open_begun();
  ASSERT_TRUE(succeeded(store->write(measurements({bare_sample(), full_sample()}))));
  EXPECT_EQ(store->for_each_sample("", [](const Sample&) { return false; }).value(), 1U);
  EXPECT_TRUE(succeeded(store->write(measurements({bare_sample("hue")}))));
}

TEST_F(StoreTest, LetsAReaderLookWhileItIsWritten) {
  const auto writer = open_begun();
  const auto reader = open(StoreMode::read_only);
  ASSERT_TRUE(succeeded(writer->write(measurements({bare_sample()}))));
  std::size_t seen = 0;
  const auto visited = reader->for_each_sample("", [&](const Sample&) {
    EXPECT_TRUE(succeeded(writer->write(measurements({bare_sample("hue")}))));
    return ++seen < 10;
  });
  EXPECT_TRUE(succeeded(visited));
  EXPECT_EQ(samples_of(*reader).size(), 2U);
}

TEST_F(StoreTest, WritesNothingWhereItOnlyReads) {
  open_begun();
  const auto store = open(StoreMode::read_only);
  EXPECT_TRUE(refused(store->write(measurements({bare_sample()})), {path(), "reading only"}));
  EXPECT_TRUE(refused(store->begin_sweep(sweep_record("x")), {path(), "cannot be written to"}));
}

TEST(StoreInMemory, IsAStoreOfItsOwn) {
  const auto store = open_store("sqlite::memory:", StoreMode::read_write);
  ASSERT_TRUE(succeeded(store));
  ASSERT_TRUE(succeeded((*store)->begin_sweep(sweep_record())));
  ASSERT_TRUE(succeeded((*store)->write(measurements({full_sample()}))));
  EXPECT_EQ((*store)->counts("").value().stored, 1U);
}

}  // namespace
}  // namespace portalprobe
