// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

// State of processors: it comes with its partition and goes with it.

#include "core/events/routing.h"
#include "core/service/processormanager.h"
#include "tests/support/faketransport.h"

#include <QTest>

using namespace spillway;
using namespace std::chrono_literals;
using spillway::test::FakeTransport;

namespace {

const EventTime Start{ 1'700'000'000s };

QString topicOf(const QString& type)
{
    return RoutingTable::standard().suffixOf(type).value_or(type);
}

} // namespace

class ProcessorStateTest : public QObject {
    Q_OBJECT

    std::shared_ptr<FakeTransport> m_transport;
    qint64 m_offset = 0;

    /// As a record of the type's topic; the event is the same on each call with the same id.
    template <class Payload> DomainEventPtr record(const Payload& payload, EventTime at = Start, const QString& id = {})
    {
        const auto event = DomainEvent::of(payload, { .eventId = id, .occurredAt = at });
        return FakeTransport::asRecord(*event, topicOf(event->eventType()), m_offset++, QStringLiteral("other"), true);
    }
    Result<> deliver(const DomainEventPtr& event)
    {
        return m_transport->deliver(event, event->origin()->partition.topic.section(u'.', -1));
    }
    template <class Payload>
    Result<> deliver(
        const Payload& payload, EventTime at = Start, const QString& id = {}) requires EventPayload<Payload>
    {
        return deliver(record(payload, at, id));
    }
    /// A partition's past: debates "0" … begin, then all of them end.
    TopicPartition debatesOfThePast(int count)
    {
        for (int i = 0; i < count; ++i)
            m_transport->history.push_back(record(DebateInitiated{ .debateId = QString::number(i) }));
        for (int i = 0; i < count; ++i)
            m_transport->history.push_back(record(DebateCompleted{ .debateId = QString::number(i) }, Start + 1s));
        return m_transport->history[0]->origin()->partition;
    }

private slots:
    void init()
    {
        m_transport = std::make_shared<FakeTransport>();
        m_offset = 0;
    }

    void aPartitionBringsItsStateAndTakesItAway()
    {
        DebateEventProcessor processor(m_transport);
        QVERIFY(processor.start());
        const auto first = record(DebateInitiated{ .debateId = QStringLiteral("old") });
        m_transport->history = { first, first, record(DebateInitiated{ .debateId = QStringLiteral("done") }),
            record(DebateCompleted{ .debateId = QStringLiteral("done") }, Start + 1s),
            record(DebateInitiated{ .debateId = QStringLiteral("after the commit") }) };
        const auto consumer = m_transport->consumers().at(0);
        const TopicPartition partition = first->origin()->partition;
        consumer->hooks.assigned({ partition, Offset{ 4 }, {} }, {});
        QCOMPARE(processor.activeCount(), size_t{ 1 });
        QCOMPARE(processor.activeDebates()[0].debateId, QStringLiteral("old"));
        QCOMPARE(processor.completedDebates().size(), size_t{ 1 });
        QCOMPARE(processor.stats().rebuilt, quint64{ 3 }); // the repeat once
        QCOMPARE(processor.stats().processed, quint64{ 0 });
        QVERIFY(m_transport->sent().empty()); // the past sends nothing
        QVERIFY(deliver(first)); // comes again: known
        QCOMPARE(processor.stats().duplicates, quint64{ 1 });
        consumer->hooks.revoked(partition);
        QCOMPARE(processor.activeCount(), size_t{ 0 });
        QCOMPARE(processor.stats().partitions, size_t{ 0 });
        consumer->hooks.assigned({ partition, Offset{ 4 }, {} }, {});
        QCOMPARE(processor.activeCount(), size_t{ 1 });
    }

    void theRebuildKeepsToItsCount()
    {
        EventClient client(m_transport);
        client.rebuild = { .maxOffsets = 10, .patience = 5s };
        DebateEventProcessor processor(client);
        QVERIFY(processor.start());
        const auto partition = debatesOfThePast(50);
        m_transport->consumers().at(0)->hooks.assigned({ partition, Offset{ 50 }, {} }, {});
        QCOMPARE(processor.stats().rebuilt, quint64{ 10 });
        QCOMPARE(processor.activeCount(), size_t{ 10 });
        for (const DebateState& debate : processor.activeDebates())
            QVERIFY2(debate.debateId.toInt() >= 40, qPrintable(debate.debateId)); // the newest
        QVERIFY(!processor.trouble()); // as it was asked for
    }

