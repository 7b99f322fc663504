#include "results/sweep_lock.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "tests/results/store_fixture.hpp"

namespace portalprobe {
namespace {

class SweepLocks : public StoreTest {};

TEST_F(SweepLocks, AdmitOnlyShardsOfOneNumberBesideEachOther) {
  const struct {
    Shard held;
    Shard asked;
    bool admitted;
  } rows[] = {
      {{0, 1}, {0, 1}, false},
      {{0, 2}, {1, 2}, true},
      {{0, 2}, {0, 2}, false},
      {{0, 2}, {1, 3}, false},
      {{1, 3}, {0, 2}, false},
      {{0, 1}, {1, 2}, false},
      {{1, 2}, {0, 1}, false},
      {{5000, 5001}, {4999, 5001}, true},
      {{5000, 5001}, {5000, 5001}, false},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(testing::Message() << row.held.index << "/" << row.held.count << " " << row.asked.index
                                    << "/" << row.asked.count);
    const auto held = SweepLock::acquire(url(), row.held);
    ASSERT_TRUE(succeeded(held));
    EXPECT_EQ(SweepLock::acquire(url(), row.asked).has_value(), row.admitted);
  }
}

TEST_F(SweepLocks, AreFreeAgainWhenDestroyedOrMovedAway) {
  {
    auto first = SweepLock::acquire(url(), {});
    ASSERT_TRUE(succeeded(first));
    const SweepLock second = std::move(*first);
    first = fail("gone");
    EXPECT_FALSE(SweepLock::acquire(url(), {}));
  }
  EXPECT_TRUE(succeeded(SweepLock::acquire(url(), {})));
}

TEST_F(SweepLocks, KnowAStoreByAllItsNames) {
  dir_.write("probe.db", "");
  std::filesystem::create_symlink(path(), path("link.db"));
  const auto held = SweepLock::acquire(url("link.db"), {});
  ASSERT_TRUE(succeeded(held));
  EXPECT_FALSE(SweepLock::acquire(url(), {}));
  EXPECT_TRUE(succeeded(SweepLock::acquire(url("other.db"), {})));
}

/// A process that holds a lock until it is killed.
class Holder {
 public:
  Holder(const std::string& url, Shard shard) {
    int ends[2];
    EXPECT_EQ(::pipe(ends), 0);
    pid_ = ::fork();
    if (pid_ == 0) hold(url, shard, ends[1]);
    ::close(ends[1]);
    char held = 0;
    EXPECT_EQ(::read(ends[0], &held, 1), 1);
    ::close(ends[0]);
  }
  ~Holder() { kill(); }
  void kill() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }
  std::string name() const { return "process " + std::to_string(pid_) + " "; }

 private:
  [[noreturn]] static void hold(const std::string& url, Shard shard, int ready) {
    const auto lock = SweepLock::acquire(url, shard);
    if (!lock || ::write(ready, "x", 1) != 1) ::_exit(1);
    for (;;) ::pause();
  }
  pid_t pid_ = -1;
};

TEST_F(SweepLocks, NameTheHolderAndDieWithIt) {
  Holder holder(url(), {0, 1});
  EXPECT_TRUE(refused(SweepLock::acquire(url(), {}), {path(), holder.name(), "measuring into this store"}));
  EXPECT_TRUE(refused(SweepLock::acquire(url(), {1, 2}), {holder.name()}));
  holder.kill();
  EXPECT_TRUE(succeeded(SweepLock::acquire(url(), {})));
}

TEST_F(SweepLocks, NameTheOneThatIsInTheWay) {
  const Holder first(url(), {0, 3});
  const Holder second(url(), {2, 3});
  EXPECT_TRUE(refused(SweepLock::acquire(url(), {2, 3}), {second.name()}));
  EXPECT_TRUE(refused(SweepLock::acquire(url(), {0, 2}), {first.name()}));
  EXPECT_TRUE(succeeded(SweepLock::acquire(url(), {1, 3})));
}

TEST_F(SweepLocks, SayWhyTheyCannotBeTaken) {
  EXPECT_TRUE(refused(SweepLock::acquire(url("none/x.db"), {}), {"none/x.db-lock", "No such file"}));
  EXPECT_TRUE(refused(SweepLock::acquire("x.db", {}), {"right would be sqlite:x.db"}));
  EXPECT_TRUE(succeeded(SweepLock::acquire("sqlite::memory:", {})));
}

}  // namespace
}  // namespace portalprobe
