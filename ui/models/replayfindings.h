// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/deadletter/replayplan.h"
#include "ui/theme/status.h"

#include <vector>

namespace spillway::ui {

/// One line of what a dry run found, with the letters it is about and what can be done about it.
struct ReplayFinding {
    enum class Step {
        None,
        LeaveOut, ///< they would be replayed, but need not be
        Again, ///< they are skipped because it was done before
        SendTombstones, ///< they are skipped because a null value deletes
    } step
        = Step::None;
    Status status = Status::Ok;
    QString what;
    std::vector<spillway::deadletter::Coordinates> letters = {};

    friend bool operator==(const ReplayFinding&, const ReplayFinding&) = default;
};

/// The plan in a few lines: what passes, warnings and skips by reason, most letters first, at most `most` of these.
std::vector<ReplayFinding> findingsOf(const spillway::deadletter::ReplayPlan& plan, size_t most = 8);

/// The name that must be typed before this plan may run; empty: none. Production clusters and more records than
/// `above` ask for the topic that is written to, or the dead-letter topic when there are several.
QString nameToType(const spillway::deadletter::ReplayPlan& plan, bool production, qint64 above = 1000);

/// What became of the letters, in one sentence.
QString reportSentence(const spillway::deadletter::ReplayReport& report);
/// For the clipboard: the sentence, then a line per record, tab-separated.
QString reportText(const spillway::deadletter::ReplayReport& report, const QString& topic);

} // namespace spillway::ui
