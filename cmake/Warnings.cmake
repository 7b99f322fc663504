# One INTERFACE target with the warnings that our own code is held to.
add_library(portal_probe_warnings INTERFACE)
target_compile_options(portal_probe_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Wold-style-cast
  -Woverloaded-virtual -Wimplicit-fallthrough
  $<$<BOOL:${PORTAL_PROBE_WERROR}>:-Werror>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # False alarms of g++ 12 inside libstdc++'s and Boost's headers at -O2.
  target_compile_options(portal_probe_warnings INTERFACE
    -Wno-restrict -Wno-stringop-overflow -Wno-maybe-uninitialized -Wno-dangling-pointer -Wno-array-bounds
    -Wno-stringop-overread)
endif()
