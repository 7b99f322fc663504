#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace portalprobe {

/// What stands behind `@import`.
struct CssImport {
  std::string url{};  ///< as written
  bool is_layered = false;
  std::string layer{};  ///< empty: one without a name
  bool is_supported = true;
  std::string_view media{};
};

/// Nothing: it is invalid.
std::optional<CssImport> read_import(std::string_view prelude);

}  // namespace portalprobe
