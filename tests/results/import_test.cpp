#include "results/import.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include <functional>

#include "results/ndjson.hpp"
#include "tests/results/store_fixture.hpp"
#include "tests/results/visits.hpp"

namespace portalprobe {
namespace {

using nlohmann::json;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;

const SweepFacts kFacts{std::string(64, 'a'), "AS45899", "3", "", ""};

/// A healthy sample of an archive: of no browser.
Sample made(int portal, std::uint32_t round, const std::string& sweep = kSweepId) {
  Sample sample = usual_sample(portal, round);
  sample.sweep_id = sweep;
  return sample;
}

std::string line_of(const Sample& sample, const SweepFacts& facts = kFacts) {
  std::string line;
  append_ndjson(line, sample, facts);
  return line;
}

/// A line with one member set to another value.
std::string line_with(const std::string& name, const json& value) {
  json object = json::parse(line_of(made(1, 0)));
  object[name] = value;
  return object.dump() + "\n";
}

class Import : public StoreTest {
 protected:
  std::string file(const std::string& text, const std::string& name = "a.ndjson") const {
    return dir_.write(name, text);
  }
  /// Imports into the store of this test.
  ImportCounts import(const std::vector<std::string>& files) const {
    const auto store = open();
    const auto counts = import_samples(*store, files);
    if (counts) return *counts;
    ADD_FAILURE() << testing::PrintToString(counts.error().problems);
    return {};
  }
  ImportCounts import(const std::string& text) const { return import(std::vector{file(text)}); }

