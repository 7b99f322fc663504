#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/measurement.hpp"

namespace portalprobe {

/// Remembers which samples came by, for telling a doubled one from one that contradicts it: 24 bytes each and
/// some room, whatever they hold. By hashes: two keys of one hash are told apart by whoever can read both
/// again.
class SeenSamples {
 public:
  enum class Seen { no, same, another };

  SeenSamples() : slots_(kFewest) {}
  /// What was noted under the sample's key; notes it, and the resources that an earlier one lacked.
  Seen note(const Measurement& measurement);
  std::size_t size() const { return size_; }

 private:
  struct Slot {
    std::uint64_t key = 0;  ///< 0: free
    std::uint64_t sample = 0;
    std::uint64_t resources = 0;  ///< 0: none
  };
  static constexpr std::size_t kFewest = 1U << 10U;  ///< a power of two, as their number always is

  Slot& slot_for(std::uint64_t key);
  void grow();

  std::vector<Slot> slots_;
  std::size_t size_ = 0;
};

/// Whether both are samples of one measurement: of one sweep, series and round.
bool same_key(const Sample& a, const Sample& b);

}  // namespace portalprobe
