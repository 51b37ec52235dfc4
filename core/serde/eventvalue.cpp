// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/serde/eventvalue.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace spillway {

namespace {

constexpr double ExactIntegers = 9007199254740992.0; // 2^53

/// The only owner may change in place; everybody else gets a copy.
template <class T> T& detach(std::shared_ptr<T>& shared)
{
    if (shared.use_count() != 1)
        shared = std::make_shared<T>(*shared);
    return *shared;
}

auto findMember(auto& members, auto name)
{
    return std::find_if(members.begin(), members.end(), [&](const auto& member) { return member.name == name; });
}

} // namespace

EventValue::EventValue(Array items)
    : m_data(std::make_shared<Array>(std::move(items)))
{
}

EventValue EventValue::ofBytes(QByteArray bytes)
{
    EventValue value;
    value.m_data = std::move(bytes);
    return value;
}

EventValue EventValue::object(std::initializer_list<Member> members)
{
    EventValue value = objectOf({});
    for (const Member& member : members)
        value.set(member.name, member.value);
    return value;
}

EventValue EventValue::objectOf(Members uniqueMembers)
{
    EventValue value;
    value.m_data = std::make_shared<Members>(std::move(uniqueMembers));
    return value;
}

std::optional<bool> EventValue::toBool() const
{
    const bool* value = std::get_if<bool>(&m_data);
    return value ? std::optional(*value) : std::nullopt;
}

std::optional<qint64> EventValue::toInt() const
{
    if (const qint64* value = std::get_if<qint64>(&m_data))
        return *value;
    const double* number = std::get_if<double>(&m_data);
    if (number && std::abs(*number) <= ExactIntegers && std::trunc(*number) == *number)
        return qint64(*number);
    return std::nullopt;
}

std::optional<double> EventValue::toDouble() const
{
    if (const double* value = std::get_if<double>(&m_data))
        return *value;
    const qint64* whole = std::get_if<qint64>(&m_data);
    return whole ? std::optional(double(*whole)) : std::nullopt;
}

std::optional<QString> EventValue::toText() const
{
    if (const QString* value = std::get_if<QString>(&m_data))
        return *value;
    if (const EventTime* time = std::get_if<EventTime>(&m_data))
        return QString::fromStdString(timeText(*time));
    return std::nullopt;
}

std::optional<QByteArray> EventValue::toBytes() const
{
    const QByteArray* value = std::get_if<QByteArray>(&m_data);
    return value ? std::optional(*value) : std::nullopt;
}

std::optional<EventTime> EventValue::toTime() const
{
    if (const EventTime* time = std::get_if<EventTime>(&m_data))
        return *time;
    const QString* text = std::get_if<QString>(&m_data);
    return text ? parseTime(text->toStdString()) : std::nullopt;
}

const QString* EventValue::text() const
{
    return std::get_if<QString>(&m_data);
}

const EventValue::Array& EventValue::items() const
{
    static const Array none;
    const auto* items = std::get_if<std::shared_ptr<Array>>(&m_data);
    return items ? **items : none;
}

const EventValue::Members& EventValue::members() const
{
    static const Members none;
    const auto* members = std::get_if<std::shared_ptr<Members>>(&m_data);
    return members ? **members : none;
}

const EventValue& EventValue::operator[](QStringView name) const
{
    static const EventValue null;
    const Members& all = members();
    const auto at = findMember(all, name);
    return at == all.end() ? null : at->value;
}

const EventValue& EventValue::operator[](QLatin1String name) const
{
    static const EventValue null;
    const Members& all = members();
    const auto at = findMember(all, name);
    return at == all.end() ? null : at->value;
}

bool EventValue::contains(QStringView name) const
{
    return findMember(members(), name) != members().end();
}

void EventValue::set(const QString& name, EventValue value)
{
    if (isNull())
        m_data = std::make_shared<Members>();
    auto* shared = std::get_if<std::shared_ptr<Members>>(&m_data);
    if (!shared)
        return;
    Members& all = detach(*shared);
    if (const auto at = findMember(all, name); at != all.end())
        at->value = std::move(value);
    else
        all.push_back({ name, std::move(value) });
}

void EventValue::remove(QStringView name)
{
    auto* shared = std::get_if<std::shared_ptr<Members>>(&m_data);
    if (!shared || !contains(name))
        return;
    Members& all = detach(*shared);
    all.erase(findMember(all, name));
}

void EventValue::append(EventValue item)
{
    if (isNull())
        m_data = std::make_shared<Array>();
    if (auto* shared = std::get_if<std::shared_ptr<Array>>(&m_data))
        detach(*shared).push_back(std::move(item));
}

size_t EventValue::approximateBytes() const
{
    size_t bytes = sizeof(EventValue);
    if (const QString* text = std::get_if<QString>(&m_data)) {
        bytes += size_t(text->size()) * 2;
    } else if (const QByteArray* raw = std::get_if<QByteArray>(&m_data)) {
        bytes += size_t(raw->size());
    } else {
        for (const EventValue& item : items())
            bytes += item.approximateBytes();
        for (const Member& member : members())
            bytes += size_t(member.name.size()) * 2 + member.value.approximateBytes();
    }
    return bytes;
}

bool operator==(const EventValue& a, const EventValue& b)
{
    if (a.kind() != b.kind())
        return false;
    switch (a.kind()) {
    case EventValue::Kind::Array:
        return a.items() == b.items();
    case EventValue::Kind::Object:
        return a.members() == b.members();
    default:
        return a.m_data == b.m_data;
    }
}

QString kindName(EventValue::Kind kind)
{
    static constexpr std::array Names{ "null", "bool", "integer", "number", "text", "bytes", "time", "array",
        "object" };
    return QString::fromLatin1(Names.at(size_t(kind)));
}

} // namespace spillway
