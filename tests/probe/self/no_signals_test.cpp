#include "probe/self/no_signals.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace portalprobe {
namespace {

bool takes(int number) {
  sigset_t blocked;
  ::sigemptyset(&blocked);
  ::pthread_sigmask(SIG_SETMASK, nullptr, &blocked);
  return ::sigismember(&blocked, number) == 0;
}

TEST(NoSignals, AreTakenByThreadsThatStartMeanwhile) {
  bool taken = true;
  {
    const NoSignals none;
    std::thread([&taken] { taken = takes(SIGTERM); }).join();
    EXPECT_FALSE(takes(SIGTERM));
  }
  EXPECT_FALSE(taken);
  EXPECT_TRUE(takes(SIGTERM));
}

}  // namespace
}  // namespace portalprobe
