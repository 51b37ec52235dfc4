// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/kafka/errors.h"

namespace spillway::kafka {

namespace {

const QString& reachHint()
{
    static const QString text
        = QStringLiteral("check KAFKA_BOOTSTRAP_SERVERS or --bootstrap, the network, and whether the brokers run");
    return text;
}

struct Meaning {
    ErrorCode code = ErrorCode::Failed;
    QString text; ///< empty: librdkafka's own
    QString hint;
    bool retriable = false;
};

Meaning meaningOf(rd_kafka_resp_err_t code)
{
    switch (code) {
    case RD_KAFKA_RESP_ERR__TRANSPORT:
    case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
    case RD_KAFKA_RESP_ERR_BROKER_NOT_AVAILABLE:
    case RD_KAFKA_RESP_ERR_NETWORK_EXCEPTION:
        return { ErrorCode::Unreachable, QStringLiteral("Failed to connect to Kafka"), reachHint(), true };
    case RD_KAFKA_RESP_ERR__RESOLVE:
        return { ErrorCode::Unreachable, QStringLiteral("Failed to connect to Kafka: host name does not resolve"),
            reachHint(), true };
    case RD_KAFKA_RESP_ERR__TIMED_OUT:
    case RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE:
    case RD_KAFKA_RESP_ERR__MSG_TIMED_OUT:
    case RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT:
        return { ErrorCode::TimedOut, QStringLiteral("No answer in time"),
            QStringLiteral("the brokers may be down, slow or behind a firewall; a longer --timeout may help"), true };
    case RD_KAFKA_RESP_ERR__PURGE_QUEUE:
    case RD_KAFKA_RESP_ERR__PURGE_INFLIGHT:
        return { ErrorCode::TimedOut, QStringLiteral("Not delivered before the producer was closed"),
            QStringLiteral("the brokers may be down or slow"), true };
    case RD_KAFKA_RESP_ERR__AUTHENTICATION:
    case RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
    case RD_KAFKA_RESP_ERR_UNSUPPORTED_SASL_MECHANISM:
    case RD_KAFKA_RESP_ERR_ILLEGAL_SASL_STATE:
        return { ErrorCode::AuthenticationFailed, QStringLiteral("Authentication failed"),
            QStringLiteral("check user name, password and SASL mechanism"), false };
    case RD_KAFKA_RESP_ERR__SSL:
        return { ErrorCode::Unreachable, QStringLiteral("TLS handshake failed"),
            QStringLiteral(
                "check the port's protocol, the CA certificate and the host name in the broker's certificate"),
            true };
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
        return { ErrorCode::NotAuthorized, QStringLiteral("Not authorized for this topic"),
            QStringLiteral(
                "the user needs an ACL on the topic (Describe, Read, Write, Create or Delete, by operation)"),
            false };
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
        return { ErrorCode::NotAuthorized, QStringLiteral("Not authorized for this consumer group"),
            QStringLiteral("the user needs an ACL on the group (Describe or Read)"), false };
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
        return { ErrorCode::NotAuthorized, QStringLiteral("Not authorized for the cluster"),
            QStringLiteral("the user needs an ACL on the cluster (Create, Alter, Describe or IdempotentWrite)"),
            false };
    case RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED:
        return { ErrorCode::NotAuthorized, QStringLiteral("Not authorized for this transactional id"),
            QStringLiteral("the user needs an ACL on the transactional id (Write and Describe)"), false };
    case RD_KAFKA_RESP_ERR_DELEGATION_TOKEN_AUTHORIZATION_FAILED:
        return { ErrorCode::NotAuthorized, QStringLiteral("Not authorized for this delegation token"), {}, false };
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
    case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
        return { ErrorCode::NotFound, QStringLiteral("Topic does not exist"),
            QStringLiteral("check the name, or create it: spillwayctl topics create NAME --partitions N"), false };
    case RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION:
        return { ErrorCode::InvalidArgument, QStringLiteral("Topic name is not valid"),
            QStringLiteral("letters, digits, '.', '_' and '-' are allowed, at most 249"), false };
    case RD_KAFKA_RESP_ERR_GROUP_ID_NOT_FOUND:
    case RD_KAFKA_RESP_ERR__UNKNOWN_GROUP:
        return { ErrorCode::NotFound, QStringLiteral("Consumer group does not exist"), QStringLiteral("check the name"),
            false };
    case RD_KAFKA_RESP_ERR_NON_EMPTY_GROUP:
        return { ErrorCode::Failed, QStringLiteral("Consumer group has members"),
            QStringLiteral("stop its consumers first; Kafka changes offsets of groups without members only"), true };
    case RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS:
        return { ErrorCode::AlreadyExists, QStringLiteral("Topic already exists"), {}, false };
    case RD_KAFKA_RESP_ERR_UNSUPPORTED_VERSION:
    case RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE:
        return { ErrorCode::Unsupported, QStringLiteral("Not supported by this broker or library"), {}, false };
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
    case RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE:
        return { ErrorCode::MessageTooLarge, QStringLiteral("Record is too large"),
            QStringLiteral("the topic's max.message.bytes or the broker's message.max.bytes is smaller"), false };
    case RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS:
    case RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION:
        return { ErrorCode::Failed, QStringLiteral("Consumer group rebalancing"),
            QStringLiteral("raise the session timeout or shorten the processing time if it happens often"), true };
    case RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS:
    case RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE:
    case RD_KAFKA_RESP_ERR_NOT_COORDINATOR:
    case RD_KAFKA_RESP_ERR__WAIT_COORD:
        return { ErrorCode::Failed, QStringLiteral("Group coordinator not available"),
            QStringLiteral("it moves or starts; trying again usually helps"), true };
    case RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE:
    case RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION:
    case RD_KAFKA_RESP_ERR_REPLICA_NOT_AVAILABLE:
    case RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR:
    case RD_KAFKA_RESP_ERR_FENCED_LEADER_EPOCH:
    case RD_KAFKA_RESP_ERR_UNKNOWN_LEADER_EPOCH:
    case RD_KAFKA_RESP_ERR_OFFSET_NOT_AVAILABLE:
        return { ErrorCode::Failed, QStringLiteral("Partition has no leader"),
            QStringLiteral("a broker is down or an election runs; look at the topic's partitions"), true };
    case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
        return { ErrorCode::NotFound, QStringLiteral("No offset to begin at"),
            QStringLiteral("the group has committed none, or its records are gone, and auto.offset.reset is error: "
                           "commit one, or begin at earliest or latest"),
            false };
    case RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
        return { ErrorCode::NotFound, QStringLiteral("Offset is out of range"),
            QStringLiteral("retention or DeleteRecords removed the records"), false };
    case RD_KAFKA_RESP_ERR_INVALID_PARTITIONS:
        return { ErrorCode::InvalidArgument, QStringLiteral("Number of partitions is not valid"), {}, false };
    case RD_KAFKA_RESP_ERR_INVALID_REPLICATION_FACTOR:
        return { ErrorCode::InvalidArgument, QStringLiteral("Replication factor is not valid"),
            QStringLiteral("it cannot exceed the number of brokers"), false };
    case RD_KAFKA_RESP_ERR_INVALID_CONFIG:
        return { ErrorCode::InvalidArgument, QStringLiteral("Topic configuration is not valid"), {}, false };
    case RD_KAFKA_RESP_ERR_POLICY_VIOLATION:
        return { ErrorCode::Refused, QStringLiteral("Refused by the cluster's policy"), {}, false };
    case RD_KAFKA_RESP_ERR_INVALID_RECORD:
        return { ErrorCode::InvalidArgument, QStringLiteral("Record was refused by the broker"),
            QStringLiteral("a compacted topic needs a key"), false };
    case RD_KAFKA_RESP_ERR__QUEUE_FULL:
        return { ErrorCode::TimedOut, QStringLiteral("Producer queue is full"),
            QStringLiteral("the brokers take records slower than they are produced"), true };
    case RD_KAFKA_RESP_ERR__INVALID_ARG:
        return { ErrorCode::InvalidArgument, {}, {}, false };
    default:
        return {};
    }
}

} // namespace

Error makeError(rd_kafka_resp_err_t code, const QString& doing, const QString& detail)
{
    Meaning meaning = meaningOf(code);
    const QString name = QString::fromUtf8(rd_kafka_err2str(code));
    if (meaning.text.isEmpty())
        meaning.text = detail.isEmpty() ? name : detail;
    else if (!detail.isEmpty() && detail != name)
        meaning.text += QStringLiteral(": ") + detail;
    return { .code = meaning.code,
        .message = doing.isEmpty() ? meaning.text : QString(doing + QStringLiteral(": ") + meaning.text),
        .hint = meaning.hint,
        .retriable = meaning.retriable,
        .fatal = code == RD_KAFKA_RESP_ERR__FATAL };
}

Error makeError(const rd_kafka_error_t* error, const QString& doing)
{
    Error made = makeError(rd_kafka_error_code(error), doing, QString::fromUtf8(rd_kafka_error_string(error)));
    made.retriable = made.retriable || rd_kafka_error_is_retriable(error) != 0;
    made.fatal = rd_kafka_error_is_fatal(error) != 0;
    return made;
}

Error cancelledError(const QString& doing)
{
    return { .code = ErrorCode::Cancelled, .message = doing + QStringLiteral(": cancelled"), .hint = {} };
}

Error deadlineError(const QString& doing)
{
    return makeError(RD_KAFKA_RESP_ERR__TIMED_OUT, doing);
}

} // namespace spillway::kafka
