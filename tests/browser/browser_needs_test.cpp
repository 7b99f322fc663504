#include "probe/browser/browser_needs.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "probe/browser/browser_proxy.hpp"

namespace portalprobe {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Portal portal_at(const std::string& url) {
  Portal portal;
  Target target;
  target.url = url;
  portal.targets = {target};
  return portal;
}

TEST(BrowserNeeds, AreAlikeForPortalsThatTrustTheSame) {
  const Portal plain = portal_at("https://a.test/");
  Portal trusting = portal_at("https://a.test/");
  trusting.ca_file = "a.pem";
  Portal other = trusting;
  other.ca_file = "b.pem";
  const PlannedMeasurement planned;
  EXPECT_EQ(needs_of("", plain, planned), needs_of("", portal_at("https://b.test/"), planned));
  EXPECT_NE(needs_of("", plain, planned), needs_of("", trusting, planned));
  EXPECT_NE(needs_of("", other, planned), needs_of("", trusting, planned));
  EXPECT_THAT(needs_of("", plain, planned).ca_files, IsEmpty());
  EXPECT_THAT(needs_of("all.pem", trusting, planned).ca_files, ElementsAre("all.pem", "a.pem"));
  EXPECT_THAT(needs_of("a.pem", trusting, planned).ca_files, ElementsAre("a.pem"));
  PlannedMeasurement six;
  six.ip_family = IpFamily::ipv6;
  EXPECT_NE(needs_of("", plain, planned), needs_of("", plain, six));
}

TEST(BrowserNeeds, HaveAClientCertificateForTheDocumentsOriginAlone) {
  struct {
    std::string url;
    std::string origin;
  } rows[] = {
      {"https://a.test/page", "https://a.test:443"},
      {"https://a.test:8443/", "https://a.test:8443"},
      {"https://[::1]:8443/", "https://[::1]:8443"},
      {"http://a.test/", ""},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.url);
    Portal portal = portal_at(row.url);
    EXPECT_TRUE(needs_of("", portal, {}).client.empty());
    portal.client_cert = "c.pem";
    portal.client_key = Secret("k.pem");
    EXPECT_EQ(needs_of("", portal, {}).client.origin, row.origin);
    EXPECT_EQ(needs_of("", portal, {}).client.empty(), row.origin.empty());
  }
}

TEST(BrowserNeeds, ThatNoBrowserMeetsAreSaid) {
  const ProbeSettings settings;
  Portal portal = portal_at("https://a.test/");
  EXPECT_EQ(why_not_in_a_browser(portal, settings, {}), "");
  portal.proxy = Secret("socks5://user:secret@127.0.0.1:1080");
  EXPECT_THAT(why_not_in_a_browser(portal, settings, {}), HasSubstr("page_engine: network"));
  EXPECT_THAT(why_not_in_a_browser(portal, settings, {}), testing::Not(HasSubstr("secret")));
}

// Left out, the rule would have the real portal measured.
TEST(BrowserNeeds, ThatConnectToCannotSayToABrowserAreSaid) {
  const Portal portal = portal_at("https://a.test/");
  const auto refusal = [&](const char* rule) {
    return why_not_in_a_browser(portal, {},
                                {*parse_connect_to("b.test::127.0.0.1:"), *parse_connect_to(rule)});
  };
  EXPECT_EQ(refusal(":443::8443"),
            "a browser cannot be told --connect-to :443::8443, which names no host: name it, as in "
            "a.test:443::8443");
  EXPECT_THAT(refusal(":::8443"), HasSubstr("as in a.test:::8443"));
  EXPECT_EQ(refusal("a.test:443::8443"), "");
  EXPECT_EQ(refusal("::127.0.0.1:8443"), "");
}

TEST(BrowserNeeds, ThatConnectToSaysAreABrowsersRules) {
  const auto rule = [](const char* text) { return host_rule(*parse_connect_to(text)).value_or("none"); };
  EXPECT_EQ(rule("a.test:443:127.0.0.1:8443"), "MAP a.test:443 127.0.0.1:8443");
  EXPECT_EQ(rule("a.test:443::8443"), "MAP a.test:443 a.test:8443");
  EXPECT_EQ(rule("::[::1]:"), "MAP * [::1]");
  EXPECT_EQ(rule(":443::8443"), "none");
}

TEST(BrowserProxy, HasWhatTheUrlSays) {
  struct {
    std::string url;
    std::string server;
    std::string host;
    std::string user;
    std::string password;
  } rows[] = {
      {"http://127.0.0.1:3128", "http://127.0.0.1:3128", "127.0.0.1", "", ""},
      {"proxy.test", "http://proxy.test:1080", "proxy.test", "", ""},  // libcurl's port where none is named
      {"https://proxy.test", "https://proxy.test:443", "proxy.test", "", ""},
      {"http://us%65r:p%40ss@proxy.test:80", "http://proxy.test:80", "proxy.test", "user", "p@ss"},
      {"socks5h://[::1]:1080", "socks5://[::1]:1080", "::1", "", ""},
      {"socks4a://proxy.test:1080", "socks4://proxy.test:1080", "proxy.test", "", ""},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.url);
    const auto proxy = browser_proxy(row.url);
    ASSERT_TRUE(proxy) << proxy.error().message;
    EXPECT_EQ(proxy->rules, "http=" + row.server + ";https=" + row.server + ";socks=socks5://127.0.0.1:9");
    EXPECT_EQ(proxy->host, row.host);
    EXPECT_EQ(proxy->user, row.user);
    EXPECT_EQ(proxy->password, row.password);
  }
  EXPECT_EQ(browser_proxy("")->rules, "");
  EXPECT_FALSE(browser_proxy("socks5://user:pass@127.0.0.1:1080"));
}

}  // namespace
}  // namespace portalprobe
