// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/deadletter/lettergroups.h"

#include <optional>

namespace spillway::ui {

/// Which letters a list shows: of one state, and with a text in the error, a topic, the group or the key.
struct LetterFilter {
    QString text; ///< any case; empty: all
    std::optional<spillway::deadletter::LetterState> state;

    bool isEmpty() const { return text.isEmpty() && !state; }
    /// The group's own words, or the topic's, have the text: then all its letters of the state are meant.
    bool inWords(const QString& topic, const spillway::deadletter::LetterGroup& group) const;
    bool inKey(const spillway::deadletter::Letter& letter) const;
    /// Indexes of the group's letters that pass. Cost: with a text, a search in each key.
    std::vector<size_t> letters(const QString& topic, const std::vector<spillway::deadletter::Letter>& all,
        const spillway::deadletter::LetterGroup& group) const;

    friend bool operator==(const LetterFilter&, const LetterFilter&) = default;
};

/// "IllegalStateException" of "java.lang.IllegalStateException"; a class without a package is left as it is.
QString shortClass(const QString& name);
/// What a group or letter is called: its class, or what takes its place.
QString errorTitle(const std::optional<QString>& errorClass, spillway::deadletter::Dialect dialect);

} // namespace spillway::ui
