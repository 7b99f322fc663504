#pragma once

#include <string>

namespace portalprobe {

/// A text that reports print in the reader's language: UTF-8, one line.
struct BilingualText {
  std::string vi, en;
  bool operator==(const BilingualText&) const = default;
};

}  // namespace portalprobe
