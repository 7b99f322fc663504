#include <gmock/gmock.h>

#include "results/ndjson.hpp"
#include "results/resource_fields.hpp"
#include "tests/results/raw_sqlite.hpp"
#include "tests/results/store_fixture.hpp"
#include "tests/results/visits.hpp"

namespace portalprobe {
namespace {

using std::chrono::days;

#if defined(__x86_64__) && defined(__GLIBCXX__)
// Neither the table nor `full_visit` can know of a new member by themselves.
static_assert(sizeof(PageResource) == 328,
              "a resource has a new member: give it a field, a column and a test");
#endif

TEST(ResourceFields, AreAllSetInAFullResourceAndCarryItOver) {
  const PageResource full = full_visit().resources[1];
  PageResource copy;
  for (const auto& field : resource_fields()) {
    SCOPED_TRACE(field.name);
    EXPECT_FALSE(std::holds_alternative<std::monostate>(field.get(full)));
    EXPECT_TRUE(field.set(copy, field.get(full)));
  }
  EXPECT_EQ(copy, full);
}

TEST(ResourceFields, KnowAnInitiatorThatCannotBe) {
  PageVisit visit = full_visit();
  EXPECT_TRUE(initiators_fit(visit));
  visit.resources[1].initiator = 1;
  EXPECT_FALSE(initiators_fit(visit));
  visit.resources[1].initiator = 4'000'000'000U;
  EXPECT_FALSE(initiators_fit(visit));
}

class Resources : public StoreTest {
 protected:
  static bool always() { return true; }

  /// Stores page loads that were scheduled at 15:00 on different days from 2026-11-20 on.
  void store_days(Store& store, const std::vector<int>& which, int resources = 5) {
    for (const int day : which) {
      Measurement made = page_load(day, static_cast<std::uint32_t>(day), usual_visit(day, resources));
      made.sample.scheduled_at = kFirst + days(day);
      ASSERT_TRUE(succeeded(store.write(std::vector{made})));
    }
  }
  static std::size_t rows_of(Store& store) {
    std::size_t rows = 0;
    EXPECT_TRUE(succeeded(store.for_each_page("", [&](const Sample&, const StoredPage& page) {
      rows += page.visit.resources.size();
      return true;
    })));
    return rows;
  }
  std::string ask(const std::string& sql) const { return RawSqlite(path()).ask(sql); }

