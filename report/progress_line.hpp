#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "core/clock.hpp"

namespace portalprobe {

/// How far a sweep is.
struct Progress {
  std::uint64_t done = 0;  ///< measurements with a sample
  std::uint64_t planned = 0;
  std::uint64_t failed = 0;          ///< of those done
  double per_second = 0;             ///< done lately
  std::optional<microseconds> left;  ///< until the last one should be done; absent: not known yet
  bool operator==(const Progress&) const = default;
};

/// The bar for a terminal of `width` cells, redrawn in place: one line without its line break, never wider
/// than `width` - 1 (a full line would wrap on some terminals). What does not fit is left out, the bar first.
std::string progress_bar(const Progress& progress, std::size_t width, bool unicode = true);

/// The same in a sentence, for logs.
std::string progress_sentence(const Progress& progress);

/// When the rest should be done if it goes on as since the start; absent before there is anything to go by.
std::optional<microseconds> time_left(std::uint64_t done, std::uint64_t planned, microseconds elapsed);

}  // namespace portalprobe
