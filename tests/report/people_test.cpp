#include "report/people.hpp"

#include <gtest/gtest.h>

namespace portalprobe {
namespace {

TEST(DurationText, KeepsThreeFiguresThatMatter) {
  struct {
    std::int64_t us;
    std::string_view want;
  } rows[] = {
      {0, "0 ms"},
      {4, "0.00 ms"},
      {350, "0.35 ms"},
      {994, "0.99 ms"},
      {995, "1.0 ms"},
      {4'200, "4.2 ms"},
      {9'949, "9.9 ms"},
      {9'950, "10 ms"},
      {187'400, "187 ms"},
      {999'499, "999 ms"},
      {999'500, "1.000 s"},
      {999'600, "1.000 s"},
      {1'234'000, "1.234 s"},
      {30'000'000, "30.000 s"},
      {-4'200, "-4.2 ms"},
  };
  for (const auto& row : rows) EXPECT_EQ(duration_text(microseconds(row.us)), row.want) << row.us;
  EXPECT_EQ(duration_text(std::nullopt), "-");
}

TEST(WaitingText, NamesTheTwoLargestUnits) {
  using std::chrono::seconds;
  EXPECT_EQ(waiting_text(seconds(0)), "0 s");
  EXPECT_EQ(waiting_text(seconds(-3)), "0 s");
  EXPECT_EQ(waiting_text(seconds(59)), "59 s");
  EXPECT_EQ(waiting_text(seconds(60)), "1 min 00 s");
  EXPECT_EQ(waiting_text(seconds(3599)), "59 min 59 s");
  EXPECT_EQ(waiting_text(seconds(4 * 3600 + 300)), "4 h 05 min");
}

TEST(CountText, GroupsThousands) {
  struct {
    std::uint64_t count;
    std::string_view want;
  } rows[] = {{0, "0"},
              {999, "999"},
              {1000, "1,000"},
              {264'000, "264,000"},
              {1'234'567, "1,234,567"},
              {10'000'000, "10,000,000"}};
  for (const auto& row : rows) EXPECT_EQ(count_text(row.count), row.want);
}

TEST(SizeText, ChoosesTheUnit) {
  struct {
    std::uint64_t bytes;
    std::string_view want;
  } rows[] = {{0, "0 B"},
              {1023, "1023 B"},
              {1024, "1.0 KiB"},
              {14'541, "14.2 KiB"},
              {1024 * 1024 - 1, "1.0 MiB"},
              {16ULL << 20U, "16.0 MiB"}};
  for (const auto& row : rows) EXPECT_EQ(size_text(row.bytes), row.want) << row.bytes;
}

TEST(ShareText, SaysAllOnlyOfAll) {
  EXPECT_EQ(share_text(0, 6120), "0 %");
  EXPECT_EQ(share_text(6119, 6120), "99 %");
  EXPECT_EQ(share_text(6120, 6120), "100 %");
  EXPECT_EQ(share_text(0, 0), "100 %");
}

}  // namespace
}  // namespace portalprobe
