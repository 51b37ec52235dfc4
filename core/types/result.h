// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/types/error.h"

#include <tl/expected.hpp>

namespace spillway {

/// A value or an Error; no exception crosses a folder. This header is the only one that names tl::expected, so that
/// std::expected can take its place in one line.
template <class T = void> using Result = tl::expected<T, Error>;
using Failure = tl::unexpected<Error>;

} // namespace spillway
