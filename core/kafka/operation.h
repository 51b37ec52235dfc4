// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <optional>
#include <variant>

namespace spillway::kafka {

/// What may be asked of a cluster beyond looking, as a value: it can be described, confirmed, refused and audited
/// before anything happens. A new kind of change is a new alternative here, and the compiler names every place that has
/// to know.
struct CreateTopicOperation {
    QString topic;
    int partitions = 1;

    friend bool operator==(const CreateTopicOperation&, const CreateTopicOperation&) = default;
};

struct DeleteTopicOperation {
    QString topic;

    friend bool operator==(const DeleteTopicOperation&, const DeleteTopicOperation&) = default;
};

struct ProduceOperation {
    QString topic;
    std::optional<qint64> count; ///< records; nullopt: a stream without a known end

    friend bool operator==(const ProduceOperation&, const ProduceOperation&) = default;
};

/// Progress of a group, stored at the cluster by its consumer.
struct ConsumeOperation {
    QString group;

    friend bool operator==(const ConsumeOperation&, const ConsumeOperation&) = default;
};

/// Dead letters written again (core/deadletter). All their readers see the records, and nothing takes them back.
struct ReplayOperation {
    QString from; ///< the dead-letter topic
    QStringList to; ///< topics written to
    qint64 count = 0; ///< of records at most
    qint64 tombstones = 0; ///< of these with a null value
    bool keepsHeaders = false;
    QString job; ///< id under which the replay journal has each record

    friend bool operator==(const ReplayOperation&, const ReplayOperation&) = default;
};

/// Dead letters marked as dealt with, or (empty reason) as open again: a local note, the cluster stays as it is.
struct DiscardOperation {
    QString topic;
    qint64 count = 0;
    QString reason;

    friend bool operator==(const DiscardOperation&, const DiscardOperation&) = default;
};

using Operation = std::variant<CreateTopicOperation, DeleteTopicOperation, ProduceOperation, ConsumeOperation,
    ReplayOperation, DiscardOperation>;

/// As in the audit journal, e.g. "delete_topic".
QString operationName(const Operation& operation);
/// For people, as an order: "delete topic orders and all its records".
QString describe(const Operation& operation);
/// The fields of the operation for the journal.
QJsonObject toJson(const Operation& operation);
/// Whether it changes the cluster; what does is refused in read-only mode.
bool mutates(const Operation& operation);
/// Whether it does what cannot be taken back, so that asking for it is not enough: it must be confirmed as well.
bool needsConfirmation(const Operation& operation);

} // namespace spillway::kafka
