#include "results/redact.hpp"

#include <gtest/gtest.h>

namespace portalprobe {
namespace {

constexpr const char* kWebToken = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl";

TEST(Redact, TakesSecretsOutOfAddresses) {
  const std::string jwt = kWebToken;
  const struct {
    std::string url;
    std::string want;
  } rows[] = {
      // credentials
      {"https://user:pass@a.example/x", "https://REDACTED@a.example/x"},
      {"https://user@a.example", "https://REDACTED@a.example"},
      {"https://a@b:c@d@a.example/x", "https://REDACTED@a.example/x"},
      {"https://a.example/@handle?q=me@b.example", "https://a.example/@handle?q=me@b.example"},
      // by name
      {"https://a.example/?token=abc", "https://a.example/?token=REDACTED"},
      {"https://a.example/?a=1&access_token=abc&b=2", "https://a.example/?a=1&access_token=REDACTED&b=2"},
      {"https://a.example/?ID-Token=abc", "https://a.example/?ID-Token=REDACTED"},
      {"https://a.example/?%74oken=abc", "https://a.example/?%74oken=REDACTED"},
      {"https://a.example/?user[password]=abc", "https://a.example/?user[password]=REDACTED"},
      {"https://a.example/?apiKey=1;api_key=2&API-KEY=3",
       "https://a.example/?apiKey=REDACTED;api_key=REDACTED&API-KEY=REDACTED"},
      {"https://a.example/?PHPSESSID=1&sid=2", "https://a.example/?PHPSESSID=REDACTED&sid=REDACTED"},
      {"https://a.example/?X-Amz-Signature=ab&X-Amz-Credential=cd",
       "https://a.example/?X-Amz-Signature=REDACTED&X-Amz-Credential=REDACTED"},
      {"https://a.example/cb?code=abc&state=x", "https://a.example/cb?code=REDACTED&state=x"},
      {"https://a.example/?ticket=ST-1&mat_khau=x", "https://a.example/?ticket=REDACTED&mat_khau=REDACTED"},
      {"https://a.example/?token=a=b=c", "https://a.example/?token=REDACTED"},
      {"https://a.example/?token=", "https://a.example/?token="},
      {"https://a.example/?token", "https://a.example/?token"},
      // in paths and fragments
      {"https://a.example/x;jsessionid=0AF?y=1", "https://a.example/x;jsessionid=REDACTED?y=1"},
      {"https://a.example/#access_token=abc&type=x", "https://a.example/#access_token=REDACTED&type=x"},
      {"https://a.example/#/login?token=abc", "https://a.example/#/login?token=REDACTED"},
      {"https://a.example/verify/" + jwt + "/now", "https://a.example/verify/REDACTED/now"},
      // by look
      {"https://a.example/?x=" + jwt, "https://a.example/?x=REDACTED"},
      {"https://a.example/?" + jwt, "https://a.example/?REDACTED"},
      {"https://a.example/?d=Zm9vYmFyMTIzQUJDZGVmR0hJ", "https://a.example/?d=REDACTED"},
      // an address in an address
      {"https://a.example/?next=https%3A%2F%2Fb.example%2F%3Ftoken%3Dabc",
       "https://a.example/?next=REDACTED"},
      {"https://a.example/?next=https%3A%2F%2Fb.example%2F%3Fpage%3D2",
       "https://a.example/?next=https%3A%2F%2Fb.example%2F%3Fpage%3D2"},
      // what is no secret
      {"", ""},
      {"https://a.example/tim-kiem?q=khai+sinh&page=2&author=x&keyword=y",
       "https://a.example/tim-kiem?q=khai+sinh&page=2&author=x&keyword=y"},
      {"https://a.example/app.js?v=5f4dcc3b5aa765d61d8327deb882cf99",
       "https://a.example/app.js?v=5f4dcc3b5aa765d61d8327deb882cf99"},
      {"https://a.example/chunk-Zm9vYmFyMTIzQUJDZGVmR0hJ.js",
       "https://a.example/chunk-Zm9vYmFyMTIzQUJDZGVmR0hJ.js"},
      {"https://a.example/?family=Be+Vietnam+Pro:wght@400;700",
       "https://a.example/?family=Be+Vietnam+Pro:wght@400;700"},
      {"https://a.example?x=://b:c@d", "https://a.example?x=://b:c@d"},
      {"//u:p@a.example/", "//u:p@a.example/"},
      {"https://a.example/?100%&%zz=1&&=", "https://a.example/?100%&%zz=1&&="},
      {"no address at all", "no address at all"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(redact_url(row.url), row.want);
    EXPECT_EQ(redact_url(row.want), row.want) << "twice is as once";
  }
}

TEST(Redact, TakesSecretsOutOfTexts) {
  const struct {
    const char* text;
    const char* want;
  } rows[] = {
      {"", ""},
      {"ended at https://a.example/?token=abc", "ended at https://a.example/?token=REDACTED"},
      {"\"http://u:p@a.example/\" and 'https://b.example/#sid=1', too",
       "\"http://REDACTED@a.example/\" and 'https://b.example/#sid=REDACTED"
       "', too"},
      {" two  spaces \n", " two  spaces \n"},
      {"https://a.example/\thttps://a.example/?key=1", "https://a.example/\thttps://a.example/?key=REDACTED"},
      {"token=abc is no address", "token=abc is no address"},
  };
  for (const auto& row : rows) EXPECT_EQ(redact_text(row.text), row.want);
}

TEST(Redact, KnowsHeadersThatHoldSecrets) {
  for (const char* name :
       {"Authorization", "cookie", "Set-Cookie", "PROXY-AUTHORIZATION", "X-Api-Key", "X-Auth-Token",
        "X-CSRF-Token", "X-Amz-Security-Token", "Private-Token", "X-Session-Id"})
    EXPECT_TRUE(is_secret_header(name)) << name;
  for (const char* name :
       {"Accept", "Content-Type", "Server-Timing", "Age", "User-Agent", "Referer", "Keep-Alive", ""})
    EXPECT_FALSE(is_secret_header(name)) << name;
}

/// Every address of up to some length from what gives addresses their form: nothing is lost but values.
TEST(Redact, EndsForAnyAddress) {
  const std::string letters = ":/?#@=&;%k";
  for (std::size_t number = 0; number < 100'000; ++number) {
    std::string url;
    for (std::size_t rest = number; rest > 0; rest /= letters.size()) url += letters[rest % letters.size()];
    const auto once = redact_text("http://" + url);
    ASSERT_EQ(redact_text(once), once) << url;
  }
}

}  // namespace
}  // namespace portalprobe
