#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "probe/page/css_declaration.hpp"
#include "probe/page/css_selector.hpp"
#include "probe/page/font_face.hpp"
#include "probe/page/style_sheet.hpp"

namespace portalprobe {

/// A rule whose declarations may matter.
struct StyleRule {
  std::uint32_t selectors = 0;  ///< of SelectorPool::lists
  std::uint32_t first = 0;      ///< of the sheet's declarations
  std::uint32_t count = 0;
  std::uint32_t layer = 0;  ///< of the sheet's layers
};

/// A custom property that was registered (`@property`).
struct RegisteredProperty {
  std::string name{};
  bool inherits = true;
  std::string_view initial{};
};

/// Finds the rules that may match an element: by the id, class or tag that their last compound asks for.
class RuleIndex {
 public:
  struct Entry {
    std::uint32_t rule = 0;
    std::uint32_t selector = 0;  ///< of SelectorPool::complex
  };
  using Entries = std::vector<Entry>;

  /// False: there were too many selectors for all of them.
  bool build(const SelectorPool& pool, const std::vector<StyleRule>& rules);
  /// Null: none.
  const Entries* of_id(std::string_view id) const { return find(ids_, id); }
  const Entries* of_class(std::string_view name) const { return find(classes_, name); }
  const Entries* of_tag(std::string_view tag) const { return find(tags_, tag); }
  const Entries& of_any() const { return any_; }

 private:
  using Table = std::unordered_map<std::string_view, Entries>;  // keys live in the pool
  static const Entries* find(const Table& table, std::string_view key);
  /// False: it has no key.
  bool add(const SelectorPool& pool, const ComplexSelector& selector, Entry entry, unsigned depth);

  Table ids_;
  Table classes_;
  Table tags_;
  Entries any_;
  std::size_t entries_ = 0;
};

/// What StyleSheet::parse has read. Not to be moved: there are views into `text`.
struct StyleSheet::Content {
  std::string text;
  std::string url;
  std::vector<Import> imports;
  SelectorPool selectors;
  std::vector<StyleRule> rules;
  std::vector<Declaration> declarations;
  std::vector<std::string> layers;  ///< dotted names in order of appearance; the first is empty: no layer
  std::vector<FontFace> faces;
  std::vector<RegisteredProperty> properties;
  RuleIndex index;
  bool capped = false;
};

}  // namespace portalprobe
