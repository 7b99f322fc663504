#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace portalprobe {

/// How much of a page is looked at; what is beyond is left out, and told.
struct DocumentLimits {
  std::size_t bytes = std::size_t{8} << 20U;  ///< of markup, in UTF-8
  std::size_t elements = 100'000;
  std::size_t depth = 1'000;                             ///< deeper elements are left out
  std::size_t attributes_of_one = 200;                   ///< of one element
  std::size_t attribute_bytes = std::size_t{64} << 10U;  ///< longer values are empty ones
  std::size_t text_bytes = std::size_t{4} << 20U;  ///< of text and attributes kept, all elements together
};

/// An element of a page. Elements know each other by their place in `Document::elements`.
struct Element {
  static constexpr std::uint32_t kNone = 0xffffffff;
  struct Attribute {
    std::string name;   ///< lower case; `xlink:href` in full
    std::string value;  ///< entities decoded
  };

  std::string tag;  ///< lower case
  std::vector<Attribute> attributes;
  /// Its own, entities decoded, not the children's; of `script` and `style` their content, if it has an end.
  std::string text;
  std::uint32_t parent = kNone;
  std::uint32_t previous = kNone;  ///< the sibling element before it
  std::uint32_t next = kNone;      ///< the sibling element after it
  std::uint32_t first_child = kNone;
  std::uint32_t index = 0;  ///< among its parent's elements, from 1

  /// Null if it has no attribute of that (lower case) name.
  const std::string* find(std::string_view name) const;
  bool has(std::string_view name) const { return find(name) != nullptr; }
  /// The value, or nothing.
  std::string_view value(std::string_view name) const;
};

/// A page as a browser's parser builds it, scripts unexecuted. In document order: a parent comes before its
/// children. `template` contents and `noscript` (scripts are on in a browser) are left out; foreign elements
/// (SVG) are kept under their own names.
struct Document {
  std::vector<Element> elements;  ///< the first is `html`; empty: nothing could be made of it
  bool capped = false;            ///< a limit left something out
};

/// Parses markup in UTF-8 as HTML. A page that is cut off anywhere is fine: what is incomplete is left out or
/// closed. Time and memory are bounded by the limits, whatever the markup is; where nesting would cost a
/// parser more, what follows it is left out.
Document parse_document(std::string_view markup, const DocumentLimits& limits = {});

}  // namespace portalprobe
