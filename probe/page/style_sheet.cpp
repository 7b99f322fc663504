#include "probe/page/style_sheet.hpp"

#include <algorithm>

#include "probe/page/css_layers.hpp"
#include "probe/page/sheet_reader.hpp"
#include "probe/page/style_content.hpp"

namespace portalprobe {

StyleSheet StyleSheet::parse(std::string_view text, std::string_view url, const Screen& screen,
                             const StyleLimits& limits) {
  const bool is_whole = text.size() <= limits.bytes;
  auto content = std::make_shared<Content>();
  content->text = text.substr(0, limits.bytes);
  content->url = url;
  content->capped = !is_whole;
  SheetReader(*content, is_whole, screen, limits).read();
  if (!content->index.build(content->selectors, content->rules)) content->capped = true;
  return StyleSheet(std::move(content));
}

StyleSheet StyleSheet::imported(const StyleSheet& parent, const Import& import, const StyleSheet& sheet) {
  StyleSheet result = sheet;
  result.layer_ = nested_layer(parent.layer_, import.layer);
  result.earlier_layers_ = parent.earlier_layers_;
  const auto& known = parent.content_->layers;
  const auto count = std::min(import.known_layers, known.size());
  for (std::size_t i = 1; i < count && result.earlier_layers_.size() < CssLayers::kMaxLayers; ++i) {
    result.earlier_layers_.push_back(nested_layer(parent.layer_, known[i]));
  }
  return result;
}

const std::vector<StyleSheet::Import>& StyleSheet::imports() const& { return content_->imports; }
bool StyleSheet::capped() const { return content_->capped; }

std::size_t StyleSheet::bytes_held() const {
  const auto of = [](const auto& list) { return list.capacity() * sizeof list[0]; };
  const auto& selectors = content_->selectors;
  // Names and values are short as a rule; each rule's place in the index is about a line of pointers.
  const std::size_t index = selectors.complex.size() * 4 * sizeof(void*);
  return sizeof(Content) + content_->text.capacity() + of(content_->imports) + of(selectors.simple) +
         of(selectors.compounds) + of(selectors.complex) + of(selectors.lists) + of(content_->rules) +
         of(content_->declarations) + of(content_->layers) + of(content_->faces) + of(content_->properties) +
         index;
}

}  // namespace portalprobe
