// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/serde/eventvalue.h"
#include "core/types/result.h"

#include <QStringList>

#include <vector>

namespace spillway {

/// A member of an event's data as eventtypes.h has it.
struct EventMember {
    enum class Kind : quint8 { Text, Integer, Number, Bool, Texts, Any };
    QString name;
    Kind kind = Kind::Text;
    bool required = false; ///< the id, and a metric's value, without which it measures nothing

    friend bool operator==(const EventMember&, const EventMember&) = default;
};

/// "a text", "a whole number", …, for messages and forms.
QString kindText(EventMember::Kind kind);

struct EventTypeInfo {
    QString type; ///< "debate_initiated"
    QString suffix; ///< of its topic
    std::vector<EventMember> members;
};

/// The fourteen domain types, in the order of the requirements (§8).
const std::vector<EventTypeInfo>& eventTypeInfos();
const EventTypeInfo* eventTypeInfo(const QString& type); ///< nullptr: not one of them

/// Whether `data` is what the type says: an object, its required members there, each known member of its kind or null.
/// InvalidArgument names every member that is wrong. Members the type does not know are allowed: readers ignore them.
/// A type that is not known is right with any object.
Result<> checkEventData(const QString& type, const EventValue& data);
/// Members the type does not know, for a remark; empty for a type that is not known.
QStringList strangeMembers(const QString& type, const EventValue& data);

} // namespace spillway
