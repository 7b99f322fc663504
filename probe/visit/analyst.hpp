#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>

#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>

#include "core/clock.hpp"
#include "probe/page/screen.hpp"
#include "probe/visit/page_reader.hpp"

namespace portalprobe {

/// Reads pages and style sheets on threads of its own, so that the measuring thread is never kept from the
/// network by it. The tasks of one visit are done one at a time, in the order in which they came; visits take
/// turns, so that a page which is much work keeps another's waiting for one task, not for all of them.
class Analyst {
 public:
  /// What is to be done on the measuring thread with what a task has found. `waited`: for how long it, or
  /// before it another task of its visit, waited for a thread. The work of those other tasks is not counted.
  using Deliver = std::function<void(microseconds waited)>;
  using Task = std::function<Deliver()>;

  /// `io` is where results are delivered; it outlives this. Pages are read as for `screen`.
  Analyst(boost::asio::io_context& io, const Screen& screen) : io_(io), reader_(screen) {}
  ~Analyst();
  Analyst(const Analyst&) = delete;
  Analyst& operator=(const Analyst&) = delete;

  /// `task` runs on another thread and must not throw; the function that it returns runs from `io`. Neither
  /// does if `visit` is gone by then. `task` holds all that it needs. From `io`'s thread only.
  void read(Task task, std::weak_ptr<void> visit);
  /// Of all visits, those under way included. Any thread.
  std::size_t unfinished() const;
  /// Lets go of something large on another thread. From `io`'s thread only.
  void dispose(std::shared_ptr<const void> thing);
  /// For tasks only.
  PageReader& reader() { return reader_; }

 private:
  using Visit = std::weak_ptr<void>;
  struct Queued {
    Task task;
    SteadyTime since;
    microseconds waited{0};
  };
  /// A visit's first task is the one whose turn is under way or has been asked for.
  using Tasks = std::deque<Queued>;

  boost::asio::thread_pool& threads();
  void ask_for_turn(const Visit& visit);
  void take_turn(const Visit& visit, SteadyTime asked);
  static void add_wait(Tasks& tasks, SteadyTime asked);
  void end_turn(const Visit& visit);

  boost::asio::io_context& io_;
  PageReader reader_;
  mutable std::mutex mutex_;
  std::map<Visit, Tasks, std::owner_less<Visit>> waiting_;
  std::unique_ptr<boost::asio::thread_pool> threads_;  ///< none before the first task
};

}  // namespace portalprobe
