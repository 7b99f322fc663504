#pragma once

#include <string>

namespace portalprobe {

/// Something to look at that a visit leaves besides its sample: a picture, a text. `name` is that of its file
/// in the visit's folder, which may have folders of its own: lower-case letters, digits, `-`, `.`, `/`.
struct Artifact {
  std::string name;
  std::string bytes;
  bool operator==(const Artifact&) const = default;
};

}  // namespace portalprobe
