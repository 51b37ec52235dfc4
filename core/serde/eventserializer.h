// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/serde/eventvalue.h"
#include "core/types/record.h"
#include "core/types/result.h"

namespace spillway {

/// Event data to the bytes of a record's value and back (R52–R55): JsonEventSerializer, AvroEventSerializer. Both ways
/// are bounded in depth, items and bytes whatever the input; what cannot be done is an Error with code InvalidArgument
/// (the data), Protocol (the bytes) or one of the registry's. Thread-safe. May wait for a schema registry, at most its
/// deadline and only the first time a schema is met: not for the GUI thread.
class EventSerializer {
public:
    virtual ~EventSerializer() = default;

    virtual Result<QByteArray> serialize(const EventValue& value) const = 0;
    /// A null value is an error here: tombstones are the caller's to see first.
    virtual Result<EventValue> deserialize(BytesView bytes) const = 0;
    /// For the header content-type, e.g. "application/json".
    virtual QByteArray contentType() const = 0;

protected:
    EventSerializer() = default;
    EventSerializer(const EventSerializer&) = default;
    EventSerializer& operator=(const EventSerializer&) = default;
};

} // namespace spillway
