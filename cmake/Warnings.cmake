# SPDX-FileCopyrightText: 2026 The Spillway authors
# SPDX-License-Identifier: GPL-3.0-or-later
# The one place for warnings and for Qt's strictness; every target of ours links it.
option(SPILLWAY_WERROR "Warnings are errors" OFF)
add_library(warnings INTERFACE)
target_compile_options(warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast -Wnon-virtual-dtor
  # g++ 12 sees uninitialised members in every moved std::optional of a struct
  $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>
  $<$<BOOL:${SPILLWAY_WERROR}>:-Werror>)
target_compile_definitions(warnings INTERFACE
  QT_NO_CAST_FROM_BYTEARRAY QT_NO_CAST_TO_ASCII QT_NO_URL_CAST_FROM_STRING QT_NO_NARROWING_CONVERSIONS_IN_CONNECT QT_NO_FOREACH
  QT_USE_QSTRINGBUILDER
  # assertions stay on in every build: they guard threads and bounds, and cost nothing measurable
  QT_FORCE_ASSERTS)
