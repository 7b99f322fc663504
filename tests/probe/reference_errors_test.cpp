#include "probe/self/reference_errors.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "probe/self/reference_notes.hpp"
#include "probe/self/reference_request.hpp"

namespace portalprobe {
namespace {

using namespace std::chrono_literals;

constexpr SteadyTime kFrom{std::chrono::hours(5)};

/// A cold TLS measurement that was answered after 50 ms, and what the server knows of it.
Timings marks() {
  Timings marks;
  marks.connected = 30us;
  marks.secured = 2100us;
  marks.sent = 2200us;
  marks.first_byte = 52300us;
  marks.done = 52450us;
  return marks;
}
ReferenceNotes notes() {
  ReferenceNotes notes;
  notes.greeted = kFrom + 2000us;
  notes.arrived = kFrom + 2230us;
  notes.read = kFrom + 2300us;
  notes.first_byte = kFrom + 52280us;
  notes.last_byte = kFrom + 52400us;
  return notes;
}

TEST(ReferenceErrors, AreWhatWeSaidMinusWhatWas) {
  const auto result = compare(marks(), kFrom, notes());
  ASSERT_TRUE(result);
  EXPECT_EQ(result->connected, 30us);
  EXPECT_EQ(result->secured, 100us);
  EXPECT_EQ(result->sent, -30us);
  EXPECT_EQ(result->first_byte, 20us);
  EXPECT_EQ(result->done, 50us);
  EXPECT_EQ(result->response_time, 80us);
}

TEST(ReferenceErrors, OfMarksThatDidNotHappenAreAbsent) {
  Timings warm = marks();
  warm.connected.reset();
  warm.secured.reset();
  ReferenceNotes known = notes();
  known.greeted.reset();
  const auto result = compare(warm, kFrom, known);
  ASSERT_TRUE(result);
  EXPECT_FALSE(result->connected);
  EXPECT_FALSE(result->secured);
  for (auto mark : {&Timings::sent, &Timings::first_byte, &Timings::done}) {
    Timings broken = marks();
    (broken.*mark).reset();
    EXPECT_FALSE(compare(broken, kFrom, notes()));
  }
}

TEST(ReferenceErrors, AreNotToldFromNotesOfAnotherTime) {
  EXPECT_TRUE(compare(marks(), kFrom + 900ms, notes())) << "so bad may we be";
  EXPECT_FALSE(compare(marks(), kFrom + 2s, notes()));
  EXPECT_FALSE(compare(marks(), kFrom - 2s, notes()));
}

TEST(ReferenceErrors, CountFromWhereTheEngineSaysElseFromTheStart) {
  const BothClocks now{kFrom + 1s, WallTime(100s)};
  Measurement measurement;
  EXPECT_FALSE(marks_from(measurement, now));
  measurement.sample.started_at = WallTime(99s);
  EXPECT_EQ(marks_from(measurement, now), kFrom);
  measurement.marks_from = kFrom + 7us;
  EXPECT_EQ(marks_from(measurement, now), kFrom + 7us);
}

ReferenceResult with_done(microseconds error) {
  ReferenceResult result;
  result.done = error;
  return result;
}

TEST(InstrumentErrors, AreSignedInTheBiasAndUnsignedElsewhere) {
  struct {
    std::vector<int> errors;
    MarkError want;
  } rows[] = {
      {{7}, {1, 7us, 7us, 7us, 7us}},
      {{-7}, {1, -7us, 7us, 7us, 7us}},
      {{-10, 10}, {2, 0us, 10us, 10us, 10us}},
      {{3, -1, 2}, {3, 1us, 2us, 3us, 3us}},
      {{-100, 1, 2, 3, 4}, {5, -18us, 3us, 100us, 100us}},
  };
  for (const auto& row : rows) {
    std::vector<ReferenceResult> results;
    for (const int error : row.errors) results.push_back(with_done(microseconds(error)));
    const auto summary = summarise(results);
    ASSERT_EQ(summary.size(), 1U);
    EXPECT_EQ(summary.at("done"), row.want);
  }
}

TEST(InstrumentErrors, LeaveOneInAHundredOutOfP99) {
  std::vector<ReferenceResult> results;
  for (int i = 1; i <= 200; ++i) results.push_back(with_done(microseconds(i)));
  const MarkError error = summarise(results).at("done");
  EXPECT_EQ(error.p50, 100us);
  EXPECT_EQ(error.p99, 198us);
  EXPECT_EQ(error.max, 200us);
}

TEST(InstrumentErrors, KnowOnlyMarksThatHappened) {
  EXPECT_TRUE(summarise({}).empty());
  const auto result = compare(marks(), kFrom, notes());
  const std::vector<ReferenceResult> results = {*result, with_done(1us)};
  const auto summary = summarise(results);
  EXPECT_EQ(summary.size(), 6U);
  EXPECT_EQ(summary.at("secured").samples, 1U);
  EXPECT_EQ(summary.at("done").samples, 2U);
}

TEST(ReferenceNotebook, GivesOutEachConnectionsNewestNotesOnce) {
  ReferenceNotebook notebook;
  ReferenceNotes newer = notes();
  newer.last_byte += 1s;
  notebook.put({false, 4000}, notes());
  notebook.put({false, 4000}, newer);
  notebook.put({true, 4000}, notes());
  EXPECT_FALSE(notebook.take({false, 4001}));
  EXPECT_EQ(notebook.take({false, 4000}), newer);
  EXPECT_FALSE(notebook.take({false, 4000}));
  EXPECT_EQ(notebook.take({true, 4000}), notes());
}

TEST(ReferenceRequests, SayHowLongToWaitAndHowMuchToSend) {
  struct {
    std::string_view line;
    ReferenceRequest want;
  } rows[] = {
      {"GET /wait/20ms/body/20000 HTTP/1.1", {.known = true, .wait = 20ms, .body = 20000}},
      {"GET /wait/0ms/body/0?id=7 HTTP/1.1", {.known = true}},
      {"GET /wait/9999999999ms/body/9999999999 HTTP/1.1",
       {.known = true, .wait = kLongestReferenceWait, .body = kLargestReferenceBody}},
      {"GET /robots.txt HTTP/1.1", {}},
      {"GET /wait/ms/body/1 HTTP/1.1", {}},
      {"GET /wait/-1ms/body/1 HTTP/1.1", {}},
      {"GET /wait/99999999999999999999ms/body/1 HTTP/1.1", {}},
      {"GET /wait/1ms/body/ HTTP/1.1", {}},
      {"GET /wait/1ms/body/1/2 HTTP/1.1", {}},
      {"POST /wait/1ms/body/1 HTTP/1.1", {.keep_alive = false, .refused = true}},
      {"GET /wait/1ms/body/1 HTTP/1.0", {.wait = 0ms, .keep_alive = false, .refused = true}},
      {"GET", {.keep_alive = false, .refused = true}},
      {"", {.keep_alive = false, .refused = true}},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.line);
    EXPECT_EQ(parse_reference_request(std::string(row.line) + "\r\nHost: x\r\n\r\n"), row.want);
  }
}

TEST(ReferenceRequests, AreReadBackFromTheirOwnPath) {
  const auto request = parse_reference_request("GET " + reference_path(50ms, 123) + " HTTP/1.1\r\n\r\n");
  EXPECT_EQ(request, (ReferenceRequest{.known = true, .wait = 50ms, .body = 123}));
  EXPECT_TRUE(reference_answer(request).starts_with("HTTP/1.1 200 OK\r\n"));
  EXPECT_TRUE(reference_answer(request).ends_with("\r\n\r\n" + std::string(123, 'x')));
}

TEST(ReferenceRequests, MayHaveNoBodyAndMayEndTheConnection) {
  const std::string line = "GET /wait/1ms/body/1 HTTP/1.1\r\n";
  EXPECT_FALSE(parse_reference_request(line + "Connection: Close\r\n\r\n").keep_alive);
  EXPECT_TRUE(parse_reference_request(line + "Connection: keep-alive\r\n\r\n").keep_alive);
  for (const char* field : {"Content-Length: 5", "Transfer-Encoding: chunked", "Expect: 100-continue"}) {
    EXPECT_TRUE(parse_reference_request(line + field + "\r\n\r\n").refused) << field;
  }
}

}  // namespace
}  // namespace portalprobe
