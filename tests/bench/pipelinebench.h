// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/profile/connectionsettings.h"

namespace spillway::bench {

/// `count` events from the bus through bridge, topic, consumer to a processor, on topics of its own; as fast as it
/// goes, in batches, or `perSecond` one by one. Prints one line of JSON.
void pipeline(const ConnectionSettings& connection, qint64 count, qint64 perSecond);
/// What each step costs by itself, without a broker; one line of JSON per step.
void pipelineSteps(qint64 count);

} // namespace spillway::bench
