// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/events/eventcheck.h"

#include "core/events/eventtypes.h"
#include "core/events/routing.h"

#include <algorithm>

namespace spillway {

namespace {

using Kind = EventMember::Kind;

template <class Value> constexpr Kind kindOf()
{
    if constexpr (std::is_same_v<Value, qint64>)
        return Kind::Integer;
    else if constexpr (std::is_same_v<Value, double>)
        return Kind::Number;
    else if constexpr (std::is_same_v<Value, bool>)
        return Kind::Bool;
    else if constexpr (std::is_same_v<Value, QStringList>)
        return Kind::Texts;
    else if constexpr (std::is_same_v<Value, EventValue>)
        return Kind::Any;
    else
        return Kind::Text;
}

template <EventPayload Payload> void add(std::vector<EventTypeInfo>& list)
{
    EventTypeInfo info{ QString::fromLatin1(Payload::Type), {}, {} };
    info.suffix = RoutingTable::standard().suffixOf(info.type).value_or(QString());
    const Payload payload;
    Payload::fields(payload, [&]<class Field>(const char* name, const Field&) {
        if constexpr (requires { typename Field::value_type; } && !std::is_same_v<Field, QString>)
            info.members.push_back({ QString::fromLatin1(name), kindOf<typename Field::value_type>(), false });
        else
            info.members.push_back({ QString::fromLatin1(name), kindOf<Field>(), true });
    });
    if constexpr (std::is_same_v<Payload, MetricRecorded>) {
        for (EventMember& member : info.members)
            member.required |= member.name == QLatin1String("value");
    }
    list.push_back(std::move(info));
}

template <class... Payloads> std::vector<EventTypeInfo> infosOf()
{
    std::vector<EventTypeInfo> list;
    (add<Payloads>(list), ...);
    return list;
}

bool fits(Kind kind, const EventValue& value)
{
    switch (kind) {
    case Kind::Text:
        return value.toText().has_value();
    case Kind::Integer:
        return value.toInt().has_value();
    case Kind::Number:
        return value.toDouble().has_value();
    case Kind::Bool:
        return value.toBool().has_value();
    case Kind::Texts:
        return value.isArray()
            && std::ranges::all_of(value.items(), [](const EventValue& item) { return item.toText().has_value(); });
    case Kind::Any:
        return true;
    }
    return false;
}

} // namespace

QString kindText(Kind kind)
{
    switch (kind) {
    case Kind::Text:
        return QStringLiteral("a text");
    case Kind::Integer:
        return QStringLiteral("a whole number");
    case Kind::Number:
        return QStringLiteral("a number");
    case Kind::Bool:
        return QStringLiteral("true or false");
    case Kind::Texts:
        return QStringLiteral("a list of texts");
    case Kind::Any:
        break;
    }
    return QStringLiteral("any value");
}

const std::vector<EventTypeInfo>& eventTypeInfos()
{
    static const auto list = infosOf<DebateInitiated, DebateRoundStarted, DebateRoundCompleted, DebateConsensusReached,
        DebateCompleted, DecisionMade, DecisionApproved, DecisionRejected, EvolutionTriggered, EvolutionCompleted,
        ImprovementSuggested, WebhookDelivered, WebhookFailed, MetricRecorded>();
    return list;
}

const EventTypeInfo* eventTypeInfo(const QString& type)
{
    const auto& list = eventTypeInfos();
    const auto at = std::ranges::find(list, type, &EventTypeInfo::type);
    return at == list.end() ? nullptr : &*at;
}

Result<> checkEventData(const QString& type, const EventValue& data)
{
    if (!data.isObject())
        return Failure(Error{ .code = ErrorCode::InvalidArgument,
            .message
            = QStringLiteral("The data of %1 is of kind %2, not an object").arg(type.left(100), kindName(data.kind())),
            .hint = QStringLiteral(R"(e.g. {"debate_id": "debate-123"})") });
    const EventTypeInfo* info = eventTypeInfo(type);
    if (!info)
        return {};
    QStringList wrong;
    for (const EventMember& member : info->members) {
        const EventValue& value = data[member.name];
        if (value.isNull()) {
            if (member.required)
                wrong.append(QStringLiteral("%1 is missing").arg(member.name));
        } else if (!fits(member.kind, value)) {
            wrong.append(QStringLiteral("%1 is not %2").arg(member.name, kindText(member.kind)));
        } else if (member.required && member.kind == Kind::Text && value.toText()->isEmpty()) {
            wrong.append(QStringLiteral("%1 is empty").arg(member.name));
        }
    }
    if (wrong.isEmpty())
        return {};
    QStringList known;
    for (const EventMember& member : info->members)
        known.append(
            QStringLiteral("%1 (%2%3)")
                .arg(member.name, kindText(member.kind), member.required ? QStringLiteral(", required") : QString()));
    return Failure(Error{ .code = ErrorCode::InvalidArgument,
        .message = QStringLiteral("The data of %1 is wrong: %2").arg(type, wrong.join(QStringLiteral("; "))),
        .hint = QStringLiteral("its members: %1").arg(known.join(QStringLiteral(", "))) });
}

QStringList strangeMembers(const QString& type, const EventValue& data)
{
    const EventTypeInfo* info = eventTypeInfo(type);
    QStringList strange;
    if (!info)
        return strange;
    for (const auto& member : data.members()) {
        const bool envelope = member.name == QLatin1String("event_type")
            || member.name == QLatin1String("correlation_id") || member.name == QLatin1String("causation_id")
            || member.name == QLatin1String("user_id");
        if (!envelope && std::ranges::find(info->members, member.name, &EventMember::name) == info->members.end())
            strange.append(member.name);
    }
    return strange;
}

} // namespace spillway
