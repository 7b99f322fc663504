#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace portalprobe {

/// `an+b`, as in `:nth-child(2n+1)`.
struct Nth {
  std::int32_t a = 0;
  std::int32_t b = 0;
  bool operator==(const Nth&) const = default;
  /// Whether some n >= 0 gives `index` (from 1).
  bool holds(std::int64_t index) const;
};

/// Also `odd` and `even`.
std::optional<Nth> read_nth(std::string_view text);

}  // namespace portalprobe
