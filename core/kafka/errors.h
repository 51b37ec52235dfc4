// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/types/error.h"

#include <librdkafka/rdkafka.h>

namespace spillway::kafka {

/// The one place that turns librdkafka's codes into our errors, with texts and hints of the requirements (§6). `doing`
/// says what was tried, e.g. "list topics"; `detail` is librdkafka's or the broker's own text where there is more.
Error makeError(rd_kafka_resp_err_t code, const QString& doing, const QString& detail = {});

/// Same, from an error object; keeps its retriable and fatal marks.
Error makeError(const rd_kafka_error_t* error, const QString& doing);

Error cancelledError(const QString& doing);
Error deadlineError(const QString& doing);

} // namespace spillway::kafka
