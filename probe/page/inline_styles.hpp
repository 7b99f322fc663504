#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "probe/page/css_declaration.hpp"
#include "probe/page/document.hpp"

namespace portalprobe {

/// The `style` attributes of a page, taken apart. The document must outlive it.
class InlineStyles {
 public:
  explicit InlineStyles(const Document& document);

  std::span<const Declaration> all() const { return declarations_; }
  std::span<const Declaration> of(std::size_t element) const;
  /// There were too many.
  bool capped() const { return capped_; }

 private:
  void read(std::string_view style);

  std::vector<Declaration> declarations_;
  std::vector<std::size_t> ends_;  // by element
  bool capped_ = false;
};

}  // namespace portalprobe
