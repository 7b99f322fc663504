#include "probe/browser/browser_keeper.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include <exception>
#include <list>
#include <mutex>
#include <utility>

namespace portalprobe {
namespace {

using Result = Expected<std::unique_ptr<BrowserProcess>>;

Result start_now(const BrowserOptions& options) {
  try {
    return BrowserProcess::start(options);
  } catch (const std::exception& error) {
    return fail(error.what());
  }
}

}  // namespace

/// Kept here and not in a handler: one that never runs would end its browser when the io_context goes, which
/// the browser's connections are decided on.
struct BrowserKeeper::Begun {
  struct One {
    Result result;
    Started started;
  };

  void put(Result result, Started started) {
    const std::lock_guard lock(mutex);
    all.push_back({std::move(result), std::move(started)});
  }
  One take() {
    const std::lock_guard lock(mutex);
    One one = std::move(all.front());
    all.pop_front();
    return one;
  }

  std::mutex mutex;
  std::list<One> all;
};

BrowserKeeper::BrowserKeeper(boost::asio::io_context& io) : io_(io), begun_(std::make_shared<Begun>()) {}

BrowserKeeper::~BrowserKeeper() {
  ending_.reset();
  auto untaken = std::move(begun_);
  starting_->run([untaken = std::move(untaken)] { untaken->all.clear(); });  // the last of its jobs
  starting_.reset();
}

void BrowserKeeper::start(const BrowserOptions& options, Started started) {
  // Work, so that `io` does not end before the answer is there.
  auto awaited = boost::asio::make_work_guard(io_);
  starting_->run([&io = io_, options, started = std::move(started), begun = std::weak_ptr(begun_),
                  awaited = std::move(awaited)]() mutable {
    auto result = start_now(options);
    const auto kept = begun.lock();
    if (!kept) return;
    kept->put(std::move(result), std::move(started));
    boost::asio::post(io, [begun] {
      const auto still = begun.lock();
      if (!still) return;
      auto one = still->take();
      one.started(std::move(one.result));
    });
    awaited.reset();
  });
}

void BrowserKeeper::end(std::unique_ptr<BrowserProcess> process) {
  if (!process) return;
  process->stop_listening();
  ending_->run(
      [process = std::shared_ptr<BrowserProcess>(std::move(process))]() mutable { process.reset(); });
}

}  // namespace portalprobe
