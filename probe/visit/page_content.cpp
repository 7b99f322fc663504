#include "probe/visit/page_content.hpp"

#include <limits>

#include "probe/charset.hpp"
#include "probe/page/page_shell.hpp"

namespace portalprobe {
namespace {

/// Where the body's element is, and whether anything of it is there.
void find_body(PageContent& content) {
  const auto& elements = content.document.elements;
  content.body = elements.size();
  for (std::size_t i = 0; i < elements.size(); ++i) {
    if (elements[i].tag != "body") continue;
    content.body = i;
    content.in_body = elements[i].first_child != Element::kNone ||
                      elements[i].text.find_first_not_of(" \t\r\n\f") != std::string::npos;
    return;
  }
}

}  // namespace

PageContent read_content(std::string_view bytes, std::string_view content_type, const std::string& url,
                         const Screen& screen, bool whole) {
  PageContent content;
  const std::string markup = to_utf8(bytes, content_type);
  content.document = parse_document(markup);
  content.found = find_resources(content.document, url, screen);
  content.capped = content.document.capped || content.found.capped;
  for (auto& style : content.found.styles) {
    content.styles.push_back({style.order, StyleSheet::parse(style.text, content.found.base, screen)});
    content.capped = content.capped || content.styles.back().sheet.capped();
  }
  find_body(content);
  content.bytes = bytes.size();
  content.whole = whole;
  if (whole) {
    content.needs_browser = needs_browser(content.document);
    content.emc = find_emc_tag(content.document, markup, url);
  }
  return content;
}

std::size_t parser_position(const std::vector<Awaited>& resources) {
  bool style_awaited = false;
  for (const auto& [found, finished] : resources) {
    if (found.blocks_render && found.type == ResourceType::style && !finished) style_awaited = true;
    if (found.blocks_parser && (!finished || style_awaited)) return found.order;
  }
  return std::numeric_limits<std::size_t>::max();
}

bool is_render_blocked(const std::vector<Awaited>& resources, std::size_t position) {
  for (const auto& [found, finished] : resources) {
    if (found.blocks_render && !finished && found.order < position) return true;
  }
  return false;
}

}  // namespace portalprobe
