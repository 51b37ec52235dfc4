// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/events/eventtransport.h"
#include "core/serde/eventjson.h"

#include <atomic>
#include <map>
#include <mutex>

namespace spillway::test {

/// Topics in memory, one partition each: what is published comes back through the wire format to whoever consumes, on
/// the thread that calls deliver(). Refuses or fails on demand.
class FakeTransport : public EventTransport {
public:
    explicit FakeTransport(QString instance = QStringLiteral("instance-1"))
        : m_instance(std::move(instance))
    {
    }

    struct Sent {
        QString suffix;
        DomainEventPtr event;
        QString key;
        bool fromBus = false;
    };

    QString instanceId() const override { return m_instance; }
    QString topicPrefix() const override { return QStringLiteral("zamaz-debate."); }
    Result<> publish(const OutgoingEvent& event, Delivered done) override
    {
        std::unique_lock lock(m_mutex);
        ++m_attempts;
        if (refuse)
            return Failure(*refuse);
        if (fail > 0) {
            --fail;
            lock.unlock();
            done(Failure(Error{ .message = QStringLiteral("made to fail"), .hint = {}, .retriable = true }));
            return {};
        }
        m_sent.push_back({ event.suffix, event.event, event.key, event.fromBus });
        const auto offset = qint64(m_sent.size() - 1);
        lock.unlock();
        done(kafka::Delivery{ Partition{ 0 }, Offset{ offset } });
        return {};
    }
    Result<> ensureTopics(const QStringList& suffixes) override
    {
        if (beforeTopics)
            beforeTopics();
        topics += suffixes;
        return {};
    }
    Result<std::unique_ptr<EventConsumer>> consume(EventSubscription subscription) override
    {
        if (refuseConsumers)
            return Failure(*refuseConsumers);
        const std::lock_guard lock(m_mutex);
        const QString id = subscription.id;
        m_consumers[id] = std::make_shared<EventSubscription>(std::move(subscription));
        return std::make_unique<Consumer>(*this, id);
    }
    Result<qint64> readBack(const PastEvents& past, const std::function<void(const DomainEventPtr&)>& take) override
    {
        ++readings;
        if (readBackFails)
            return Failure(*readBackFails);
        qint64 given = 0;
        for (qint64 i = std::max<qint64>(0, past.end.value - past.most);
             i < past.end.value && i < qint64(history.size()); ++i, ++given) {
            if (past.stop.stop_requested())
                return Failure(Error{ .code = ErrorCode::Cancelled, .message = QStringLiteral("stopped"), .hint = {} });
            if (perMillisecond && given == *perMillisecond * past.patience.count())
                return Failure(
                    Error{ .code = ErrorCode::TimedOut, .message = QStringLiteral("made to be slow"), .hint = {} });
            if (beforeRead)
                beforeRead(i);
            take(history[size_t(i)]);
        }
        return given;
    }

    /// As Kafka would hand it to a consumer: through JSON, with coordinates and the sender's name.
    static DomainEventPtr asRecord(
        const DomainEvent& event, const QString& suffix, qint64 offset, const QString& instance, bool fromBus)
    {
        const auto json = event.toJson();
        const auto decoded = parseJson({ json->constData(), size_t(json->size()) });
        return DomainEvent::fromRecord(
            { { u"zamaz-debate." + suffix, Partition{ 0 } }, Offset{ offset }, instance, fromBus }, suffix, {},
            { json->constData(), size_t(json->size()) }, {}, *decoded);
    }
    /// Gives what consumers of the suffix would get next; the first error.
    Result<> deliver(const DomainEventPtr& event, const QString& suffix)
    {
        for (const auto& consumer : consumers()) {
            if (!consumer->suffixes.contains(suffix))
                continue;
            if (const auto answer = consumer->handler(std::span(&event, 1)); answer.failed)
                return Failure(*answer.failed);
        }
        return {};
    }
    Result<> deliver(const Sent& sent, qint64 offset = 0)
    {
        return deliver(asRecord(*sent.event, sent.suffix, offset, m_instance, sent.fromBus), sent.suffix);
    }
    std::vector<std::shared_ptr<EventSubscription>> consumers() const
    {
        const std::lock_guard lock(m_mutex);
        std::vector<std::shared_ptr<EventSubscription>> all;
        for (const auto& [id, consumer] : m_consumers)
            all.push_back(consumer);
        return all;
    }
    std::vector<Sent> sent() const
    {
        const std::lock_guard lock(m_mutex);
        return m_sent;
    }
    int attempts() const
    {
        const std::lock_guard lock(m_mutex);
        return m_attempts;
    }
    void setRefuse(std::optional<Error> error)
    {
        const std::lock_guard lock(m_mutex);
        refuse = std::move(error);
    }

    std::optional<Error> refuse; ///< publish() returns this
    std::optional<Error> refuseConsumers;
    int fail = 0; ///< so many deliveries fail, retriably
    QStringList topics;
    std::vector<DomainEventPtr> history; ///< what readBack() reads, by offset
    std::function<void()> beforeTopics; ///< called by ensureTopics()
    std::function<void(qint64 offset)> beforeRead; ///< called for each of them
    std::optional<qint64> perMillisecond; ///< so many of them fit into a millisecond of readBack()'s patience
    std::optional<Error> readBackFails;
    int readings = 0; ///< calls of readBack()

private:
    struct Consumer : EventConsumer {
        Consumer(FakeTransport& t, QString i)
            : transport(t)
            , id(std::move(i))
        {
        }
        ~Consumer() override
        {
            const std::lock_guard lock(transport.m_mutex);
            transport.m_consumers.erase(id);
        }
        std::optional<Error> trouble() const override { return {}; }
        FakeTransport& transport;
        QString id;
    };

    QString m_instance;
    mutable std::mutex m_mutex;
    std::vector<Sent> m_sent;
    int m_attempts = 0;
    std::map<QString, std::shared_ptr<EventSubscription>> m_consumers;
};

} // namespace spillway::test
