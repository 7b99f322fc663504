#include "probe/http_headers.hpp"

#include <gtest/gtest.h>

#include "core/utf8.hpp"

namespace portalprobe {
namespace {

HttpHeaders read(std::initializer_list<std::string_view> lines) {
  HttpHeaders headers;
  for (const auto line : lines) headers.add_line(line);
  return headers;
}

TEST(HttpHeaders, FindsFieldsInAnyCaseAndJoinsThem) {
  const auto headers = read({"HTTP/1.1 200 OK\r\n", "Content-Type: text/html \r\n", "VARY:a\r\n",
                             "vary:  b\r\n", "X-Empty:\r\n", "\r\n"});
  EXPECT_EQ(headers.find("content-TYPE"), "text/html");
  EXPECT_EQ(headers.find("Vary"), "a, b");
  EXPECT_EQ(headers.first("vary"), "a");
  EXPECT_EQ(headers.find("x-empty"), "");
  EXPECT_EQ(headers.find("absent"), std::nullopt);
  EXPECT_EQ(headers.first("absent"), std::nullopt);
  EXPECT_EQ(headers.fields().size(), 4U);
  EXPECT_FALSE(headers.cut());
}

TEST(HttpHeaders, ForgetsAnInterimAnswersHeader) {
  const auto headers = read(
      {"HTTP/1.1 103 Early Hints\r\n", "Link: </a.css>\r\n", "\r\n", "HTTP/1.1 200 OK\r\n", "Age: 3\r\n"});
  EXPECT_EQ(headers.find("link"), std::nullopt);
  EXPECT_EQ(age_of(headers), 3U);
}

TEST(HttpHeaders, ReadsFoldedLinesAndOverlooksWhatIsNoField) {
  const auto headers = read({"A: one\r\n", "\ttwo\r\n", "nonsense\r\n", ": no name\r\n", "B: x:y\r\n"});
  EXPECT_EQ(headers.find("a"), "one two");
  EXPECT_EQ(headers.find("b"), "x:y");
  EXPECT_EQ(headers.fields().size(), 2U);
  EXPECT_TRUE(read({" folded into nothing\r\n"}).fields().empty());
}

TEST(HttpHeaders, HoldsNoMoreThanItsCapsOfAFlood) {
  HttpHeaders many;
  for (int i = 0; i < 200'000; ++i) many.add_line("X-" + std::to_string(i) + ": a\r\n");
  EXPECT_EQ(many.fields().size(), HttpHeaders::kMaxFields);
  EXPECT_EQ(many.lines(), 200'000U);
  EXPECT_TRUE(many.cut());

  HttpHeaders large;
  large.add_line("X: " + std::string(5'000'000, 'a'));
  EXPECT_TRUE(large.fields().empty());
  EXPECT_TRUE(large.cut());
  large.add_line("Age: 7");
  EXPECT_EQ(age_of(large), 7U) << "a small field still fits";

  HttpHeaders folded;
  folded.add_line("X: a");
  for (int i = 0; i < 1000; ++i) folded.add_line(" " + std::string(1000, 'b'));
  EXPECT_LE(folded.find("x")->size(), HttpHeaders::kMaxBytes);
  EXPECT_TRUE(folded.cut());
}

TEST(HttpHeaders, ReadsAgeAndSaturates) {
  struct {
    std::string_view line;
    std::optional<std::uint32_t> want;
  } rows[] = {
      {"Age: 0", 0U},
      {"Age: 4294967295", 4294967295U},
      {"Age: 4294967296", 4294967295U},
      {"Age: 99999999999999999999999", 4294967295U},
      {"Age: -1", {}},
      {"Age: 1.5", {}},
      {"Age:", {}},
      {"Age: abc", {}},
      {"Age: 1 2", {}},
      {"Other: 1", {}},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.line);
    EXPECT_EQ(age_of(read({row.line})), row.want);
  }
  EXPECT_EQ(age_of(read({"Age: 5", "Age: 9"})), 5U);
}

TEST(HttpHeaders, KeepsServerTimingPrintableAndShort) {
  EXPECT_EQ(server_timing(read({"Server-Timing: db;dur=53", "server-timing: app;desc=\"x\""})),
            "db;dur=53, app;desc=\"x\"");
  EXPECT_EQ(server_timing(read({"Age: 1"})), "");
  EXPECT_EQ(server_timing(read({"Server-Timing: a\x01\x1b[31mb\xff"
                                "c"})),
            "a[31mbc");
  const auto timing = server_timing(read({"Server-Timing: x" + std::string() + [] {
    std::string text;
    for (int i = 0; i < 2000; ++i) text += "ả";
    return text;
  }()}));
  EXPECT_LE(timing.size(), 1024U);
  EXPECT_GT(timing.size(), 1000U);
  EXPECT_FALSE(first_invalid_utf8(timing));
}

}  // namespace
}  // namespace portalprobe
