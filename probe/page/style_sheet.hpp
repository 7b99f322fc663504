#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "probe/page/document.hpp"
#include "probe/page/found.hpp"
#include "probe/page/screen.hpp"

namespace portalprobe {

struct StyleLimits {
  std::size_t bytes = std::size_t{4} << 20U;  ///< of one sheet
  std::size_t rules = 50'000;                 ///< of one sheet
  std::size_t steps = 20'000'000;             ///< of matching, for a whole page
  std::size_t resources = 5'000;              ///< of a whole page
};

/// A style sheet that was read: what it imports, which fonts it declares, and of its rules those that may ask
/// for something or decide whether others do. Immutable; cheap to copy.
class StyleSheet {
 public:
  struct Import {
    std::string url;  ///< absolute, http or https, without fragment
    /// Its media hold. A browser fetches the sheet, and what that imports, even if not; but it styles
    /// nothing.
    bool applies = true;
    std::string layer;             ///< that it is imported into; empty: none
    std::size_t known_layers = 0;  ///< layers of the importing sheet that were named before
    bool operator==(const Import&) const = default;
  };

  /// Reads a sheet in UTF-8 that came from `url`, against which its own URLs are resolved. Never fails: what
  /// is no CSS is skipped, by the rules of CSS Syntax Level 3. Bounded by the limits.
  static StyleSheet parse(std::string_view text, std::string_view url, const Screen& screen,
                          const StyleLimits& limits = {});

  /// `@import`s that are in force (`supports()` and place considered), in order.
  const std::vector<Import>& imports() const&;
  std::vector<Import> imports() && { return imports(); }  // a loop may run over those of a passing sheet
  bool capped() const;
  /// About what it takes in memory.
  std::size_t bytes_held() const;

  /// `sheet` as the import of `parent` that made it come: what that says of layers is attached to it.
  static StyleSheet imported(const StyleSheet& parent, const Import& import, const StyleSheet& sheet);

  struct Content;
  const Content& content() const { return *content_; }
  /// Dotted name of the layer that all of it is in; empty: none.
  const std::string& layer() const { return layer_; }
  /// Layers that those who import it named before.
  const std::vector<std::string>& earlier_layers() const { return earlier_layers_; }

 private:
  explicit StyleSheet(std::shared_ptr<const Content> content) : content_(std::move(content)) {}

  std::shared_ptr<const Content> content_;
  std::string layer_;
  std::vector<std::string> earlier_layers_;
};

/// What the sheets, in the order in which they apply (an imported one before the one that imports it; those
/// whose media do not hold left out), make a browser fetch for this document: background and other images of
/// the elements that are shown, and the faces of fonts that their texts need. `style` attributes count too,
/// resolved against `base`. First the images, in document order, then the fonts: so a browser asks for them.
/// Of a face whose font is among `failed` its next source is found, and where there is none, what stands in
/// for it.
struct FoundInStyles {
  std::vector<FoundResource> resources;  ///< each URL and type once
  bool capped = false;
  std::size_t steps = 0;  ///< of work that it took
};
FoundInStyles find_in_styles(const Document& document, std::span<const StyleSheet> sheets,
                             std::string_view base, const Screen& screen, const StyleLimits& limits = {},
                             const FailedFonts& failed = {});

}  // namespace portalprobe
