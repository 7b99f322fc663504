#include "probe/address_guard.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace portalprobe {
namespace {

TEST(AddressGuard, TellsPublicFromOtherAddresses) {
  struct {
    std::string_view address;
    bool is_public;
  } rows[] = {
      {"8.8.8.8", true},
      {"1.1.1.1", true},
      {"123.30.1.1", true},
      {"0.0.0.0", false},
      {"0.1.2.3", false},
      {"10.0.0.1", false},
      {"10.255.255.255", false},
      {"9.255.255.255", true},
      {"11.0.0.0", true},
      {"100.63.255.255", true},
      {"100.64.0.0", false},
      {"100.127.255.255", false},
      {"100.128.0.0", true},
      {"127.0.0.1", false},
      {"127.255.255.254", false},
      {"169.254.169.254", false},
      {"169.253.255.255", true},
      {"172.15.255.255", true},
      {"172.16.0.0", false},
      {"172.31.255.255", false},
      {"172.32.0.0", true},
      {"192.0.0.8", false},
      {"192.0.2.1", false},
      {"192.88.99.1", false},
      {"192.168.1.1", false},
      {"192.167.1.1", true},
      {"198.17.255.255", true},
      {"198.18.0.1", false},
      {"198.19.255.255", false},
      {"198.51.100.7", false},
      {"203.0.113.7", false},
      {"223.255.255.255", true},
      {"224.0.0.1", false},
      {"239.255.255.255", false},
      {"240.0.0.1", false},
      {"255.255.255.255", false},
      {"::", false},
      {"::1", false},
      {"::2", false},
      {"::127.0.0.1", false},
      {"::8.8.8.8", false},
      {"::ffff:127.0.0.1", false},
      {"::ffff:10.0.0.1", false},
      {"::ffff:8.8.8.8", true},
      {"::ffff:0:10.0.0.1", false},
      {"fe80::1", false},
      {"febf::1", false},
      {"fec0::1", false},
      {"fc00::1", false},
      {"fdff::1", false},
      {"ff02::1", false},
      {"2001:db8::1", false},
      {"2001:db9::1", true},
      {"2001:2::1", false},
      {"2001:10::1", false},
      {"2001:20::1", false},
      {"3fff::1", false},
      {"100::1", false},
      {"4000::1", false},
      {"1fff::1", false},
      {"2400:cb00::1", true},
      {"2606:4700::1111", true},
      {"2001:4860:4860::8888", true},
      {"64:ff9b::8.8.8.8", true},
      {"64:ff9b::10.0.0.1", false},
      {"64:ff9b::169.254.169.254", false},
      {"64:ff9b:1::8.8.8.8", false},
      {"64:ff9b:2::1", false},
      {"2002:808:808::1", true},
      {"2002:7f00:1::1", false},
      {"2002:a9fe:a9fe::1", false},
      {"2002:c0a8:101::", false},
      // Teredo: server 8.8.8.8, client 8.8.4.4 and 127.0.0.1 with their bits flipped; then a private server.
      {"2001:0:808:808:0:0:f7f7:fbfb", true},
      {"2001:0:808:808:0:0:80ff:fffe", false},
      {"2001:0:a00:1:0:0:f7f7:fbfb", false},
  };
  const AddressGuard guard;
  for (const auto& row : rows) {
    SCOPED_TRACE(row.address);
    const auto address = parse_address(row.address);
    ASSERT_TRUE(address);
    EXPECT_EQ(is_public(*address), row.is_public);
    EXPECT_EQ(guard.may_follow(row.address), row.is_public);
  }
}

TEST(AddressGuard, RefusesWhatIsNoAddress) {
  const AddressGuard guard({"0.0.0.0/0", "::/0"});
  EXPECT_TRUE(guard.may_follow("8.8.8.8"));
  const std::string_view texts[] = {
      "",           "localhost", "p.vn",         "127.1",    "0x7f.0.0.1",
      "2130706433", "[::1]",     "fe80::1%eth0", "8.8.8.8 ", std::string_view("8.8.8.8\0x", 9),
  };
  for (const auto text : texts) {
    SCOPED_TRACE(text);
    EXPECT_FALSE(guard.may_follow(text));
  }
}

TEST(AddressGuard, LetsTheConfigurationOpenNetworks) {
  const AddressGuard guard({"127.0.0.0/8", "10.1.2.3", "fd00:1::/32", "192.168.4.0/22"});
  EXPECT_TRUE(guard.may_follow("127.0.0.1"));
  EXPECT_TRUE(guard.may_follow("::ffff:127.0.0.1"));
  EXPECT_TRUE(guard.may_follow("10.1.2.3"));
  EXPECT_FALSE(guard.may_follow("10.1.2.4"));
  EXPECT_TRUE(guard.may_follow("fd00:1:2::3"));
  EXPECT_FALSE(guard.may_follow("fd00:2::3"));
  EXPECT_TRUE(guard.may_follow("192.168.7.255"));
  EXPECT_FALSE(guard.may_follow("192.168.8.0"));
  EXPECT_FALSE(guard.may_follow("::1"));
  EXPECT_FALSE(guard.may_follow("64:ff9b::127.0.0.1"));
}

TEST(AddressGuard, RefusesNetworksThatAreNone) {
  for (const std::string text :
       {"", "x", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "::/129", "10.0.0/8", "10.0.0.0/8x"}) {
    SCOPED_TRACE(text);
    EXPECT_FALSE(parse_network(text));
    EXPECT_THROW(AddressGuard({text}), std::invalid_argument);
  }
}

}  // namespace
}  // namespace portalprobe
