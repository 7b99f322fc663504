#include <gmock/gmock.h>

#include "results/export.hpp"
#include "results/har_timings.hpp"
#include "results/output_file.hpp"
#include "results/visit_har.hpp"
#include "tests/results/har_check.hpp"
#include "tests/results/store_fixture.hpp"
#include "tests/results/visits.hpp"

namespace portalprobe {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Mark = std::optional<microseconds>;

Mark us(std::int64_t count) { return microseconds(count); }

TEST(HarTimings, PartTheWholeAndKeepTlsInsideTheConnection) {
  const Mark none;
  const struct {
    const char* what;
    microseconds asked;
    Mark began;
    Timings marks;
    HarTimings want;  // blocked, dns, connect, ssl, send, wait, receive
    std::int64_t total;
  } rows[] = {
      {"a new connection over TLS",
       microseconds(5),
       us(15),
       {us(20), us(30), us(60), us(61), us(70), us(75)},
       {us(10), us(5), us(40), us(30), us(1), us(9), us(5)},
       70},
      {"one without look-up and TLS",
       microseconds(0),
       us(0),
       {none, us(10), none, us(11), us(20), us(30)},
       {none, none, us(10), none, us(1), us(9), us(10)},
       30},
      {"an established one",
       microseconds(0),
       us(4),
       {none, none, none, us(9), us(20), us(30)},
       {us(9), none, none, none, us(0), us(11), us(10)},
       30},
      {"an established one that was free",
       microseconds(7),
       us(7),
       {none, none, none, us(7), us(20), us(30)},
       {none, none, none, none, us(0), us(13), us(10)},
       23},
      {"after redirects, anew",
       microseconds(0),
       none,
       {us(100), us(110), us(130), us(131), us(140), us(150)},
       {us(100), none, us(30), us(20), us(1), us(9), us(10)},
       150},
      {"after redirects, on TLS that began who knows when",
       microseconds(0),
       none,
       {none, us(110), us(130), us(131), us(140), us(150)},
       {us(110), none, us(20), us(20), us(1), us(9), us(10)},
       150},
      {"after redirects, established",
       microseconds(40),
       none,
       {none, none, none, us(131), us(140), us(150)},
       {us(91), none, none, none, us(0), us(9), us(10)},
       110},
      {"ended while it waited",
       microseconds(0),
       us(3),
       {us(5), us(9), none, us(9), none, none},
       {us(3), us(2), us(4), none, us(0), none, none},
       9},
      {"never began", microseconds(0), none, {}, {}, 0},
      {"marks that contradict each other",
       microseconds(0),
       us(50),
       {us(40), us(30), us(20), us(10), us(5), us(1)},
       {us(50), us(0), us(0), us(0), us(0), us(0), us(0)},
       50},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.what);
    const HarTimings got = har_timings(row.asked, row.began, row.marks);
    EXPECT_EQ(got.blocked, row.want.blocked);
    EXPECT_EQ(got.dns, row.want.dns);
    EXPECT_EQ(got.connect, row.want.connect);
    EXPECT_EQ(got.ssl, row.want.ssl);
    EXPECT_EQ(got.send, row.want.send);
    EXPECT_EQ(got.wait, row.want.wait);
    EXPECT_EQ(got.receive, row.want.receive);
    EXPECT_EQ(got.total(), microseconds(row.total));
  }
}

class HarExport : public StoreTest {
 protected:
  json exported(Store& store, const std::string& sweep = kSweepId) {
    ExportForm form(ExportFormat::har);
    form.version = "9.8.7";
    auto file = OutputFile::create(path("out.har"));
    EXPECT_TRUE(succeeded(file));
    const auto count = export_samples(store, sweep, form, file->stream());
    EXPECT_TRUE(succeeded(count));
    counted_ = count.value_or(0);
    EXPECT_TRUE(succeeded(file->commit()));
    const json har = json::parse(dir_.read("out.har"), nullptr, false);
    EXPECT_THAT(har_faults(har), IsEmpty());
    return har;
  }
  std::uint64_t counted_ = 0;
};

Sample redirected() {
  Sample sample = usual_sample(1, 0);
  sample.redirects = {
      {"http://portal.example/", 301, microseconds(0), {us(10), us(20), {}, us(30), us(40), us(50)}},
      {"https://portal.example/?a=1&b&=c",
       303,
       microseconds(60),
       {{}, us(90), us(120), us(121), us(130), us(140)}}};
  sample.hop_started = microseconds(150);
  sample.timings = {{}, {}, {}, us(150), us(250), us(1'234'567)};
  sample.final_url = "https://portal.example/home";
  sample.local_port = std::uint16_t{40001};
  sample.via_proxy = false;
  return sample;
}

