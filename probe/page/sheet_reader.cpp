#include "probe/page/sheet_reader.hpp"

#include <functional>
#include <utility>

#include "probe/page/css_import.hpp"
#include "probe/page/css_layers.hpp"
#include "probe/page/css_supports.hpp"
#include "probe/page/media_query.hpp"
#include "probe/page/resolve_url.hpp"

namespace portalprobe {
namespace {

constexpr std::size_t kMaxBlocks = 32;  // in each other; deeper ones are left out
constexpr std::size_t kMaxImports = 200;
constexpr std::size_t kMaxDeclarations = 200'000;
constexpr std::size_t kMaxFaces = 5'000;
constexpr std::size_t kMaxProperties = 5'000;

}  // namespace

SheetReader::SheetReader(StyleSheet::Content& content, bool is_whole, const Screen& screen,
                         const StyleLimits& limits)
    : content_(content), screen_(screen), limits_(limits), items_(content.text, is_whole), blocks_(1) {
  content_.layers.emplace_back();
}

void SheetReader::read() {
  while (true) {
    const auto item = items_.next(place());
    switch (item.kind) {
      case CssItem::Kind::end:
        return;
      case CssItem::Kind::end_block:
        leave();
        break;
      case CssItem::Kind::declaration:
        on_declaration(item);
        break;
      case CssItem::Kind::rule:
        may_import_ = false;
        on_rule(item);
        break;
      case CssItem::Kind::at_rule:
        on_at_rule(item);
        break;
      case CssItem::Kind::skipped:
        break;
    }
  }
}

void SheetReader::enter(std::optional<std::uint32_t> selectors, std::uint32_t layer) {
  blocks_.back().rule = kNone;  // what follows the inner block comes later in the cascade
  if (blocks_.size() > kMaxBlocks) {
    content_.capped = true;
    return items_.skip_block();
  }
  blocks_.push_back({selectors, layer, kNone});
}

void SheetReader::leave() { blocks_.pop_back(); }

void SheetReader::on_declaration(const CssItem& item) {
  auto& block = blocks_.back();
  for (auto& declaration : read_declaration(item.name, item.prelude, item.important)) {
    if (content_.declarations.size() >= kMaxDeclarations ||
        (block.rule == kNone && content_.rules.size() >= limits_.rules)) {
      content_.capped = true;
      return;
    }
    if (block.rule == kNone) {
      block.rule = static_cast<std::uint32_t>(content_.rules.size());
      const auto first = static_cast<std::uint32_t>(content_.declarations.size());
      content_.rules.push_back({block.selectors.value_or(0), first, 0, block.layer});
    }
    content_.declarations.push_back(std::move(declaration));
    ++content_.rules[block.rule].count;
  }
}

void SheetReader::on_rule(const CssItem& item) {
  const auto selectors = read_selectors(item.prelude, content_.selectors, blocks_.back().selectors);
  if (content_.selectors.capped) content_.capped = true;
  if (!selectors) {
    blocks_.back().rule = kNone;
    return items_.skip_block();
  }
  enter(selectors, blocks_.back().layer);
}

void SheetReader::on_at_rule(const CssItem& item) {
  if (!item.has_block) return on_statement(item);
  may_import_ = false;
  on_block(item);
}

void SheetReader::on_statement(const CssItem& item) {
  if (item.name == "import") {
    on_import(item.prelude);
  } else if (item.name == "layer") {
    const auto around = content_.layers[blocks_.back().layer];
    for (const auto& name : read_layer_names(item.prelude)) layer(nested_layer(around, name));
  } else if (item.name != "charset") {
    may_import_ = false;
  }
}

void SheetReader::on_import(std::string_view prelude) {
  if (!may_import_ || blocks_.size() > 1) return;
  const auto import = read_import(prelude);
  if (!import || !import->is_supported) return;
  const auto url = resolve_url(content_.url, import->url);
  if (!url) return;
  if (content_.imports.size() >= kMaxImports) {
    content_.capped = true;
    return;
  }
  StyleSheet::Import known{*url, media_matches(import->media, screen_), {}, content_.layers.size()};
  if (import->is_layered) known.layer = import->layer.empty() ? name_anonymous_layer() : import->layer;
  content_.imports.push_back(std::move(known));
}

void SheetReader::on_block(const CssItem& item) {
  const auto around = blocks_.back();
  if (item.name == "media") {
    return media_matches(item.prelude, screen_) ? enter(around.selectors, around.layer) : items_.skip_block();
  }
  if (item.name == "supports") {
    return supports(item.prelude) ? enter(around.selectors, around.layer) : items_.skip_block();
  }
  // How wide a container is only layout knows: what depends on it is taken to hold.
  if (item.name == "container") return enter(around.selectors, around.layer);
  if (item.name == "layer") return on_layer_block(item.prelude);
  if (item.name == "font-face") return read_font_face();
  if (item.name == "property") return read_property(item.prelude);
  items_.skip_block();
}

void SheetReader::on_layer_block(std::string_view prelude) {
  const auto names = read_layer_names(prelude);
  if (prelude.empty() ? false : names.size() != 1) return items_.skip_block();
  const auto around = blocks_.back();
  const auto name = prelude.empty() ? name_anonymous_layer() : names.front();
  enter(around.selectors, layer(nested_layer(content_.layers[around.layer], name)));
}

std::string SheetReader::name_anonymous_layer() {
  // No name in a sheet begins so; two sheets differ by their URLs.
  return "\x01" + std::to_string(std::hash<std::string>{}(content_.url)) + "-" + std::to_string(anonymous_++);
}

std::uint32_t SheetReader::layer(const std::string& dotted) {
  if (const auto known = layers_.find(dotted); known != layers_.end()) return known->second;
  if (content_.layers.size() >= CssLayers::kMaxLayers || dotted.size() > CssLayers::kMaxName) {
    content_.capped = true;
    return blocks_.back().layer;
  }
  const auto made = static_cast<std::uint32_t>(content_.layers.size());
  content_.layers.push_back(dotted);
  layers_.emplace(dotted, made);
  return made;
}

void SheetReader::read_font_face() {
  FontFaceReader reader;
  while (true) {
    const auto item = items_.next(CssPlace::style_rule);
    if (item.kind == CssItem::Kind::declaration) reader.take(item.name, item.prelude);
    if (item.kind == CssItem::Kind::rule || (item.kind == CssItem::Kind::at_rule && item.has_block)) {
      items_.skip_block();
    }
    if (item.kind == CssItem::Kind::end || item.kind == CssItem::Kind::end_block) break;
  }
  if (!reader.is_complete()) return;
  if (content_.faces.size() < kMaxFaces) return content_.faces.push_back(std::move(reader).face());
  content_.capped = true;
}

void SheetReader::read_property(std::string_view name) {
  RegisteredProperty property{.name = std::string(name)};
  while (true) {
    const auto item = items_.next(CssPlace::style_rule);
    if (item.kind == CssItem::Kind::declaration && item.name == "inherits")
      property.inherits = item.prelude == "true";
    if (item.kind == CssItem::Kind::declaration && item.name == "initial-value")
      property.initial = item.prelude;
    if (item.kind == CssItem::Kind::rule || (item.kind == CssItem::Kind::at_rule && item.has_block)) {
      items_.skip_block();
    }
    if (item.kind == CssItem::Kind::end || item.kind == CssItem::Kind::end_block) break;
  }
  if (name.starts_with("--") && content_.properties.size() < kMaxProperties) {
    content_.properties.push_back(std::move(property));
  }
}

}  // namespace portalprobe
