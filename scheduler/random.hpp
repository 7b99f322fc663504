#pragma once

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

namespace portalprobe {

/// xoshiro256**, seeded through splitmix64. The standard library's distributions differ between
/// implementations; a plan must not, so the few that are needed are here.
class Random {
 public:
  explicit Random(std::uint64_t seed);

  std::uint64_t next();
  /// Evenly one of 0 to bound − 1; 0 for a bound of 0.
  std::uint64_t below(std::uint64_t bound);
  bool coin() { return (next() >> 63U) != 0; }

  template <class T>
  void shuffle(std::vector<T>& items) {
    for (std::size_t left = items.size(); left > 1; --left) {
      std::swap(items[left - 1], items[static_cast<std::size_t>(below(left))]);
    }
  }

 private:
  std::array<std::uint64_t, 4> state_;
};

/// Spreads a number's bits over all of its places (the finisher of splitmix64).
std::uint64_t mix(std::uint64_t value);

}  // namespace portalprobe
