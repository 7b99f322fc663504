#include "probe/page/style_finds.hpp"

#include <utility>

#include "probe/page/resolve_url.hpp"

namespace portalprobe {

std::optional<std::string> StyleFinds::take(std::string_view base, std::string_view link, char kind) {
  // A fragment alone is something in this document.
  if (link.empty() || link.front() == '#') return std::nullopt;
  auto url = resolve_url(base, link);
  if (!url || !seen_.insert(kind + *url).second) return std::nullopt;
  if (found_.resources.size() + fonts_.size() < limit_) return url;
  found_.capped = true;
  return std::nullopt;
}

void StyleFinds::add_image(std::string_view base, std::string_view link, std::size_t element) {
  if (auto url = take(base, link, 'i'))
    found_.resources.push_back({.url = std::move(*url), .type = ResourceType::image, .order = element});
}

void StyleFinds::add_font(std::string_view base, std::string_view link, bool is_stand_in,
                          std::size_t element) {
  if (auto url = take(base, link, 'f')) {
    fonts_.push_back({.url = std::move(*url),
                      .type = ResourceType::font,
                      .urgency = Urgency::highest,
                      .is_anonymous = true,
                      .is_stand_in = is_stand_in,
                      .order = element});
  }
}

void StyleFinds::finish() {
  for (auto& font : fonts_) found_.resources.push_back(std::move(font));
  fonts_.clear();
}

}  // namespace portalprobe
