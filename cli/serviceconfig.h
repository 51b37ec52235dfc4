// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "cli/context.h"
#include "core/service/kafkaconfig.h"

namespace spillway::cli {

/// The service as the KAFKA_* variables say, on the cluster of the command line. InvalidConfiguration names every
/// variable that is wrong.
Result<KafkaConfig> serviceConfig(const Context& context);

} // namespace spillway::cli
