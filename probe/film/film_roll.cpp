#include "probe/film/film_roll.hpp"

#include <algorithm>
#include <utility>

namespace portalprobe {
namespace {

/// Of the first thinning; each one after it doubles it. Sixty frames a second are 17 ms apart.
constexpr SteadyTime::duration kFirstSpacing = std::chrono::milliseconds(30);

}  // namespace

void FilmRoll::take(SteadyTime at, std::string jpeg) {
  if (jpeg.empty() || jpeg.size() > limits_.frame_bytes) return;
  if (!frames_.empty() && (at < frames_.back().at || jpeg == frames_.back().jpeg)) return;
  const std::size_t count = frames_.size();
  if (count >= 2 && frames_[count - 1].at - frames_[count - 2].at < spacing_) {
    bytes_ -= frames_.back().jpeg.size();
    frames_.pop_back();
  }
  bytes_ += jpeg.size();
  frames_.push_back({at, std::move(jpeg)});
  while (is_full()) thin_out();
}

bool FilmRoll::is_full() const {
  return frames_.size() > 2 && (frames_.size() > limits_.frames || bytes_ > limits_.bytes);
}

/// Every other one goes; the first and the last stay.
void FilmRoll::thin_out() {
  spacing_ = spacing_ == SteadyTime::duration(0) ? kFirstSpacing : 2 * spacing_;
  std::vector<Frame> kept;
  kept.reserve(limits_.frames + 1);
  for (std::size_t i = 0; i < frames_.size(); ++i) {
    const bool stays = i % 2 == 0 || i + 1 == frames_.size();
    if (stays) kept.push_back(std::move(frames_[i]));
  }
  frames_ = std::move(kept);
  bytes_ = 0;
  for (const auto& frame : frames_) bytes_ += frame.jpeg.size();
}

}  // namespace portalprobe