TEST_F(HarExport, HasAPageAndAnEntryForEachResource) {
  const auto store = open_begun();
  Measurement made = page_load(1, 0, full_visit());
  made.page->resources[0].bytes_wire = 700;
  made.page->resources[0].content_type = "text/html";
  made.page->resources[1].url = "https://cdn.example/app.js?v=1&v=ắ";
  made.sample.via_proxy = false;
  ASSERT_TRUE(succeeded(store->write(std::vector{made})));
  const json log = exported(*store)["log"];
  EXPECT_EQ(log["creator"], json({{"name", "portal-probe"}, {"version", "9.8.7"}}));

  ASSERT_EQ(log["pages"].size(), 1U);
  const json& page = log["pages"][0];
  EXPECT_EQ(page["title"], made.sample.title);
  EXPECT_EQ(page["pageTimings"]["onLoad"], 1234.567);
  EXPECT_EQ(page["pageTimings"]["onContentLoad"], -1);
  EXPECT_EQ(page["startedDateTime"], to_rfc3339(*made.sample.started_at));
  EXPECT_THAT(page["comment"], HasSubstr("lower bound"));
  EXPECT_EQ(page["_portal_id"], "portal-1");

  ASSERT_EQ(log["entries"].size(), 2U);
  const json& document = log["entries"][0];
  EXPECT_EQ(document["pageref"], page["id"]);
  EXPECT_EQ(document["request"]["url"], made.sample.final_url);
  EXPECT_EQ(document["response"]["content"],
            json({{"size", *made.sample.bytes_body}, {"mimeType", "text/html"}}));
  EXPECT_EQ(document["response"]["_transferSize"], 700) << "its own, and not the whole page's";
  EXPECT_EQ(document["_initiator"], json({{"type", "other"}}));
  EXPECT_EQ(document["_resourceType"], "document");
  EXPECT_EQ(document["connection"], "443");

  const json& script = log["entries"][1];
  EXPECT_EQ(script["pageref"], page["id"]);
  EXPECT_EQ(script["startedDateTime"], to_rfc3339(*made.sample.started_at + microseconds(1)));
  EXPECT_EQ(script["response"]["status"], 404);
  EXPECT_EQ(script["response"]["httpVersion"], "HTTP/2.0");
  EXPECT_EQ(script["serverIPAddress"], "2001:db8::2");
  EXPECT_EQ(script["_resourceType"], "script");
  EXPECT_EQ(script["_initiator"], json({{"type", "parser"}, {"url", "https://portal.example/"}}));
  EXPECT_EQ(script["_outcome"], "http_client_error");
  EXPECT_THAT(script["comment"],
              testing::AllOf(HasSubstr("không tìm thấy"), HasSubstr("9 redirects before")));
  EXPECT_EQ(script["timings"]["blocked"], 0.002);
  EXPECT_EQ(script["timings"]["dns"], -1);
  EXPECT_EQ(script["request"]["queryString"],
            json::array({{{"name", "v"}, {"value", "1"}}, {{"name", "v"}, {"value", "ắ"}}}));
}

// An address of nothing but `&` became twenty times as long, five thousand times a page.
TEST_F(HarExport, HasTheFirstParametersOfAnAddressAndNoEmptyOnes) {
  const auto store = open_begun();
  Measurement made = page_load(1, 0, full_visit());
  std::string many = "https://cdn.example/?";
  for (int i = 0; i < 150; ++i) many += "&&&p=" + std::to_string(i);
  made.page->resources[1].url = many;
  ASSERT_TRUE(succeeded(store->write(std::vector{made})));
  const json har = exported(*store);
  const json& query = har["log"]["entries"][1]["request"]["queryString"];
  ASSERT_EQ(query.size(), 100U);
  EXPECT_EQ(query.front(), json({{"name", "p"}, {"value", "0"}}));
  EXPECT_EQ(query.back(), json({{"name", "p"}, {"value", "99"}}));
}

