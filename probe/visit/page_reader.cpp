#include "probe/visit/page_reader.hpp"

#include <fmt/format.h>

#include <utility>

#include "core/sha256.hpp"
#include "probe/charset.hpp"

namespace portalprobe {
namespace {

/// All that decides what is made of it. The text goes in as its hash, which nobody can choose to be another
/// page's.
std::string key_of(std::string_view bytes, const std::string& content_type, const std::string& url,
                   bool whole) {
  return fmt::format("{} {} {}\n{}", sha256_hex(bytes), whole ? 1 : 0, url, content_type);
}

std::size_t bytes_held(const Document& document) {
  std::size_t bytes = 0;
  for (const auto& element : document.elements) {
    bytes += sizeof element + element.text.capacity();
    for (const auto& attribute : element.attributes) bytes += sizeof attribute + attribute.value.capacity();
  }
  return bytes;
}

std::size_t bytes_held(const PageContent& content) {
  std::size_t bytes = sizeof content + bytes_held(content.document);
  for (const auto& resource : content.found.resources) bytes += sizeof resource + resource.url.capacity();
  for (const auto& style : content.found.styles) bytes += sizeof style + style.text.capacity();
  for (const auto& frame : content.found.frames) bytes += sizeof frame + frame.markup.capacity();
  for (const auto& style : content.styles) bytes += sizeof style + style.sheet.bytes_held();
  return bytes;
}

}  // namespace

std::shared_ptr<const PageContent> PageReader::page(std::string_view bytes, const std::string& content_type,
                                                    const std::string& url, bool whole) {
  auto key = key_of(bytes, content_type, url, whole);
  if (auto known = pages_.find(key)) return *std::move(known);
  auto content = std::make_shared<const PageContent>(read_content(bytes, content_type, url, screen_, whole));
  pages_.add(std::move(key), content, bytes_held(*content));
  return content;
}

StyleSheet PageReader::sheet(std::string_view bytes, const std::string& content_type,
                             const std::string& url) {
  auto key = key_of(bytes, content_type, url, true);
  if (auto known = sheets_.find(key)) return *std::move(known);
  auto sheet = StyleSheet::parse(to_utf8(bytes, content_type), url, screen_);
  sheets_.add(std::move(key), sheet, sheet.bytes_held());
  return sheet;
}

}  // namespace portalprobe
