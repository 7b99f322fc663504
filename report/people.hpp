#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/clock.hpp"

namespace portalprobe {

/// Figures as people read them, with a point before decimals.

/// 0 ms, 0.35 ms, 4.2 ms, 187 ms, 1.234 s; "-" where there is none.
std::string duration_text(std::optional<microseconds> duration);

/// 45 s, 3 min 20 s, 4 h 05 min: for waiting, not for measuring. Negative counts as 0.
std::string waiting_text(microseconds duration);

/// 1,234,567
std::string count_text(std::uint64_t count);

/// 512 B, 14.2 KiB, 3.0 MiB
std::string size_text(std::uint64_t bytes);

/// A whole per cent rounded down, so that 100 % means all. 0 of 0 is 100 %.
std::string share_text(std::uint64_t part, std::uint64_t whole);

}  // namespace portalprobe
