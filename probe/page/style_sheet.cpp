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

}  // namespace portalprobe