TEST(VisitHar, OfAPageWithVeryManyRequestsIsCutAndSaysSo) {
  PageVisit visit = usual_visit(1, 5000);
  for (auto& resource : visit.resources) resource.url += "&" + std::string(1500, 'x');
  const Measurement made = page_load(1, 0, visit);
  const std::string text = visit_har(made.sample, visit, "9.8.7");
  EXPECT_LT(text.size(), (std::size_t{4} << 20U) + 16'384);
  const json har = json::parse(text, nullptr, false);
  EXPECT_THAT(har_faults(har), IsEmpty());
  const std::size_t entries = har["log"]["entries"].size();
  EXPECT_GT(entries, 500U);
  EXPECT_THAT(har["log"]["pages"][0]["comment"].get<std::string>(),
              HasSubstr("; " + std::to_string(visit.resources.size() - entries) +
                        " further requests were left out, for their size"));
}

TEST_F(HarExport, HasAnEntryForEachHopOfADocument) {
  const auto store = open_begun();
  ASSERT_TRUE(succeeded(store->write(measurements({redirected()}))));
  const json log = exported(*store)["log"];
  EXPECT_THAT(log["pages"], IsEmpty());
  ASSERT_EQ(log["entries"].size(), 3U);
  const json& first = log["entries"][0];
  EXPECT_EQ(first["request"]["url"], "http://portal.example/");
  EXPECT_EQ(first["response"]["status"], 301);
  EXPECT_EQ(first["response"]["redirectURL"], "https://portal.example/?a=1&b&=c");
  EXPECT_EQ(first["time"], 0.05);
  const json& second = log["entries"][1];
  EXPECT_EQ(second["response"]["redirectURL"], "https://portal.example/home");
  EXPECT_FALSE(second.contains("connection")) << "whom a redirect came from is not stored";
  EXPECT_EQ(second["timings"]["connect"], 0.06);
  EXPECT_EQ(second["timings"]["ssl"], 0.03);
  EXPECT_EQ(second["request"]["queryString"].dump(),
            R"([{"name":"a","value":"1"},{"name":"b","value":""},{"name":"","value":"c"}])");
  const json& last = log["entries"][2];
  EXPECT_EQ(last["request"]["url"], "https://portal.example/home");
  EXPECT_EQ(last["response"]["redirectURL"], "");
  EXPECT_EQ(last["connection"], "443") << "the server's port: DevTools show it behind its address";
  EXPECT_EQ(last["_connectionId"], "40001");
  EXPECT_EQ(last["timings"]["receive"], 1234.317);
  EXPECT_FALSE(last["response"].contains("_transferSize")) << "only the sum over all hops is known";
}

TEST_F(HarExport, SaysHowTargetsWereAsked) {
  SweepRecord record = sweep_record();
  record.config_json =
      R"({"portals":[{"id":"portal-1","actions":[{"id":"search","method":"POST"},{"id":"x"}]}, 7]})";
  record.config_sha256 = "c";
  const auto store = open_begun(record);
  Sample action = redirected();
  action.kind = TargetKind::action;
  action.target_id = "search";
  Sample kept = action;
  kept.redirects = {{"https://portal.example/", 308, microseconds(0), {}}};
  kept.round = 1;
  Sample other = action;
  other.target_id = "x";
  ASSERT_TRUE(succeeded(store->write(measurements({action, kept, other}))));
  std::vector<std::string> methods;
  const json har = exported(*store);
  for (const auto& entry : har["log"]["entries"])
    methods.push_back(entry["request"]["method"].get<std::string>());
  EXPECT_THAT(methods, ElementsAre("POST", "GET", "GET", "GET", "GET", "GET", "POST", "POST"));
}

TEST_F(HarExport, LeavesOutWhatWasNotSentOrIsNoPortal) {
  const auto store = open_begun();
  Sample skipped = bare_sample("skipped");
  skipped.outcome = Outcome::skipped_maintenance;
  Sample reference = usual_sample(1, 0);
  reference.kind = TargetKind::reference;
  Sample refused_one = usual_sample(2, 0);
  refused_one.outcome = Outcome::connect_refused;
  refused_one.detail = "nobody listens";
  refused_one.timings = {us(10), {}, {}, {}, {}, {}};
  refused_one.http_status.reset();
  refused_one.http_version.clear();
  // A connection that was to be opened beforehand failed: its request has not even an address.
  Sample unprimed = bare_sample("unprimed");
  unprimed.outcome = Outcome::tls_timed_out;
  unprimed.started_at = refused_one.started_at;
  ASSERT_TRUE(succeeded(store->write(measurements({skipped, reference, refused_one, unprimed}))));
  const json log = exported(*store)["log"];
  ASSERT_EQ(log["entries"].size(), 1U);
  const json& entry = log["entries"][0];
  EXPECT_EQ(entry["response"]["status"], 0);
  EXPECT_EQ(entry["response"]["_error"], "connect_refused");
  EXPECT_EQ(entry["request"]["httpVersion"], "unknown");
  EXPECT_EQ(entry["timings"]["dns"], 0.01);
  EXPECT_EQ(entry["timings"]["connect"], -1);
}

TEST_F(HarExport, StillHasTheDocumentOfAPageWhoseResourcesWereSummarised) {
  const auto store = open_begun();
  const Measurement made = page_load(1, 0, usual_visit(1, 30));
  ASSERT_TRUE(succeeded(store->write(std::vector{made})));
  ASSERT_TRUE(
      succeeded(store->summarise_resources(made.sample.scheduled_at + microseconds(1), [] { return true; })));
  const json log = exported(*store)["log"];
  EXPECT_EQ(log["entries"].size(), 1U);
  EXPECT_THAT(log["pages"][0]["comment"], HasSubstr("its 31 resources ("));
}

TEST_F(HarExport, GivesEachPageLoadItsOwnPage) {
  const auto store = open_begun();
  std::vector<Measurement> loads;
  for (std::uint32_t round = 0; round < 40; ++round) {
    for (int portal = 0; portal < 5; ++portal)
      loads.push_back(page_load(portal, round, usual_visit(portal, 20)));
  }
  ASSERT_TRUE(succeeded(store->write(loads)));
  const json log = exported(*store, "")["log"];
  EXPECT_EQ(counted_, 200U);
  EXPECT_EQ(log["pages"].size(), 200U);
  EXPECT_EQ(log["entries"].size(), 200U * 21);
}

TEST_F(HarExport, OfNothingIsHarAllTheSame) {
  EXPECT_THAT(exported(*open_begun())["log"]["entries"], IsEmpty());
}

TEST_F(HarExport, IsValidWhateverAPortalSends) {
  const auto store = open_begun();
  Measurement made = page_load(1, 0, full_visit());
  made.sample.title = "\"}]}\x1b[2J\xFF</script>";
  made.sample.final_url = "javascript:\"\\\n?&&=&";
  made.sample.started_at =
      std::chrono::sys_days(std::chrono::year(9999) / 12 / 31) + std::chrono::hours(24) - microseconds(1);
  made.page->resources[1].url = std::string("?&=\xC3\0&\"", 8);
  made.page->resources[1].content_type = "\xFF\"";
  made.page->resources[1].found = microseconds(std::int64_t{1} << 62U);
  made.page->resources[1].started = microseconds(-5);
  ASSERT_TRUE(succeeded(store->write(std::vector{made})));
  EXPECT_EQ(exported(*store)["log"]["entries"].size(), 2U);
}

TEST_F(HarExport, SaysWhyItCouldNotBeWritten) {
  const auto store = open_begun();
  ASSERT_TRUE(succeeded(store->write(std::vector{page_load(1, 0, usual_visit(1, 400))})));
  std::FILE* full = std::fopen("/dev/full", "w");
  EXPECT_TRUE(
      refused(export_samples(*store, "", ExportFormat::har, full), {"cannot write the export", "No space"}));
  std::fclose(full);
}

TEST_F(HarExport, CheckItselfFindsWhatIsMissing) {
  const auto store = open_begun();
  ASSERT_TRUE(succeeded(store->write(std::vector{page_load(1, 0, full_visit())})));
  const json good = exported(*store);
  const struct {
    const char* path;
    json value;
  } rows[] = {
      {"/log/version", "1.1"},
      {"/log/pages/0/startedDateTime", "yesterday"},
      {"/log/entries/1/pageref", "page_7"},
      {"/log/entries/1/time", 5},
      {"/log/entries/1/timings/wait", -1},
      {"/log/entries/1/timings/ssl", 1e9},
      {"/log/entries/0/response/content/mimeType", nullptr},
      {"/log/entries/0/request/queryString", "a=b"},
  };
  for (const auto& row : rows) {
    json bad = good;
    bad[json::json_pointer(row.path)] = row.value;
    EXPECT_THAT(har_faults(bad), testing::Not(IsEmpty())) << row.path;
  }
}

}  // namespace
}  // namespace portalprobe
