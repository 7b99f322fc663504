#include "tests/support/ports.hpp"

#include <gtest/gtest.h>

#include "tests/support/curl_get.hpp"

namespace portalprobe::support {
namespace {

Fetched try_port(std::uint16_t port, long limit_ms) {
  LoopbackServer unused;
  CurlClient client(unused);
  client.set(CURLOPT_CONNECT_TO, static_cast<curl_slist*>(nullptr));
  client.set(CURLOPT_CONNECTTIMEOUT_MS, limit_ms);
  return client.get("http://127.0.0.1:" + std::to_string(port) + "/");
}

TEST(Ports, RefuseConnections) {
  const RefusingPort port;
  EXPECT_EQ(try_port(port.number(), 30'000).code, CURLE_COULDNT_CONNECT);
}

TEST(Ports, LeaveConnectionsUnanswered) {
  const DeafPort port;
  EXPECT_EQ(try_port(port.number(), 300).code, CURLE_OPERATION_TIMEDOUT);
}

}  // namespace
}  // namespace portalprobe::support
