// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/types/result.h"

#include <QRegularExpression>
#include <QStringList>

#include <optional>

namespace spillway::deadletter {

/// Tells dead-letter topics by their names: the conventions of the frameworks and the user's own expressions. A name is
/// a hint, not a proof: see DeadLetterTopic::verdict.
class TopicNames {
public:
    /// Only the conventions.
    TopicNames() = default;
    /// `patterns`: regular expressions that must match somewhere in the name; an error names the bad one.
    static Result<TopicNames> withPatterns(const QStringList& patterns);

    /// Which rule the name meets, for people: "ends with -dlt"; nullopt: none. Names of retry topics count, they carry
    /// the same headers. Kafka's own topics never match.
    std::optional<QString> match(const QString& topic) const;

private:
    std::vector<QRegularExpression> m_patterns;
};

} // namespace spillway::deadletter
