// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/serde/eventtime.h"

#include <QByteArray>
#include <QString>

#include <concepts>
#include <initializer_list>
#include <memory>
#include <variant>
#include <vector>

namespace spillway {

/// Data of an event: what JSON and Avro have in common, and times. Unlike QJsonValue it keeps 64-bit integers exactly,
/// the order of members, and bytes apart from text. Copies share arrays and objects and cost a reference count; set()
/// and append() detach. A value may be read by many threads; one that is changed belongs to one thread.
class EventValue {
public:
    enum class Kind : quint8 { Null, Bool, Int, Double, Text, Bytes, Time, Array, Object };
    struct Member;
    using Array = std::vector<EventValue>;
    using Members = std::vector<Member>; ///< in order; names are unique

    EventValue() = default; ///< Null
    EventValue(std::nullptr_t) { }
    EventValue(std::same_as<bool> auto value)
        : m_data(value)
    {
    }
    /// Any integer that fits 64 signed bits; a quint64 must be looked at first.
    template <std::integral I>
    requires(!std::same_as<I, bool> && (std::signed_integral<I> || sizeof(I) < sizeof(qint64))) EventValue(I value)
        : m_data(qint64(value))
    {
    }
    EventValue(double value)
        : m_data(value)
    {
    }
    EventValue(const QString& text)
        : m_data(text)
    {
    }
    EventValue(QString&& text)
        : m_data(std::move(text))
    {
    }
    EventValue(const char* utf8)
        : m_data(QString::fromUtf8(utf8))
    {
    }
    EventValue(EventTime time)
        : m_data(time)
    {
    }
    EventValue(Array items);
    static EventValue ofBytes(QByteArray bytes);
    /// {"name", value} pairs; of a repeated name the last value holds.
    static EventValue object(std::initializer_list<Member> members = {});
    /// The same without looking for repeated names, which the caller has excluded.
    static EventValue objectOf(Members uniqueMembers);

    Kind kind() const { return Kind(m_data.index()); }
    bool isNull() const { return kind() == Kind::Null; }
    bool isObject() const { return kind() == Kind::Object; }
    bool isArray() const { return kind() == Kind::Array; }

    // Each is empty when the value is of another kind.
    std::optional<bool> toBool() const;
    std::optional<qint64> toInt() const; ///< also of a Double that is a whole number within ±2^53
    std::optional<double> toDouble() const; ///< also of an Int, rounded beyond 2^53
    std::optional<QString> toText() const; ///< also of a Time, as timeText()
    std::optional<QByteArray> toBytes() const;
    std::optional<EventTime> toTime() const; ///< also of a Text that is an RFC 3339 moment

    const QString* text() const; ///< of a Text, without a copy; nullptr: it is none
    const Array& items() const; ///< no items unless an Array
    const Members& members() const; ///< no members unless an Object
    /// The member's value, a Null when there is none; linear in the number of members.
    const EventValue& operator[](QStringView name) const;
    const EventValue& operator[](QLatin1String name) const;
    bool contains(QStringView name) const;

    /// Replaces or appends a member; a Null becomes an object first, anything else that is none is left as it is.
    void set(const QString& name, EventValue value);
    /// Removes a member if there is one.
    void remove(QStringView name);
    /// Appends an item; a Null becomes an array first, anything else that is none is left as it is.
    void append(EventValue item);

    /// Roughly what it takes in memory, for bounds; what is shared counts each time. Recurses.
    size_t approximateBytes() const;

    /// Deep; members in the same order, a Text and a Time are different.
    friend bool operator==(const EventValue& a, const EventValue& b);

private:
    std::variant<std::monostate, bool, qint64, double, QString, QByteArray, EventTime, std::shared_ptr<Array>,
        std::shared_ptr<Members>>
        m_data; // in the order of Kind; what is shared is never changed
};

struct EventValue::Member {
    QString name;
    EventValue value;

    friend bool operator==(const Member&, const Member&) = default;
};

/// "null", "bool", "integer", "number", "text", "bytes", "time", "array", "object", for messages.
QString kindName(EventValue::Kind kind);

} // namespace spillway
