// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/service/publishedevent.h"

#include <algorithm>

namespace spillway {

namespace {

/// The aggregate of an event that is published by its topic: the id member of the topic's domain.
QString aggregateOf(const EventValue& data, QString& type)
{
    static constexpr std::pair<const char16_t*, const char*> ids[]
        = { { u"debate_id", "debate" }, { u"decision_id", "decision" }, { u"evolution_id", "evolution" },
              { u"webhook_id", "webhook" }, { u"metric_name", "metric" } };
    for (const auto& [member, aggregate] : ids) {
        if (auto id = data[QStringView(member)].toText()) {
            type = QString::fromLatin1(aggregate);
            return *id;
        }
    }
    return {};
}

} // namespace

Result<OutgoingEvent> publishedEvent(const QString& suffix, const EventValue& data, const QString& key)
{
    static const QString hint = QStringLiteral(R"(e.g. "debate-events" and {"debate_id": "debate-123"})");
    const auto invalid = [](const QString& what) {
        return Failure(Error{ .code = ErrorCode::InvalidArgument, .message = what, .hint = hint });
    };
    const auto legal = [](QChar c) {
        return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9') || c == u'.'
            || c == u'_' || c == u'-';
    };
    if (suffix.isEmpty() || suffix.size() > 200 || !std::ranges::all_of(suffix, legal))
        return invalid(
            QStringLiteral("Event type %1 is no topic suffix: letters, digits, '.', '_' and '-'").arg(suffix.left(50)));
    if (!data.isObject())
        return invalid(QStringLiteral("Event data is a %1, not an object").arg(kindName(data.kind())));
    EventFields fields;
    fields.eventType = data[u"event_type"].toText().value_or(suffix);
    if (fields.eventType.isEmpty())
        fields.eventType = suffix;
    fields.aggregateId = aggregateOf(data, fields.aggregateType);
    if (fields.aggregateId.isEmpty())
        fields.aggregateId = key;
    fields.correlationId = data[u"correlation_id"].toText();
    fields.causationId = data[u"causation_id"].toText();
    fields.userId = data[u"user_id"].toText();
    fields.data = data;
    return OutgoingEvent{ std::make_shared<const DomainEvent>(std::move(fields)), suffix, key, false };
}

} // namespace spillway
