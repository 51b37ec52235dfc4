// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/browse/recordbatch.h"

namespace spillway {

/// Puts what arrived together into the order of its timestamps, each partition's records staying in theirs, as long as
/// it is little enough for people to follow (a thousand records); more than that comes back as it is.
std::vector<RecordBatch> orderedByTime(std::vector<RecordBatch> batches);

} // namespace spillway
