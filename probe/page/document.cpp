#include "probe/page/document.hpp"

#include <algorithm>
#include <array>

#include "probe/ascii.hpp"
#include "probe/page/gumbo_tree.hpp"
#include "probe/page/markup_guard.hpp"

namespace portalprobe {
namespace {

constexpr std::size_t kMemory = std::size_t{128} << 20U;
/// So many tags take a parser little time, however they are nested: it looks through the open elements at
/// each.
constexpr std::size_t kTagsPerStep = 10'000;
constexpr std::size_t kAttributeCost = 16;  ///< what one weighs besides its text
/// A tag is ended early only if it has more attributes than are kept.
constexpr std::size_t kSpareAttributes = 50;

bool is_element(const GumboNode& node) {
  return node.type == GUMBO_NODE_ELEMENT || node.type == GUMBO_NODE_TEMPLATE;
}

bool is_text(const GumboNode& node) {
  return node.type == GUMBO_NODE_TEXT || node.type == GUMBO_NODE_CDATA || node.type == GUMBO_NODE_WHITESPACE;
}

std::string tag_of(const GumboElement& element) {
  if (element.tag != GUMBO_TAG_UNKNOWN) return gumbo_normalized_tagname(element.tag);
  GumboStringPiece name = element.original_tag;
  gumbo_tag_from_original_text(&name);
  return name.data == nullptr ? std::string() : ascii::lower({name.data, name.length});
}

std::string name_of(const GumboAttribute& attribute) {
  const auto name = ascii::lower(attribute.name);
  return attribute.attr_namespace == GUMBO_ATTR_NAMESPACE_XLINK ? "xlink:" + name : name;
}

/// What a browser does not look into.
bool is_closed_to_us(const GumboNode& node) {
  return node.type == GUMBO_NODE_TEMPLATE || node.v.element.tag == GUMBO_TAG_NOSCRIPT;
}

bool is_program(const GumboElement& element) {
  return element.tag == GUMBO_TAG_SCRIPT || element.tag == GUMBO_TAG_STYLE;
}

/// Copies a tree of gumbo's, as much as the limits allow.
class Copier {
 public:
  explicit Copier(const DocumentLimits& limits) : limits_(limits), bytes_left_(limits.text_bytes) {}

  Document copy(const GumboNode& root) {
    open_.push_back({&root, Element::kNone, 1});
    while (!open_.empty()) {
      const auto next = open_.back();
      open_.pop_back();
      if (document_.elements.size() >= limits_.elements || bytes_left_ == 0) {
        document_.capped = true;
        break;
      }
      add(next);
    }
    return std::move(document_);
  }

  /// Of all elements, also those that were left out.
  std::size_t depth() const { return depth_; }

 private:
  struct Open {
    const GumboNode* node;
    std::uint32_t parent;
    std::size_t depth;
  };

  void add(const Open& open) {
    const auto& source = open.node->v.element;
    const auto place = static_cast<std::uint32_t>(document_.elements.size());
    document_.elements.emplace_back();
    last_child_.push_back(Element::kNone);
    auto& element = document_.elements.back();
    element.tag = tag_of(source);
    link(element, place, open.parent);
    add_attributes(element, source);
    if (is_closed_to_us(*open.node)) return;
    if (!is_program(source) || source.original_end_tag.length > 0) add_text(element, source);
    open_children(source, place, open.depth + 1);
  }

  void link(Element& element, std::uint32_t place, std::uint32_t parent) {
    element.parent = parent;
    element.index = 1;
    if (parent == Element::kNone) return;
    element.previous = last_child_[parent];
    last_child_[parent] = place;
    if (element.previous == Element::kNone) {
      document_.elements[parent].first_child = place;
    } else {
      document_.elements[element.previous].next = place;
      element.index = document_.elements[element.previous].index + 1;
    }
  }

