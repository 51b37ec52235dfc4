// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "cli/context.h"
#include "core/deadletter/kafkalettersource.h"

namespace spillway::cli {

/// The cluster's letters, once it has answered; the error says which addresses were tried.
Result<std::unique_ptr<deadletter::KafkaLetterSource>> lettersOf(Context& context);

/// "TOPIC:PARTITION:OFFSET"; the topic may hold colons. The error names the word.
Result<deadletter::Coordinates> parseCoordinates(const QString& word);
/// "P:O[,P:O…]" of a topic.
Result<std::vector<deadletter::Coordinates>> parsePicks(const QString& topic, const QStringList& words);

/// deadletter replay and discard, in a file of their own.
std::vector<Command> replayCommands();

} // namespace spillway::cli
