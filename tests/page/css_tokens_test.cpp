#include "probe/page/css_tokens.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace portalprobe {
namespace {

using Kind = CssToken::Kind;

/// The kinds of a text's tokens, a letter each, and the decoded text of those that have one.
std::string taken_apart(std::string_view text) {
  static constexpr std::string_view kLetters = "ifahsSuUdn%D";  // of the kinds, in their order
  std::string result;
  CssTokens tokens(text);
  while (true) {
    const auto token = tokens.next();
    if (token.kind == Kind::end) return result;
    if (!result.empty()) result += ' ';
    switch (token.kind) {
      case Kind::white_space:
        result += '_';
        break;
      case Kind::cdo:
      case Kind::cdc:
        result += token.source;
        break;
      case Kind::delim:
        result += std::string("delim") + token.delim;
        break;
      default:
        if (static_cast<std::size_t>(token.kind) < 12) {
          result += kLetters[static_cast<std::size_t>(token.kind)];
          result += "=" + token.value();
        } else {
          result += token.source;
        }
    }
  }
}

TEST(CssTokens, AreThoseOfTheSyntax) {
  const struct {
    std::string_view text;
    std::string_view want;
  } rows[] = {
      {"a{b:c}", "i=a { i=b : i=c }"},
      {"a/* x */b", "i=a i=b"},
      {"a/* never closed", "i=a"},
      {"--x -a -- -1 +.5e3px 5% .5.5", "i=--x _ i=-a _ i=-- _ n= _ D=px _ %= _ n= n="},
      {"@media #a #1 # @ @1", "a=media _ h=a _ h=1 _ delim# _ delim@ _ delim@ n="},
      {"url(a.png) URL( b.png )url('c')", "u=a.png _ u=b.png f=url s=c )"},
      {"url(a b) x", "U= _ i=x"},
      {"url(a\"b) x", "U= _ i=x"},
      {"url()", "u="},
      {"u\\72l(a)", "u=a"},
      {"\"a\\\nb\" 'c\\'d'", "s=ab _ s=c'd"},
      {"'a\nb'", "S= _ i=b s="},
      {"\\41 b \\0 x \\110000 y", "i=Ab _ i=\uFFFDx _ i=\uFFFDy"},
      {"\\\nx", "delim\\ _ i=x"},
      {"<!-- a -->", "<!-- _ i=a _ -->"},
      {"1e3 1e 1e+ 1em", "n= _ D=e _ D=e delim+ _ D=em"},
      {"\xE1\xBB\x87t", "i=\u1EC7t"},
      {"rgb(1,2)", "f=rgb n= , n= )"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.text);
    EXPECT_EQ(taken_apart(row.text), row.want);
  }
}

TEST(CssTokens, KnowWhereTheTextBrokeOff) {
  const struct {
    std::string_view text;
    bool cut;
  } rows[] = {{"url(a", true}, {"url(a)", false}, {"'a", true},
              {"'a'", false},  {"abc", true},     {"'a\\", true}};
  for (const auto& row : rows) {
    SCOPED_TRACE(row.text);
    EXPECT_EQ(CssTokens(row.text).next().is_cut, row.cut);
  }
}

// Whatever the bytes are: each token begins where the one before ended (comments aside), and none is empty.
TEST(CssTokens, NeitherLoseNorInventBytes) {
  std::mt19937 random(7);  // NOLINT(cert-msc51-cpp): the same texts each time
  static constexpr std::string_view kAlphabet(
      "ab-\\\"'()[]{}:;,@#./*!<> \n\r\f\t\0"
      "019eEuUrlL%+\xC3\xA9\xFF",
      44);
  for (int round = 0; round < 3'000; ++round) {
    std::string text;
    for (unsigned i = 0; i < random() % 60; ++i) text += kAlphabet[random() % kAlphabet.size()];
    CssTokens tokens(text);
    std::size_t at = 0;
    while (true) {
      const auto token = tokens.next();
      const auto from = tokens.start_of(token);
      ASSERT_GE(from, at) << text;
      if (from > at) {
        ASSERT_EQ(text.substr(at, 2), "/*") << text;
      }
      at = from + token.source.size();
      ASSERT_EQ(at, tokens.position()) << text;
      if (token.kind == Kind::end) break;
      ASSERT_FALSE(token.source.empty()) << text;
    }
    ASSERT_EQ(at, text.size());
  }
}

TEST(CssBrackets, CloseWithTheirOwnKindOnly) {
  const struct {
    std::string_view text;
    bool empty;
  } rows[] = {{"([{}])", true}, {"(]", false}, {"(])", true}, {"({)", false}, {"f(a)", true}, {"f(", false}};
  for (const auto& row : rows) {
    SCOPED_TRACE(row.text);
    CssTokens tokens(row.text);
    CssBrackets brackets;
    for (auto token = tokens.next(); token.kind != Kind::end; token = tokens.next()) brackets.take(token);
    EXPECT_EQ(brackets.empty(), row.empty);
  }
}

}  // namespace
}  // namespace portalprobe