  void add_attributes(Element& element, const GumboElement& source) {
    const std::size_t count = source.attributes.length;
    if (count > limits_.attributes_of_one) document_.capped = true;
    element.attributes.reserve(std::min(count, limits_.attributes_of_one));
    for (std::size_t i = 0; i < std::min(count, limits_.attributes_of_one); ++i) {
      const auto& attribute = *static_cast<const GumboAttribute*>(source.attributes.data[i]);
      auto name = name_of(attribute);
      std::string_view value(attribute.value);
      if (value.size() > limits_.attribute_bytes) {
        // Data in a URL asks for nothing.
        if (!value.starts_with("data:")) document_.capped = true;
        value = {};
      }
      if (!spend(name.size() + value.size() + kAttributeCost)) return;
      element.attributes.push_back({std::move(name), std::string(value)});
    }
  }

  void add_text(Element& element, const GumboElement& source) {
    for (unsigned i = 0; i < source.children.length; ++i) {
      const auto& child = *static_cast<const GumboNode*>(source.children.data[i]);
      if (!is_text(child)) continue;
      const std::string_view text(child.v.text.text);
      if (!spend(text.size())) return;
      element.text += text;
    }
  }

  void open_children(const GumboElement& source, std::uint32_t place, std::size_t depth) {
    for (auto i = source.children.length; i > 0; --i) {
      const auto& child = *static_cast<const GumboNode*>(source.children.data[i - 1]);
      if (!is_element(child)) continue;
      depth_ = std::max(depth_, depth);
      if (depth > limits_.depth) {
        document_.capped = true;
        return;
      }
      open_.push_back({&child, place, depth});
    }
  }

  /// False, and nothing more is kept, once it is too much.
  bool spend(std::size_t bytes) {
    const bool fits = bytes < bytes_left_;
    bytes_left_ = fits ? bytes_left_ - bytes : 0;
    if (!fits) document_.capped = true;
    return fits;
  }

  const DocumentLimits& limits_;
  std::size_t bytes_left_;
  std::size_t depth_ = 1;
  Document document_;
  std::vector<Open> open_;
  std::vector<std::uint32_t> last_child_;  ///< of each element
};

/// Behind so many more tags than `from`: where the markup could be cut.
std::size_t behind_tags(std::string_view markup, std::size_t from, std::size_t tags) {
  const auto is_start = [&](std::size_t at) {
    const char next = at + 1 < markup.size() ? ascii::lower(markup[at + 1]) : ' ';
    return (next >= 'a' && next <= 'z') || next == '/';
  };
  for (auto at = markup.find('<', from); at != std::string_view::npos; at = markup.find('<', at + 1)) {
    if (is_start(at) && tags-- == 0) return at;
  }
  return markup.size();
}

/// Long markup is parsed in steps, each time from its beginning, so that it is known before the parser gets
/// the next tags how deep they will be.
Document parse_in_steps(std::string_view markup, const DocumentLimits& limits) {
  std::size_t end = 0;
  for (std::size_t tags = 0;;) {
    const auto step = std::max(kTagsPerStep, tags / 8);
    end = behind_tags(markup, end, step);
    tags += step;
    const auto tree = GumboTree::parse(markup.substr(0, end), kMemory);
    if (tree.root() == nullptr) return {{}, tree.capped()};
    Copier copier(limits);
    auto document = copier.copy(*tree.root());
    const bool is_whole = end == markup.size();
    const bool is_full = tree.capped() || copier.depth() > limits.depth ||
                         document.elements.size() >= limits.elements || tags >= 2 * limits.elements;
    if (!is_whole && !is_full) continue;
    document.capped = document.capped || tree.capped() || !is_whole;
    return document;
  }
}

}  // namespace

const std::string* Element::find(std::string_view name) const {
  const auto found = std::ranges::find(attributes, name, &Attribute::name);
  return found == attributes.end() ? nullptr : &found->value;
}

std::string_view Element::value(std::string_view name) const {
  const auto* found = find(name);
  return found == nullptr ? std::string_view() : *found;
}

Document parse_document(std::string_view markup, const DocumentLimits& limits) {
  const auto looked_at = markup.substr(0, limits.bytes);
  const auto plain = without_noscript(looked_at);
  const auto guarded = guard_markup(plain, limits.attributes_of_one + kSpareAttributes);
  auto document = parse_in_steps(guarded.text, limits);
  document.capped = document.capped || looked_at.size() < markup.size();
  return document;
}

}  // namespace portalprobe
