#include "probe/browser/pipe_frames.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace portalprobe {
namespace {

using namespace std::string_literals;
using Messages = std::vector<std::string>;

Messages all_of(PipeFrames& frames) {
  Messages all;
  while (auto message = frames.next()) all.push_back(std::move(*message));
  return all;
}

TEST(PipeFrames, EndMessagesAtTheirNul) {
  struct {
    std::string bytes;
    Messages want;
  } rows[] = {
      {"", {}},
      {"abc", {}},
      {"abc\0"s, {"abc"}},
      {"a\0b\0c"s, {"a", "b"}},
      {"\0"s, {""}},
      {"\0\0a\0"s, {"", "", "a"}},
      {"\xFF\x80\n\0"s, {"\xFF\x80\n"}},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.bytes);
    PipeFrames frames;
    frames.feed(row.bytes);
    EXPECT_EQ(all_of(frames), row.want);
    EXPECT_EQ(frames.passed_over(), 0u);
  }
}

TEST(PipeFrames, AreTheSameWhereverTheBytesAreSplit) {
  const std::string bytes = "{\"id\":1}\0\0{\"method\":\"a\"}\0tail"s;
  const Messages want = {"{\"id\":1}", "", "{\"method\":\"a\"}"};
  for (std::size_t first = 0; first <= bytes.size(); ++first) {
    for (std::size_t second = first; second <= bytes.size(); ++second) {
      PipeFrames frames;
      frames.feed(std::string_view(bytes).substr(0, first));
      frames.feed(std::string_view(bytes).substr(first, second - first));
      frames.feed(std::string_view(bytes).substr(second));
      EXPECT_EQ(all_of(frames), want) << first << ' ' << second;
    }
  }
}

TEST(PipeFrames, PassOverWhatIsTooLongAndGoOn) {
  struct {
    std::vector<std::string> pieces;
    Messages want;
    std::uint64_t passed_over;
  } rows[] = {
      {{"1234\0"s}, {"1234"}, 0},
      {{"12345\0ok\0"s}, {"ok"}, 1},
      {{"12", "34", "5", "\0ok\0"s}, {"ok"}, 1},
      {{"1234", "5678", "9", "\0"s, "12345\0"s, "ok\0"s}, {"ok"}, 2},
      {{"12345"}, {}, 0},  // may never end
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.pieces.front());
    PipeFrames frames(4);
    for (const auto& piece : row.pieces) frames.feed(piece);
    EXPECT_EQ(all_of(frames), row.want);
    EXPECT_EQ(frames.passed_over(), row.passed_over);
  }
}

}  // namespace
}  // namespace portalprobe
