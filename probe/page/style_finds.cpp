#include "probe/page/style_finds.hpp"

#include <utility>

#include "probe/page/resolve_url.hpp"

namespace portalprobe {

void StyleFinds::add(std::string_view base, const std::string& link, ResourceType type, std::size_t element) {
  // A fragment alone is something in this document.
  if (link.empty() || link.front() == '#') return;
  auto url = resolve_url(base, link);
  if (!url || !seen_.insert(std::string(to_string(type)) + " " + *url).second) return;
  if (found_.resources.size() + fonts_.size() >= limit_) {
    found_.capped = true;
    return;
  }
  const bool is_font = type == ResourceType::font;
  auto& list = is_font ? fonts_ : found_.resources;
  list.push_back({.url = std::move(*url),
                  .type = type,
                  .urgency = is_font ? Urgency::highest : Urgency::low,
                  .is_anonymous = is_font,
                  .order = element});
}

void StyleFinds::finish() {
  for (auto& font : fonts_) found_.resources.push_back(std::move(font));
  fonts_.clear();
}

}  // namespace portalprobe