  /// The problems that the files are refused for; whatever they are, nothing is stored.
  std::vector<std::string> refusal_of(const std::vector<std::string>& files) const {
    const auto store = open();
    const auto before = samples_of(*store);
    const auto sweeps = store->sweeps().value();
    const auto counts = import_samples(*store, files);
    EXPECT_EQ(samples_of(*store), before);
    EXPECT_EQ(store->sweeps().value(), sweeps);
    if (counts) return {"was not refused"};
    EXPECT_TRUE(counts.error().of_files);
    return counts.error().problems;
  }
  std::vector<std::string> refusal_of(const std::string& text) const {
    return refusal_of(std::vector{file(text)});
  }
  SweepRecord record(const std::string& id = kSweepId) const {
    const auto store = open();
    return store->sweep(id, Shard()).value();
  }
};

TEST_F(Import, BringsSamplesInAndMakesARecordOfThem) {
  std::string text;
  std::vector<Sample> samples;
  for (std::uint32_t round = 0; round < 3; ++round) samples.push_back(made(1, round));
  Sample control = made(2, 7);
  control.kind = TargetKind::control;
  samples.push_back(control);
  for (const auto& sample : samples) text += line_of(sample);

  const auto counts = import(text);
  EXPECT_EQ(counts, (ImportCounts{1, 4, 4, 0, 1, {}}));
  EXPECT_THAT(samples_of(*open()), testing::UnorderedElementsAreArray(samples));
  const auto made_record = record();
  EXPECT_TRUE(made_record.imported);
  EXPECT_TRUE(made_record.complete);
  EXPECT_EQ(made_record.vantage_id, "ha-noi-1");
  EXPECT_EQ(made_record.stratum, "night");
  EXPECT_EQ(made_record.planned, 3U) << "controls are beside the plan";
  EXPECT_EQ(made_record.stored, 3U);
  EXPECT_EQ(made_record.rounds, 3U);
  EXPECT_EQ(made_record.scheduled_at, samples[0].scheduled_at);
  EXPECT_EQ(made_record.started_at, samples[0].started_at);
  EXPECT_EQ(made_record.ended_at, *control.started_at + *control.timings.done);
  EXPECT_EQ(made_record.window, control.scheduled_at - samples[0].scheduled_at);
  EXPECT_EQ(facts_of(made_record), kFacts);
}

TEST_F(Import, DoesNothingTheSecondTime) {
  const std::string text = line_of(made(1, 0)) + line_of(made(1, 1));
  import(text);
  const auto before = record();
  EXPECT_EQ(import(text), (ImportCounts{1, 2, 0, 2, 0, {}}));
  EXPECT_EQ(record(), before);
}

TEST_F(Import, OpensANewStoreOnlyForWhatIsRight) {
  int opened = 0;
  const auto open_new = [&]() -> Expected<std::unique_ptr<Store>> {
    ++opened;
    return open();
  };
  const auto refused = import_into_new(open_new, {file(line_of(made(1, 0)) + "x\n")});
  ASSERT_FALSE(refused.has_value());
  EXPECT_THAT(refused.error().problems, ElementsAre(HasSubstr(":2: ")));
  EXPECT_TRUE(import_into_new(open_new, {file("")}).has_value());
  EXPECT_EQ(opened, 0);
  const auto counts = import_into_new(open_new, {file(line_of(made(1, 0)))});
  EXPECT_EQ(counts.value().imported, 1U);
  EXPECT_EQ(import_into_new(open_new, {file(line_of(made(1, 0)))}).value().skipped, 1U)
      << "it was there after all";
  EXPECT_EQ(opened, 2);
}

TEST_F(Import, SkipsWhatComesTwiceInOneCall) {
  const std::string text = line_of(made(1, 0));
  const auto counts = import({file(text + text, "a"), file(text, "b"), file("\n \r\n", "c")});
  EXPECT_EQ(counts, (ImportCounts{3, 3, 1, 2, 1, {path("c")}}));
}

TEST_F(Import, ExtendsTheRecordOfASweepThatWasImportedBefore) {
  import(line_of(made(1, 4)));
  import(line_of(made(1, 2)) + line_of(made(1, 9)));
  const auto extended = record();
  EXPECT_EQ(extended.planned, 3U);
  EXPECT_EQ(extended.stored, 3U);
  EXPECT_EQ(extended.rounds, 10U);
  EXPECT_EQ(extended.scheduled_at, made(1, 2).scheduled_at);
  EXPECT_EQ(extended.window, made(1, 9).scheduled_at - made(1, 2).scheduled_at);
  EXPECT_EQ(extended.ended_at, *made(1, 9).started_at + *made(1, 9).timings.done);
}

TEST_F(Import, LeavesTheRecordOfAMeasuredSweepAlone) {
  auto measured = sweep_record();
  measured.stratum = "night";
  {
    const auto store = open_begun(measured);
    ASSERT_TRUE(succeeded(store->write(measurements({made(1, 0)}))));
  }
  EXPECT_EQ(import(line_of(made(1, 0), {}) + line_of(made(1, 1), {})), (ImportCounts{1, 2, 1, 1, 0, {}}));
  const auto after = record();
  EXPECT_FALSE(after.imported);
  EXPECT_EQ(after.planned, 100U);
  EXPECT_EQ(after.stored, 2U);
  EXPECT_EQ(after.rounds, 24U);
}

/// The record of a sweep that is measured into the store: one measurement a round.
SweepRecord measured_sweep(std::uint32_t rounds = 3, Shard shard = {}) {
  auto record = sweep_record(kSweepId, shard);
  record.stratum = "night";
  record.rounds = rounds;
  record.planned = rounds;
  record.window = std::chrono::hours(6);
  return record;
}

// Sixty fast samples in rounds that never were had turned a complete sweep's fail into a pass.
TEST_F(Import, RefusesWhatTheStoresOwnSweepCannotHaveMeasured) {
  const auto measured = measured_sweep();
  {
    const auto store = open_begun(measured);
    ASSERT_TRUE(succeeded(store->write(measurements({made(1, 0), made(1, 1)}))));
  }
  const std::string good = line_of(made(1, 0), {});
  Sample round = made(1, 2);
  round.round = 3;
  Sample early = made(1, 2);
  early.scheduled_at = measured.scheduled_at - microseconds(1);
  Sample late = made(1, 2);
  late.scheduled_at = measured.scheduled_at + std::chrono::hours(30) + microseconds(1);
  const std::pair<Sample, std::vector<std::string>> rows[] = {
      {round, {"'round' is 3", kSweepId, "in 3 rounds (right would be"}},
      {early, {"'scheduled_at' is 2026-11-20T14:59:59.999999Z", "right would be from 2026-11-20T15:00:00"}},
      {late, {"'scheduled_at' is 2026-11-21T21:00:00.000001Z", "to 2026-11-21T21:00:00.000000Z)"}},
  };
  for (const auto& [sample, parts] : rows) {
    const auto problems = refusal_of(good + line_of(sample, {}));
    ASSERT_EQ(problems.size(), 1U) << parts[0];
    EXPECT_THAT(problems[0], HasSubstr("a.ndjson:2: field "));
    for (const auto& part : parts) EXPECT_THAT(problems[0], HasSubstr(part));
  }
  late.scheduled_at -= microseconds(1);
  EXPECT_EQ(import(good + line_of(late, {})), (ImportCounts{1, 2, 1, 1, 0, {}})) << "the last that can be";
}

TEST_F(Import, TakesNoMoreThanAMeasuredSweepHadPlanned) {
  {
    const auto store = open_begun(measured_sweep());
    ASSERT_TRUE(succeeded(store->write(measurements({made(1, 0), made(1, 1)}))));
  }
  Sample control = made(9, 77);
  control.kind = TargetKind::control;
  EXPECT_THAT(refusal_of(line_of(made(1, 2), {}) + line_of(made(1, 2), {}) + line_of(made(2, 2), {})),
              ElementsAre(testing::AllOf(HasSubstr("a.ndjson:3: is a sample of portal-2/home, round 2"),
                                         HasSubstr("all of its 3 planned"), HasSubstr("right would be"))));
  EXPECT_EQ(import(line_of(made(1, 2), {}) + line_of(control, {})).imported, 2U)
      << "what was missing, controls and all";
  EXPECT_EQ(record().stored, 3U);

  control.round = 78;
  for (const auto& sample : {made(2, 2), control}) {
    EXPECT_THAT(
        refusal_of(line_of(made(1, 0), {}) + line_of(sample, {})),
        ElementsAre(testing::AllOf(HasSubstr("a.ndjson:2: is a sample of"), HasSubstr("all of its 3"))));
  }
  EXPECT_EQ(import(line_of(made(1, 0), {}) + line_of(made(1, 2), {})), (ImportCounts{1, 2, 0, 2, 0, {}}))
      << "what is there already is skipped, as ever";
}

TEST_F(Import, TakesSamplesOfAShardThatIsNotRecordedHere) {
  {
    const auto store = open_begun(measured_sweep(2, {0, 2}));
    ASSERT_TRUE(succeeded(store->write(measurements({made(1, 0), made(1, 1)}))));
  }
  Sample control = made(9, 77);
  control.kind = TargetKind::control;
  control.scheduled_at += std::chrono::hours(1000);
  const std::string other = line_of(made(2, 0), {}) + line_of(made(2, 1), {}) + line_of(control, {});
  EXPECT_THAT(refusal_of(other + line_of(made(2, 2), {})),
              ElementsAre(HasSubstr("a.ndjson:4: field 'round'")));
  EXPECT_EQ(import(other).imported, 3U);
  EXPECT_EQ(import(other).skipped, 3U);
}

TEST_F(Import, TakesNothingNewWhereAllShardsAreRecordedAndComplete) {
  {
    const auto store = open_begun(measured_sweep(2, {0, 2}));
    ASSERT_TRUE(succeeded(store->write(measurements({made(1, 0), made(1, 1)}))));
    auto second = measured_sweep(2, {1, 2});
    second.planned = 1;
    ASSERT_TRUE(succeeded(store->begin_sweep(second)));
  }
  EXPECT_THAT(
      refusal_of(line_of(made(2, 0), {}) + line_of(made(2, 1), {})),
      ElementsAre(testing::AllOf(HasSubstr(":2: is a sample of"), HasSubstr("all of its 3 planned"))));
  EXPECT_EQ(import(line_of(made(2, 0), {})).imported, 1U);
  EXPECT_THAT(refusal_of(line_of(made(2, 1), {})), ElementsAre(HasSubstr("all of its 3 planned")));
}

TEST_F(Import, RefusesASideThatTheOutcomeCannotHave) {
  using O = Outcome;
  using S = Side;
  const struct {
    Outcome outcome;
    Side side;
    const char* right;  ///< nullptr: it can
  } rows[] = {
      {O::ok, S::none, nullptr},
      {O::timed_out, S::portal, nullptr},
      {O::timed_out, S::vantage, nullptr},
      {O::timed_out, S::unexplained, nullptr},
      {O::dns_timed_out, S::network, nullptr},
      {O::dns_timed_out, S::vantage, nullptr},
      {O::dns_timed_out, S::unexplained, nullptr},
      {O::blocked, S::protection, nullptr},
      {O::cancelled, S::probe, nullptr},
      {O::skipped_maintenance, S::none, nullptr},
      {O::ok, S::portal, "'side' is 'portal' with the outcome 'ok' (right would be 'none')"},
      {O::ok, S::vantage, "(right would be 'none')"},
      {O::timed_out, S::none,
       "(right would be 'portal'; 'vantage' or 'unexplained', where controls failed too)"},
      {O::timed_out, S::network, "(right would be 'portal'; "},
      {O::http_server_error, S::probe, "(right would be 'portal'; "},
      {O::dns_timed_out, S::portal, "(right would be 'network'; "},
      {O::blocked, S::unexplained, "(right would be 'protection')"},
      {O::probe_error, S::vantage, "(right would be 'probe')"},
      {O::skipped_maintenance, S::probe, "(right would be 'none')"},
  };
  std::uint32_t round = 0;
  for (const auto& row : rows) {
    SCOPED_TRACE(std::string(to_string(row.outcome)) + " " + std::string(to_string(row.side)));
    Sample sample = made(1, ++round);
    sample.outcome = row.outcome;
    sample.side = row.side;
    if (row.right == nullptr) {
      EXPECT_EQ(import(line_of(sample)).imported, 1U);
    } else {
      EXPECT_THAT(refusal_of(line_of(sample)),
                  ElementsAre(testing::AllOf(HasSubstr("a.ndjson:1: field 'side'"), HasSubstr(row.right))));
    }
  }
}

// A night's samples could be measured long before it, and handed in for it.
TEST_F(Import, RefusesAnEvaluationsSampleThatWasMeasuredBeforeItsNight) {
  Sample ahead = made(1, 0);
  ahead.started_at = ahead.scheduled_at - std::chrono::hours(24);
  EXPECT_EQ(import(line_of(ahead)).imported, 1U) << "by another clock, perhaps";
  ahead = made(1, 1);
  ahead.started_at = ahead.scheduled_at - std::chrono::hours(24) - microseconds(1);
  EXPECT_THAT(refusal_of(line_of(ahead)),
              ElementsAre(testing::AllOf(HasSubstr("a.ndjson:1: field 'started_at' is 2026-11-19T"),
                                         HasSubstr("before 'scheduled_at', 2026-11-20T"),
                                         HasSubstr("right would be"))));
  ahead.sweep_id = "a trial";
  EXPECT_EQ(import(line_of(ahead, {})).imported, 1U) << "--now with --scheduled-at, part of no evaluation";
}

TEST_F(Import, TakesInterleavedSweepsEachForItself) {
  std::string text;
  for (std::uint32_t round = 0; round < 40; ++round)
    text += line_of(made(1, round, round % 2 == 0 ? "even" : "odd"));
  EXPECT_EQ(import(text).sweeps_new, 2U);
  EXPECT_EQ(record("even").stored, 20U);
  EXPECT_EQ(record("even").rounds, 39U);
  EXPECT_EQ(record("odd").stored, 20U);
  EXPECT_EQ(record("odd").rounds, 40U);
}

TEST_F(Import, StoresMoreThanOneBatch) {
  std::string text;
  for (std::uint32_t round = 0; round < 3000; ++round) text += line_of(made(1, round));
  EXPECT_EQ(import(text).imported, 3000U);
  EXPECT_EQ(record().stored, 3000U);
}

TEST_F(Import, BringsResourcesAlongAlsoLater) {
  const Measurement page = page_load(1, 0, full_visit());
  std::string bare;
  append_ndjson(bare, page.sample);
  std::string whole;
  append_ndjson(whole, page.sample, *page.page);
  import(bare);
  EXPECT_EQ(import(whole), (ImportCounts{1, 1, 0, 1, 0, {}}));
  EXPECT_EQ(open()->page_of(page.sample).value().visit, *page.page);

  Measurement other = page;
  other.page->resources[1].url = "https://other.example/";
  std::string contradicting;
  append_ndjson(contradicting, other.sample, *other.page);
  EXPECT_THAT(refusal_of(contradicting), ElementsAre(HasSubstr("contradicts another sample")));
}

TEST_F(Import, PutsTheBrowsersVersionBack) {
  SweepFacts facts = kFacts;
  facts.browser_version = "Chrome/120.0";
  facts.browser_version_later = "Chrome/121.0";
  Sample page = made(1, 0);
  page.engine = EngineKind::browser;
  EXPECT_FALSE(json::parse(line_of(made(1, 1), facts)).contains("browser_version"));
  EXPECT_EQ(json::parse(line_of(page, facts)).at("browser_version"), "Chrome/120.0");
  import(line_of(made(1, 1), facts) + line_of(page, facts));
  EXPECT_EQ(facts_of(record()), facts);
  EXPECT_EQ(record().versions.at("chromium"), "Chrome/120.0");
}

TEST_F(Import, LearnsOfABrowserThatWasReplacedAfterAnEarlierExport) {
  SweepFacts before = kFacts;
  before.browser_version = "Chrome/120.0";
  SweepFacts after = before;
  after.browser_version_later = "Chrome/121.0";
  Sample first = made(1, 0);
  first.engine = EngineKind::browser;
  Sample second = first;
  second.round = 1;
  import(line_of(first, before));
  import(line_of(first, after) + line_of(second, after));
  EXPECT_EQ(facts_of(record()), after);
  EXPECT_EQ(import(line_of(first, before)).skipped, 1U);
  after.browser_version_later = "Chrome/122.0";
  EXPECT_THAT(refusal_of(line_of(second, after)), ElementsAre(HasSubstr("'browser_version_later' says")));
  after.browser_version = "Chrome/119.0";
  EXPECT_THAT(refusal_of(line_of(second, after)), ElementsAre(HasSubstr("'browser_version' says")));
}

TEST_F(Import, RefusesASampleThatContradictsTheStoresByPlace) {
  import(line_of(made(1, 0)) + line_of(made(2, 0)));
  Sample changed = made(2, 0);
  changed.ttfb = microseconds(1);
  EXPECT_THAT(refusal_of(line_of(made(3, 0)) + line_of(changed)),
              ElementsAre(testing::AllOf(HasSubstr("a.ndjson:2: contradicts another sample of portal-2/home"),
                                         HasSubstr("right would be"))));
}

TEST_F(Import, RefusesASampleThatContradictsAnEarlierLineByBothPlaces) {
  Sample changed = made(1, 0);
  changed.ttfb = microseconds(1);
  const auto first = file(line_of(made(5, 0)) + line_of(made(1, 0)), "first");
  const auto second = file(line_of(changed), "second");
  EXPECT_THAT(refusal_of({first, second}),
              ElementsAre(testing::AllOf(HasSubstr("second:1: contradicts " + first + ":2"))));
}

TEST_F(Import, RefusesASweepWhoseLinesDisagreeAboutIt) {
  const auto with_fact = [](const std::string& text, std::string SweepFacts::*fact) {
    SweepFacts facts = kFacts;
    facts.*fact = text;
    return line_of(made(2, 0), facts);
  };
  const std::string good = line_of(made(1, 0));
  using F = SweepFacts;
  const std::pair<std::string, const char*> rows[] = {
      {with_fact(std::string(64, 'b'), &F::evaluation_sha256), "'evaluation_sha256' says 'bbb"},
      {with_fact("", &F::evaluation_sha256), "'evaluation_sha256' says nothing, and lines before this"},
      {with_fact("AS7552", &F::vantage_network), "'vantage_network' says 'AS7552'"},
      {with_fact("4", &F::method), "'method' says '4', and lines before this one say '3'"},
  };
  for (const auto& [line, part] : rows) {
    EXPECT_THAT(refusal_of(good + line), ElementsAre(testing::AllOf(HasSubstr(":2: "), HasSubstr(part))))
        << part;
  }
  Sample elsewhere = made(2, 0);
  elsewhere.vantage_id = "da-nang-1";
  EXPECT_THAT(refusal_of(good + line_of(elsewhere)), ElementsAre(HasSubstr("'vantage_id' says 'da-nang-1'")));
  Sample daytime = made(2, 0);
  daytime.stratum = "office";
  EXPECT_THAT(refusal_of(good + line_of(daytime)), ElementsAre(HasSubstr("'stratum' says 'office'")));

  import(good);
  for (const auto& [line, part] : rows) {
    EXPECT_THAT(refusal_of(line), ElementsAre(HasSubstr(std::string(part).substr(0, 20)))) << part;
  }
  EXPECT_THAT(refusal_of(rows[3].first), ElementsAre(HasSubstr("the store says '3'")));
}

TEST_F(Import, BelievesLinesOfBeforeThereWereFacts) {
  import(line_of(made(1, 0)));
  EXPECT_EQ(import(line_of(made(2, 0), {})).imported, 1U);
  EXPECT_EQ(facts_of(record()), kFacts);
  EXPECT_EQ(import(line_of(made(1, 0, "old"), {})).sweeps_new, 1U);
  EXPECT_EQ(facts_of(record("old")), SweepFacts());
  EXPECT_EQ(import(line_of(made(2, 0, "old"))).imported, 1U);
  EXPECT_EQ(facts_of(record("old")), kFacts) << "learnt later";
  import(line_of(made(1, 0, "older"), {}));
  EXPECT_EQ(import(line_of(made(1, 0, "older"))).skipped, 1U);
  EXPECT_EQ(facts_of(record("older")), kFacts) << "also where nothing else is new";
}

TEST_F(Import, RefusesWhatCannotBeByPlaceAndReason) {
  const std::string good = line_of(made(7, 0));
  const struct {
    const char* what;
    std::string line;
    const char* part;
  } rows[] = {
      {"cut", good.substr(0, good.size() / 2), "the file ends in the middle of this line"},
      {"cut behind a brace", good.substr(0, good.size() - 3) + "{}", "the file ends in the middle"},
      {"cut and more", good.substr(0, good.size() / 2) + "\n", "not a JSON object"},
      {"binary",
       std::string("\x7F"
                   "ELF\0\1\2\xFF\n",
                   9),
       "not a JSON object"},
      {"an array", "[1]\n", "not a JSON object"},
      {"NaN", "{\"cumulative_layout_shift\":NaN}\n", "not a JSON object"},
      {"infinity", "{\"cumulative_layout_shift\":1e999}\n", "not a JSON object"},
      {"newer", line_with("schema_version", 2), "schema_version is 2, and this program knows up to 1"},
      {"wrong type", line_with("ttfb_us", "12"), "'ttfb_us' has a value that it cannot have"},
      {"a fraction", line_with("ttfb_us", 1.5), "'ttfb_us'"},
      {"negative", line_with("ttfb_us", -1), "'ttfb_us' is -1 (right would be 0 or more)"},
      {"years", line_with("ttfb_us", 99'999'999'999'999), "microseconds, at most"},
      {"layout shift", line_with("cumulative_layout_shift", -0.5), "'cumulative_layout_shift' is -0.5"},
      {"a hop's time",
       line_with("redirects", {{{"url", "x"}, {"status", 301}, {"started_us", 0}, {"done_us", -1}}}),
       "'redirects' has times that cannot be"},
      {"a resource's time",
       line_with("resources", {{{"url", "x"},
                                {"type", "document"},
                                {"outcome", "ok"},
                                {"found_us", -5},
                                {"redirects", 0},
                                {"bytes_wire", 0},
                                {"bytes_body", 0}}}),
       "'resources' has times that cannot be"},
      {"last round", line_with("round", 4294967295U), "'round' is 4294967295"},
      {"a terminal's words", line_with("portal_id", "a\u001b[31m"), "'portal_id' holds control characters"},
      {"a line in a name", line_with("sweep_id", "a\nb"), "'sweep_id' holds control characters"},
      {"C1", line_with("role", "a\u0085"), "'role' holds control characters"},
      {"long", line_with("target_id", std::string(1025, 'x')), "'target_id' has 1025 bytes"},
      {"no hash", line_with("evaluation_sha256", "abc"), "'evaluation_sha256' is no SHA-256"},
      {"a fact", line_with("method", 3), "'method' has a value that it cannot have"},
      {"doubled", std::string(good).insert(1, "\"outcome\":\"timed_out\","),
       "field 'outcome' is there twice"},
      {"missing", "{}\n", "'schema_version' is missing"},
      {"2 MiB", line_with("later", std::string(2U << 20U, 'x')), "longer than 1 MiB"},
      {"9 MiB", line_with("later", std::string(9U << 20U, 'x')), "longer than 8 MiB"},
      {"not UTF-8", std::string(good).replace(good.find("portal-7"), 1, "\xFF"), "not a JSON object"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.what);
    EXPECT_THAT(refusal_of(good + row.line),
                ElementsAre(testing::AllOf(HasSubstr("a.ndjson:2: "), HasSubstr(row.part))));
  }
}

TEST_F(Import, SaysWhatAFileIsThatIsNoNdjson) {
  const std::pair<std::string, const char*> rows[] = {
      {"schema_version,sweep_id\n1,x\n", "is CSV"},
      {std::string("\xFF\xFE{\0", 4), "is UTF-16"},
      {"\x1F\x8B\x08 ...", "is compressed"},
      {"SQLite format 3", "is a database"},
  };
  for (const auto& [text, part] : rows) {
    EXPECT_THAT(refusal_of(text),
                ElementsAre(testing::AllOf(HasSubstr("a.ndjson:1: the file "), HasSubstr(part))));
  }
}

TEST_F(Import, TakesWhatEditorsAndOtherVersionsDoToAFile) {
  std::string crlf = line_of(made(2, 0));
  crlf.insert(crlf.size() - 1, "\r");
  std::string unended = line_of(made(4, 0));
  unended.pop_back();
  const std::string text = "\xEF\xBB\xBF" + line_of(made(1, 0)) + crlf + "\n" +
                           line_with("later", json::object({{"deep", json::array({1, 2})}})) + unended;
  const auto counts = import(text);
  EXPECT_EQ(counts.samples, 4U);
  EXPECT_EQ(counts.imported, 3U) << "the first and the third are the same sample";
}

// A server that answers before it has the whole request, and a counter of the host's that went back.
TEST_F(Import, TakesDifferencesBelowZeroThatOurOwnStoresHold) {
  Sample sample = made(1, 0);
  sample.server_wait = microseconds(-3);
  sample.response_time = microseconds(-1);
  sample.stolen = microseconds(-10'000);
  sample.lateness = microseconds(-50);
  import(line_of(sample));
  EXPECT_THAT(samples_of(*open()), ElementsAre(sample));
}

TEST_F(Import, KeepsNamesThatSpreadsheetsWouldRunAsTheyAre) {
  Sample formula = made(1, 0);
  formula.portal_id = "=HYPERLINK(\"http://x\")";
  import(line_of(formula));
  EXPECT_EQ(samples_of(*open()).at(0).portal_id, formula.portal_id);
}

TEST_F(Import, RefusesFilesThatCannotBeReadTwice) {
  EXPECT_THAT(refusal_of(std::vector{path("none")}), ElementsAre(HasSubstr("none: No such file")));
  EXPECT_THAT(refusal_of(std::vector{dir_.path().string()}), ElementsAre(HasSubstr("no ordinary file")));
  EXPECT_THAT(refusal_of(std::vector<std::string>{"/dev/null"}), ElementsAre(HasSubstr("no ordinary file")));
}

TEST_F(Import, StopsAfterEnoughProblems) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "x\n";
  const auto problems = refusal_of(text);
  ASSERT_EQ(problems.size(), 21U);
  EXPECT_THAT(problems.back(), HasSubstr("nothing further was looked at"));
}

// Brackets that nobody needs took hundreds of bytes each.
TEST_F(Import, SurvivesALineOfNothingButBrackets) {
  const std::string deep(400'000, '[');
  const std::string end(400'000, ']');
  EXPECT_THAT(refusal_of(deep), ElementsAre(HasSubstr("not a JSON object")));
  EXPECT_EQ(import(std::string(line_of(made(1, 0))).insert(1, "\"later\":" + deep + end + ",")).imported, 1U);
}

TEST_F(Import, CompletesAnImportThatWasCutOff) {
  {
    const auto store = open();
    auto begun = sweep_record();
    begun.stratum = "night";
    begun.imported = true;
    begun.planned = 2;
    begun.started_at = *made(1, 0).started_at;
    ASSERT_TRUE(succeeded(store->begin_sweep(begun)));
    ASSERT_TRUE(succeeded(store->write(measurements({made(1, 0), made(1, 1)}))));
  }
  EXPECT_FALSE(record().complete);
  EXPECT_EQ(import(line_of(made(1, 0)) + line_of(made(1, 1))), (ImportCounts{1, 2, 0, 2, 0, {}}));
  EXPECT_TRUE(record().complete);
  EXPECT_EQ(record().planned, 2U);
}

}  // namespace
}  // namespace portalprobe
