#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <deque>
#include <memory>

#include "core/clock.hpp"

namespace portalprobe {

/// How late an io_context turns: a timer that should tick every 10 ms notes by how much it did not. Costs a
/// hundred short wake-ups a second while it runs. The io_context's thread only.
class LoopLag {
 public:
  explicit LoopLag(boost::asio::io_context& io) : timer_(io) {}

  void start();
  void stop();
  /// The longest lag that was noted since `from`, and the one that is under way at `now`.
  microseconds longest_since(SteadyTime from, SteadyTime now) const;

  /// One of the io_context's handlers begins or ends: what runs back to back keeps what came in meanwhile
  /// waiting.
  void turn_begins(SteadyTime now);
  void turn_ends(SteadyTime now) { turn_ended_ = now; }
  /// How long what is seen at `now` may have waited for us at most, as far as we can know of ourselves.
  microseconds late_by(SteadyTime now) const;

 private:
  struct Note {
    SteadyTime at;
    microseconds lag;
  };

  void tick();
  void note(SteadyTime at, microseconds lag);

  boost::asio::steady_timer timer_;
  bool running_ = false;
  SteadyTime due_;
  SteadyTime turn_ended_;
  SteadyTime busy_since_;  ///< since when turns have followed each other without a pause
  std::shared_ptr<char> alive_ = std::make_shared<char>();  ///< a tick that is queued outlives the timer
  std::deque<Note> notes_;  ///< ever shorter lags: the longest since a moment is the first note after it
};

}  // namespace portalprobe
