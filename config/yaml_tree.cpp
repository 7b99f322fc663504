#include "config/yaml_tree.hpp"

#include <algorithm>

namespace portalprobe {

YamlTree::YamlTree(std::string text) : text_(std::move(text)), lines_{0} {
  for (auto at = text_.find('\n'); at != std::string::npos; at = text_.find('\n', at + 1)) {
    lines_.push_back(static_cast<std::uint32_t>(at + 1));
  }
}

YamlNode YamlTree::node(std::uint32_t index) const {
  return {*this, index, nodes_[index].alias ? nodes_[index].first : index};
}

YamlPosition YamlTree::position(std::size_t offset) const {
  // Counting characters in a line of megabytes for each of many problems would take for ever: bytes must do
  // there.
  constexpr std::size_t kLongLine = 65536;
  offset = std::min(offset, text_.size());
  const auto after = std::ranges::upper_bound(lines_, offset);
  const std::size_t start = *(after - 1);
  std::size_t column = offset - start;
  if (column < kLongLine) {
    column = static_cast<std::size_t>(
        std::ranges::count_if(std::string_view(text_).substr(start, column),
                              [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
  }
  return {static_cast<int>(after - lines_.begin()), static_cast<int>(column) + 1};
}

YamlNode::Kind YamlNode::kind() const { return tree_->nodes_[content_].kind; }

std::string_view YamlNode::text() const {
  const auto& node = tree_->nodes_[content_];
  if (node.kind != Kind::scalar) return {};
  return std::string_view(tree_->scalars_).substr(node.first, node.size);
}

bool YamlNode::quoted() const { return tree_->nodes_[content_].quoted; }

std::size_t YamlNode::size() const {
  const auto& node = tree_->nodes_[content_];
  if (node.kind == Kind::map) return node.size / 2;
  return node.kind == Kind::list ? node.size : 0;
}

YamlNode::Children YamlNode::children() const {
  const auto& node = tree_->nodes_[content_];
  return {tree_, node.kind == Kind::list || node.kind == Kind::map ? node.first : YamlTree::kNone};
}

YamlPosition YamlNode::position() const { return tree_->position(tree_->nodes_[index_].at); }

YamlNode YamlNode::Children::Iterator::operator*() const { return tree_->node(index_); }

YamlNode::Children::Iterator& YamlNode::Children::Iterator::operator++() {
  index_ = tree_->nodes_[index_].next;
  return *this;
}

YamlNode::Children::Iterator YamlNode::Children::end() const { return {tree_, YamlTree::kNone}; }

}  // namespace portalprobe
