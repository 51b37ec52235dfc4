// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/deadletter/letter.h"

#include <span>

namespace spillway::deadletter {

/// Letters that fail in the same way.
struct LetterGroup {
    QString id; ///< of class, topic, group and message: the same from one scan to the next
    std::optional<QString> errorClass;
    std::optional<QString> originTopic;
    std::optional<QString> consumerGroup;
    QString message; ///< normalised
    Dialect dialect = Dialect::None;
    qint64 count = 0;
    qint64 open = 0; ///< of these
    qint64 firstSeenMs = -1; ///< failed-at, or the letter's own time; -1: none has one
    qint64 lastSeenMs = -1;
    std::vector<size_t> letters; ///< indexes into what was grouped, in its order

    friend bool operator==(const LetterGroup&, const LetterGroup&) = default;
};

/// By class, origin topic, consumer group and normalised message; largest group first. At most `most` groups, the rest
/// share one last group without a class whose message says so.
std::vector<LetterGroup> groupLetters(std::span<const Letter> letters, size_t most = 200);

/// A message with what varies taken out, so that equal faults read equal: numbers, hexadecimal ids, UUIDs, quoted and
/// e-mail-like values become "#"; first line only, at most 200 characters.
QString normalisedMessage(const QString& message);

} // namespace spillway::deadletter
