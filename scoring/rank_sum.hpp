#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace portalprobe {

/// The exact distribution of Mann's and Whitney's U for two samples without ties, if both come from the same
/// distribution: of all C(m + n, m) orders of the values, how many have U = u. These are the coefficients of
/// the Gaussian binomial [m + n over m], counted in whole numbers of 128 bits. Pure after it was made.
class RankSum {
 public:
  /// Whether the numbers fit, and so may be asked for: the smaller sample at most 8 and the larger at most
  /// 100,000, or both under 50.
  static bool fits(std::size_t m, std::size_t n);

  /// Counts as far as U = `largest`, in memory of 8 bytes and time of min(m, n) steps for each.
  /// `largest` <= m · n; fits(m, n).
  RankSum(std::size_t m, std::size_t n, std::size_t largest);

  /// P(U <= u), for u up to `largest`. By symmetry also P(U >= m · n − u).
  double at_most(std::size_t u) const { return at_most_[u]; }

 private:
  std::vector<double> at_most_;
};

}  // namespace portalprobe
