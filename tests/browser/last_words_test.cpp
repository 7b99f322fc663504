#include "probe/browser/last_words.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>

namespace portalprobe {
namespace {

void say(const WordsPipe& pipe, const std::string& text) {
  ASSERT_EQ(::write(pipe.write_end.get(), text.data(), text.size()), static_cast<ssize_t>(text.size()));
}

TEST(LastWords, AreTheLastLineThatSaysSomething) {
  struct {
    std::string text;
    std::string want;
  } rows[] = {
      {"", ""},
      {"\n\n", ""},
      {"one", "one"},
      {"one\ntwo\n", "two"},
      {"one\n\n  \n", "one"},
      {"one\n\x1B[31mred\x1B[0m \xE2\x80\xAEtwo\xFF\n", "[31mred[0m two"},
      {"one\n" + std::string(1'000, 'x'), std::string(300, 'x')},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.text);
    WordsPipe pipe = make_words_pipe();
    LastWords words(std::move(pipe.read_end));
    say(pipe, row.text);
    words.read();
    EXPECT_EQ(words.line(), row.want);
  }
}

TEST(LastWords, KeepTheEndOfALongComplaint) {
  WordsPipe pipe = make_words_pipe();
  LastWords words(std::move(pipe.read_end));
  for (int i = 0; i < 1'000; ++i) {
    say(pipe, std::string(100, 'x') + "\n");
    if (i % 100 == 0) words.read();
  }
  say(pipe, "and no memory is left\n");
  words.read();
  EXPECT_EQ(words.text().size(), LastWords::kMostBytes);
  EXPECT_EQ(words.line(), "and no memory is left");
}

TEST(LastWords, NeverMakeTheProgramWait) {
  WordsPipe pipe = make_words_pipe();
  LastWords words(std::move(pipe.read_end));
  const std::string piece(4'096, 'x');
  ssize_t written = 0;
  int pieces = 0;
  while (written >= 0 && pieces++ < 100'000)
    written = ::write(pipe.write_end.get(), piece.data(), piece.size());
  EXPECT_EQ(written, -1);  // and did not block
  words.read();
  EXPECT_EQ(words.text().size(), LastWords::kMostBytes);
}

TEST(LastWords, AreReadAsTheyComeOnALoop) {
  boost::asio::io_context io(1);
  WordsPipe pipe = make_words_pipe();
  LastWords words(std::move(pipe.read_end));
  words.read_on(io);
  say(pipe, "one\n");
  io.run_one_for(std::chrono::seconds(30));
  EXPECT_EQ(words.text(), "one\n");
  say(pipe, "two\n");
  pipe.write_end = FileDescriptor();
  io.run_for(std::chrono::seconds(30));  // ends, as nobody writes any more
  EXPECT_TRUE(io.stopped());
  EXPECT_EQ(words.text(), "one\ntwo\n");
}

TEST(LastWords, MayGoBeforeTheirLoop) {
  boost::asio::io_context io(1);
  WordsPipe pipe = make_words_pipe();
  {
    LastWords words(std::move(pipe.read_end));
    words.read_on(io);
  }
  io.run_for(std::chrono::seconds(30));
  EXPECT_TRUE(io.stopped());
}

}  // namespace
}  // namespace portalprobe
