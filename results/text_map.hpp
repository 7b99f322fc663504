#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace portalprobe {

/// Lets a map of strings be asked with views.
struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};

template <class T>
using TextMap = std::unordered_map<std::string, T, TextHash, std::equal_to<>>;

/// Before `map` remembers another text of `size` bytes: forgets all where that would be too much. `bytes` is
/// what it holds, roughly.
template <class Map>
void make_room_for_text(Map& map, std::size_t& bytes, std::size_t size) {
  constexpr std::size_t kMostBytes = 16U << 20U;
  constexpr std::size_t kEntry = 64;  // what an entry costs beside its text
  if (bytes + size + kEntry > kMostBytes) {
    map.clear();
    bytes = 0;
  }
  bytes += size + kEntry;
}

}  // namespace portalprobe
