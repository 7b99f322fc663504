#include "config/local_time.hpp"

#include <date/tz.h>

namespace portalprobe {

microseconds utc_offset(const std::string& zone, WallTime at) {
  return date::locate_zone(zone)->get_info(std::chrono::floor<std::chrono::seconds>(at)).offset;
}

}  // namespace portalprobe
