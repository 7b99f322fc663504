#include "scoring/share_curve.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace portalprobe {
namespace {

struct PlacedValue {
  double value;
  std::size_t night;  ///< index
};

std::vector<PlacedValue> sorted_values(std::span<const NightValues> nights) {
  std::vector<PlacedValue> placed;
  for (std::size_t night = 0; night < nights.size(); ++night) {
    for (const double value : nights[night].values) placed.push_back({value, night});
  }
  std::ranges::sort(placed, {}, &PlacedValue::value);
  return placed;
}

bool has_nan(const NightValues& night) {
  return std::ranges::any_of(night.values, [](double value) { return std::isnan(value); });
}

}  // namespace

std::vector<NightCount> count_over(std::span<const NightValues> nights, double limit) {
  std::vector<NightCount> counts;
  counts.reserve(nights.size());
  for (const auto& night : nights) {
    const auto over = std::ranges::count_if(night.values, [limit](double value) { return value > limit; });
    counts.push_back({night.night, night.stratum, static_cast<std::size_t>(over), night.values.size()});
  }
  return counts;
}

Expected<std::vector<CurvePoint>> share_curve(std::span<const NightValues> nights,
                                              std::span<const double> weights, double confidence) {
  if (std::ranges::any_of(nights, has_nan)) return fail("a value is not a number");
  constexpr double kBelowAll = -std::numeric_limits<double>::infinity();
  const auto layout = count_over(nights, kBelowAll);
  const auto share = NightlyShare::make(layout, weights, confidence);
  if (!share) return tl::unexpected(share.error());

  std::vector<std::size_t> over;
  over.reserve(layout.size());
  for (const auto& count : layout) over.push_back(count.size);
  const auto values = sorted_values(nights);
  std::vector<CurvePoint> curve{{kBelowAll, share->estimate(over)}};
  for (std::size_t i = 0; i < values.size(); ++i) {
    --over[values[i].night];
    if (i + 1 < values.size() && values[i + 1].value == values[i].value) continue;
    curve.push_back({values[i].value, share->estimate(over)});
  }
  return curve;
}

}  // namespace portalprobe
