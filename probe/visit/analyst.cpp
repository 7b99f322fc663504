#include "probe/visit/analyst.hpp"

#include <boost/asio/post.hpp>

#include <utility>

namespace portalprobe {
namespace {

/// With one alone a page that is much work would keep all others waiting.
constexpr std::size_t kThreads = 2;

}  // namespace

Analyst::~Analyst() {
  if (!threads_) return;
  threads_->stop();
  threads_->join();
}

boost::asio::thread_pool& Analyst::threads() {
  if (!threads_) threads_ = std::make_unique<boost::asio::thread_pool>(kThreads);
  return *threads_;
}

void Analyst::read(Task task, std::weak_ptr<void> visit) {
  threads();
  const std::lock_guard lock(mutex_);
  auto& tasks = waiting_[visit];
  // The work keeps `io` running until the result is there.
  auto work = boost::asio::make_work_guard(io_);
  tasks.push_back([task = std::move(task), work = std::move(work)] { return task(); });
  if (tasks.size() == 1) ask_for_turn(visit);
}

void Analyst::ask_for_turn(const Visit& visit) {
  boost::asio::post(*threads_,
                    [this, visit, asked = std::chrono::steady_clock::now()] { take_turn(visit, asked); });
}

void Analyst::take_turn(const Visit& visit, SteadyTime asked) {
  Task task;
  {
    const std::lock_guard lock(mutex_);
    if (visit.expired()) {
      waiting_.erase(visit);
      return;
    }
    task = std::move(waiting_.at(visit).front());
  }
  const auto waited = to_microseconds(std::chrono::steady_clock::now() - asked);
  boost::asio::post(io_, [deliver = task(), visit, waited] {
    if (!visit.expired()) deliver(waited);
  });
  end_turn(visit);
}

void Analyst::end_turn(const Visit& visit) {
  const std::lock_guard lock(mutex_);
  const auto tasks = waiting_.find(visit);
  tasks->second.pop_front();
  if (tasks->second.empty()) {
    waiting_.erase(tasks);
  } else {
    ask_for_turn(visit);
  }
}

void Analyst::dispose(std::shared_ptr<const void> thing) {
  if (thing) boost::asio::post(threads(), [thing = std::move(thing)] {});
}

}  // namespace portalprobe
