#include "probe/film/visual_progress.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <optional>

namespace portalprobe {
namespace {

/// How many percent two frames may differ by for those between them not to matter: 5 where they are next to
/// each other, 3 at one second, and never where they are far apart.
double negligible(microseconds apart) {
  constexpr double kMost = 5;
  constexpr double kAtOneSecond = 3;
  constexpr double kFarApart = -1;
  const double rate = std::log((kAtOneSecond - kFarApart) / (kMost - kFarApart));
  return (kMost - kFarApart) * std::exp(rate * static_cast<double>(apart.count()) / 1e6) + kFarApart;
}

class FastProgress {
 public:
  FastProgress(std::span<const microseconds> at, const std::function<ColourHistogram(std::size_t)>& histogram)
      : at_(at), histogram_(histogram), last_(histogram(at.size() - 1)), percent_(at.size() + 1) {
    percent_.front() = progress_between(kWhitePage, last_, kWhitePage);
    percent_.back() = progress_between(kWhitePage, last_, last_);
  }

  std::vector<VisualProgress> progress() {
    look_between(0, at_.size());
    std::vector<VisualProgress> all;
    all.reserve(percent_.size());
    for (std::size_t i = 0; i < percent_.size(); ++i) all.push_back({at(i), percent_[i].value_or(0)});
    return all;
  }

 private:
  static constexpr ColourHistogram kWhitePage{};

  // Place 0 is the white page, place i the frame i − 1.
  microseconds at(std::size_t place) const { return place == 0 ? microseconds(0) : at_[place - 1]; }

  int percent(std::size_t place) {
    auto& known = percent_[place];
    if (!known) known = progress_between(kWhitePage, last_, histogram_(place - 1));
    return *known;
  }

  /// Halves each time: as deep as the number of frames has bits.
  void look_between(std::size_t lower, std::size_t upper) {
    const int before = percent(lower);
    const int after = percent(upper);
    if (std::abs(before - after) < negligible(at(upper) - at(lower))) {
      for (std::size_t i = lower + 1; i < upper; ++i) percent_[i] = before;
    } else if (upper - lower > 1) {
      const std::size_t middle = (lower + upper) / 2;
      look_between(lower, middle);
      look_between(middle, upper);
    }
  }

  std::span<const microseconds> at_;
  const std::function<ColourHistogram(std::size_t)>& histogram_;
  const ColourHistogram last_;
  std::vector<std::optional<int>> percent_;
};

std::int64_t distance(std::uint32_t a, std::uint32_t b) {
  return std::abs(static_cast<std::int64_t>(a) - static_cast<std::int64_t>(b));
}

}  // namespace

int progress_between(const ColourHistogram& first, const ColourHistogram& last, const ColourHistogram& now) {
  std::int64_t total = 0;
  std::int64_t come = 0;
  for (std::size_t colour = 0; colour < first.counts.size(); ++colour) {
    for (std::size_t value = 0; value < first.counts[colour].size(); ++value) {
      const auto begin = first.counts[colour][value];
      const auto whole = distance(last.counts[colour][value], begin);
      come += std::min(distance(now.counts[colour][value], begin), whole);
      total += whole;
    }
  }
  return total == 0 ? 100 : static_cast<int>(come * 100 / total);
}

std::vector<VisualProgress> visual_progress(std::span<const microseconds> at,
                                            const std::function<ColourHistogram(std::size_t)>& histogram) {
  if (at.empty()) return {};
  return FastProgress(at, histogram).progress();
}

}  // namespace portalprobe
