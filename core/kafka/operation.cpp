// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/kafka/operation.h"

#include <QJsonArray>

namespace spillway::kafka {

namespace {

// One traits structure per alternative: a kind that lacks one does not compile.
template <class T> struct Traits;

template <> struct Traits<CreateTopicOperation> {
    static constexpr const char* Name = "create_topic";
    static constexpr bool Mutates = true;
    static constexpr bool NeedsConfirmation = false;
    static QString describe(const CreateTopicOperation& o)
    {
        return QStringLiteral("create topic %1 with %2 partitions").arg(o.topic).arg(o.partitions);
    }
    static QJsonObject json(const CreateTopicOperation& o)
    {
        return { { QStringLiteral("topic"), o.topic }, { QStringLiteral("partitions"), o.partitions } };
    }
};

template <> struct Traits<DeleteTopicOperation> {
    static constexpr const char* Name = "delete_topic";
    static constexpr bool Mutates = true;
    static constexpr bool NeedsConfirmation = true;
    static QString describe(const DeleteTopicOperation& o)
    {
        return QStringLiteral("delete topic %1 and all its records").arg(o.topic);
    }
    static QJsonObject json(const DeleteTopicOperation& o) { return { { QStringLiteral("topic"), o.topic } }; }
};

template <> struct Traits<ProduceOperation> {
    static constexpr const char* Name = "produce";
    static constexpr bool Mutates = true;
    static constexpr bool NeedsConfirmation = false;
    static QString describe(const ProduceOperation& o)
    {
        if (!o.count)
            return QStringLiteral("produce records to topic %1 until stopped").arg(o.topic);
        return QStringLiteral("produce %1 %2 to topic %3")
            .arg(*o.count)
            .arg(*o.count == 1 ? QStringLiteral("record") : QStringLiteral("records"), o.topic);
    }
    static QJsonObject json(const ProduceOperation& o)
    {
        return { { QStringLiteral("topic"), o.topic },
            { QStringLiteral("count"), o.count ? QJsonValue(*o.count) : QJsonValue() } };
    }
};

template <> struct Traits<ConsumeOperation> {
    static constexpr const char* Name = "consume";
    static constexpr bool Mutates = true;
    static constexpr bool NeedsConfirmation = false;
    static QString describe(const ConsumeOperation& o)
    {
        return QStringLiteral("consume and commit as group %1").arg(o.group);
    }
    static QJsonObject json(const ConsumeOperation& o) { return { { QStringLiteral("group"), o.group } }; }
};

template <> struct Traits<ReplayOperation> {
    static constexpr const char* Name = "replay";
    static constexpr bool Mutates = true;
    static constexpr bool NeedsConfirmation = true;
    static QString describe(const ReplayOperation& o)
    {
        const QString what
            = o.count == 1 ? QStringLiteral("1 dead letter") : QStringLiteral("%1 dead letters").arg(o.count);
        const QString nulls
            = o.tombstones == 0 ? QString() : QStringLiteral(", %1 of them tombstones").arg(o.tombstones);
        return QStringLiteral("replay %1 of %2 to %3%4").arg(what, o.from, o.to.join(QStringLiteral(", ")), nulls);
    }
    static QJsonObject json(const ReplayOperation& o)
    {
        return { { QStringLiteral("topic"), o.from }, { QStringLiteral("to"), QJsonArray::fromStringList(o.to) },
            { QStringLiteral("count"), o.count }, { QStringLiteral("tombstones"), o.tombstones },
            { QStringLiteral("keeps_headers"), o.keepsHeaders }, { QStringLiteral("job"), o.job } };
    }
};

template <> struct Traits<DiscardOperation> {
    static constexpr const char* Name = "discard";
    static constexpr bool Mutates = false;
    static constexpr bool NeedsConfirmation = false;
    static QString describe(const DiscardOperation& o)
    {
        const QString what
            = o.count == 1 ? QStringLiteral("1 dead letter") : QStringLiteral("%1 dead letters").arg(o.count);
        return o.reason.isEmpty() ? QStringLiteral("mark %1 of %2 as open again").arg(what, o.topic)
                                  : QStringLiteral("mark %1 of %2 as discarded: %3").arg(what, o.topic, o.reason);
    }
    static QJsonObject json(const DiscardOperation& o)
    {
        return { { QStringLiteral("topic"), o.topic }, { QStringLiteral("count"), o.count },
            { QStringLiteral("reason"), o.reason } };
    }
};

template <class T> using TraitsOf = Traits<std::remove_cvref_t<T>>;

} // namespace

QString operationName(const Operation& operation)
{
    return std::visit([](const auto& o) { return QString::fromLatin1(TraitsOf<decltype(o)>::Name); }, operation);
}

QString describe(const Operation& operation)
{
    return std::visit([](const auto& o) { return TraitsOf<decltype(o)>::describe(o); }, operation);
}

QJsonObject toJson(const Operation& operation)
{
    return std::visit([](const auto& o) { return TraitsOf<decltype(o)>::json(o); }, operation);
}

bool mutates(const Operation& operation)
{
    return std::visit([](const auto& o) { return TraitsOf<decltype(o)>::Mutates; }, operation);
}

bool needsConfirmation(const Operation& operation)
{
    return std::visit([](const auto& o) { return TraitsOf<decltype(o)>::NeedsConfirmation; }, operation);
}

} // namespace spillway::kafka
