#include "probe/visit/analyst.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
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
  tasks.push_back({[task = std::move(task), work = std::move(work)] { return task(); },
                   std::chrono::steady_clock::now()});
  if (tasks.size() == 1) ask_for_turn(visit);
}

void Analyst::ask_for_turn(const Visit& visit) {
  boost::asio::post(*threads_,
                    [this, visit, asked = std::chrono::steady_clock::now()] { take_turn(visit, asked); });
}

void Analyst::take_turn(const Visit& visit, SteadyTime asked) {
  Queued turn;
  {
    const std::lock_guard lock(mutex_);
    if (visit.expired()) {
      waiting_.erase(visit);
      return;
    }
    Tasks& tasks = waiting_.at(visit);
    add_wait(tasks, asked);
    turn = std::move(tasks.front());
  }
  boost::asio::post(io_, [deliver = turn.task(), visit, waited = turn.waited] {
    if (!visit.expired()) deliver(waited);
  });
  end_turn(visit);
}

/// While the first waited for a thread, so did all that is behind it.
void Analyst::add_wait(Tasks& tasks, SteadyTime asked) {
  const SteadyTime now = std::chrono::steady_clock::now();
  for (auto& queued : tasks) queued.waited += to_microseconds(now - std::max(asked, queued.since));
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

std::size_t Analyst::unfinished() const {
  const std::lock_guard lock(mutex_);
  std::size_t count = 0;
  for (const auto& [visit, tasks] : waiting_) count += tasks.size();
  return count;
}

void Analyst::dispose(std::shared_ptr<const void> thing) {
  if (thing) boost::asio::post(threads(), [thing = std::move(thing)] {});
}

}  // namespace portalprobe
