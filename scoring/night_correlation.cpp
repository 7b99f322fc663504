#include "scoring/night_correlation.hpp"

#include <map>

namespace portalprobe {
namespace {

struct Stratum {
  double groups = 0;
  double size = 0;
  double over = 0;
  double squared_sizes = 0;

  double share() const { return over / size; }
};

std::map<std::size_t, Stratum> strata_of(std::span<const NightCount> counts) {
  std::map<std::size_t, Stratum> strata;
  for (const auto& count : counts) {
    const auto size = static_cast<double>(count.size);
    auto& stratum = strata[count.stratum];
    stratum.groups += 1;
    stratum.size += size;
    stratum.over += static_cast<double>(count.over);
    stratum.squared_sizes += size * size;
  }
  return strata;
}

}  // namespace

std::optional<NightCorrelation> night_correlation(std::span<const NightCount> counts) {
  const auto strata = strata_of(counts);
  double size = 0;
  double squared_sizes = 0;
  double between_degrees = 0;
  double spread_of_sizes = 0;
  for (const auto& [id, stratum] : strata) {
    size += stratum.size;
    squared_sizes += stratum.squared_sizes;
    between_degrees += stratum.groups - 1;
    spread_of_sizes += stratum.size - stratum.squared_sizes / stratum.size;
  }
  const double within_degrees = size - static_cast<double>(counts.size());
  if (between_degrees < 1 || within_degrees < 1) return std::nullopt;

  double between = 0;
  double within = 0;
  for (const auto& count : counts) {
    const auto n = static_cast<double>(count.size);
    const double share = static_cast<double>(count.over) / n;
    const double apart = share - strata.at(count.stratum).share();
    between += n * apart * apart / between_degrees;
    within += n * share * (1 - share) / within_degrees;
  }
  const double usual_size = spread_of_sizes / between_degrees;
  const double both = between + (usual_size - 1) * within;
  if (!(both > 0)) return std::nullopt;
  const double correlation = (between - within) / both;
  return NightCorrelation{correlation, 1 + (squared_sizes / size - 1) * correlation};
}

}  // namespace portalprobe
