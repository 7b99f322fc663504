#include "probe/visit/page_frame.hpp"

#include <algorithm>
#include <utility>

namespace portalprobe {
namespace {

/// The next reading needs so much more than the last one had: all readings together then cost five times the
/// last.
constexpr std::size_t kGrowth = 4;
const std::vector<Arrived::Import> kNoImports;

}  // namespace

bool Arrived::is_complete(std::size_t row) const {
  std::set<std::size_t> seen;  // a sheet that imports itself does not wait for itself
  std::vector<std::size_t> open = {row};
  while (!open.empty()) {
    const std::size_t at = open.back();
    open.pop_back();
    if (!seen.insert(at).second) continue;
    if (!settled.contains(at)) return false;
    if (const auto it = sheets.find(at); it != sheets.end())
      for (const auto& import : it->second.imports) open.push_back(import.row);
  }
  return true;
}

bool PageFrame::should_read() const {
  if (reading) return false;
  const std::size_t read = content_ ? content_->bytes : 0;
  if (whole) return !content_ || !content_->whole;
  return markup.size() > read + read / kGrowth;
}

std::vector<FoundResource> PageFrame::to_ask() const {
  std::vector<FoundResource> resources;
  if (!content_) return resources;
  const std::size_t position = parser_position(awaited());
  for (const auto& resource : content_->found.resources) {
    if (asked_.contains({resource.url, resource.type})) continue;
    if (resource.needs_parser && resource.order > position) continue;
    resources.push_back(resource);
  }
  return resources;
}

std::vector<InlineFrame> PageFrame::take_frames() {
  std::vector<InlineFrame> frames;
  if (!content_ || content_->found.frames.empty()) return frames;
  const std::size_t position = parser_position(awaited());
  for (const auto& frame : content_->found.frames) {
    if (frame.order <= position && taken_.insert(frame.order).second) frames.push_back(frame);
  }
  return frames;
}

std::vector<Awaited> PageFrame::awaited() const {
  std::vector<Awaited> all;
  for (const auto& resource : content_->found.resources) {
    const auto it = asked_.find({resource.url, resource.type});
    const bool finished = it != asked_.end() && (!it->second || arrived_.is_complete(*it->second));
    all.push_back({resource, finished});
  }
  return all;
}

bool PageFrame::is_in_body() const {
  return content_ && content_->in_body && parser_position(awaited()) > content_->body;
}

bool PageFrame::can_be_laid_out() const {
  if (!content_ || !content_->in_body) return content_ && content_->whole;
  const auto all = awaited();
  const std::size_t position = parser_position(all);
  if (position <= content_->body || is_render_blocked(all, position)) return false;
  for (const auto& [order, imports] : imports_) {
    const auto is_there = [this](const Arrived::Import& import) { return arrived_.is_complete(import.row); };
    if (order < position && !std::ranges::all_of(imports, is_there)) return false;
  }
  return true;
}

std::vector<std::size_t> PageFrame::styles_with_imports() const {
  std::vector<std::size_t> orders;
  if (!content_) return orders;
  // A `style` element at the end of what has arrived may be cut short.
  std::size_t last = 0;
  const auto& elements = content_->document.elements;
  for (std::size_t i = 0; i < elements.size(); ++i) {
    if (elements[i].tag != "body") last = i;
  }
  for (const auto& style : content_->styles) {
    if (style.sheet.imports().empty() || imports_.contains(style.order)) continue;
    if (content_->whole || style.order < last) orders.push_back(style.order);
  }
  return orders;
}

bool PageFrame::should_style() const {
  if (styling || !can_be_laid_out()) return false;
  return styled_ != present();
}

void PageFrame::begin_styling() {
  styling = true;
  styled_ = present();
}

bool PageFrame::is_settled() const {
  return whole && !reading && !styling && content_ && content_->whole && to_ask().empty() && !should_style();
}

/// Each sheet once, those that it imports before it. Whether a browser would apply one of them again later
/// decides nothing about what is fetched.
void PageFrame::add_sheet(std::size_t row, std::set<std::size_t>& seen,
                          std::vector<StyleSheet>& sheets) const {
  const auto it = arrived_.sheets.find(row);
  if (it == arrived_.sheets.end() || !seen.insert(row).second) return;
  add_with_imports(it->second.sheet, it->second.imports, seen, sheets);
}

void PageFrame::add_with_imports(const StyleSheet& first, const std::vector<Arrived::Import>& its_imports,
                                 std::set<std::size_t>& seen, std::vector<StyleSheet>& sheets) const {
  struct Step {
    StyleSheet sheet;
    const std::vector<Arrived::Import>* imports;
    std::size_t next = 0;  ///< import
  };
  std::vector<Step> way = {{first, &its_imports}};
  while (!way.empty()) {
    Step& step = way.back();
    if (step.next == step.imports->size()) {
      sheets.push_back(std::move(step.sheet));
      way.pop_back();
      continue;
    }
    const auto& [row, import] = (*step.imports)[step.next++];
    const auto it = arrived_.sheets.find(row);
    if (!import.applies || it == arrived_.sheets.end() || !seen.insert(row).second) continue;
    way.push_back({StyleSheet::imported(step.sheet, import, it->second.sheet), &it->second.imports});
  }
}

std::vector<StyleSheet> PageFrame::sheets() const {
  std::vector<StyleSheet> sheets;
  if (!content_) return sheets;
  // Links and `style` elements, both in document order, become one list.
  std::set<std::size_t> seen;
  auto inlined = content_->styles.begin();
  const auto inlined_before = [&](std::size_t order) {
    for (; inlined != content_->styles.end() && inlined->order < order; ++inlined) {
      const auto imports = imports_.find(inlined->order);
      add_with_imports(inlined->sheet, imports == imports_.end() ? kNoImports : imports->second, seen,
                       sheets);
    }
  };
  for (const auto& resource : content_->found.resources) {
    if (resource.type != ResourceType::style || !resource.blocks_render) continue;
    inlined_before(resource.order);
    const auto it = asked_.find({resource.url, resource.type});
    if (it != asked_.end() && it->second) add_sheet(*it->second, seen, sheets);
  }
  inlined_before(static_cast<std::size_t>(-1));
  return sheets;
}

}  // namespace portalprobe
