# portal_probe_module(NAME SOURCES file... [PUBLIC target...] [PRIVATE target...])
#
# A library `portalprobe_NAME` of this folder. Headers are included from the repository's root. A module links only what it
# is allowed to use, so a wrong include of a third party's header does not build.
function(portal_probe_module name)
  cmake_parse_arguments(ARG "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(portalprobe_${name} STATIC ${ARG_SOURCES})
  target_include_directories(portalprobe_${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(portalprobe_${name} PUBLIC ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE} portal_probe_warnings)
endfunction()

# portal_probe_test(NAME SOURCES file... [LINK target...] [LABELS label...])
#
# One test program per module; each test case is a test of its own for ctest. The label `threaded` marks what runs under TSan;
# the target `threaded_tests` builds those alone.
function(portal_probe_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK;LABELS" ${ARGN})
  add_executable(test_${name} ${ARG_SOURCES})
  target_include_directories(test_${name} PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(test_${name} PRIVATE ${ARG_LINK} portalprobe_test_paths GTest::gmock GTest::gtest_main portal_probe_warnings)
  gtest_discover_tests(test_${name} DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60
    PROPERTIES TIMEOUT 300 LABELS "${ARG_LABELS}")
  if("threaded" IN_LIST ARG_LABELS)
    if(NOT TARGET threaded_tests)
      add_custom_target(threaded_tests)
    endif()
    add_dependencies(threaded_tests test_${name})
  endif()
endfunction()
