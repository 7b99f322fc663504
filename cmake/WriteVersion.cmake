# Writes OUTPUT with the version and the sources' commit, and leaves it alone if nothing changed.
set(COMMIT unknown)
find_package(Git QUIET)
if(Git_FOUND)
  execute_process(COMMAND "${GIT_EXECUTABLE}" -c safe.directory=* rev-parse --short=12 HEAD
    WORKING_DIRECTORY "${SOURCE_DIR}" OUTPUT_VARIABLE hash OUTPUT_STRIP_TRAILING_WHITESPACE RESULT_VARIABLE failed ERROR_QUIET)
  if(NOT failed)
    set(COMMIT "${hash}")
  endif()
endif()
if(DEFINED ENV{PORTAL_PROBE_COMMIT})
  set(COMMIT "$ENV{PORTAL_PROBE_COMMIT}")
endif()
file(CONFIGURE OUTPUT "${OUTPUT}" CONTENT [[
#include "app/version.hpp"

namespace portalprobe {

const char* const kVersion = "@VERSION@";
const char* const kCommit = "@COMMIT@";

}  // namespace portalprobe
]] @ONLY)
