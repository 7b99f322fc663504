#include "probe/visit/page_frame.hpp"

#include <algorithm>
#include <utility>

namespace portalprobe {
namespace {

/// From the arrival of the sheet that the painting of a parsed page waited for to the first layout: two to
/// three pictures. Chromium 156 did not ask for fonts and backgrounds before its load event when a page's
/// last image came up to 40 ms after its last sheet, and did from 44 ms on.
constexpr SteadyTime::duration kFirstLayout = std::chrono::milliseconds(42);

/// The next reading needs so much more than the last one had: all readings together then cost five times the
/// last.
constexpr std::size_t kGrowth = 4;
/// Names of layers that imported sheets bring along, all of one sheet's imports together.
constexpr std::size_t kMostLayers = 50'000;
const std::vector<Arrived::Import> kNoImports;

bool may_ask(const FoundResource& resource, std::size_t position) {
  return !resource.needs_parser || resource.order <= position;
}

}  // namespace

bool PageFrame::should_read() const {
  if (reading) return false;
  const std::size_t read = content_ ? content_->bytes : 0;
  if (whole) return !content_ || !content_->whole;
  return markup.size() > read + read / kGrowth;
}

/// One reading that waits keeps the next one waiting for what arrives in the meantime.
void PageFrame::note_waited(microseconds waited) {
  delay = std::max(delay, was_held_up_ ? delay + waited : waited);
}

std::shared_ptr<const PageContent> PageFrame::take(std::shared_ptr<const PageContent> content) {
  content_.swap(content);
  was_held_up_ = has_unread();
  unasked_.clear();
  awaited_.clear();
  next_frame_ = 0;
  next_style_ = 0;
  for (const auto& resource : content_->found.resources) {
    if (!asked_.contains({resource.url, resource.type})) unasked_.push_back(&resource);
    if (resource.blocks_parser || resource.blocks_render) awaited_.push_back({&resource});
  }
  for (const auto& script : content_->found.inline_scripts) {
    if (script.blocks_parser) awaited_.push_back({&script, true});
  }
  std::ranges::stable_sort(awaited_, {}, [](const Awaited& one) { return one.found->order; });
  return content;
}

std::vector<FoundResource> PageFrame::take_to_ask() {
  std::vector<FoundResource> resources;
  if (unasked_.empty()) return resources;
  const std::size_t position = this->position();
  std::vector<const FoundResource*> later;
  for (const auto* resource : unasked_) {
    if (!may_ask(*resource, position)) {
      later.push_back(resource);
    } else if (!asked_.contains({resource->url, resource->type})) {
      resources.push_back(*resource);
    }
  }
  unasked_ = std::move(later);
  return resources;
}

const InlineFrame* PageFrame::take_frame() {
  if (!content_) return nullptr;
  const auto& frames = content_->found.frames;
  if (next_frame_ == frames.size()) return nullptr;
  const std::size_t position = this->position();
  while (next_frame_ < frames.size() && frames[next_frame_].order <= position) {
    const InlineFrame& frame = frames[next_frame_++];
    if (taken_.insert(frame.order).second) return &frame;
  }
  return nullptr;
}

bool PageFrame::is_finished(Awaited& resource) const {
  if (!resource.row) {
    const auto asked = asked_.find({resource.found->url, resource.found->type});
    if (asked == asked_.end()) return false;
    if (!asked->second) return true;  // will not be fetched
    resource.row = asked->second;
  }
  return arrived_.is_complete(*resource.row);
}

const std::vector<Awaited>& PageFrame::awaited() const {
  bool style_awaited = false;
  std::size_t kept = 0;
  for (auto& resource : awaited_) {
    resource.finished = resource.finished || is_finished(resource);
    style_awaited = style_awaited || (resource.found->blocks_render && !resource.finished);
    // A script that has arrived still waits for style sheets before it.
    if (!resource.finished || (resource.found->blocks_parser && style_awaited)) awaited_[kept++] = resource;
  }
  awaited_.resize(kept);
  return awaited_;
}

bool PageFrame::is_in_body() const { return content_ && content_->in_body && position() > content_->body; }

bool PageFrame::can_be_laid_out() const {
  if (!content_ || !content_->in_body) return content_ && content_->whole;
  const auto& all = awaited();
  const std::size_t position = parser_position(all);
  if (position <= content_->body || is_render_blocked(all, position)) return false;
  for (const auto& [order, imports] : imports_) {
    const auto is_there = [this](const Arrived::Import& import) { return arrived_.is_complete(import.row); };
    if (order < position && !std::ranges::all_of(imports, is_there)) return false;
  }
  return true;
}

std::vector<const PageContent::Style*> PageFrame::take_styles_with_imports() {
  std::vector<const PageContent::Style*> found;
  if (!content_) return found;
  const auto& styles = content_->styles;
  for (; next_style_ < styles.size(); ++next_style_) {
    const auto& style = styles[next_style_];
    // At the end of what has arrived it may be cut short.
    if (!content_->whole && style.order >= content_->last) break;
    if (!style.sheet.imports().empty() && !imports_.contains(style.order)) found.push_back(&style);
  }
  return found;
}

bool PageFrame::should_style() const {
  if (styling || !can_be_laid_out()) return false;
  return styled_ != present();
}

bool PageFrame::lost_fonts_only() const {
  return styled_ && styled_->whole == content_->whole && styled_->sheets == arrived_.sheets();
}

void PageFrame::begin_styling() {
  styling = true;
  styling_for_fonts_ = lost_fonts_only();
  styled_ = present();
}

bool PageFrame::awaits_styling(SteadyTime loaded) const {
  if (!styling && !should_style()) return false;
  if (styling ? styling_for_fonts_ : lost_fonts_only()) return true;
  const Arrivals came = arrivals();
  return came.sheets <= came.parsed || came.sheets + kFirstLayout <= loaded;
}

PageFrame::Arrivals PageFrame::arrivals() const {
  const auto& found = content_->found;
  Arrivals all{{}, ended};
  std::size_t last_script = 0;  // and what it waits for, the parser does
  const auto note_script = [&](const FoundResource& script) {
    if (script.is_deferred) last_script = static_cast<std::size_t>(-1);
    if (script.blocks_parser) last_script = std::max(last_script, script.order);
  };
  const auto came_at = [this](const FoundResource& resource) {
    const auto asked = asked_.find({resource.url, resource.type});
    return asked != asked_.end() && asked->second ? arrived_.came_at(*asked->second) : SteadyTime{};
  };
  for (const auto& script : found.inline_scripts) note_script(script);
  for (const auto& resource : found.resources) {
    if (!resource.blocks_parser && !resource.is_deferred) continue;
    note_script(resource);
    all.parsed = std::max(all.parsed, came_at(resource));
  }
  const auto note_sheet = [&](std::size_t order, SteadyTime came) {
    all.sheets = std::max(all.sheets, came);
    if (order < last_script) all.parsed = std::max(all.parsed, came);
  };
  for (const auto& resource : found.resources) {
    if (resource.blocks_render) note_sheet(resource.order, came_at(resource));
  }
  for (const auto& [order, imports] : imports_) {
    for (const auto& import : imports) note_sheet(order, arrived_.came_at(import.row));
  }
  return all;
}

bool PageFrame::is_settled(SteadyTime loaded) const {
  if (!whole || reading || !content_ || !content_->whole || awaits_styling(loaded)) return false;
  const std::size_t position = this->position();
  return std::ranges::none_of(unasked_, [&](const auto* resource) { return may_ask(*resource, position); });
}

/// Each sheet once, those that it imports before it. Whether a browser would apply one of them again later
/// decides nothing about what is fetched.
void PageFrame::add_sheet(std::size_t row, std::set<std::size_t>& seen, Sheets& sheets) const {
  const auto* const sheet = arrived_.sheet(row);
  if (sheet == nullptr || !seen.insert(row).second) return;
  add_with_imports(sheet->sheet, sheet->imports, seen, sheets);
}

void PageFrame::add_with_imports(const StyleSheet& first, const std::vector<Arrived::Import>& its_imports,
                                 std::set<std::size_t>& seen, Sheets& sheets) const {
  struct Step {
    StyleSheet sheet;
    const std::vector<Arrived::Import>* imports;
    std::size_t next = 0;  ///< import
  };
  std::vector<Step> way = {{first, &its_imports}};
  std::size_t layers = 0;
  while (!way.empty()) {
    Step& step = way.back();
    if (step.next == step.imports->size() || layers > kMostLayers) {
      sheets.capped = sheets.capped || layers > kMostLayers;
      sheets.sheets.push_back(std::move(step.sheet));
      way.pop_back();
      continue;
    }
    const auto& [row, import] = (*step.imports)[step.next++];
    const auto* const sheet = arrived_.sheet(row);
    if (!import.applies || sheet == nullptr || !seen.insert(row).second) continue;
    way.push_back({StyleSheet::imported(step.sheet, import, sheet->sheet), &sheet->imports});
    layers += way.back().sheet.earlier_layers().size();
  }
}

PageFrame::Sheets PageFrame::sheets() const {
  Sheets sheets;
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
  sheets.rows = std::move(seen);
  return sheets;
}

}  // namespace portalprobe
