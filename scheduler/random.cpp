#include "scheduler/random.hpp"

#include <bit>
#include <limits>

namespace portalprobe {

std::uint64_t mix(std::uint64_t value) {
  value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  value = (value ^ (value >> 27U)) * 0x94d049bb133111ebULL;
  return value ^ (value >> 31U);
}

Random::Random(std::uint64_t seed) : state_{} {
  for (auto& word : state_) word = mix(seed += 0x9e3779b97f4a7c15ULL);
}

std::uint64_t Random::next() {
  const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
  const std::uint64_t shifted = state_[1] << 17U;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= shifted;
  state_[3] = std::rotl(state_[3], 45);
  return result;
}

std::uint64_t Random::below(std::uint64_t bound) {
  if (bound < 2) return 0;
  constexpr auto kMax = std::numeric_limits<std::uint64_t>::max();
  const std::uint64_t uneven =
      (kMax % bound + 1) % bound;  // so many of the largest numbers would favour small results
  std::uint64_t drawn = next();
  while (drawn > kMax - uneven) drawn = next();
  return drawn % bound;
}

}  // namespace portalprobe
