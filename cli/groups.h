// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "cli/context.h"

namespace spillway::cli {

/// The one group of that name; NotFound when the cluster knows none.
Result<std::vector<ConsumerGroup>> groupNamed(Connected& connected, const QString& name);

/// Says which groups did not answer; true when there were any.
bool noteGroupErrors(Context& context, const std::vector<ConsumerGroup>& groups);

} // namespace spillway::cli
