// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "cli/context.h"
#include "cli/timelag.h"
#include "core/types/lag.h"

namespace spillway::cli {

/// Lag of groups, joined with the watermarks of every partition they have to do with.
Result<std::vector<PartitionLag>> lagOf(Connected& connected, const std::vector<ConsumerGroup>& groups);

/// Sum of what is known; nullopt when nothing is, or when a partition with a commit has no known end.
std::optional<qint64> totalLag(const std::vector<PartitionLag>& rows);

/// Rows as fixed for `spillwayctl lag`; `times` runs parallel to `rows`.
Json lagJson(const std::vector<PartitionLag>& rows, const std::vector<TimeLag>& times);
const std::vector<Column>& lagColumns();

} // namespace spillway::cli
