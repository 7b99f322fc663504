#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/clock.hpp"
#include "core/expected.hpp"

namespace portalprobe {

/// Reads 250us, 250ms, 5s, 1h30m, 2d: units from large to small, each at most once, the last number with a
/// fraction if it likes (1.5s). Refuses bare numbers (but 0), signs, spaces, and what exceeds 10,000 days.
Expected<microseconds> parse_duration(std::string_view text);
/// The shortest form that parse_duration reads back: 1h30m, 250ms, 0s.
std::string format_duration(microseconds duration);

/// Bytes: 4096, 512B, 64KiB, 16MiB, 1GiB. Decimal units (KB, MB) are refused: they are read both ways.
Expected<std::uint64_t> parse_size(std::string_view text);
std::string format_size(std::uint64_t bytes);

/// A share of a whole: 5% is 0.05, 100% is 1. Needs the percent sign.
Expected<double> parse_share(std::string_view text);
std::string format_share(double share);

}  // namespace portalprobe
