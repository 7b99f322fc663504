#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <random>

#include "results/batch_writer.hpp"
#include "tests/results/child.hpp"
#include "tests/results/raw_sqlite.hpp"
#include "tests/results/store_fixture.hpp"

namespace portalprobe {
namespace {

class StoreProcesses : public StoreTest {};

std::string write_shard(const std::string& url, Shard shard, std::uint32_t rounds) {
  auto store = open_store(url, StoreMode::read_write);
  if (!store) return store.error().message;
  if (auto begun = (*store)->begin_sweep(sweep_record(kSweepId, shard)); !begun) return begun.error().message;
  for (std::uint32_t round = 0; round < rounds; ++round) {
    std::vector<Sample> samples;
    for (int i = 0; i < 20; ++i)
      samples.push_back(usual_sample(i * 10 + static_cast<int>(shard.index), round));
    if (auto done = (*store)->write(measurements(samples)); !done) return done.error().message;
  }
  return "done";
}

/// A process that writes one shard, and says how it went.
struct ShardProcess {
  pid_t pid = 0;
  int answer = 0;
};

ShardProcess start_shard(const std::string& url, Shard shard) {
  int ends[2];
  EXPECT_EQ(::pipe(ends), 0);
  const pid_t pid = ::fork();
  if (pid == 0) {
    const std::string said = write_shard(url, shard, 50);
    ::_exit(::write(ends[1], said.data(), said.size()) > 0 ? 0 : 1);
  }
  ::close(ends[1]);
  return {pid, ends[0]};
}

std::string answer_of(const ShardProcess& process) {
  char text[4096];
  const auto size = ::read(process.answer, text, sizeof text);
  ::close(process.answer);
  ::waitpid(process.pid, nullptr, 0);
  return {text, static_cast<std::size_t>(std::max<ssize_t>(size, 0))};
}

// Three processes make the file, its schema and their rows at once.
TEST_F(StoreProcesses, StoreTheirShardsOfOneSweepIntoOneFile) {
  std::vector<ShardProcess> children;
  for (std::uint32_t index = 0; index < 3; ++index) children.push_back(start_shard(url(), {index, 3}));
  for (const auto& child : children) EXPECT_EQ(answer_of(child), "done");
  const auto store = open(StoreMode::read_only);
  const auto records = store->sweeps().value();
  ASSERT_EQ(records.size(), 3U);
  for (const auto& record : records) EXPECT_EQ(record.stored, 1000U) << record.shard.index;
  EXPECT_EQ(samples_of(*store, kSweepId).size(), 3000U);
  EXPECT_EQ(store->stored_keys(kSweepId).value().size(), 3000U);
}

/// The plan that the killed process works through, in order.
Sample planned(std::uint32_t i) { return usual_sample(static_cast<int>(i % 50), i / 50); }
constexpr std::uint32_t kPlanned = 3000;

/// Begins or resumes the sweep and stores what is missing of its first `until` samples; tells `reports` after
/// each batch how far it is. Short of the plan's end it waits to be killed.
[[noreturn]] void sweep_on(const std::string& url, std::uint32_t until, int reports) {
  auto opened = open_store(url, StoreMode::read_write);
  if (!opened) ::_exit(2);
  Store& store = **opened;
  if (store.sweeps().value().empty() ? !store.begin_sweep(sweep_record()) : !store.resume_sweep(kSweepId, {}))
    ::_exit(3);
  const auto keys = store.stored_keys(kSweepId).value();

  BatchWriter::Options options;
  options.batch = 7;
  options.interval = std::chrono::milliseconds(1);
  options.on_stored = [&](std::uint64_t stored) {
    const auto now = static_cast<std::uint32_t>(keys.size() + stored);
    if (::write(reports, &now, sizeof now) != sizeof now) ::_exit(4);
  };
  BatchWriter writer(store, options);
  for (std::uint32_t i = 0; i < until; ++i) {
    const Sample sample = planned(i);
    if (keys.contains({sample.portal_id, sample.target_id, sample.kind, sample.engine, sample.profile,
                       sample.connection, sample.ip_family, sample.round})) {
      continue;
    }
    while (writer.full() && !writer.broken()) std::this_thread::yield();
    writer.put(measurement(sample));
  }
  while (until < kPlanned) ::pause();
  ::_exit(writer.close() ? 0 : 5);
}

/// Starts it, kills it once it reported `after` samples, and returns the last number that it reported.
std::uint32_t sweep_and_kill(const std::string& url, std::uint32_t after) {
  int ends[2];
  EXPECT_EQ(::pipe(ends), 0);
  const pid_t child = ::fork();
  if (child == 0) sweep_on(url, std::min(after + 60, kPlanned), ends[1]);
  ::close(ends[1]);
  std::uint32_t reported = 0;
  for (std::uint32_t now = 0; ::read(ends[0], &now, sizeof now) == sizeof now;) {
    reported = now;
    if (now >= after) ::kill(child, SIGKILL);
  }
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status) || WEXITSTATUS(status) == 0) << WEXITSTATUS(status);
  return reported;
}

TEST_F(StoreProcesses, LoseNothingThatWasReportedStoredWhenKilled) {
  std::mt19937 random(20261120);
  std::uint32_t reported = 0;
  for (int kill = 0; kill < 20; ++kill) {
    SCOPED_TRACE(kill);
    const std::uint32_t after = reported + 1 + static_cast<std::uint32_t>(random() % 60);
    reported = std::max(reported, sweep_and_kill(url(), after));
    const auto store = open(StoreMode::read_only);
    const auto samples = samples_of(*store, kSweepId);
    EXPECT_GE(samples.size(), reported);
    EXPECT_EQ(store->sweep(kSweepId, {}).value().stored, samples.size());
    const auto keys = store->stored_keys(kSweepId).value();
    for (std::uint32_t i = 0; i < reported; ++i) {
      const Sample s = planned(i);
      ASSERT_TRUE(keys.contains(
          {s.portal_id, s.target_id, s.kind, s.engine, s.profile, s.connection, s.ip_family, s.round}))
          << i;
    }
    EXPECT_EQ(RawSqlite(path()).ask("PRAGMA integrity_check; PRAGMA foreign_key_check"), "ok");
  }
  EXPECT_EQ(sweep_and_kill(url(), kPlanned + 1), kPlanned);
  std::vector<Sample> all;
  for (std::uint32_t i = 0; i < kPlanned; ++i) all.push_back(planned(i));
  const auto order = [](const Sample& s) { return std::pair(s.round, s.portal_id); };
  auto stored = samples_of(*open());
  std::ranges::sort(all, {}, order);
  std::ranges::sort(stored, {}, order);
  EXPECT_TRUE(stored == all);
}

}  // namespace
}  // namespace portalprobe
