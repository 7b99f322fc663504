#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "probe/page/document.hpp"

namespace portalprobe {

/// What selectors ask of a document's elements, looked up once. The document must outlive it.
class ElementFacts {
 public:
  explicit ElementFacts(const Document& document);

  const Element& element(std::uint32_t index) const { return elements_[index]; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(elements_.size()); }

  std::string_view id(std::uint32_t index) const { return facts_[index].id; }
  std::span<const std::string_view> classes(std::uint32_t index) const {
    return std::span(classes_).subspan(facts_[index].first_class, facts_[index].classes);
  }
  /// Elements among its siblings, itself included.
  std::uint32_t siblings(std::uint32_t index) const { return facts_[index].siblings; }
  /// Place among the siblings of the same tag, from 1.
  std::uint32_t index_of_type(std::uint32_t index) const { return facts_[index].index_of_type; }
  std::uint32_t siblings_of_type(std::uint32_t index) const { return facts_[index].siblings_of_type; }
  /// The first element behind it that is not inside it.
  std::uint32_t end_of_subtree(std::uint32_t index) const { return facts_[index].end; }

 private:
  struct Facts {
    std::string_view id;
    std::uint32_t first_class = 0;
    std::uint32_t classes = 0;
    std::uint32_t siblings = 0;
    std::uint32_t index_of_type = 0;
    std::uint32_t siblings_of_type = 0;
    std::uint32_t end = 0;
  };
  void note_classes(std::uint32_t index);
  void count_children(std::uint32_t first);
  void note_subtrees();

  const std::vector<Element>& elements_;
  std::vector<Facts> facts_;
  std::vector<std::string_view> classes_;
};

}  // namespace portalprobe
