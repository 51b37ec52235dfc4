// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/kafka/admin.h"
#include "core/kafka/handles.h"

#include <initializer_list>
#include <utility>

namespace spillway::kafka {

/// A property Spillway sets itself for a purpose; it wins over what settings say.
using OwnProperty = std::pair<const char*, QByteArray>;

/// Takes errors that librdkafka hands to nobody else: those of a partition that vanished, met by consume_batch_queue.
/// Called inside that call, on its thread.
struct VanishedCallback {
    void (*call)(rd_kafka_t*, int code, const char* text, void* opaque) = nullptr;
    void* opaque = nullptr;
};

/// Told about partitions of a consumer group, inside rd_kafka_consumer_poll(), on its thread: the one callback that
/// does work there, for librdkafka waits in it until the member has assigned.
struct RebalanceCallback {
    void (*call)(rd_kafka_t*, rd_kafka_resp_err_t, rd_kafka_topic_partition_list_t*, void* opaque) = nullptr;
    void* opaque = nullptr;
};

/// Makes a librdkafka client from settings: events instead of callbacks (errors, logs and, for producers, delivery
/// reports arrive on its main queue), keep-alive on, topics never created by accident. Never blocks.
Result<ClientHandle> makeClient(const ConnectionSettings& settings, rd_kafka_type_t type,
    std::initializer_list<OwnProperty> own, VanishedCallback vanished = {}, RebalanceCallback rebalance = {});

/// Destroys a client on a background thread and waits at most `patience`: in 2.0.2 destroying can hang for ever
/// (partition vanished while consumed, admin call to a broker that lacks it). A hanging one is abandoned and logged;
/// see abandoned.h for
/// how the process ends all the same.
void destroyWithin(ClientHandle client, Milliseconds patience);

/// "host:port/id: reason" of an error or log event, split into who and why.
struct BrokerComplaint {
    QString broker; ///< empty: not about one broker
    QString reason;
};
BrokerComplaint brokerComplaint(const char* text);

/// Logs a log event of librdkafka under the category kafka.client.
void logEvent(rd_kafka_event_t* event);

} // namespace spillway::kafka
