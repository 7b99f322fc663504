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
    if (elements[i].tag != "body") content.last = i;
  }
  for (std::size_t i = 0; i < elements.size(); ++i) {
    if (elements[i].tag != "body") continue;
    content.body = i;
    content.in_body = elements[i].first_child != Element::kNone ||
                      elements[i].text.find_first_not_of(" \t\r\n\f") != std::string::npos;
    return;
  }
}

std::size_t bytes_of(const Document& document) {
  std::size_t bytes = 0;
  for (const auto& element : document.elements) {
    bytes += sizeof element + element.text.capacity();
    for (const auto& attribute : element.attributes) bytes += sizeof attribute + attribute.value.capacity();
  }
  return bytes;
}

std::size_t bytes_of(const PageContent& content) {
  std::size_t bytes = sizeof content + bytes_of(content.document);
  for (const auto& resource : content.found.resources) bytes += sizeof resource + resource.url.capacity();
  for (const auto& style : content.found.styles) bytes += sizeof style + style.text.capacity();
  for (const auto& frame : content.found.frames) bytes += sizeof frame + frame.markup.capacity();
  for (const auto& style : content.styles) bytes += sizeof style + style.sheet.bytes_held();
  return bytes;
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
  content.bytes_held = bytes_of(content);
  return content;
}

std::size_t parser_position(const std::vector<Awaited>& resources) {
  bool style_awaited = false;
  for (const auto& [found, finished, row] : resources) {
    if (found->blocks_render && found->type == ResourceType::style && !finished) style_awaited = true;
    if (found->blocks_parser && (!finished || style_awaited)) return found->order;
  }
  return std::numeric_limits<std::size_t>::max();
}

bool is_render_blocked(const std::vector<Awaited>& resources, std::size_t position) {
  for (const auto& [found, finished, row] : resources) {
    if (found->blocks_render && !finished && found->order < position) return true;
  }
  return false;
}

}  // namespace portalprobe
