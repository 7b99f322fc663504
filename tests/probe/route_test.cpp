#include "probe/route.hpp"

#include <gtest/gtest.h>

namespace portalprobe {
namespace {

TEST(Route, IsTheOperatorsWordOnlyWhereARuleNamesTheHostOrWhereItIs) {
  const Url url = {"http", "portal.test", 80, "/"};
  const struct {
    const char* rule;
    Route want;
  } rows[] = {
      {"portal.test:80:127.0.0.1:8080", {"127.0.0.1", 8080, true, true}},
      {"portal.test:80::8080", {"portal.test", 8080, true, true}},
      {"::127.0.0.1:", {"127.0.0.1", 80, true, false}},
      {":80:other.test:", {"other.test", 80, true, false}},
      // A resolver that lies about a redirect's host must not lead us inside because the port is mapped.
      {":::8080", {"portal.test", 8080, false, false}},
      {":80::8080", {"portal.test", 8080, false, false}},
      {":443::8443", {"portal.test", 80, false, false}},
      {"other.test:80:127.0.0.1:8080", {"portal.test", 80, false, false}},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.rule);
    const auto rule = parse_connect_to(row.rule);
    ASSERT_TRUE(rule) << rule.error().message;
    const ConnectTo rules[] = {*rule};
    EXPECT_EQ(route_of(url, rules), row.want);
  }
}

}  // namespace
}  // namespace portalprobe
