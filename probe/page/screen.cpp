#include "probe/page/screen.hpp"

namespace portalprobe {

Screen screen_of(Profile profile) {
  if (profile != Profile::mobile) return {};
  Screen screen;
  screen.width = 412;
  screen.height = 823;
  screen.density = 1.75;
  screen.touch = true;
  return screen;
}

}  // namespace portalprobe