    // what became of the old events is in the new ones: time that runs out must not leave the old ones alone
    void aRebuildThatRunsOutOfTimeKeepsTheNewest()
    {
        EventClient client(m_transport);
        client.rebuild = { .maxOffsets = 1000, .patience = 80ms };
        DebateEventProcessor processor(client);
        QVERIFY(processor.start());
        const auto partition = debatesOfThePast(50);
        m_transport->perMillisecond = 1; // less than all in half of the time
        const auto consumer = m_transport->consumers().at(0);
        consumer->hooks.assigned({ partition, Offset{ 100 }, {} }, {});
        QCOMPARE(m_transport->readings, 2);
        QCOMPARE(processor.activeCount(), size_t{ 0 }); // none that ended long ago
        const auto rebuilt = processor.stats().rebuilt;
        QVERIFY2(rebuilt >= 5 && rebuilt <= 25, qPrintable(QString::number(rebuilt)));
        QVERIFY(deliver(m_transport->history.back())); // likeliest to come again: known
        QCOMPARE(processor.stats().duplicates, quint64{ 1 });
        const auto trouble = processor.trouble();
        QVERIFY(trouble);
        QVERIFY2(
            trouble->message.contains(QStringLiteral("debate-events [0] is not whole: of the 100 offsets before 100 "
                                                     "only the newest %1")
                                          .arg(rebuilt)),
            qPrintable(trouble->message));
        QCOMPARE(processor.stats().lastError, trouble->message);
        consumer->hooks.revoked(partition);
        QVERIFY(!processor.trouble());
    }

    void aRebuildThatNeverGetsAnywhereLeavesNothingAndSaysSo()
    {
        EventClient client(m_transport);
        client.rebuild = { .maxOffsets = 1000, .patience = 80ms };
        DebateEventProcessor processor(client);
        QVERIFY(processor.start());
        const auto partition = debatesOfThePast(50);
        m_transport->perMillisecond = 0;
        m_transport->consumers().at(0)->hooks.assigned({ partition, Offset{ 100 }, {} }, {});
        QVERIFY(m_transport->readings > 2 && m_transport->readings < 8);
        QVERIFY(processor.trouble());
        QVERIFY(processor.trouble()->message.contains(QStringLiteral("debate-events [0] is missing")));
        QCOMPARE(processor.activeCount(), size_t{ 0 });
        processor.stop();
        QVERIFY(!processor.trouble());
    }

    void aRebuildThatFailedIsMadeUpForBeforeTheNextEvent()
    {
        DebateEventProcessor processor(m_transport);
        QVERIFY(processor.start());
        const auto partition = debatesOfThePast(50);
        m_transport->readBackFails
            = Error{ .code = ErrorCode::Unreachable, .message = QStringLiteral("registry is away"), .hint = {} };
        m_transport->consumers().at(0)->hooks.assigned({ partition, Offset{ 70 }, {} }, {});
        QCOMPARE(m_transport->readings, 1);
        QVERIFY(processor.trouble());
        QVERIFY(processor.trouble()->message.contains(QStringLiteral("registry is away")));
        m_transport->readBackFails.reset();
        QVERIFY(deliver(m_transport->history[70]));
        QVERIFY(!processor.trouble());
        QCOMPARE(processor.stats().rebuilt, quint64{ 70 });
        QCOMPARE(processor.stats().processed, quint64{ 1 });
        QCOMPARE(processor.activeCount(), size_t{ 29 });
        QVERIFY(deliver(m_transport->history[71]));
        QCOMPARE(m_transport->readings, 2); // once
    }

    void aRebuildThatFailsTwiceIsNotTriedAtEveryEvent()
    {
        DebateEventProcessor processor(m_transport);
        QVERIFY(processor.start());
        const auto partition = debatesOfThePast(50);
        m_transport->readBackFails = Error{ .message = QStringLiteral("no"), .hint = {} };
        m_transport->consumers().at(0)->hooks.assigned({ partition, Offset{ 70 }, {} }, {});
        for (size_t i = 70; i < 75; ++i)
            QVERIFY(deliver(m_transport->history[i]));
        QCOMPARE(m_transport->readings, 2);
        QVERIFY(processor.trouble());
        QCOMPARE(processor.stats().processed, quint64{ 5 });
    }

