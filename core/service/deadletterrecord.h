// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/service/recordhandler.h"

namespace spillway {

/// Why a record goes to the dead-letter topic.
struct DeadLetterReason {
    Handled failure;
    int attempts = 1;
    QString group;
    QString consumerId;
    qint64 failedAtMs = 0; ///< since 1970 UTC
};

/// The record for the topic `topic`: key, value and headers as they are, then the dlq.* headers of the requirements
/// (§4). Of a record that failed before, the older ones stay in front: the last one of a name is the newest. Message
/// and stack are cut at 8 and 64 KiB, so that the 256 KiB more a dead-letter topic allows always suffice.
Record deadLetterRecord(const ConsumedRecord& record, const DeadLetterReason& reason, const QString& topic);

} // namespace spillway
