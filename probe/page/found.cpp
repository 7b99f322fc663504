#include "probe/page/found.hpp"

namespace portalprobe {

std::string_view to_string(ResourceType type) {
  switch (type) {
    case ResourceType::document:
      return "document";
    case ResourceType::style:
      return "style";
    case ResourceType::script:
      return "script";
    case ResourceType::image:
      return "image";
    case ResourceType::font:
      return "font";
    case ResourceType::frame:
      return "frame";
    case ResourceType::media:
      return "media";
    case ResourceType::other:
      break;
  }
  return "other";
}

}  // namespace portalprobe
