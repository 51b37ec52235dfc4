// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "cli/outputwriter.h"
#include "core/deadletter/lettergroups.h"
#include "core/deadletter/lettersource.h"
#include "core/deadletter/replayjournal.h"

namespace spillway::cli {

/// Dead letters as JSON. The keys of the contract come first, ours after them.
Json topicJson(const deadletter::DeadLetterTopic& topic);
Json groupJson(const deadletter::LetterGroup& group);
Json deadLetterJson(const deadletter::Letter& letter);
Json plannedJson(const deadletter::PlannedRecord& planned);
Json outcomeJson(const deadletter::ReplayOutcome& outcome);
Json entryJson(const deadletter::JournalEntry& entry);
/// {kind, explanation, log_start, end, comparison}; the record itself is left to letterLine().
Json originalJson(const deadletter::Original& original, const Record& letter);

/// One line: the record as tail has it, with "dead_letter" and, when given, "original".
std::string letterLine(const deadletter::Letter& letter, const deadletter::Original* original = nullptr);
/// What a person wants to see of it.
std::string letterText(const deadletter::Letter& letter, const deadletter::Original* original = nullptr);

/// RFC 3339; null when unknown or outside the years 0–9999.
Json timeJson(std::optional<qint64> ms);

} // namespace spillway::cli
