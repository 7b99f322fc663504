#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace portalprobe {

/// Runs jobs on a thread of its own, one after the other. Jobs do not throw.
class JobThread {
 public:
  JobThread();
  ~JobThread();  ///< runs all that was given first
  JobThread(const JobThread&) = delete;
  JobThread& operator=(const JobThread&) = delete;

  /// From any thread.
  void run(std::function<void()> job);

 private:
  void work();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> jobs_;
  bool ending_ = false;
  std::thread thread_;  ///< last: ends before the rest goes
};

}  // namespace portalprobe
