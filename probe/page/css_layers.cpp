#include "probe/page/css_layers.hpp"

#include <utility>

#include "probe/page/css_tokens.hpp"

namespace portalprobe {

std::uint32_t CssLayers::add(std::string_view dotted) {
  std::uint32_t at = 0;
  while (!dotted.empty()) {
    const auto name = dotted.substr(0, dotted.find('.'));
    dotted.remove_prefix(name.size() < dotted.size() ? name.size() + 1 : name.size());
    const auto known = nodes_[at].by_name.find(name);
    if (known != nodes_[at].by_name.end()) {
      at = known->second;
      continue;
    }
    if (nodes_.size() >= kMaxLayers) return at;
    const auto made = static_cast<std::uint32_t>(nodes_.size());
    nodes_[at].by_name.emplace(name, made);
    nodes_[at].children.push_back(made);
    nodes_.emplace_back();
    at = made;
  }
  return at;
}

std::vector<std::uint32_t> CssLayers::ranks() const {
  // A layer is stronger than the layers in it: they are counted before it.
  std::vector<std::uint32_t> ranks(nodes_.size());
  std::uint32_t next = 0;
  std::vector<std::pair<std::uint32_t, std::size_t>> path = {{0, 0}};
  while (!path.empty()) {
    auto& [node, child] = path.back();
    if (child < nodes_[node].children.size()) {
      path.emplace_back(nodes_[node].children[child++], 0);
    } else {
      ranks[node] = next++;
      path.pop_back();
    }
  }
  return ranks;
}

std::string nested_layer(std::string_view outer, std::string_view inner) {
  if (outer.empty() || inner.empty()) return std::string(outer) + std::string(inner);
  return std::string(outer) + "." + std::string(inner);
}

std::vector<std::string> read_layer_names(std::string_view text) {
  using Kind = CssToken::Kind;
  std::vector<std::string> names;
  std::string name;
  CssTokens tokens(text);
  while (true) {
    const auto token = tokens.next_solid();
    if (token.kind == Kind::comma || token.kind == Kind::end) {
      if (name.empty() || name.ends_with('.') || name.size() > CssLayers::kMaxName) return {};
      if (names.size() >= CssLayers::kMaxLayers) return names;
      names.push_back(std::move(name));
      name.clear();
      if (token.kind == Kind::end) return names;
    } else if (token.kind == Kind::ident && (name.empty() || name.ends_with('.'))) {
      name += token.value();
    } else if (token.is_delim('.') && !name.empty()) {
      name += '.';
    } else {
      return {};
    }
  }
}

}  // namespace portalprobe
