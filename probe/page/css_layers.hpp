#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace portalprobe {

/// Cascade layers in the order in which they were first named. The empty name is what is in no layer.
class CssLayers {
 public:
  CssLayers() : nodes_(1) {}

  /// The layer of a dotted name, made if it is new; so are those around it.
  std::uint32_t add(std::string_view dotted);
  /// The higher, the stronger: by layer, of normal declarations. What is in no layer is the strongest.
  std::vector<std::uint32_t> ranks() const;

  static constexpr std::size_t kMaxLayers = 2'000;
  static constexpr std::size_t kMaxName = 300;  ///< bytes, dots included

 private:
  struct Node {
    std::vector<std::uint32_t> children;
    std::map<std::string, std::uint32_t, std::less<>> by_name;
  };
  std::vector<Node> nodes_;  // the first is the root
};

/// `outer.inner`, where either may be empty.
std::string nested_layer(std::string_view outer, std::string_view inner);

/// The names in an `@layer` statement or before its block; empty if it is invalid. A block without a name has
/// none either.
std::vector<std::string> read_layer_names(std::string_view text);

}  // namespace portalprobe