    // rd_kafka_committed() failed: not the same as a group that was never here
    void whereTheGroupStoodIsTakenFromTheNextEventWhenItCouldNotBeAsked()
    {
        DebateEventProcessor processor(m_transport);
        QVERIFY(processor.start());
        const auto partition = debatesOfThePast(50);
        const auto consumer = m_transport->consumers().at(0);
        consumer->hooks.assigned({ partition, {}, {}, false }, {});
        QVERIFY(processor.trouble());
        QCOMPARE(m_transport->readings, 0);
        QVERIFY(deliver(m_transport->history[60]));
        QCOMPARE(processor.stats().rebuilt, quint64{ 60 });
        QCOMPARE(processor.activeCount(), size_t{ 39 });
        QVERIFY(!processor.trouble());
        consumer->hooks.assigned({ partition, {}, {} }, {}); // and this one was never here
        QVERIFY(!processor.trouble());
        QVERIFY(deliver(m_transport->history[61]));
        QCOMPARE(processor.stats().rebuilt, quint64{ 60 });
    }

    void aRebuildEndsWhenItsPartitionIsGivenUp()
    {
        DebateEventProcessor processor(m_transport);
        QVERIFY(processor.start());
        const auto partition = debatesOfThePast(50);
        std::stop_source givenUp;
        m_transport->beforeRead = [&](qint64 offset) {
            if (offset == 5)
                givenUp.request_stop();
        };
        m_transport->consumers().at(0)->hooks.assigned({ partition, Offset{ 100 }, {} }, givenUp.get_token());
        QCOMPARE(m_transport->readings, 1);
        QCOMPARE(processor.activeCount(), size_t{ 0 });
        QCOMPARE(processor.stats().rebuilt, quint64{ 0 });
        QVERIFY(!processor.trouble());
    }

    void aPartitionThatGoesWhileItIsRebuiltLeavesNothing()
    {
        DebateEventProcessor processor(m_transport);
        QVERIFY(processor.start());
        for (int i = 0; i < 10; ++i)
            m_transport->history.push_back(record(DebateInitiated{ .debateId = QString::number(i) }));
        const auto consumer = m_transport->consumers().at(0);
        const TopicPartition partition = m_transport->history[0]->origin()->partition;
        m_transport->beforeRead = [&](qint64 offset) {
            if (offset == 5)
                consumer->hooks.revoked(partition);
        };
        consumer->hooks.assigned({ partition, Offset{ 10 }, {} }, {});
        QCOMPARE(processor.activeCount(), size_t{ 0 });
        QCOMPARE(processor.stats().partitions, size_t{ 0 });
    }

    void aPartitionThatGoesWhileABatchIsInHandLeavesNothing()
    {
        std::function<void()> inside;
        EventTime now = Start;
        MetricsEventProcessor processor(m_transport, QStringLiteral("metrics"), 256, [&] {
            if (const auto call = std::exchange(inside, {}))
                call();
            return now;
        });
        QVERIFY(processor.start());
        const auto consumer = m_transport->consumers().at(0);
        const std::vector<DomainEventPtr> batch{ record(
                                                     MetricRecorded{ .metricName = QStringLiteral("a"), .value = 1 }),
            record(MetricRecorded{ .metricName = QStringLiteral("b"), .value = 1 }) };
        const TopicPartition partition = batch[0]->origin()->partition;
        consumer->hooks.assigned({ partition, {}, {} }, {});
        inside = [&] { consumer->hooks.revoked(partition); };
        const auto answer = consumer->handler(batch);
        QVERIFY(answer.handled <= 1); // the rest comes where the partition is now
        QVERIFY(answer.later);
        QCOMPARE(processor.stats().states, size_t{ 0 });
        QCOMPARE(processor.stats().partitions, size_t{ 0 });
    }
};

QTEST_GUILESS_MAIN(ProcessorStateTest)
#include "tst_processorstate.moc"
