/// How late a timer of Asio's comes that nothing else depends on: what no program with such timers can beat.
///
///   bare_timer PER_SECOND SECONDS
///
/// Prints by how much the ticks came after their time, as one line of `name=value`.
#include <fmt/core.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdlib>
#include <vector>

#include "tests/bench/quantile.hpp"

namespace portalprobe::bench {
namespace {

using std::chrono::microseconds;
using Steady = std::chrono::steady_clock;

class Ticks {
 public:
  Ticks(boost::asio::io_context& loop, Steady::duration space, std::size_t count)
      : timer_(loop), space_(space), due_(Steady::now()), count_(count) {
    overshoots_.reserve(count);
    await();
  }

  const std::vector<microseconds>& overshoots() const { return overshoots_; }

 private:
  void await() {
    due_ += space_;
    timer_.expires_at(due_);
    timer_.async_wait([this](const boost::system::error_code&) { on_tick(); });
  }

  void on_tick() {
    overshoots_.push_back(std::chrono::duration_cast<microseconds>(Steady::now() - due_));
    if (overshoots_.size() < count_) await();
  }

  boost::asio::steady_timer timer_;
  Steady::duration space_;
  Steady::time_point due_;
  std::size_t count_;
  std::vector<microseconds> overshoots_;
};

int run(int per_second, int seconds) {
  boost::asio::io_context loop(1);
  const auto count = static_cast<std::size_t>(per_second) * static_cast<std::size_t>(seconds);
  const Ticks ticks(loop, Steady::duration(std::chrono::seconds(1)) / per_second, count);
  loop.run();
  const auto& late = ticks.overshoots();
  fmt::print("ticks={} p50_us={} p99_us={} max_us={}\n", late.size(), quantile(late, 0.5).count(),
             quantile(late, 0.99).count(), quantile(late, 1).count());
  return 0;
}

}  // namespace
}  // namespace portalprobe::bench

int main(int count, char** words) {
  const int per_second = count == 3 ? std::atoi(words[1]) : 0;
  const int seconds = count == 3 ? std::atoi(words[2]) : 0;
  if (per_second < 1 || per_second > 10'000 || seconds < 1 || seconds > 600) {
    fmt::print(stderr, "usage: bare_timer PER_SECOND SECONDS\n");
    return 2;
  }
  return portalprobe::bench::run(per_second, seconds);
}
