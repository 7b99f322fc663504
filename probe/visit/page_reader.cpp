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

}  // namespace

std::shared_ptr<const PageContent> PageReader::known_page(const std::string& key) {
  const std::lock_guard lock(mutex_);
  return pages_.find(key).value_or(nullptr);
}

std::optional<StyleSheet> PageReader::known_sheet(const std::string& key) {
  const std::lock_guard lock(mutex_);
  return sheets_.find(key);
}

std::shared_ptr<const PageContent> PageReader::page(std::string_view bytes, const std::string& content_type,
                                                    const std::string& url, bool whole) {
  auto key = key_of(bytes, content_type, url, whole);
  if (auto known = known_page(key)) return known;
  auto content = std::make_shared<const PageContent>(read_content(bytes, content_type, url, screen_, whole));
  const std::lock_guard lock(mutex_);
  pages_.add(std::move(key), content, content->bytes_held);
  return content;
}

StyleSheet PageReader::sheet(std::string_view bytes, const std::string& content_type,
                             const std::string& url) {
  auto key = key_of(bytes, content_type, url, true);
  if (auto known = known_sheet(key)) return *std::move(known);
  auto sheet = StyleSheet::parse(to_utf8(bytes, content_type), url, screen_);
  const std::lock_guard lock(mutex_);
  sheets_.add(std::move(key), sheet, sheet.bytes_held());
  return sheet;
}

}  // namespace portalprobe
