#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <memory>
#include <utility>

#include "probe/browser/job_thread.hpp"

namespace portalprobe {

/// Does what takes processor time on a thread of its own: the engine's thread answers each request of every
/// visit, and while it reads a page of megabytes all of them would wait, and seem slow.
class Aside {
 public:
  /// `io` is the engine's; it outlives this.
  explicit Aside(boost::asio::io_context& io) : io_(io) {}

  /// `work` runs on the other thread, does not throw, and shares nothing with anybody; `follow` runs from
  /// `io` with what it gave, unless `alive` has gone by then. From `io`'s thread only.
  template <class Work, class Follow>
  void run(Work work, std::weak_ptr<void> alive, Follow follow) {
    thread_.run([&io = io_, work = std::move(work), alive = std::move(alive), follow = std::move(follow)] {
      auto result = std::make_shared<decltype(work())>(work());
      boost::asio::post(io, [result = std::move(result), alive, follow] {
        if (!alive.expired()) follow(std::move(*result));
      });
    });
  }

 private:
  boost::asio::io_context& io_;
  JobThread thread_;
};

}  // namespace portalprobe
