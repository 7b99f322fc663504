#include "probe/page_memory.hpp"

#include <gtest/gtest.h>

namespace portalprobe {
namespace {

struct Page {
  std::string head = "<title>Thông báo</title>Hệ thống đang bảo trì";
  std::vector<HeaderField> headers = {{"server", "nginx"}};
  int status = 200;
  std::vector<std::string> hosts = {"portal.test"};

  Answer answer() const {
    return {status, headers, head, head.size(), "text/html", "https://portal.test/", hosts};
  }
};

TEST(PageMemory, SaysWhatTheRulesSayTheFirstTimeAndLater) {
  PageMemory memory(PageRules::built_in());
  const Page notice;
  for (int i = 0; i < 3; ++i) {
    const auto match = memory.judge(notice.answer(), "hash");
    ASSERT_TRUE(match);
    EXPECT_EQ(match->outcome, Outcome::service_notice);
  }
}

TEST(PageMemory, DoesNotTakeOneAnswerForAnother) {
  PageMemory memory(PageRules::built_in());
  const Page notice;
  ASSERT_TRUE(memory.judge(notice.answer(), "hash"));
  Page other;
  other.status = 404;
  EXPECT_FALSE(memory.judge(other.answer(), "hash")) << "the status counts";
  Page healthy;
  healthy.head = "<title>Cổng dịch vụ công</title>xin chào";
  EXPECT_FALSE(memory.judge(healthy.answer(), "other hash")) << "the body counts";
  Page challenged = healthy;
  challenged.headers = {{"cf-mitigated", "challenge"}};
  const auto match = memory.judge(challenged.answer(), "other hash");
  ASSERT_TRUE(match) << "header fields that a rule looks at count";
  EXPECT_EQ(match->outcome, Outcome::blocked);
}

TEST(PageMemory, RemembersNothingOfBodiesThatDidNotArriveWhole) {
  PageMemory memory(PageRules::built_in());
  ASSERT_TRUE(memory.judge(Page().answer(), ""));
  Page healthy;
  healthy.head = "<title>Cổng dịch vụ công</title>xin chào";
  EXPECT_FALSE(memory.judge(healthy.answer(), ""));
}

TEST(PageMemory, KeepsItsSize) {
  PageMemory memory(PageRules::built_in());
  for (int i = 0; i < 10000; ++i) EXPECT_TRUE(memory.judge(Page().answer(), std::to_string(i)));
}

}  // namespace
}  // namespace portalprobe
