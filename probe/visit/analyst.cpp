#include "probe/visit/analyst.hpp"

#include <boost/asio/post.hpp>

#include <utility>

namespace portalprobe {

Analyst::~Analyst() {
  if (!thread_) return;
  thread_->stop();
  thread_->join();
}

void Analyst::read(std::function<std::function<void()>()> task, std::weak_ptr<void> alive) {
  if (!thread_) thread_ = std::make_unique<boost::asio::thread_pool>(1);
  // The work keeps `io` running until the result is there.
  auto work = boost::asio::make_work_guard(io_);
  boost::asio::post(*thread_, [task = std::move(task), alive = std::move(alive), work = std::move(work)] {
    if (alive.expired()) return;
    auto deliver = task();
    boost::asio::post(work.get_executor(), [deliver = std::move(deliver), alive] {
      if (!alive.expired()) deliver();
    });
  });
}

}  // namespace portalprobe
