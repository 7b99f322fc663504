#include "results/ndjson.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/results/store_fixture.hpp"
#include "tests/results/visits.hpp"

namespace portalprobe {
namespace {

using nlohmann::json;

std::string line_of(const Sample& sample) {
  std::string line;
  append_ndjson(line, sample);
  return line;
}

/// The line of a full sample with one value put in another's place (or taken out, by a discarded one).
std::string with(const std::string& name, const json& value) {
  json object = json::parse(line_of(full_sample()));
  value.is_discarded() ? object.erase(name), void() : void(object[name] = value);
  return object.dump();
}

TEST(Ndjson, ReadsBackWhatItWrote) {
  for (const auto& sample : {bare_sample(), full_sample(), usual_sample(3, 4)}) {
    const auto read = parse_ndjson_line(line_of(sample));
    ASSERT_TRUE(succeeded(read));
    EXPECT_EQ(*read, sample);
  }
}

TEST(Ndjson, LeavesOutWhatIsAbsentAndWritesZeroAsZero) {
  const auto bare = json::parse(line_of(bare_sample()));
  for (const auto* name :
       {"ttfb_us", "resolved_us", "http_status", "detail", "redirects", "started_at", "needs_browser"}) {
    EXPECT_FALSE(bare.contains(name)) << name;
  }
  Sample zero = bare_sample();
  zero.total_blocking_time = microseconds(0);
  zero.bytes_body = 0;
  zero.needs_browser = false;
  const auto object = json::parse(line_of(zero));
  EXPECT_EQ(object["total_blocking_time_us"], 0);
  EXPECT_EQ(object["bytes_body"], 0);
  EXPECT_EQ(object["needs_browser"], false);
}

TEST(Ndjson, SaysThingsInTheirPublicForm) {
  const auto object = json::parse(line_of(full_sample()));
  EXPECT_EQ(object["schema_version"], 1);
  EXPECT_EQ(object["scheduled_at"], "2026-11-20T15:00:00.000001Z");
  EXPECT_EQ(object["lateness_us"], -4);
  EXPECT_EQ(object["fit"], false);
  EXPECT_EQ(object["outcome"], "tls_chain_incomplete");
  EXPECT_EQ(object["cumulative_layout_shift"], 0.1);
  EXPECT_EQ(object["bytes_wire"], 1099511627776);
  EXPECT_EQ(object["redirects"][0]["url"], "http://a.example/?q=\"1\"");
  EXPECT_EQ(object["redirects"][0]["first_byte_us"], 3);
  EXPECT_FALSE(object["redirects"][0].contains("connected_us"));
}

TEST(Ndjson, IsOneLineOfValidUtf8WhateverThePortalSent) {
  Sample sample = full_sample();
  sample.title = std::string("a\0b\nc\x1F\x7F\xFF \xE2\x80\xA8 \"\\", 15);
  sample.redirects[0].url = "http://x/\xC3";
  const std::string line = line_of(sample);
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  const auto object = json::parse(line);
  EXPECT_EQ(object["title"].get<std::string>(), std::string("a\0b\nc\x1F\x7F\uFFFD \xE2\x80\xA8 \"\\", 17));
  EXPECT_EQ(object["redirects"][0]["url"], "http://x/\uFFFD");
}

TEST(Ndjson, RefusesWrongLinesByTheFieldsName) {
  const json gone(json::value_t::discarded);
  const struct {
    std::string line;
    const char* part;
  } rows[] = {
      {"", "not a JSON object"},
      {"[]", "not a JSON object"},
      {"{\"a\":", "not a JSON object"},
      {with("schema_version", 2), "schema_version"},
      {with("schema_version", gone), "'schema_version' is missing"},
      {with("portal_id", gone), "'portal_id' is missing"},
      {with("portal_id", ""), "'portal_id' is missing"},
      {with("outcome", nullptr), "'outcome' is missing"},
      {with("outcome", "fine"), "outcome"},
      {with("round", -1), "round"},
      {with("round", 1.5), "round"},
      {with("round", 18446744073709551615ULL), "round"},
      {with("scheduled_at", "yesterday"), "scheduled_at"},
      {with("scheduled_at", "1969-12-31T23:59:59Z"), "scheduled_at"},
      {with("body_sha256", "XYZ"), "body_sha256"},
      {with("ttfb_us", "12"), "ttfb_us"},
      {with("ttfb_us", json::array()), "ttfb_us"},
      {with("redirects", json::object()), "redirects"},
      {with("redirects", json::array({json::object({{"url", "x"}})})), "redirects"},
      {with("redirects",
            json::array({json::object({{"url", "x"}, {"status", 1LL << 40U}, {"started_us", 0}})})),
       "redirects"},
      {with("portal_id", "x").insert(1, "\"portal_id\":\"y\","), "'portal_id' is there twice"},
      {"{\"x\":\"" + std::string(1U << 20U, 'x') + "\"}", "longer than 1 MiB"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.line.substr(0, 200));
    EXPECT_TRUE(refused(parse_ndjson_line(row.line), {row.part}));
  }
}

TEST(Ndjson, IgnoresFieldsOfLaterVersionsAndNulls) {
  json object = json::parse(line_of(full_sample()));
  object["later"] = {{"deep", 1}};
  const auto read = parse_ndjson_line(object.dump());
  ASSERT_TRUE(succeeded(read));
  EXPECT_EQ(*read, full_sample());
  EXPECT_FALSE(parse_ndjson_line(with("ttfb_us", nullptr)).value().ttfb.has_value());
}

std::string line_of(const Measurement& made) {
  std::string line;
  append_ndjson(line, made.sample, made.page.value_or(PageVisit()));
  return line;
}

TEST(Ndjson, CarriesResourcesWhereTheyAreAskedFor) {
  const Measurement made = page_load(3, 4, full_visit());
  const auto read = parse_ndjson_measurement(line_of(made));
  ASSERT_TRUE(succeeded(read));
  EXPECT_EQ(read->sample, made.sample);
  EXPECT_EQ(read->page, made.page);
  EXPECT_EQ(parse_ndjson_line(line_of(made)).value(), made.sample) << "who does not ask for them gets on";

  const auto resource = json::parse(line_of(made))["resources"][1];
  EXPECT_EQ(resource["type"], "script");
  EXPECT_EQ(resource["initiator"], 0);
  EXPECT_EQ(resource["first_byte_us"], 7);
  EXPECT_EQ(resource["bytes_wire"], 1099511627776);
  const auto document = json::parse(line_of(made))["resources"][0];
  for (const auto* name : {"initiator", "detail", "resolved_us", "status", "remote_ip"})
    EXPECT_FALSE(document.contains(name)) << name;
}

TEST(Ndjson, HasNoResourcesWhereThereAreNone) {
  const Measurement made = page_load(3, 4, {});
  EXPECT_EQ(line_of(made), line_of(made.sample));
  EXPECT_EQ(parse_ndjson_measurement(line_of(made)).value().page, std::nullopt);
}

TEST(Ndjson, RefusesResourcesThatCannotBe) {
  const auto with_resource = [](const std::string& name, const json& value) {
    json object = json::parse(line_of(page_load(3, 4, full_visit())));
    value.is_discarded() ? object["resources"][1].erase(name),
        void()           : void(object["resources"][1][name] = value);
    return object.dump();
  };
  const json gone(json::value_t::discarded);
  EXPECT_TRUE(succeeded(parse_ndjson_measurement(with_resource("later", json::object()))));
  EXPECT_TRUE(succeeded(parse_ndjson_measurement(with_resource("done_us", nullptr))));
  const std::pair<const char*, json> rows[] = {
      {"url", gone},      {"url", 1},        {"type", "document "},     {"outcome", nullptr},
      {"initiator", 1},   {"initiator", -1}, {"redirects", 4294967296}, {"found_us", "1"},
      {"bytes_wire", -1}, {"done_us", 1.5},  {"status", json::array()},
  };
  for (const auto& [name, value] : rows) {
    EXPECT_TRUE(refused(parse_ndjson_measurement(with_resource(name, value)), {"'resources'"})) << name;
  }
  EXPECT_TRUE(refused(parse_ndjson_measurement(with("resources", json::object())), {"'resources'"}));
  EXPECT_TRUE(refused(parse_ndjson_measurement(with("resources", {1})), {"'resources'"}));
  EXPECT_TRUE(refused(parse_ndjson_measurement(std::string((8U << 20U) + 1, ' ')), {"longer than 8 MiB"}));
}

// Nesting costs no stack.
TEST(Ndjson, SurvivesALineOfNothingButBrackets) {
  const std::string open(500'000, '[');
  const std::string close(500'000, ']');
  EXPECT_TRUE(refused(parse_ndjson_line(open), {"not a JSON object"}));
  EXPECT_TRUE(refused(parse_ndjson_line("{\"redirects\":" + open + close + "}"), {"is missing"}));
  EXPECT_TRUE(
      refused(parse_ndjson_line(with("redirects", json::array()).insert(1, "\"x\":" + open + close + ",")),
              {"x"}) == testing::AssertionFailure())
      << "unknown fields are ignored however deep they are";
}

}  // namespace
}  // namespace portalprobe