  const WallTime kFirst = std::chrono::sys_days(std::chrono::year(2026) / 11 / 20) + std::chrono::hours(15);
};

TEST_F(Resources, AreReadBackAsTheyWereStored) {
  const auto store = open_begun();
  const Measurement full = page_load(1, 0, full_visit());
  const Measurement usual = page_load(2, 0, usual_visit(2, 40));
  ASSERT_TRUE(succeeded(store->write(std::vector{full, usual, measurement(bare_sample())})));
  for (const auto& made : {full, usual}) {
    const auto page = store->page_of(made.sample);
    ASSERT_TRUE(succeeded(page));
    EXPECT_EQ(page->visit, *made.page);
    EXPECT_TRUE(page->summary.empty());
  }
  EXPECT_EQ(store->page_of(bare_sample()).value(), StoredPage());
  EXPECT_TRUE(refused(store->page_of(page_load(3, 0, {}).sample), {path(), "the sample is not in it"}));
  EXPECT_EQ(rows_of(*open(StoreMode::read_only)), 43U);
}

TEST_F(Resources, AreSeenUnderTheirPublicNames) {
  const auto store = open_begun();
  ASSERT_TRUE(succeeded(store->write(std::vector{page_load(1, 7, full_visit())})));
  EXPECT_EQ(
      ask("SELECT sweep_id || round || portal_id || target_id || kind || engine || profile || connection || "
          "ip_family || vantage_id FROM resources WHERE place = 1"),
      std::string(kSweepId) + "7portal-1homepagenetworknonecoldipv4ha-noi-1");
  EXPECT_EQ(ask("SELECT url || type || initiator || initiator_url || outcome FROM resources WHERE place = 1"),
            "https://cdn.example/tệp.js?q=\"1\"script0https://portal.example/http_client_error");
  EXPECT_EQ(ask("SELECT found_us || started_us || resolved_us || connected_us || secured_us || sent_us || "
                "first_byte_us || done_us FROM resources WHERE place = 1"),
            "12345678");
  EXPECT_EQ(ask("SELECT status || '|' || http_version || '|' || content_type || '|' || remote_ip || '|' || "
                "redirects "
                "|| '|' || bytes_wire || '|' || bytes_body FROM resources WHERE place = 1"),
            "404|2|text/html; charset=utf-8|2001:db8::2|9|1099511627776|11");
  EXPECT_EQ(ask("SELECT detail FROM resources WHERE place = 1"), full_visit().resources[1].detail);
  for (const auto& field : resource_fields()) {
    EXPECT_EQ(ask("SELECT count(*) FROM pragma_table_info('resources') WHERE name = '" +
                  std::string(field.name) + "'"),
              "1")
        << field.name;
    if (field.required || field.name == "started_us") continue;
    EXPECT_EQ(ask("SELECT " + std::string(field.name) + " FROM resources WHERE place = 0"), "NULL");
  }
}

TEST_F(Resources, GoWithTheirSampleOrNotAtAll) {
  const auto store = open_begun();
  Measurement wrong = page_load(2, 0, {});
  wrong.sample.body_sha256 = "not hex";
  EXPECT_FALSE(store->write(std::vector{page_load(1, 0, full_visit()), wrong}));
  EXPECT_EQ(ask("SELECT (SELECT count(*) FROM resource) + (SELECT count(*) FROM resource_text)"), "0");
  // Numbers that the refused batch gave out are not used again.
  ASSERT_TRUE(succeeded(store->write(std::vector{page_load(1, 0, full_visit())})));
  EXPECT_EQ(store->page_of(page_load(1, 0, {}).sample).value().visit, full_visit());
}

TEST_F(Resources, ThatComeAgainAreLeftAloneAndContradictionsRefused) {
  const auto store = open_begun();
  const Measurement made = page_load(1, 0, full_visit());
  Measurement without = made;
  without.page.reset();
  ASSERT_TRUE(succeeded(store->write(std::vector{without})));
  ASSERT_TRUE(succeeded(store->write(std::vector{made})));
  ASSERT_TRUE(succeeded(store->write(std::vector{made, without})));
  EXPECT_EQ(store->page_of(made.sample).value().visit, full_visit());
  Measurement other = made;
  other.page->resources[1].status = 200;
  EXPECT_TRUE(refused(store->write(std::vector{other}), {path(), "portal-1/home", "contradicts"}));
  ASSERT_TRUE(succeeded(store->summarise_resources(kFirst + days(99), always)));
  ASSERT_TRUE(succeeded(store->write(std::vector{made})));
  EXPECT_TRUE(store->page_of(made.sample).value().visit.resources.empty()) << "they stay summarised";
}

TEST_F(Resources, HoldNothingButValidTextWhateverAPortalSends) {
  PageVisit visit = full_visit();
  visit.resources[1].url = std::string("https://x/\xFF\0y", 12);
  visit.resources[1].content_type = "\x1b[2J\xC3";
  visit.resources[0].url.clear();
  const auto store = open_begun();
  ASSERT_TRUE(succeeded(store->write(std::vector{page_load(1, 0, visit)})));
  ASSERT_TRUE(succeeded(store->write(std::vector{page_load(1, 0, visit)})));
  const auto page = store->page_of(page_load(1, 0, {}).sample).value();
  EXPECT_EQ(page.visit.resources[0].url, "");
  EXPECT_EQ(page.visit.resources[1].url, std::string("https://x/\uFFFD\0y", 14));
  EXPECT_EQ(page.visit.resources[1].content_type, "\x1b[2J\uFFFD");
}

TEST_F(Resources, KeepEachTextOnce) {
  const auto store = open_begun();
  for (std::uint32_t round = 0; round < 3; ++round)
    ASSERT_TRUE(succeeded(store->write(std::vector{page_load(1, round, usual_visit(1, 20))})));
  EXPECT_EQ(ask("SELECT count(*) FROM resource"), "63");
  EXPECT_EQ(ask("SELECT count(*) FROM resource_text"), "24") << "21 URLs, two types of content, an address";
}

TEST_F(Resources, OfADamagedStoreAreAnErrorAndNothingWorse) {
  const auto store = open_begun();
  ASSERT_TRUE(succeeded(store->write(std::vector{page_load(1, 0, full_visit())})));
  const struct {
    const char* sql;
    const char* part;
  } rows[] = {
      {"UPDATE resource SET initiator = 7 WHERE place = 1", "initiator"},
      {"UPDATE resource SET initiator = -1 WHERE place = 1", "initiator"},
      {"UPDATE resource SET initiator = 0, redirects = -1 WHERE place = 1", "redirects"},
      {"UPDATE resource SET redirects = 0, type = outcome WHERE place = 1", "type"},
      {"UPDATE resource SET url = 99 WHERE place = 1", "resource_text 99"},
  };
  for (const auto& row : rows) {
    RawSqlite(path()).run(row.sql);
    EXPECT_TRUE(refused(open(StoreMode::read_only)->page_of(page_load(1, 0, {}).sample),
                        {path(), "damaged", row.part}));
  }
}

TEST_F(Resources, BecomeSummariesOnceTheyAreOld) {
  const auto store = open_begun();
  store_days(*store, {0, 1, 2}, 10);
  const auto samples = samples_of(*store);
  const auto done = store->summarise_resources(kFirst + days(2), always);
  ASSERT_TRUE(succeeded(done));
  EXPECT_EQ(*done, (Summarised{2, 22, true}));
  EXPECT_EQ(samples_of(*store), samples) << "samples stay as they are";
  EXPECT_EQ(store->page_of(samples[2]).value().visit, usual_visit(2, 10)) << "too young";

  const auto page = store->page_of(samples[1]).value();
  EXPECT_TRUE(page.visit.resources.empty());
  ASSERT_EQ(page.summary.size(), 5U);
  EXPECT_EQ(page.summary[0], (ResourceSummary{ResourceType::document, 1, 0, 0, 0, std::nullopt}));
  ResourceSummary images{ResourceType::image, 0, 0, 0, 0, microseconds(0)};
  for (const auto& resource : usual_visit(1, 10).resources) {
    if (resource.type != ResourceType::image) continue;
    ++images.resources;
    images.bytes_wire += resource.bytes_wire;
    images.bytes_body += resource.bytes_body;
    images.last_done = std::max(images.last_done, resource.timings.done);
  }
  EXPECT_EQ(page.summary[3], images);
  EXPECT_EQ(ask("SELECT resources || '|' || failed || '|' || bytes_wire FROM resource_summaries "
                "WHERE round = 1 AND type = 'image'"),
            std::to_string(images.resources) + "|0|" + std::to_string(images.bytes_wire));
  EXPECT_EQ(store->summarise_resources(kFirst + days(2), always).value(), Summarised()) << "once";
}

TEST_F(Resources, ThatFailedAreCountedInTheirSummary) {
  const auto store = open_begun();
  ASSERT_TRUE(succeeded(store->write(std::vector{page_load(1, 0, full_visit())})));
  ASSERT_TRUE(succeeded(store->summarise_resources(kFirst + days(99), always)));
  const auto page = store->page_of(page_load(1, 0, {}).sample).value();
  ASSERT_EQ(page.summary.size(), 2U);
  EXPECT_EQ(page.summary[1], (ResourceSummary{ResourceType::script, 1, 1, 1ULL << 40U, 11, microseconds(8)}));
}

TEST_F(Resources, TakeTheTextsAlongThatNothingUsesAnyMore) {
  const auto store = open_begun();
  store_days(*store, {0, 1, 5});
  Measurement again = page_load(0, 6, usual_visit(0, 5));  // what day 0 had, once more
  again.sample.scheduled_at = kFirst + days(6);
  ASSERT_TRUE(succeeded(store->write(std::vector{again})));
  ASSERT_TRUE(succeeded(store->summarise_resources(kFirst + days(5), always)));
  EXPECT_EQ(rows_of(*store), 12U) << "all texts of what is left are there";
  EXPECT_EQ(ask("SELECT count(*) FROM resource_text WHERE text LIKE '%portal-1.%'"), "0");
  EXPECT_EQ(ask("SELECT count(*) FROM resource_text WHERE text LIKE '%portal-0.%'"), "6");
}

// A number that was remembered could by now be another text's.
TEST_F(Resources, AreStoredRightAlsoWhenAnotherProgramRemovedTexts) {
  const auto store = open_begun();
  store_days(*store, {0});
  ASSERT_TRUE(succeeded(open()->summarise_resources(kFirst + std::chrono::hours(1), always)));
  EXPECT_EQ(ask("SELECT count(*) FROM resource_text WHERE text LIKE 'https:%'"), "6")
      << "texts used on the day of the limit itself stay";
  ASSERT_TRUE(succeeded(open()->summarise_resources(kFirst + days(2), always)));
  EXPECT_EQ(ask("SELECT count(*) FROM resource_text"), "0");
  const auto other = open();
  Measurement taken = page_load(77, 77, usual_visit(77, 5));
  taken.sample.scheduled_at = kFirst + days(3);
  ASSERT_TRUE(succeeded(other->write(std::vector{taken})));
  for (const std::uint32_t round : {3U, 4U}) {  // younger, and an archive's that is older than the limit
    Measurement made = page_load(0, round, usual_visit(0, 5));
    made.sample.scheduled_at = kFirst + days(round == 3U ? 3 : -30);
    ASSERT_TRUE(succeeded(store->write(std::vector{made})));
    EXPECT_EQ(store->page_of(made.sample).value().visit, usual_visit(0, 5));
  }
  ASSERT_TRUE(succeeded(open()->summarise_resources(kFirst + days(2), always)));
  EXPECT_EQ(rows_of(*store), 12U) << "the archive's were summarised, the others still have their texts";
}

TEST_F(Resources, AreSummarisedInShortStepsThatCanBeStopped) {
  const auto store = open_begun();
  std::vector<Measurement> loads;
  for (std::uint32_t round = 0; round < 60; ++round) loads.push_back(page_load(1, round, usual_visit(1, 99)));
  ASSERT_TRUE(succeeded(store->write(loads)));
  int asked = 0;
  const auto stopped = store->summarise_resources(kFirst + days(99), [&] { return ++asked < 3; });
  ASSERT_TRUE(succeeded(stopped));
  EXPECT_EQ(*stopped, (Summarised{40, 4'000, false})) << "two steps of 2,000 rows";
  EXPECT_EQ(rows_of(*store), 2'000U);
  int steps = 0;
  const auto rest = store->summarise_resources(kFirst + days(99), [&] {
    // Between two steps the store is anybody's.
    if (++steps == 1) {
      EXPECT_TRUE(succeeded(open()->begin_sweep(sweep_record("meanwhile"))));
    }
    return true;
  });
  EXPECT_EQ(rest.value(), (Summarised{20, 2'000, true}));
}

TEST_F(Resources, ReadByOneArePossiblyOldWhileAnotherSummarises) {
  const auto store = open_begun();
  store_days(*store, {0, 1, 2});
  const auto reader = open(StoreMode::read_only);
  std::size_t seen = 0;
  const auto visited = reader->for_each_page("", [&](const Sample&, const StoredPage& page) {
    if (seen == 0) {
      EXPECT_TRUE(succeeded(store->summarise_resources(kFirst + days(99), always)));
    }
    ++seen;
    return !page.visit.resources.empty() || !page.summary.empty();
  });
  ASSERT_TRUE(succeeded(visited));
  EXPECT_EQ(seen, 3U);
}

/// The figures of docs/config.md: what a sample and a resource's row take, with all that belongs to them.
TEST_F(Resources, TakeAsManyBytesAsTheDocumentationSays) {
  const auto used = [&] {
    return std::stod(ask("SELECT (SELECT page_count FROM pragma_page_count) - (SELECT freelist_count FROM "
                         "pragma_freelist_count)")) *
           std::stod(ask("SELECT page_size FROM pragma_page_size"));
  };
  constexpr int kPages = 60;
  constexpr std::uint32_t kNights = 30;
  const auto store = open_begun();
  const double empty = used();
  const auto write = [&](bool with_resources) {
    for (std::uint32_t night = 0; night < kNights; ++night) {
      std::vector<Measurement> loads;
      for (int portal = 0; portal < kPages; ++portal) {
        Measurement made = page_load(portal, night, usual_visit(portal, 49));
        if (!with_resources) made.page.reset();
        loads.push_back(made);
      }
      EXPECT_TRUE(succeeded(store->write(loads)));
    }
    RawSqlite(path()).run("PRAGMA wal_checkpoint(TRUNCATE)");
  };
  write(false);
  const double samples = used();
  write(true);
  const double resources = used();
  ASSERT_TRUE(succeeded(store->summarise_resources(kFirst + days(9'999), always)));
  RawSqlite(path()).run("PRAGMA wal_checkpoint(TRUNCATE)");
  const double summaries = used();
  constexpr double kLoads = kPages * kNights;
  const double per_sample = (samples - empty) / kLoads;
  const double per_resource = (resources - samples) / (kLoads * 50);
  const double per_summary = (summaries - samples) / kLoads;
  std::printf("bytes: %.0f a sample, %.1f a resource, %.0f the summary of a page load\n", per_sample,
              per_resource, per_summary);
  EXPECT_LT(per_sample, 330);
  EXPECT_LT(per_resource, 100);
  EXPECT_LT(per_summary, 160);
}

}  // namespace
}  // namespace portalprobe
