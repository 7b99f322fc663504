#include "probe/page/inline_styles.hpp"

#include <utility>

#include "probe/page/css_items.hpp"

namespace portalprobe {

InlineStyles::InlineStyles(const Document& document) {
  constexpr std::size_t kMost = 200'000;
  for (const auto& element : document.elements) {
    if (const auto* style = element.find("style"); style != nullptr && !capped_) read(*style);
    capped_ = capped_ || declarations_.size() > kMost;
    ends_.push_back(declarations_.size());
  }
}

std::span<const Declaration> InlineStyles::of(std::size_t element) const {
  const auto from = element == 0 ? 0 : ends_[element - 1];
  return all().subspan(from, ends_[element] - from);
}

void InlineStyles::read(std::string_view style) {
  CssItems items(style);
  while (true) {
    const auto item = items.next(CssPlace::style_attribute);
    if (item.kind == CssItem::Kind::end) return;
    if (item.has_block) items.skip_block();
    if (item.kind != CssItem::Kind::declaration) continue;
    for (auto& one : read_declaration(item.name, item.prelude, item.important)) {
      declarations_.push_back(std::move(one));
    }
  }
}

}  // namespace portalprobe
