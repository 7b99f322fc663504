#include "results/csv.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "results/sample_fields.hpp"
#include "tests/results/samples.hpp"

namespace portalprobe {
namespace {

/// Reads records by RFC 4180's grammar and nothing else.
std::vector<std::vector<std::string>> read_csv(const std::string& text) {
  std::vector<std::vector<std::string>> records;
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (quoted && text.compare(i, 2, "\"\"") == 0) {
      fields.back() += text[i++];
    } else if (text[i] == '"') {
      quoted = !quoted;
    } else if (!quoted && text[i] == ',') {
      fields.emplace_back();
    } else if (!quoted && text.compare(i, 2, "\r\n") == 0) {
      records.push_back(std::exchange(fields, std::vector<std::string>(1)));
      ++i;
    } else {
      fields.back() += text[i];
    }
  }
  return records;
}

std::string column(const std::vector<std::vector<std::string>>& records, std::size_t row,
                   const std::string& name) {
  for (std::size_t i = 0; i < records[0].size(); ++i) {
    if (records[0][i] == name) return records[row][i];
  }
  return "no such column";
}

TEST(Csv, HasAColumnForEachFieldInEachRecord) {
  std::string text;
  append_csv_header(text);
  append_csv(text, bare_sample());
  append_csv(text, full_sample());
  const auto records = read_csv(text);
  ASSERT_EQ(records.size(), 3U);
  for (const auto& record : records) EXPECT_EQ(record.size(), sample_fields().size());
  for (std::size_t i = 0; i < records[0].size(); ++i) EXPECT_EQ(records[0][i], sample_fields()[i].name);
}

TEST(Csv, ReadsBackByTheRules) {
  std::string text;
  append_csv_header(text);
  append_csv(text, full_sample());
  Sample other = bare_sample();
  other.title = " \xFF=1+1 ";
  append_csv(text, other);
  const auto records = read_csv(text);
  EXPECT_EQ(column(records, 1, "detail"), full_sample().detail);
  EXPECT_EQ(column(records, 1, "server_timing"), full_sample().server_timing);
  EXPECT_EQ(column(records, 1, "portal_id"), "thừa-thiên-huế");
  EXPECT_EQ(column(records, 1, "fit"), "false");
  EXPECT_EQ(column(records, 1, "scheduled_at"), "2026-11-20T15:00:00.000001Z");
  EXPECT_EQ(column(records, 1, "redirects").substr(0, 34), "[{\"url\":\"http://a.example/?q=\\\"1\\\"");
  EXPECT_EQ(column(records, 2, "title"), " \uFFFD=1+1 ");
  EXPECT_EQ(column(records, 2, "ttfb_us"), "");
  EXPECT_EQ(column(records, 2, "redirects"), "");
}

}  // namespace
}  // namespace portalprobe
