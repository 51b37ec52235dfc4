// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/http/httpmessage.h"
#include "core/serde/eventvalue.h"
#include "core/types/error.h"

#include <variant>

namespace spillway {

/// Bodies of requests, checked: what is no JSON in UTF-8 or has a member nobody knows is 400; a member that is missing
/// or has a wrong value is 422. Each answer names the member or the byte.
struct EventBody {
    QString eventType; ///< a topic's suffix
    EventValue data; ///< an object
    QString partitionKey; ///< empty: none
};
std::variant<EventBody, HttpAnswer> readEvent(const QByteArray& body);

struct NewTopicBody {
    QString eventType;
    std::optional<int> partitions; ///< 1…10000
    std::optional<int> replicationFactor; ///< 1…100
};
std::variant<NewTopicBody, HttpAnswer> readNewTopic(const QByteArray& body);

/// Who was asked when an error came.
enum class Asked {
    Cluster, ///< a question
    Change, ///< a topic: what Kafka refuses is 422, in its words; TimedOut, which may have been done, is 504
    Event, ///< a record: what may have been written all the same is 504
};
HttpAnswer errorAnswer(const Error& error, Asked asked);

HttpAnswer tooLarge(size_t maxBody);

} // namespace spillway
