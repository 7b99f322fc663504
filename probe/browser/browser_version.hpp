#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>

#include "core/expected.hpp"

namespace portalprobe {

/// What a browser says of itself.
struct BrowserVersion {
  /// Older ones lack what is measured here, or name it otherwise.
  static constexpr int kOldest = 120;

  std::string product;  ///< HeadlessChrome/156.0.8078.79
  std::string number;   ///< 156.0.8078.79
  int major = 0;
  std::string revision = {};  ///< of its source, @5f3a...; empty: it does not say
  bool operator==(const BrowserVersion&) const = default;
};

/// From the result of `Browser.getVersion`; the error says that it is too old, or no Chromium. Pure.
Expected<BrowserVersion> browser_version_from(const nlohmann::json& result);

}  // namespace portalprobe
