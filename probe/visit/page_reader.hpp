#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "probe/page/style_sheet.hpp"
#include "probe/visit/page_content.hpp"
#include "probe/visit/remembered.hpp"

namespace portalprobe {

/// Reads pages and style sheets, and remembers what it made of them: a sweep gets the same pages round after
/// round, and the same sheets from many portals, and reading is most of what a visit costs. For one screen;
/// any thread.
class PageReader {
 public:
  explicit PageReader(const Screen& screen) : screen_(screen) {}

  /// As read_content.
  std::shared_ptr<const PageContent> page(std::string_view bytes, const std::string& content_type,
                                          const std::string& url, bool whole);
  /// A sheet as it was sent, from `url`.
  StyleSheet sheet(std::string_view bytes, const std::string& content_type, const std::string& url);

 private:
  static constexpr std::size_t kMostHeld = std::size_t{32} << 20U;  ///< of pages, and as much of sheets

  std::shared_ptr<const PageContent> known_page(const std::string& key);
  std::optional<StyleSheet> known_sheet(const std::string& key);

  const Screen screen_;
  std::mutex mutex_;  ///< of what is remembered
  Remembered<std::shared_ptr<const PageContent>> pages_{kMostHeld};
  Remembered<StyleSheet> sheets_{kMostHeld};
};

}  // namespace portalprobe
