#include "probe/film/film_strip.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "probe/film/colour_histogram.hpp"
#include "probe/film/speed_index.hpp"

namespace portalprobe {
namespace {

/// Readable frames with their progress; those that turn out to be unreadable are taken out on the way.
class Viewer {
 public:
  explicit Viewer(std::vector<Frame> frames) {
    seen_.reserve(frames.size());
    for (auto& frame : frames) seen_.push_back({std::move(frame), std::nullopt, true});
  }

  std::vector<VisualProgress> view(SteadyTime zero) {
    for (;;) {
      std::vector<microseconds> at;
      at.reserve(seen_.size());
      for (const auto& seen : seen_) at.push_back(to_microseconds(seen.frame.at - zero));
      auto progress = visual_progress(at, [this](std::size_t i) { return look(seen_[i]); });
      if (std::erase_if(seen_, [](const Seen& seen) { return !seen.is_readable; }) == 0) return progress;
    }
  }

  std::size_t size() const { return seen_.size(); }
  std::string take(std::size_t i) { return std::move(seen_[i].frame.jpeg); }

 private:
  struct Seen {
    Frame frame;
    std::optional<ColourHistogram> colours;  ///< read once: to leave another frame out costs nothing for it
    bool is_readable = true;
  };

  static ColourHistogram look(Seen& seen) {
    if (seen.colours) return *seen.colours;
    auto read = histogram_of_jpeg(seen.frame.jpeg);
    seen.is_readable = read.has_value();
    if (!read) return {};
    seen.colours = *read;
    return *read;
  }

  std::vector<Seen> seen_;
};

/// Those frames at which progress changed, and the last, by their place behind the white page.
std::vector<std::size_t> changes(const std::vector<VisualProgress>& progress) {
  std::vector<std::size_t> chosen;
  for (std::size_t i = 1; i < progress.size(); ++i) {
    if (progress[i].percent != progress[i - 1].percent || i + 1 == progress.size()) chosen.push_back(i);
  }
  return chosen;
}

/// Evenly over the changes; the first and the last stay.
std::vector<std::size_t> at_most(std::vector<std::size_t> chosen, std::size_t most) {
  if (chosen.size() <= most || most < 2) return chosen;
  std::vector<std::size_t> fewer;
  for (std::size_t i = 0; i < most; ++i) fewer.push_back(chosen[i * (chosen.size() - 1) / (most - 1)]);
  return fewer;
}

}  // namespace

FilmStrip film_strip(std::vector<Frame> frames, SteadyTime zero, microseconds spacing,
                     std::size_t most_frames) {
  std::erase_if(frames, [zero](const Frame& frame) { return frame.at < zero; });
  Viewer viewer(std::move(frames));
  const auto progress = viewer.view(zero);
  FilmStrip strip;
  strip.speed_index = speed_index(progress);
  strip.first_visual_change = first_visual_change(progress);
  strip.visually_complete = visually_complete(progress);
  strip.spacing = spacing;
  strip.seen = viewer.size();
  for (const std::size_t i : at_most(changes(progress), most_frames))
    strip.frames.push_back({progress[i].at, progress[i].percent, viewer.take(i - 1)});
  return strip;
}

}  // namespace portalprobe
