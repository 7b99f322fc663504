#include "probe/expectations.hpp"

#include <gtest/gtest.h>

#include <random>

namespace portalprobe {
namespace {

bool finds(std::string_view needle, std::initializer_list<std::string_view> pieces) {
  ContentSearch search(needle);
  for (const auto piece : pieces) search.feed(piece);
  return search.found();
}

TEST(ContentSearch, FindsATextWhereverThePiecesEnd) {
  EXPECT_TRUE(finds("khai sinh", {"<p>khai sinh</p>"}));
  EXPECT_TRUE(finds("khai sinh", {"<p>kh", "ai", " ", "", "sin", "h</p>"}));
  EXPECT_TRUE(finds("aab", {"aa", "ab"}));
  EXPECT_TRUE(finds("abab", {"aba", "abab"}));
  EXPECT_TRUE(finds("", {}));
  EXPECT_TRUE(finds(std::string_view("a\0b", 3), {std::string_view("xa\0", 3), "b"}));
  EXPECT_FALSE(finds("khai sinh", {"khai", "sinh"}));
  EXPECT_FALSE(finds("ab", {"a"}));
  EXPECT_FALSE(finds("ab", {}));
  EXPECT_FALSE(finds("Khai", {"khai"}));
}

TEST(ContentSearch, AgreesWithAPlainSearchOnRandomPieces) {
  std::mt19937 random(7);
  for (int round = 0; round < 3000; ++round) {
    std::string text(random() % 40, 'a');
    for (auto& c : text) c = static_cast<char>('a' + random() % 2);
    std::string needle(random() % 6, 'a');
    for (auto& c : needle) c = static_cast<char>('a' + random() % 2);
    ContentSearch search(needle);
    for (std::size_t at = 0; at < text.size();) {
      const auto size = std::min<std::size_t>(1 + random() % 5, text.size() - at);
      search.feed(std::string_view(text).substr(at, size));
      at += size;
    }
    ASSERT_EQ(search.found(), text.find(needle) != std::string::npos) << needle << " in " << text;
  }
}

TEST(Expectations, JudgesStatusAndContent) {
  Expectations none;
  Expectations listed;
  listed.status = {200, 404};
  Expectations text;
  text.contains = "khai sinh";
  struct {
    const Expectations& expect;
    int status;
    bool found;
    Outcome want;
  } rows[] = {
      {none, 200, true, Outcome::ok},
      {none, 399, true, Outcome::ok},
      {none, 304, true, Outcome::ok},
      {none, 400, true, Outcome::http_client_error},
      {none, 429, true, Outcome::http_client_error},
      {none, 499, true, Outcome::http_client_error},
      {none, 500, true, Outcome::http_server_error},
      {none, 599, true, Outcome::http_server_error},
      {none, 600, true, Outcome::http_protocol_error},
      {none, 999, true, Outcome::http_protocol_error},
      {none, 101, true, Outcome::http_protocol_error},
      {none, 0, true, Outcome::http_protocol_error},
      {listed, 404, true, Outcome::ok},
      {listed, 204, true, Outcome::content_unexpected},
      {listed, 302, true, Outcome::content_unexpected},
      {listed, 403, true, Outcome::http_client_error},
      {listed, 503, true, Outcome::http_server_error},
      {text, 200, true, Outcome::ok},
      {text, 200, false, Outcome::content_unexpected},
      {text, 500, false, Outcome::http_server_error},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.status);
    const auto cause = check_answer(row.expect, row.status, row.found);
    EXPECT_EQ(cause.outcome, row.want);
    EXPECT_EQ(cause.detail.empty(), row.want == Outcome::ok);
  }
  EXPECT_EQ(check_answer(listed, 503, true).detail, "status 503 where 200, 404 is expected");
  EXPECT_EQ(check_answer(text, 200, false).detail, "the answer does not contain 'khai sinh'");
}

TEST(Expectations, CutsALongTextBetweenCharacters) {
  Expectations expect;
  expect.contains = std::string(79, 'x') + "ảảả\n";
  const auto detail = check_answer(expect, 200, false).detail;
  EXPECT_NE(detail.find(std::string(79, 'x') + "..."), std::string::npos) << detail;
}

TEST(Expectations, LimitsTheBody) {
  Expectations expect;
  EXPECT_EQ(body_limit(expect, 100), 100U);
  expect.max_bytes = 7;
  EXPECT_EQ(body_limit(expect, 100), 7U);
}

}  // namespace
}  // namespace portalprobe
