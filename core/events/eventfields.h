// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/serde/eventvalue.h"
#include "core/serde/names.h"

#include <QStringList>

#include <optional>

namespace spillway {

/// A struct whose static fields(self, visit) names its members: the typed events.
template <class T>
concept EventPayload = requires(const T& payload)
{
    {
        T::Type
        } -> std::convertible_to<const char*>;
    {
        payload.aggregateId()
        } -> std::convertible_to<QString>;
};

namespace eventfields {
inline EventValue write(const QString& text)
{
    return { text };
}
inline EventValue write(qint64 number)
{
    return { number };
}
inline EventValue write(double number)
{
    return { number };
}
inline EventValue write(bool yes)
{
    return { yes };
}
inline EventValue write(const EventValue& value)
{
    return value;
}
inline EventValue write(const QStringList& texts)
{
    return { EventValue::Array(texts.begin(), texts.end()) };
}
inline std::optional<QString> read(const EventValue& value, const QString*)
{
    return value.toText();
}
inline std::optional<qint64> read(const EventValue& value, const qint64*)
{
    return value.toInt();
}
inline std::optional<double> read(const EventValue& value, const double*)
{
    return value.toDouble();
}
inline std::optional<bool> read(const EventValue& value, const bool*)
{
    return value.toBool();
}
inline std::optional<EventValue> read(const EventValue& value, const EventValue*)
{
    return value.isNull() ? std::nullopt : std::optional(value);
}
inline std::optional<QStringList> read(const EventValue& value, const QStringList*)
{
    if (!value.isArray())
        return {};
    QStringList texts;
    for (const EventValue& item : value.items())
        texts.append(item.toText().value_or(QString()));
    return texts;
}
} // namespace eventfields

/// The payload as event_data: fields that are not given are left out.
template <EventPayload T> EventValue toEventData(const T& payload)
{
    EventValue::Members members;
    members.reserve(8); // as many as the longest has
    const auto add = [&](const char* name, const auto& field) {
        members.push_back({ sharedName(name), eventfields::write(field) });
    };
    T::fields(payload, [&]<class Field>(const char* name, const Field& field) {
        if constexpr (requires { field.has_value(); }) {
            if (field)
                add(name, *field);
        } else {
            add(name, field);
        }
    });
    return EventValue::objectOf(std::move(members));
}

/// The payload of event_data as far as it can be read: a member that is missing or of another kind stays not given.
template <EventPayload T> T fromEventData(const EventValue& data)
{
    T payload;
    T::fields(payload, [&]<class Field>(const char* name, Field& field) {
        const EventValue& value = data[QLatin1String(name)];
        if constexpr (requires { field.has_value(); }) {
            using Value = typename Field::value_type;
            field = eventfields::read(value, static_cast<const Value*>(nullptr));
        } else {
            field = eventfields::read(value, static_cast<const Field*>(nullptr)).value_or(Field());
        }
    });
    return payload;
}

} // namespace spillway
