#include "probe/browser/page_ending.hpp"

#include <gtest/gtest.h>

#include "probe/page_memory.hpp"

namespace portalprobe {
namespace {

constexpr const char* kHealthy = "<title>Cổng dịch vụ công</title>xin chào";

struct Case {
  const char* what;
  std::optional<int> status = 200;
  std::optional<std::string> body = kHealthy;
  std::string final_url = "https://portal.test/home";
  bool was_loaded = true;
  bool is_download = false;
  std::vector<std::pair<std::string, std::string>> header = {};
  std::vector<int> accepted = {};
  std::string contains = {};
  Outcome met = Outcome::ok;  ///< of the document
  bool was_refused = false;
  bool is_time_up = false;
};

PageEnding ending(const Case& c) {
  DocumentAnswer document;
  document.outcome = c.met;
  document.was_refused = c.was_refused;
  document.url = "https://portal.test/";
  document.status = c.status;
  document.content_type = "text/html";
  document.header = c.header;
  Portal portal;
  portal.hosts = {"portal.test"};
  Target target;
  target.url = "https://portal.test/";
  target.expect.contains = c.contains;
  target.expect.status = c.accepted;
  PageMemory pages(PageRules::built_in());
  return ending_of({document, c.body, c.final_url, c.was_loaded, c.is_download, c.is_time_up}, portal, target,
                   pages);
}

TEST(PageEnding, FollowsTheRulesOfOtherMeasurements) {
  const std::pair<Case, Outcome> kCases[] = {
      {{.what = "a page"}, Outcome::ok},
      {{.what = "a page that is elsewhere by now", .final_url = "https://elsewhere.example/"},
       Outcome::moved},
      {{.what = "a page that has become a frame of nothing", .final_url = "about:blank"}, Outcome::ok},
      {{.what = "no load event", .was_loaded = false, .is_time_up = true}, Outcome::timed_out},
      {{.what = "no load event long before time is up", .status = 204, .was_loaded = false},
       Outcome::content_unexpected},
      {{.what = "a page cut when its time was up", .is_time_up = true}, Outcome::ok},
      {{.what = "a document that nobody has kept", .body = {}}, Outcome::ok},
      {{.what = "a document that nobody has kept, which should contain something",
        .body = {},
        .contains = "x"},
       Outcome::probe_error},
      {{.what = "an error that nobody has kept", .status = 500, .body = {}, .contains = "x"},
       Outcome::http_server_error},
      {{.what = "a document that led inside", .status = {}, .met = Outcome::cancelled, .was_refused = true},
       Outcome::redirect_refused},
      {{.what = "one whose connection led inside",
        .status = {},
        .met = Outcome::probe_error,
        .was_refused = true},
       Outcome::redirect_refused},
      {{.what = "one that has not come", .status = {}, .met = Outcome::cancelled, .is_time_up = true},
       Outcome::timed_out},
      {{.what = "one that the browser gave up", .status = {}, .met = Outcome::cancelled},
       Outcome::http_protocol_error},
      {{.what = "an error", .status = 503}, Outcome::http_server_error},
      {{.what = "an error without a load event", .status = 503, .was_loaded = false},
       Outcome::http_server_error},
      {{.what = "an error that is expected", .status = 404, .accepted = {404}}, Outcome::ok},
      {{.what = "a download", .is_download = true}, Outcome::content_unexpected},
      {{.what = "another text", .contains = "Nộp hồ sơ"}, Outcome::content_unexpected},
      {{.what = "the text", .contains = "xin chào"}, Outcome::ok},
      {{.what = "a notice", .body = "<title>Thông báo</title>Hệ thống đang bảo trì"},
       Outcome::service_notice},
      {{.what = "a wall that only its header tells", .header = {{"cf-mitigated", "challenge"}}},
       Outcome::blocked},
      {{.what = "no answer", .status = {}, .met = Outcome::connect_refused}, Outcome::connect_refused},
      {{.what = "an answer that was never told of", .status = {}}, Outcome::probe_error},
  };
  for (const auto& [c, outcome] : kCases) {
    SCOPED_TRACE(c.what);
    const auto got = ending(c);
    EXPECT_EQ(got.outcome, outcome) << got.detail;
    const bool is_told_before = c.met == Outcome::connect_refused;
    EXPECT_EQ(got.detail.empty(), outcome == Outcome::ok || is_told_before) << got.detail;
  }
}

}  // namespace
}  // namespace portalprobe
