#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>

#include <functional>
#include <memory>

#include "probe/page/screen.hpp"
#include "probe/visit/page_reader.hpp"

namespace portalprobe {

/// Reads pages and style sheets on a thread of its own, so that the measuring thread is never kept from the
/// network by it. Tasks are done in the order in which they came.
class Analyst {
 public:
  /// `io` is where results are delivered; it outlives this. Pages are read as for `screen`.
  Analyst(boost::asio::io_context& io, const Screen& screen) : io_(io), reader_(screen) {}
  ~Analyst();
  Analyst(const Analyst&) = delete;
  Analyst& operator=(const Analyst&) = delete;

  /// `task` runs on the other thread and must not throw; the function that it returns runs from `io` unless
  /// `alive` is gone by then. `task` holds all that it needs.
  void read(std::function<std::function<void()>()> task, std::weak_ptr<void> alive);
  /// For tasks only: it is the other thread's.
  PageReader& reader() { return reader_; }

 private:
  boost::asio::io_context& io_;
  PageReader reader_;
  std::unique_ptr<boost::asio::thread_pool> thread_;  ///< none before the first task
};

}  // namespace portalprobe
