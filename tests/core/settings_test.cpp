#include "core/settings.hpp"

#include <gtest/gtest.h>

namespace portalprobe {
namespace {

TEST(ParseConnectTo, ReadsCurlsForm) {
  struct {
    std::string_view text;
    ConnectTo want;
  } rows[] = {
      {"portal.example:443:127.0.0.1:8443", {"portal.example", 443, "127.0.0.1", 8443}},
      {"portal.example:443:lab.example:8443", {"portal.example", 443, "lab.example", 8443}},
      {"PORTAL.Example:443:lab.example:1", {"portal.example", 443, "lab.example", 1}},
      {"portal.example:443:[::1]:65535", {"portal.example", 443, "::1", 65535}},
      {"[2001:db8::5]:80:[::1]:8080", {"2001:db8::5", 80, "::1", 8080}},
      {"[2001:DB8::5]:80:127.0.0.1:8080", {"2001:db8::5", 80, "127.0.0.1", 8080}},
      {"::127.0.0.1:8443", {"", std::nullopt, "127.0.0.1", 8443}},  // every host, every port
      {":443::8443", {"", 443, "", 8443}},
      {"portal.example::127.0.0.1:", {"portal.example", std::nullopt, "127.0.0.1", std::nullopt}},
      {"portal.example:443::", {"portal.example", 443, "", std::nullopt}},
      {"::[::1]:", {"", std::nullopt, "::1", std::nullopt}},
      {":::", {"", std::nullopt, "", std::nullopt}},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.text);
    const auto rule = parse_connect_to(row.text);
    ASSERT_TRUE(rule) << rule.error().message;
    EXPECT_EQ(*rule, row.want);
  }
}

TEST(ParseConnectTo, RefusesEverythingElse) {
  const std::string_view rows[] = {
      "",
      "portal.example",
      "portal.example:443",
      "portal.example:443:127.0.0.1",
      "portal.example:443:127.0.0.1:8443:",
      "portal.example:443:127.0.0.1:8443:9",
      "portal.example:443:::1:8443",  // an IPv6 address without brackets
      "portal.example:443:[::1:8443",
      "portal.example:443:[::1]8443",
      "portal.example:443:[::1]",
      "[::1]x:443:127.0.0.1:8443",
      "portal.example:0:127.0.0.1:8443",
      "portal.example:443:127.0.0.1:0",
      "portal.example:65536:127.0.0.1:8443",
      "portal.example:443:127.0.0.1:65536",
      "portal.example:443:127.0.0.1:99999999999999999999",
      "portal.example:https:127.0.0.1:8443",
      "portal.example:443:127.0.0.1:+8443",
      "portal.example:-443:127.0.0.1:8443",
      "portal.example:443 :127.0.0.1:8443",
      "portal.example:443:127.0.0.1:8443 ",
  };
  for (const auto text : rows) {
    SCOPED_TRACE(text);
    const auto rule = parse_connect_to(text);
    ASSERT_FALSE(rule);
    EXPECT_NE(rule.error().message.find("HOST:PORT:ADDR:PORT"), std::string::npos);
  }
}

}  // namespace
}  // namespace portalprobe
