#pragma once

#include <tl/expected.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "config/problem.hpp"

namespace portalprobe {

class YamlTree;

/// Where something stands in a file: from 1, columns in characters.
struct YamlPosition {
  int line = 0;
  int column = 0;
  bool operator==(const YamlPosition&) const = default;
};

/// One value of a tree; as light as an index. The tree must outlive it. An alias looks like what it stands
/// for, but for its position.
class YamlNode {
 public:
  enum class Kind : std::uint8_t { null, scalar, list, map };
  class Children;

  Kind kind() const;
  bool is_null() const { return kind() == Kind::null; }
  bool is_scalar() const { return kind() == Kind::scalar; }
  bool is_list() const { return kind() == Kind::list; }
  bool is_map() const { return kind() == Kind::map; }
  /// A scalar's text; empty for others.
  std::string_view text() const;
  /// Whether a scalar stands in quotes or in a block, or is tagged as text: it is never a number.
  bool quoted() const;
  /// Items of a list, pairs of a map.
  std::size_t size() const;
  /// Items of a list; of a map its keys and values in turn.
  Children children() const;
  YamlPosition position() const;

 private:
  friend class YamlTree;
  YamlNode(const YamlTree& tree, std::uint32_t index, std::uint32_t content)
      : tree_(&tree), index_(index), content_(content) {}

  const YamlTree* tree_;
  std::uint32_t index_;    ///< what stands in the file
  std::uint32_t content_;  ///< what it means: another one for an alias
};

/// A YAML document, kept small: 20 bytes a value beside its text. Unlike yaml-cpp's own nodes it knows where
/// keys stand and keeps doubled keys.
class YamlTree {
 public:
  /// Reads exactly one document. Never throws on bad input, and is bounded in time and memory whatever `text`
  /// holds: depth, number of values, length of a value, and what aliases expand to.
  static tl::expected<YamlTree, Problem> parse(const std::string& file, std::string text);

  YamlNode root() const { return node(0); }

 private:
  friend class YamlNode;
  friend class YamlTreeBuilder;
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;

  struct Node {
    std::uint32_t at = 0;  ///< byte offset in the text
    std::uint32_t first =
        kNone;  ///< scalar: offset of its text; list, map: first child; alias: what it stands for
    std::uint32_t size = 0;      ///< scalar: bytes; list, map: children
    std::uint32_t next = kNone;  ///< sibling
    YamlNode::Kind kind = YamlNode::Kind::null;
    bool quoted = false;
    bool alias = false;
  };

  explicit YamlTree(std::string text);
  YamlNode node(std::uint32_t index) const;
  YamlPosition position(std::size_t offset) const;

  std::string text_;
  std::vector<std::uint32_t> lines_;  ///< offset of each line's first byte
  std::vector<Node> nodes_;
  std::string scalars_;
};

/// Walks siblings.
class YamlNode::Children {
 public:
  class Iterator {
   public:
    Iterator(const YamlTree* tree, std::uint32_t index) : tree_(tree), index_(index) {}
    YamlNode operator*() const;
    Iterator& operator++();
    bool operator==(const Iterator& other) const { return index_ == other.index_; }

   private:
    const YamlTree* tree_;
    std::uint32_t index_;
  };

  Children(const YamlTree* tree, std::uint32_t first) : tree_(tree), first_(first) {}
  Iterator begin() const { return {tree_, first_}; }
  Iterator end() const;

 private:
  const YamlTree* tree_;
  std::uint32_t first_;
};

}  // namespace portalprobe
