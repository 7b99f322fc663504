#include "scoring/nightly_share.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>
#include <tuple>

#include "scoring/distributions.hpp"
#include "scoring/proportion.hpp"

namespace portalprobe {
namespace {

Expected<void> check_group(const NightCount& count, std::span<const double> weights) {
  if (count.size == 0) return fail(fmt::format("night {} has no measurements", count.night));
  if (count.stratum >= weights.size()) {
    return fail(fmt::format("stratum {} has no weight: there are {}", count.stratum, weights.size()));
  }
  if (weights[count.stratum] > 0) return {};
  return fail(fmt::format("stratum {} weighs nothing, so its measurements must be left out", count.stratum));
}

Expected<void> check_nights(std::span<const double> nights, std::span<const double> weights) {
  for (std::size_t stratum = 0; stratum < weights.size(); ++stratum) {
    if (weights[stratum] > 0 && nights[stratum] < 2) {
      return fail(fmt::format("stratum {} has {} nights: at least 2 are needed", stratum, nights[stratum]));
    }
  }
  return {};
}

}  // namespace

Expected<std::vector<double>> normalised_weights(std::span<const double> weights) {
  double sum = 0;
  for (const double weight : weights) {
    if (!std::isfinite(weight) || weight < 0) {
      return fail(fmt::format("the weight {} of a stratum is not a number of 0 or more", weight));
    }
    sum += weight;
  }
  if (!(sum > 0) || !std::isfinite(sum)) return fail("the weights of the strata add up to nothing");
  std::vector<double> result(weights.begin(), weights.end());
  for (double& weight : result) weight /= sum;
  return result;
}

Expected<NightlyShare> NightlyShare::make(std::span<const NightCount> layout, std::span<const double> weights,
                                          double confidence) {
  auto normal = normalised_weights(weights);
  if (!normal) return tl::unexpected(normal.error());
  NightlyShare share;
  if (auto grouped = share.add_groups(layout, *normal); !grouped) return tl::unexpected(grouped.error());
  share.weights_ = std::move(*normal);
  const auto strata = std::ranges::count_if(share.weights_, [](double weight) { return weight > 0; });
  share.count_nights(confidence, static_cast<std::size_t>(strata));
  return share;
}

Expected<void> NightlyShare::add_groups(std::span<const NightCount> layout, std::span<const double> weights) {
  std::vector<double> nights(weights.size());
  for (const auto& count : layout) {
    if (auto fine = check_group(count, weights); !fine) return fine;
    nights[count.stratum] += 1;
  }
  if (auto fine = check_nights(nights, weights); !fine) return fine;
  for (std::size_t place = 0; place < layout.size(); ++place) {
    const auto& count = layout[place];
    const double k = nights[count.stratum];
    groups_.push_back({place, count.night, count.stratum, static_cast<double>(count.size), 1 / k,
                       weights[count.stratum] / k * std::sqrt(k / (k - 1))});
    samples_ += count.size;
  }
  const auto key = [](const Group& group) { return std::tuple(group.night, group.stratum); };
  std::ranges::sort(groups_, {}, key);
  const auto twice = std::ranges::adjacent_find(groups_, {}, key);
  if (twice == groups_.end()) return {};
  return fail(fmt::format("night {} has stratum {} twice", twice->night, twice->stratum));
}

void NightlyShare::count_nights(double confidence, std::size_t strata) {
  double of_night = 0;
  double squares = 0;
  double independent = 0;
  for (std::size_t i = 0; i < groups_.size(); ++i) {
    const auto& group = groups_[i];
    const double part = weights_[group.stratum] * group.to_mean;
    independent += part * part / group.size;
    of_night += part;
    if (i + 1 < groups_.size() && groups_[i + 1].night == group.night) continue;
    squares += of_night * of_night;
    of_night = 0;
  }
  nights_ = 1 / squares;
  independent_ = 1 / independent;
  const double degrees = std::max(1.0, nights_ - static_cast<double>(strata));
  const double upper = 1 - tail_of(confidence);
  const double ratio =
      student_quantile(upper, static_cast<double>(samples_ - 1)) / student_quantile(upper, degrees);
  for_degrees_ = std::min(1.0, ratio * ratio);
}

double NightlyShare::variance(std::span<const std::size_t> over, std::span<const double> means) const {
  double sum = 0;
  double error = 0;
  for (std::size_t i = 0; i < groups_.size(); ++i) {
    const auto& group = groups_[i];
    error += group.to_error * (static_cast<double>(over[group.place]) / group.size - means[group.stratum]);
    if (i + 1 < groups_.size() && groups_[i + 1].night == group.night) continue;
    sum += error * error;
    error = 0;
  }
  return sum;
}

ShareEstimate NightlyShare::estimate(std::span<const std::size_t> over) const {
  assert(over.size() == groups_.size());
  const std::size_t all_over = std::accumulate(over.begin(), over.end(), std::size_t{0});
  if (all_over == 0) return {0, nights_};
  if (all_over == samples_) return {1, nights_};
  std::vector<double> means(weights_.size());
  for (const auto& group : groups_) {
    means[group.stratum] += static_cast<double>(over[group.place]) / group.size * group.to_mean;
  }
  const double share =
      std::clamp(std::inner_product(means.begin(), means.end(), weights_.begin(), 0.0), 0.0, 1.0);
  const double spread = variance(over, means);
  // As even as can be: more than independent measurements would tell is not believed.
  if (!(spread > 0)) return {share, independent_};
  return {share, std::min(independent_, share * (1 - share) / spread * for_degrees_)};
}

}  // namespace portalprobe
