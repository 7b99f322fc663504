#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "probe/page/style_sheet.hpp"

namespace portalprobe {

/// Gathers what style sheets make a browser fetch, each URL and type once.
class StyleFinds {
 public:
  /// `found` must outlive it.
  StyleFinds(FoundInStyles& found, std::size_t limit) : found_(found), limit_(limit) {}

  /// A link as written, resolved against `base`.
  void add_image(std::string_view base, std::string_view link, std::size_t element);
  void add_font(std::string_view base, std::string_view link, bool is_stand_in, std::size_t element);
  /// Puts the fonts behind the images.
  void finish();

 private:
  /// The link's URL, unless it leads nowhere or is known.
  std::optional<std::string> take(std::string_view base, std::string_view link, char kind);

  FoundInStyles& found_;
  std::size_t limit_;
  std::vector<FoundResource> fonts_;
  std::unordered_set<std::string> seen_;
};

}  // namespace portalprobe
