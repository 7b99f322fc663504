#include "scoring/mean_interval.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>

#include "scoring/distributions.hpp"
#include "scoring/proportion.hpp"

namespace portalprobe {

std::optional<MeanInterval> mean_interval(std::span<const double> shares, double confidence) {
  if (shares.size() < 2 || std::ranges::count(shares, shares.front()) == std::ssize(shares)) {
    return std::nullopt;
  }
  const auto count = static_cast<double>(shares.size());
  const double mean = std::accumulate(shares.begin(), shares.end(), 0.0) / count;
  double squares = 0;
  for (const double share : shares) squares += (share - mean) * (share - mean);
  const double error = std::sqrt(squares / (count - 1) / count);
  const double reach = student_quantile(1 - tail_of(confidence), count - 1) * error;
  return MeanInterval{mean, std::max(0.0, mean - reach), std::min(1.0, mean + reach)};
}

}  // namespace portalprobe
