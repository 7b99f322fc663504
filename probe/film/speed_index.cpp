#include "probe/film/speed_index.hpp"

#include <algorithm>

namespace portalprobe {
namespace {

std::optional<microseconds> first_with(std::span<const VisualProgress> progress, int percent) {
  // A white page that is all there is to come: it looks like its end from the begin.
  if (progress.empty() || progress.front().percent > 0) return std::nullopt;
  const auto it =
      std::ranges::find_if(progress, [percent](const auto& frame) { return frame.percent >= percent; });
  if (it == progress.end()) return std::nullopt;
  return it->at;
}

}  // namespace

std::optional<microseconds> first_visual_change(std::span<const VisualProgress> progress) {
  return first_with(progress, 1);
}

std::optional<microseconds> visually_complete(std::span<const VisualProgress> progress) {
  return first_with(progress, 100);
}

std::optional<microseconds> speed_index(std::span<const VisualProgress> progress) {
  const auto first = first_visual_change(progress);
  if (!first) return std::nullopt;
  std::int64_t area = first->count() * 100;  // microseconds times percent
  for (std::size_t i = 1; i < progress.size(); ++i) {
    if (progress[i].at <= *first) continue;
    area += (progress[i].at - progress[i - 1].at).count() * (100 - progress[i - 1].percent);
  }
  return microseconds(area / 100);
}

}  // namespace portalprobe
