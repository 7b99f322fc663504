# The whole program is built with the chosen sanitizer: libraries of ours that were not would hide errors.
if(PORTAL_PROBE_SANITIZE STREQUAL "address")
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
  add_compile_definitions(_GLIBCXX_ASSERTIONS)
elseif(PORTAL_PROBE_SANITIZE STREQUAL "thread")
  add_compile_options(-fsanitize=thread -fno-omit-frame-pointer)
  add_link_options(-fsanitize=thread)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options(-Wno-tsan)  # Asio's fences, which it pairs with atomics that ThreadSanitizer does see
  endif()
elseif(NOT PORTAL_PROBE_SANITIZE STREQUAL "")
  message(FATAL_ERROR "PORTAL_PROBE_SANITIZE is '${PORTAL_PROBE_SANITIZE}': use address, thread or nothing")
endif()
