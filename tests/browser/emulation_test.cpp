#include "probe/browser/emulation.hpp"

#include <gtest/gtest.h>

#include <string>

#include "probe/browser/emulation_commands.hpp"
#include "probe/browser/emulation_text.hpp"

namespace portalprobe {
namespace {

std::string methods(Profile profile, const std::string& user_agent = "") {
  std::string all;
  for (const auto& command : emulation_commands(emulation_of(profile), user_agent))
    all += command.method + ";";
  return all;
}

TEST(Emulation, OfAPhoneIsLighthousesSlowFourG) {
  const Emulation phone = emulation_of(Profile::mobile);
  EXPECT_EQ(phone.width, 412);
  EXPECT_EQ(phone.height, 823);
  EXPECT_EQ(phone.device_scale_factor, 1.75);
  EXPECT_TRUE(phone.is_mobile);
  EXPECT_EQ(phone.cpu_slowdown, 4);
  // 150 ms x 3.75; 1,638.4 and 750 kbit/s x 0.9, in bytes, cut.
  EXPECT_EQ(phone.link, (EmulatedLink{562.5, 188'743, 86'400}));
}

TEST(Emulation, IsToldWithItsFigures) {
  EXPECT_EQ(emulation_text(Profile::mobile),
            "mobile: 412 x 823 at 1.75, processor 4 times slower, requests 562.5 ms later, 188743 B/s down, "
            "86400 B/s up");
  EXPECT_EQ(emulation_text(Profile::desktop),
            "desktop: 1350 x 940 at 1, its own processor, requests 150 ms later, 1179648 B/s down");
  EXPECT_EQ(emulation_text(Profile::none), "none: 1350 x 940 at 1, its own processor and network");
}

TEST(Emulation, OfADesktopIsLighthousesDenseFourG) {
  const Emulation desktop = emulation_of(Profile::desktop);
  EXPECT_EQ(desktop.width, 1350);
  EXPECT_EQ(desktop.height, 940);
  EXPECT_EQ(desktop.cpu_slowdown, 1);
  // 40 ms x 3.75; 10,240 kbit/s x 0.9.
  EXPECT_EQ(desktop.link, (EmulatedLink{150, 1'179'648, 0}));
}

TEST(Emulation, OfNoProfileIsADesktopsScreenAlone) {
  Emulation screen = emulation_of(Profile::desktop);
  screen.link.reset();
  EXPECT_EQ(emulation_of(Profile::none), screen);
  EXPECT_EQ(methods(Profile::none), "Emulation.setDeviceMetricsOverride;Emulation.setTouchEmulationEnabled;");
}

TEST(Emulation, IsToldToTheBrowserBeforeThePage) {
  EXPECT_EQ(methods(Profile::mobile, "name"),
            "Emulation.setDeviceMetricsOverride;Emulation.setTouchEmulationEnabled;"
            "Emulation.setCPUThrottlingRate;Network.emulateNetworkConditions;Network.setUserAgentOverride;");
  const auto commands = emulation_commands(emulation_of(Profile::mobile), "name");
  EXPECT_EQ(commands[0].params.dump(),
            R"({"deviceScaleFactor":1.75,"height":823,"mobile":true,"width":412})");
  EXPECT_EQ(commands[3].params.dump(),
            R"({"downloadThroughput":188743,"latency":562.5,"offline":false,"uploadThroughput":86400})");
  const auto desktop = emulation_commands(emulation_of(Profile::desktop), "");
  EXPECT_EQ(desktop.back().params.dump(),
            R"({"downloadThroughput":1179648,"latency":150.0,"offline":false,"uploadThroughput":-1})");
}

// Else a service worker's requests came as over the vantage's own line.
TEST(Emulation, HasTheSameLinkForWorkers) {
  EXPECT_TRUE(worker_commands(emulation_of(Profile::none)).empty());
  const auto commands = worker_commands(emulation_of(Profile::mobile));
  ASSERT_EQ(commands.size(), 2u);
  EXPECT_EQ(commands[0].method, "Network.enable");
  EXPECT_EQ(commands[1].method, "Network.emulateNetworkConditions");
  EXPECT_EQ(commands[1].params, emulation_commands(emulation_of(Profile::mobile), "")[3].params);
}

TEST(Emulation, NamesTheBrowserTheDeviceAndUs) {
  EXPECT_EQ(user_agent_for(emulation_of(Profile::mobile), "HeadlessChrome/156.0.8078.79", "portal-probe/1.0"),
            "Mozilla/5.0 (Linux; Android 11; moto g power (2022)) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/156.0.0.0 Mobile Safari/537.36 portal-probe/1.0");
  EXPECT_EQ(user_agent_for(emulation_of(Profile::desktop), "Chrome/120.1", ""),
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 "
            "Safari/537.36");
}

TEST(Emulation, BearsNamesThatMakeNoSense) {
  for (const char* product :
       {"", "Chrome", "Chrome/", "Chrome/x", "Chrome/1\r\nX: y", "Chrome/12345678901234567890"}) {
    const auto name = user_agent_for(emulation_of(Profile::none), product, "a\r\nCookie: b\x7f\xc3");
    EXPECT_EQ(name.find_first_of("\r\n\x7f\xc3"), std::string::npos) << product;
    EXPECT_NE(name.find("aCookie: b"), std::string::npos);
  }
}

}  // namespace
}  // namespace portalprobe
