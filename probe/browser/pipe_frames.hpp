#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace portalprobe {

/// The framing of `--remote-debugging-pipe`: messages that end with a NUL. Pure; what comes is not trusted.
class PipeFrames {
 public:
  /// Largest message. A page can make its browser tell of something longer (a line of its console, a URL with
  /// all its data), so that such a message is passed over, not held against the browser.
  static constexpr std::size_t kMostBytes = std::size_t{64} << 20U;

  explicit PipeFrames(std::size_t most_bytes = kMostBytes) : most_bytes_(most_bytes) {}

  void feed(std::string_view bytes);
  /// The next whole message, without its NUL.
  std::optional<std::string> next();
  /// Messages that were too long.
  std::uint64_t passed_over() const { return passed_over_; }

 private:
  void take_part(std::string_view bytes);
  void end_message();

  const std::size_t most_bytes_;
  std::deque<std::string> whole_;
  std::string part_;  ///< of a message that has not ended
  bool too_long_ = false;
  std::uint64_t passed_over_ = 0;
};

}  // namespace portalprobe
