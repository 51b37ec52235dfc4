// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/deadletter/topicnames.h"

namespace spillway::deadletter {

namespace {

struct Convention {
    const char* pattern;
    const char* says;
};

// Spring (-dlt since 3.3, .DLT before, -retry-<n>), Connect's and everybody's -dlq, our own .dead-letter, KIP-1191's
// default prefix, SmallRye, Cloud Stream, MassTransit's queues, Watermill's poison queues.
constexpr Convention Conventions[] = {
    { "[-._]dlt$", "ends with dlt" },
    { "[-._]dlq$", "ends with dlq" },
    { "^dlq[-._]", "begins with dlq" },
    { "[-._]dead-?_?letters?$", "ends with dead-letter" },
    { "^dead-letter-topic-.", "begins with dead-letter-topic-" },
    { "[-._]retry([-._][0-9a-z]+)?$", "is a retry topic by its name" },
    { "[-._](error|errors|skipped)$", "ends with error or skipped" },
    { "^error\\.[^.]+\\..", "is named error.<destination>.<group>" },
    { "(^|[-._])poison(ed)?([-._]|$)", "is a poison queue by its name" },
};

const std::vector<std::pair<QRegularExpression, QString>>& conventions()
{
    static const auto all = [] {
        std::vector<std::pair<QRegularExpression, QString>> list;
        for (const Convention& convention : Conventions)
            list.emplace_back(
                QRegularExpression(QLatin1String(convention.pattern), QRegularExpression::CaseInsensitiveOption),
                QLatin1String(convention.says));
        return list;
    }();
    return all;
}

} // namespace

Result<TopicNames> TopicNames::withPatterns(const QStringList& patterns)
{
    TopicNames names;
    for (const QString& pattern : patterns) {
        QRegularExpression expression(pattern);
        if (pattern.isEmpty() || !expression.isValid())
            return Failure(Error{ .code = ErrorCode::InvalidArgument,
                .message = QStringLiteral("\"%1\" is no regular expression: %2")
                               .arg(pattern, pattern.isEmpty() ? QStringLiteral("empty") : expression.errorString()),
                .hint = QStringLiteral("it must match part of a topic's name, e.g. ^poison-") });
        names.m_patterns.push_back(std::move(expression));
    }
    return names;
}

std::optional<QString> TopicNames::match(const QString& topic) const
{
    if (topic.startsWith(QLatin1String("__")))
        return std::nullopt;
    for (const QRegularExpression& expression : m_patterns) {
        if (expression.match(topic).hasMatch())
            return QStringLiteral("matches %1").arg(expression.pattern());
    }
    for (const auto& [expression, says] : conventions()) {
        if (expression.match(topic).hasMatch())
            return says;
    }
    return std::nullopt;
}

} // namespace spillway::deadletter
