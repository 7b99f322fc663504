#include "core/url.hpp"

#include <gtest/gtest.h>

namespace portalprobe {
namespace {

using namespace std::string_view_literals;

TEST(ParseUrl, TakesAUrlApart) {
  struct {
    std::string_view text;
    Url want;
    std::string_view origin;
  } rows[] = {
      {"https://dichvucong.gov.vn/",
       {"https", "dichvucong.gov.vn", 443, "/"},
       "https://dichvucong.gov.vn:443"},
      {"http://dichvucong.gov.vn", {"http", "dichvucong.gov.vn", 80, "/"}, "http://dichvucong.gov.vn:80"},
      {"HTTPS://DichVuCong.GOV.vn/Tim",
       {"https", "dichvucong.gov.vn", 443, "/Tim"},
       "https://dichvucong.gov.vn:443"},
      {"https://a.example:8443/x?y=1&z=%20",
       {"https", "a.example", 8443, "/x?y=1&z=%20"},
       "https://a.example:8443"},
      {"https://a.example?q=1", {"https", "a.example", 443, "/?q=1"}, "https://a.example:443"},
      {"http://a.example:65535", {"http", "a.example", 65535, "/"}, "http://a.example:65535"},
      {"https://127.0.0.1:1/", {"https", "127.0.0.1", 1, "/"}, "https://127.0.0.1:1"},
      {"https://[::1]/", {"https", "::1", 443, "/"}, "https://[::1]:443"},
      {"https://[2001:DB8::A]:8443/x", {"https", "2001:db8::a", 8443, "/x"}, "https://[2001:db8::a]:8443"},
      {"https://a.example/@me", {"https", "a.example", 443, "/@me"}, "https://a.example:443"},
      {"https://a.example/?to=http://b.example:1/",
       {"https", "a.example", 443, "/?to=http://b.example:1/"},
       "https://a.example:443"},
      {"https://xn--h-ni-0fb.example/",
       {"https", "xn--h-ni-0fb.example", 443, "/"},
       "https://xn--h-ni-0fb.example:443"},
      {"https://under_score.example/",
       {"https", "under_score.example", 443, "/"},
       "https://under_score.example:443"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.text);
    const auto url = parse_url(row.text);
    ASSERT_TRUE(url) << url.error().message;
    EXPECT_EQ(*url, row.want);
    EXPECT_EQ(url->origin(), row.origin);
    EXPECT_EQ(url->tls(), row.want.scheme == "https");
  }
}

TEST(ParseUrl, SaysWhyItRefuses) {
  struct {
    std::string_view text;
    std::string_view why;
  } rows[] = {
      {"", "no scheme"},
      {"a.example", "no scheme"},
      {"//a.example/", "no scheme"},
      {"mailto:a@b.example", "no scheme"},
      {"javascript:alert(1)", "no scheme"},
      {"ftp://a.example/", "neither http nor https"},
      {"file:///etc/passwd", "neither http nor https"},
      {"://a.example/", "neither http nor https"},
      {"https://", "no host"},
      {"https:///path", "no host"},
      {"https://:443/", "no host"},
      {"https://?q", "no host"},
      {"https://user@a.example/", "credentials"},
      {"https://user:word@a.example/", "credentials"},
      {"https://a.example@b.example/", "credentials"},
      {"https://a.example/#top", "fragment"},
      {"https://a.example#top", "fragment"},
      {"https://a.example/?q#", "fragment"},
      {"https://a.example/a b", "spaces"},
      {" https://a.example/", "spaces"},
      {"https://a.example/\n", "spaces"},
      {"https://a.example/\r\nX: y", "spaces"},
      {"https://a.example/\0"sv, "control characters"},
      {"https://a.example/\x7f", "control characters"},
      {"https://hà-nội.example/", "outside ASCII"},
      {"https://a.example/tìm", "outside ASCII"},
      {"https://a.example:/", "port"},
      {"https://a.example:0/", "port"},
      {"https://a.example:65536/", "port"},
      {"https://a.example:99999999999/", "port"},
      {"https://a.example:+80/", "port"},
      {"https://a.example:80x/", "port"},
      {"https://a.example:80:80/", "port"},
      {"https://::1/", "no host"},
      {"https://[::1/", "does not close"},
      {"https://[::1]x/", "between ']'"},
      {"https://[::1]:/", "port"},
      {"https://[]/", "no IPv6 address"},
      {"https://[127.0.0.1]/", "no IPv6 address"},
      {"https://[a.example]/", "no IPv6 address"},
      {"https://[fe80::1%25eth0]/", "no IPv6 address"},
      {"https://a%2eexample/", "no host name has"},
      {"https://a\\b.example/", "no host name has"},
      {"https://a,b.example/", "no host name has"},
      {"https://${env:HOST}/", "no host name has"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(testing::PrintToString(row.text));
    const auto url = parse_url(row.text);
    ASSERT_FALSE(url);
    EXPECT_NE(url.error().message.find(row.why), std::string::npos) << url.error().message;
  }
}

TEST(ParseUrl, TakesNoHostNameLongerThanDnsDoes) {
  EXPECT_TRUE(parse_url("https://" + std::string(253, 'a') + "/"));
  EXPECT_FALSE(parse_url("https://" + std::string(254, 'a') + "/"));
}

TEST(IsAddress, TellsAddressesFromNames) {
  for (const auto text : {"127.0.0.1", "::1", "2001:db8::5", "::ffff:127.0.0.1"}) {
    EXPECT_TRUE(is_address(text)) << text;
  }
  for (const auto text :
       {"", "a.example", "127.0.0", "127.0.0.256", "127.0.0.1.example", "[::1]", "::1::", "1"}) {
    EXPECT_FALSE(is_address(text)) << text;
  }
}

}  // namespace
}  // namespace portalprobe
