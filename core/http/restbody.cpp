// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/http/restbody.h"

#include "core/kafka/producer.h"
#include "core/serde/eventjson.h"
#include "core/serde/text.h"

#include <algorithm>
#include <initializer_list>

namespace spillway {

namespace {

constexpr int LongestSuffix = 200;

HttpAnswer wrong(const QString& detail, const QString& hint = {})
{
    return HttpAnswer::error(422, detail, hint);
}

/// The body as an object that has no members but these.
std::variant<EventValue, HttpAnswer> readObject(
    const QByteArray& body, std::initializer_list<const char*> known, const QString& hint)
{
    if (body.isEmpty())
        return HttpAnswer::error(400, QStringLiteral("The body is empty"), hint);
    if (const auto bytes = bytesOf(body); !isValidUtf8(bytes))
        return HttpAnswer::error(400,
            QStringLiteral("The body is not UTF-8: byte %1 is not").arg(firstInvalidUtf8(bytes)),
            QStringLiteral("JSON is sent in UTF-8"));
    auto value = parseJson(bytesOf(body));
    if (!value)
        return HttpAnswer::error(400, QStringLiteral("The body is not JSON: ") + value.error().message,
            value.error().hint.isEmpty() ? hint : value.error().hint);
    if (!value->isObject())
        return wrong(QStringLiteral("The body is %1, not an object").arg(kindName(value->kind())), hint);
    for (const auto& member : value->members()) {
        const auto same = [&](const char* name) { return member.name == QLatin1String(name); };
        if (std::ranges::none_of(known, same))
            return HttpAnswer::error(400, QStringLiteral("Unknown field: %1").arg(member.name.left(50)), hint);
    }
    return std::move(*value);
}

/// nullopt: it is a topic's suffix.
std::optional<HttpAnswer> checkSuffix(const EventValue& body, QString& suffix)
{
    static const QString hint = QStringLiteral("a topic's suffix, e.g. \"debate-events\"");
    const EventValue& value = body[u"event_type"];
    if (!body.contains(u"event_type"))
        return wrong(QStringLiteral("event_type is missing"), hint);
    const auto text = value.toText();
    if (!text)
        return wrong(QStringLiteral("event_type is %1, not text").arg(kindName(value.kind())), hint);
    const auto legal = [](QChar c) {
        return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9') || c == u'.'
            || c == u'_' || c == u'-';
    };
    if (text->isEmpty() || text->size() > LongestSuffix || !std::ranges::all_of(*text, legal))
        return wrong(QStringLiteral("event_type %1 is no topic suffix: 1 to %2 letters, digits, '.', '_' and '-'")
                         .arg(text->left(50))
                         .arg(LongestSuffix),
            hint);
    suffix = *text;
    return {};
}

/// nullopt: it is a whole number between 1 and `most`, or not given.
std::optional<HttpAnswer> checkNumber(const EventValue& body, const char* name, int most, std::optional<int>& number)
{
    const EventValue& value = body[QString::fromLatin1(name)];
    if (value.isNull())
        return {};
    const auto given = value.toInt();
    if (!given || *given < 1 || *given > most)
        return wrong(QStringLiteral("%1 is no whole number from 1 to %2").arg(QLatin1String(name)).arg(most));
    number = int(*given);
    return {};
}

} // namespace

std::variant<EventBody, HttpAnswer> readEvent(const QByteArray& body)
{
    static const QString hint
        = QStringLiteral(R"(e.g. {"event_type": "debate-events", "event_data": {"debate_id": "debate-123"}})");
    auto read = readObject(body, { "event_type", "event_data", "partition_key" }, hint);
    if (auto* answer = std::get_if<HttpAnswer>(&read))
        return std::move(*answer);
    const auto& object = std::get<EventValue>(read);
    EventBody event;
    if (auto answer = checkSuffix(object, event.eventType))
        return std::move(*answer);
    event.data = object[u"event_data"];
    if (!object.contains(u"event_data"))
        return wrong(QStringLiteral("event_data is missing"), hint);
    if (!event.data.isObject())
        return wrong(QStringLiteral("event_data is %1, not an object").arg(kindName(event.data.kind())), hint);
    const EventValue& key = object[u"partition_key"];
    if (!key.isNull()) {
        const auto text = key.toText();
        if (!text)
            return wrong(QStringLiteral("partition_key is %1, not text").arg(kindName(key.kind())), hint);
        event.partitionKey = *text;
    }
    return event;
}

std::variant<NewTopicBody, HttpAnswer> readNewTopic(const QByteArray& body)
{
    static const QString hint
        = QStringLiteral(R"(e.g. {"event_type": "my-custom-events", "num_partitions": 5, "replication_factor": 1})");
    auto read = readObject(body, { "event_type", "num_partitions", "replication_factor" }, hint);
    if (auto* answer = std::get_if<HttpAnswer>(&read))
        return std::move(*answer);
    const auto& object = std::get<EventValue>(read);
    NewTopicBody topic;
    if (auto answer = checkSuffix(object, topic.eventType))
        return std::move(*answer);
    if (topic.eventType.endsWith(QLatin1String(".dead-letter")))
        return wrong(QStringLiteral("event_type names a dead-letter topic"),
            QStringLiteral("it is created with its main topic"));
    if (auto answer = checkNumber(object, "num_partitions", 10'000, topic.partitions))
        return std::move(*answer);
    if (auto answer = checkNumber(object, "replication_factor", 100, topic.replicationFactor))
        return std::move(*answer);
    return topic;
}

HttpAnswer errorAnswer(const Error& error, Asked asked)
{
    const auto answer
        = [&](int status) { return HttpAnswer::error(status, error.message, error.hint, status == 503 ? 1 : 0); };
    switch (error.code) {
    case ErrorCode::NotFound:
        return answer(404);
    case ErrorCode::AlreadyExists:
        return answer(409);
    case ErrorCode::MessageTooLarge:
        return answer(413);
    case ErrorCode::InvalidArgument:
    case ErrorCode::InvalidConfiguration:
        return answer(422);
    case ErrorCode::TimedOut:
        if (asked == Asked::Change)
            return answer(504);
        [[fallthrough]];
    case ErrorCode::Unreachable:
        return answer(asked == Asked::Event && kafka::mayHaveBeenWritten(error) ? 504 : 503);
    case ErrorCode::Failed:
    case ErrorCode::Refused: // a policy of the cluster
    case ErrorCode::Unsupported:
        return answer(asked == Asked::Change && !error.retriable ? 422 : 503);
    case ErrorCode::AuthenticationFailed:
    case ErrorCode::NotAuthorized:
    case ErrorCode::Cancelled:
    case ErrorCode::Protocol:
        break;
    }
    return answer(503);
}

HttpAnswer tooLarge(size_t maxBody)
{
    return HttpAnswer::error(413, QStringLiteral("The body is larger than %1 bytes").arg(maxBody),
        QStringLiteral("the largest event of a topic is its max.message.bytes"));
}

} // namespace spillway
