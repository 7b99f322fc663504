#include "probe/page/resolve_url.hpp"

#include <gtest/gtest.h>

#include <string>

namespace portalprobe {
namespace {

using namespace std::string_literals;

constexpr std::string_view kBase = "https://example.test/a/b/page.html?q=1";

TEST(ResolveUrl, ResolvesLinksAsBrowsersDo) {
  const struct {
    std::string link;
    std::string want;
  } rows[] = {
      {"x.png", "https://example.test/a/b/x.png"},
      {"./x.png", "https://example.test/a/b/x.png"},
      {"../x.png", "https://example.test/a/x.png"},
      {"../../../../x.png", "https://example.test/x.png"},
      {"/x.png", "https://example.test/x.png"},
      {"/a/./c/../x.png", "https://example.test/a/x.png"},
      {"/a/%2e%2E/x.png", "https://example.test/x.png"},
      {"/a/b/..", "https://example.test/a/"},
      {"/a/.../x", "https://example.test/a/.../x"},
      {"/a//b/../x", "https://example.test/a//x"},
      {".", "https://example.test/a/b/"},
      {"..", "https://example.test/a/"},
      {"?r=2", "https://example.test/a/b/page.html?r=2"},
      {"?", "https://example.test/a/b/page.html?"},
      {"x?a/../b", "https://example.test/a/b/x?a/../b"},
      {"//cdn.test/x.js", "https://cdn.test/x.js"},
      {"//cdn.test", "https://cdn.test/"},
      {"\\\\cdn.test\\x.js", "https://cdn.test/x.js"},
      {"\\x\\y.js?a\\b", "https://example.test/x/y.js?a\\b"},
      {"HTTP://EXAMPLE.test/X", "http://example.test/X"},
      {"https:x.png", "https://example.test/a/b/x.png"},
      {"https:/x.png", "https://example.test/x.png"},
      {"https:///cdn.test/x", "https://cdn.test/x"},
      {"http:cdn.test/x", "http://cdn.test/x"},
      {"https://example.test:443/x", "https://example.test/x"},
      {"http://example.test:80/x", "http://example.test/x"},
      {"http://example.test:8080/x", "http://example.test:8080/x"},
      {"x.png#part", "https://example.test/a/b/x.png"},
      {"  x.png \n", "https://example.test/a/b/x.png"},
      {"x\n.p\tng\r", "https://example.test/a/b/x.png"},
      {"\x01x.png\x1f", "https://example.test/a/b/x.png"},
      {"my file.png", "https://example.test/a/b/my%20file.png"},
      {"ảnh.png", "https://example.test/a/b/%E1%BA%A3nh.png"},
      {"x?tên=á", "https://example.test/a/b/x?t%C3%AAn=%C3%A1"},
      {"\xff.png", "https://example.test/a/b/%FF.png"},
      {"a%20b%zz.png", "https://example.test/a/b/a%20b%zz.png"},
      {"a\"b<c>`{}.png", "https://example.test/a/b/a%22b%3Cc%3E%60%7B%7D.png"},
      {"a|b^c[d]'.png", "https://example.test/a/b/a|b^c[d]'.png"},
      {"https://bücher.test/", "https://xn--bcher-kva.test/"},
      {"https://[::1]:8443/x", "https://[::1]:8443/x"},
      {"folder:x.png/..", ""},
      {"a/b:c.png", "https://example.test/a/b/a/b:c.png"},
      {"1:2.png", "https://example.test/a/b/1:2.png"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.link);
    EXPECT_EQ(resolve_url(kBase, row.link).value_or(""), row.want);
  }
}

TEST(ResolveUrl, FindsNothingInWhatIsNoAddressOfAResource) {
  const std::string rows[] = {
      "",
      "   ",
      "#top",
      "data:image/png;base64,AAAA",
      "blob:https://example.test/1",
      "javascript:void(0)",
      "JaVaScRiPt:alert(1)",
      "java\nscript:alert(1)",
      "about:blank",
      "mailto:a@example.test",
      "tel:1022",
      "ftp://example.test/x",
      "file:///etc/passwd",
      "http://",
      "https://?",
      "https://:80/x",
      "https://user@example.test/x",
      "https://user:secret@example.test/x",
      "//user@example.test/x",
      "https://example.test:0/x",
      "https://example.test:99999/x",
      "https://example.test:8a/x",
      "https://exa mple.test/x",
      "https://exa<mple.test/x",
      "https://[::1/x",
      "https://a..b%00.test/x",
      "https://example.test/"s + std::string(20'000, 'x'),
      std::string(5'000'000, 'x'),
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.substr(0, 60));
    EXPECT_EQ(resolve_url(kBase, row), std::nullopt);
  }
}

TEST(ResolveUrl, CountsEscapesIntoTheLengthThatItBounds) {
  EXPECT_TRUE(resolve_url(kBase, std::string(5'000, ' ') + "x"));
  EXPECT_EQ(resolve_url(kBase, "x" + std::string(15'000, '<')), std::nullopt);
}

TEST(ResolveUrl, TakesNumbersForTheAddressesThatTheyAre) {
  // So that who guards internal addresses sees them.
  EXPECT_EQ(resolve_url(kBase, "http://0x7f.1/x"), "http://127.0.0.1/x");
  EXPECT_EQ(resolve_url(kBase, "http://2130706433/x"), "http://127.0.0.1/x");
}

TEST(ResolveUrl, NeedsNoBaseForWhatIsAbsolute) {
  EXPECT_EQ(resolve_url("", "https://example.test/x"), "https://example.test/x");
  EXPECT_EQ(resolve_url("about:blank", "https://example.test/x"), "https://example.test/x");
  EXPECT_EQ(resolve_url("about:blank", "x"), std::nullopt);
  EXPECT_EQ(resolve_url("", "//example.test/x"), std::nullopt);
}

TEST(ResolveUrl, ResolvesWhatItHasResolvedToTheSame) {
  const std::string links[] = {"x y?z=á#f", "//cdn.test/../a/./b?c=d'", "?", "a%2e/%2e%2e/b", "\\x"};
  for (const auto& link : links) {
    SCOPED_TRACE(link);
    const auto once = resolve_url(kBase, link);
    ASSERT_TRUE(once);
    EXPECT_EQ(resolve_url(*once, *once), once);
  }
}

}  // namespace
}  // namespace portalprobe
