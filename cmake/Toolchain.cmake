# SPDX-FileCopyrightText: 2026 The Spillway authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Speed of building only: a compiler cache and a fast linker where the machine has them.
find_program(SPILLWAY_CCACHE ccache)
if(SPILLWAY_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${SPILLWAY_CCACHE})
endif()
find_program(SPILLWAY_MOLD mold)
if(SPILLWAY_MOLD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_link_options(-fuse-ld=mold)
endif()
# -g1 keeps line numbers in backtraces at a fraction of the link time of -g.
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1 -DNDEBUG")

set(SPILLWAY_SANITIZE "" CACHE STRING "address (with undefined) or thread")
if(SPILLWAY_SANITIZE STREQUAL "address")
  add_compile_options(-fsanitize=address,undefined -fno-omit-frame-pointer -fno-sanitize-recover=undefined)
  add_link_options(-fsanitize=address,undefined)
elseif(SPILLWAY_SANITIZE STREQUAL "thread")
  add_compile_options(-fsanitize=thread -fno-omit-frame-pointer)
  add_link_options(-fsanitize=thread)
  add_subdirectory(tests/sanitizers)
  link_libraries(c11threads)
endif()
