#include "probe/redirects.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace portalprobe {
namespace {

using Kind = RedirectStep::Kind;

RedirectStep step_from(const std::string& url, int status, const std::string& location,
                       const std::string& method = "GET") {
  return next_step({url, method, true}, status, location, {}, 10);
}

TEST(Redirects, FollowsToTheAbsoluteNormalisedUrl) {
  struct {
    std::string from, location, want;
  } rows[] = {
      {"http://p.vn/", "https://p.vn/", "https://p.vn/"},
      {"https://p.vn/a/b?x=1", "/c", "https://p.vn/c"},
      {"https://p.vn/a/b?x=1", "c", "https://p.vn/a/c"},
      {"https://p.vn/a/b", "../c", "https://p.vn/c"},
      {"https://p.vn/a/b", "?q=2", "https://p.vn/a/b?q=2"},
      {"https://p.vn/a/b", "//other.vn/x", "https://other.vn/x"},
      {"https://p.vn/a", "https://P.VN:443/B#frag", "https://p.vn/B"},
      {"https://p.vn/a", "http://p.vn:80", "http://p.vn/"},
      {"https://p.vn/a", "https://p.vn:8443/", "https://p.vn:8443/"},
      {"https://p.vn/", "/trang chủ", "https://p.vn/trang%20ch%e1%bb%a7"},
      {"https://p.vn/", "https://p.vn/tìm?q=khai sinh", "https://p.vn/t%c3%acm?q=khai+sinh"},
      {"https://p.vn/", "https://[2001:DB8::1]/x", "https://[2001:db8::1]/x"},
      {"https://p.vn/", "HTTPS://p.vn/Y", "https://p.vn/Y"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.location);
    const auto step = step_from(row.from, 302, row.location);
    EXPECT_EQ(step.kind, Kind::follow) << step.detail;
    EXPECT_EQ(step.next.url, row.want);
  }
}

TEST(Redirects, WritesAHostInPunycode) {
  EXPECT_EQ(step_from("https://p.vn/", 301, "https://tiếng.vn/").next.url, "https://xn--ting-hv5a.vn/");
}

TEST(Redirects, TakesEveryOtherAnswerForTheFinalOne) {
  for (const int status : {200, 204, 300, 304, 305, 306, 400, 404, 500, 999}) {
    SCOPED_TRACE(status);
    EXPECT_EQ(step_from("https://p.vn/", status, "/x").kind, Kind::answer);
  }
  EXPECT_EQ(step_from("https://p.vn/", 302, "").kind, Kind::answer);
}

TEST(Redirects, RefusesWhatItMustNotFollow) {
  for (const std::string location :
       {"file:///etc/passwd", "ftp://p.vn/", "javascript:alert(1)", "data:text/html,x", "gopher://p.vn:25/_x",
        "about:blank", "https://user:secret@p.vn/", "https://user@p.vn/", "https://", "http://:80/",
        "https://p.vn:99999/", "https://p vn/", "https://[::1/", "http://p.vn\r\nX: y/", "https://p.vn:0/",
        "mailto:a@p.vn"}) {
    SCOPED_TRACE(location);
    const auto step = step_from("https://p.vn/", 302, location);
    EXPECT_EQ(step.kind, Kind::fail) << step.next.url;
    EXPECT_EQ(step.outcome, Outcome::redirect_refused);
    EXPECT_EQ(step.detail.find("secret"), std::string::npos);
    EXPECT_FALSE(step.detail.empty());
  }
  EXPECT_EQ(step_from("https://p.vn/", 302, "/" + std::string(20'000, 'a')).outcome,
            Outcome::redirect_refused);
  EXPECT_EQ(step_from("https://p.vn/", 302, std::string("/a\0b", 4)).outcome, Outcome::redirect_refused);
  EXPECT_NE(step_from("https://p.vn/", 302, "file:///etc/passwd").detail.find("file"), std::string::npos);
}

TEST(Redirects, SeesALoop) {
  EXPECT_EQ(step_from("https://p.vn/a", 302, "/a").outcome, Outcome::redirect_loop);
  EXPECT_EQ(step_from("https://p.vn/a", 302, "https://P.vn:443/a#x").outcome, Outcome::redirect_loop);
  const std::vector<HopRequest> before = {{"https://p.vn", "GET", true}, {"https://p.vn/b", "GET", true}};
  const auto loop = next_step({"https://p.vn/c", "GET", true}, 302, "/", before, 10);
  EXPECT_EQ(loop.outcome, Outcome::redirect_loop);
  EXPECT_NE(loop.detail.find("https://p.vn/"), std::string::npos);
  EXPECT_EQ(next_step({"https://p.vn/c", "GET", true}, 302, "/d", before, 10).kind, Kind::follow);
}

TEST(Redirects, DoesNotTakeAFormsAnswerPageForALoop) {
  const auto step = step_from("https://p.vn/form", 303, "/form", "POST");
  EXPECT_EQ(step.kind, Kind::follow);
  EXPECT_EQ(step.next.method, "GET");
  EXPECT_EQ(step_from("https://p.vn/form", 307, "/form", "POST").outcome, Outcome::redirect_loop);
}

TEST(Redirects, StopsAtTheLimit) {
  std::vector<HopRequest> before;
  for (int i = 0; i < 3; ++i) before.push_back({"https://p.vn/" + std::to_string(i), "GET", true});
  const HopRequest asked{"https://p.vn/3", "GET", true};
  EXPECT_EQ(next_step(asked, 302, "/4", before, 4).kind, Kind::follow);
  const auto over = next_step(asked, 302, "/4", before, 3);
  EXPECT_EQ(over.kind, Kind::fail);
  EXPECT_EQ(over.outcome, Outcome::redirect_limit);
  EXPECT_EQ(step_from("https://p.vn/", 302, "/x").kind, Kind::follow);
  EXPECT_EQ(next_step({"https://p.vn/", "GET", true}, 302, "/x", {}, 0).outcome, Outcome::redirect_limit);
}

TEST(Redirects, ChangesTheMethodAsBrowsersDo) {
  struct {
    int status;
    std::string method, want;
  } rows[] = {
      {301, "POST", "GET"},  {302, "POST", "GET"},  {303, "POST", "GET"},  {307, "POST", "POST"},
      {308, "POST", "POST"}, {301, "HEAD", "HEAD"}, {303, "HEAD", "HEAD"}, {303, "PUT", "GET"},
      {301, "PUT", "PUT"},   {302, "GET", "GET"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.method + std::to_string(row.status));
    EXPECT_EQ(step_from("https://p.vn/a", row.status, "/b", row.method).next.method, row.want);
  }
}

TEST(Redirects, KeepsConfiguredHeadersWithinTheirOrigin) {
  struct {
    std::string location;
    bool with_headers;
  } rows[] = {
      {"/b", true},
      {"https://p.vn:443/b", true},
      {"http://p.vn/b", false},
      {"https://p.vn:8443/b", false},
      {"https://www.p.vn/b", false},
      {"https://evil.example/b", false},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.location);
    EXPECT_EQ(step_from("https://p.vn/a", 302, row.location).next.with_headers, row.with_headers);
  }
  // Once away they stay away: the other origin chose where we come back to.
  const HopRequest abroad{"https://evil.example/b", "GET", false};
  EXPECT_FALSE(next_step(abroad, 302, "https://p.vn/admin", {}, 10).next.with_headers);
  EXPECT_FALSE(next_step(abroad, 302, "/c", {}, 10).next.with_headers);
}

TEST(Redirects, CallsAnAnswerFromAnotherHostMoved) {
  const std::vector<std::string> hosts = {"p.vn", "www.p.vn"};
  EXPECT_FALSE(is_moved("http://p.vn/", hosts));
  EXPECT_FALSE(is_moved("https://WWW.p.vn:8443/x", hosts));
  EXPECT_FALSE(is_moved("https://p.vn./", hosts));
  EXPECT_TRUE(is_moved("https://dichvucong.gov.vn/", hosts));
  EXPECT_TRUE(is_moved("https://sub.p.vn/", hosts));
  EXPECT_FALSE(is_moved("https://other.vn/", {}));
}

TEST(Redirects, StoresUrlsWithoutCredentials) {
  EXPECT_EQ(storable_url("https://u:p@p.vn/a?b#c"), "https://p.vn/a?b");
  EXPECT_EQ(storable_url("https://u:p@x@p.vn/a@b"), "https://p.vn/a@b");
  EXPECT_EQ(storable_url("https://p.vn/a?x=@y"), "https://p.vn/a?x=@y");
  EXPECT_EQ(storable_url("https://p.vn/a\nb\xe1"), "https://p.vn/a%0Ab%E1");
  EXPECT_LE(storable_url("https://p.vn/" + std::string(10'000, '\n')).size(), 2048U);
}

}  // namespace
}  // namespace portalprobe
