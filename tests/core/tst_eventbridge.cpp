// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/events/kafkaeventbridge.h"
#include "tests/support/faketransport.h"
#include "tests/support/latch.h"

#include <QTest>

#include <thread>

using namespace spillway;
using namespace std::chrono_literals;
using spillway::test::FakeTransport;

class EventBridgeTest : public QObject {
    Q_OBJECT

    std::unique_ptr<EventBus> m_bus;
    std::unique_ptr<FakeTransport> m_transport;
    std::unique_ptr<KafkaEventBridge> m_bridge;
    std::atomic<int> m_onBus{ 0 };
    BusSubscription m_counter;

    static DomainEventPtr foreign(qint64 offset, const DebateInitiated& payload, const QString& instance, bool fromBus)
    {
        return FakeTransport::asRecord(
            *DomainEvent::of(payload), QStringLiteral("debate-events"), offset, instance, fromBus);
    }

private slots:
    void init()
    {
        m_onBus = 0;
        m_bus = std::make_unique<EventBus>();
        m_transport = std::make_unique<FakeTransport>();
        m_bridge = std::make_unique<KafkaEventBridge>(
            *m_bus, *m_transport, RoutingTable::standard(), BridgeSettings{ .retryDelay = 1ms });
        m_counter = m_bus->subscribeAll([this](const DomainEventPtr&) { ++m_onBus; });
        m_bus->start();
        QVERIFY(m_bridge->start());
    }
    void cleanup()
    {
        m_bridge.reset();
        m_counter.unsubscribe();
        m_bus.reset();
        m_transport.reset();
    }

    // R24, R28
    void anEventOfTheBusGoesToItsTopicByItself()
    {
        QVERIFY(m_bus->publish(DebateInitiated{ .debateId = QStringLiteral("debate-123") }));
        QVERIFY(m_bus->publish(WebhookFailed{ .webhookId = QStringLiteral("w") }));
        QTRY_COMPARE(m_bridge->stats().eventsPublishedToKafka, quint64{ 2 });
        const auto sent = m_transport->sent();
        QCOMPARE(sent[0].suffix, QStringLiteral("debate-events"));
        QCOMPARE(sent[0].event->aggregateId(), QStringLiteral("debate-123"));
        QVERIFY(sent[0].fromBus);
        QCOMPARE(sent[1].suffix, QStringLiteral("webhook-events"));
    }

    void aTypeWithoutARouteIsCountedAndNeverSent()
    {
        QVERIFY(m_bus->publish(
            std::make_shared<const DomainEvent>(EventFields{ .eventType = QStringLiteral("unheard_of") })));
        QTRY_COMPARE(m_bridge->stats().routingErrors, quint64{ 1 });
        QVERIFY(m_bridge->stats().lastError.contains(QStringLiteral("unheard_of")));
        QVERIFY(m_transport->sent().empty());
    }

    // R26: the whole circle, as Kafka would run it
    void whatIsOursDoesNotComeBackToOurBus()
    {
        QVERIFY(m_bus->publish(DebateInitiated{ .debateId = QStringLiteral("d") }));
        QTRY_COMPARE(m_transport->sent().size(), size_t{ 1 });
        QVERIFY(m_transport->deliver(m_transport->sent()[0]));
        QVERIFY(m_bus->publish(DebateInitiated{ .debateId = QStringLiteral("after") }));
        QTRY_COMPARE(m_transport->sent().size(), size_t{ 2 }); // the bus is past what could have come back
        QCOMPARE(m_onBus.load(), 2);
        QCOMPARE(m_bridge->stats().eventsReceivedFromKafka, quint64{ 1 });
        QCOMPARE(m_bridge->stats().eventsForwardedToBus, quint64{ 0 });
        QCOMPARE(m_bridge->stats().echoesStopped, quint64{ 1 });
    }

    void whatCameFromKafkaIsNeverSentThereAgain()
    {
        const auto other = foreign(7, { .debateId = QStringLiteral("theirs") }, QStringLiteral("instance-2"), true);
        QVERIFY(m_transport->deliver(other, QStringLiteral("debate-events")));
        QTRY_COMPARE(m_onBus.load(), 1);
        // neither by itself nor when a subscriber hands it to the bus once more
        QVERIFY(m_bus->publish(other));
        QTRY_COMPARE(m_onBus.load(), 2);
        QTRY_COMPARE(m_bridge->stats().echoesStopped, quint64{ 2 });
        QVERIFY(m_bridge->stop());
        QCOMPARE(m_transport->attempts(), 0);
        QCOMPARE(m_bridge->stats().eventsForwardedToBus, quint64{ 1 });
    }

    void whatWePublishedBesideTheBusReachesItOnce()
    {
        const auto ours = foreign(1, { .debateId = QStringLiteral("rest") }, m_transport->instanceId(), false);
        QVERIFY(m_transport->deliver(ours, QStringLiteral("debate-events")));
        QVERIFY(m_transport->deliver(ours, QStringLiteral("debate-events"))); // a rebalance gives it again
        QTRY_COMPARE(m_onBus.load(), 1);
        QCOMPARE(m_bridge->stats().duplicates, quint64{ 1 });
        QVERIFY(m_transport->sent().empty());
    }

    // R27, R43
    void handlersAreCalledByTypeAndBySuffix()
    {
        QStringList byType;
        int bySuffix = 0;
        auto first = m_bridge->addHandler(QStringLiteral("debate_initiated"),
            [&](const DomainEvent& event) { byType << event.data()[u"debate_id"].toText().value_or(QString()); });
        const auto second = m_bridge->addHandler(QStringLiteral("debate-events"), [&](const DomainEvent&) {
            ++bySuffix;
            return true;
        });
        const auto third = m_bridge->addHandler(
            QStringLiteral("decision-events"), [&](const DomainEvent&) { qFatal("not for decisions"); });
        const auto event = foreign(1, { .debateId = QStringLiteral("a") }, QStringLiteral("x"), true);
        QVERIFY(m_transport->deliver(event, QStringLiteral("debate-events")));
        QCOMPARE(byType, QStringList{ QStringLiteral("a") });
        QCOMPARE(bySuffix, 1);
        first.unsubscribe();
        QVERIFY(m_transport->deliver(event, QStringLiteral("debate-events")));
        QCOMPARE(byType.size(), 1);
        QCOMPARE(bySuffix, 2);
    }

    // a suffix that is not routed is read because somebody handles it, from the start or from now on
    void aHandlerOfAnotherTopicHasItRead()
    {
        QVERIFY(m_bridge->stop());
        int before = 0;
        int later = 0;
        int letters = 0;
        int types = 0;
        const auto first
            = m_bridge->addHandler(QStringLiteral("my-custom-events"), [&](const DomainEvent&) { ++before; });
        QVERIFY(m_transport->consumers().empty());
        QVERIFY(m_bridge->start());
        const auto second = m_bridge->addHandler(QStringLiteral("a.b"), [&](const DomainEvent&) { ++later; });
        const auto third = m_bridge->addHandler(QStringLiteral("a.b"), [&](const DomainEvent&) { ++later; });
        const auto dead
            = m_bridge->addHandler(QStringLiteral("debate-events.dead-letter"), [&](const DomainEvent&) { ++letters; });
        const auto type
            = m_bridge->addHandler(QStringLiteral("debate_initiated"), [&](const DomainEvent&) { ++types; });
        const auto own = m_bridge->addHandler(QStringLiteral("own_type"), [&](const DomainEvent&) {});
        QCOMPARE(m_transport->consumers().size(), size_t{ 4 });
        QCOMPARE(m_transport->topics, (QStringList{ QStringLiteral("my-custom-events"), QStringLiteral("a.b") }));
        const auto give = [&](const char* suffix, const char* id) {
            const QString name = QString::fromLatin1(suffix);
            return m_transport
                ->deliver(
                    FakeTransport::asRecord(*DomainEvent::of(DebateInitiated{ .debateId = QString::fromLatin1(id) }),
                        name, 1, QStringLiteral("x"), true),
                    name)
                .has_value();
        };
        QVERIFY(give("my-custom-events", "1"));
        QCOMPARE(before, 1);
        QVERIFY(give("a.b", "2"));
        QCOMPARE(later, 2);
        QCOMPARE(types, 2);
        QTRY_COMPARE(m_onBus.load(), 2);
        // a letter keeps the type and the id of its event, and is none
        QVERIFY(give("debate-events.dead-letter", "3"));
        QCOMPARE(letters, 1);
        QCOMPARE(types, 2);
        QVERIFY(give("debate-events", "4"));
        QTRY_COMPARE(m_onBus.load(), 3);
        QVERIFY(m_bridge->stop());
        QVERIFY(m_transport->consumers().empty());
        QVERIFY(m_bridge->start());
        QCOMPARE(m_transport->consumers().size(), size_t{ 4 });
        // what cannot be read is said
        m_transport->refuseConsumers = Error{ .message = QStringLiteral("no"), .hint = {} };
        const auto never = m_bridge->addHandler(QStringLiteral("other-events"), [&](const DomainEvent&) {});
        QVERIFY(m_bridge->trouble());
        QVERIFY2(m_bridge->trouble()->message.contains(QStringLiteral("other-events")),
            qPrintable(m_bridge->trouble()->message));
        m_transport->refuseConsumers.reset();
    }

    void aHandlerThatFailsOrThrowsSendsTheRecordBack()
    {
        int calls = 0;
        const auto beside = m_bridge->addHandler(QStringLiteral("debate-events"), [&](const DomainEvent&) { ++calls; });
        auto failing = m_bridge->addHandler(QStringLiteral("debate-events"), [](const DomainEvent&) { return false; });
        const auto event = foreign(1, { .debateId = QStringLiteral("a") }, QStringLiteral("x"), true);
        QVERIFY(!m_transport->deliver(event, QStringLiteral("debate-events")));
        failing = m_bridge->addHandler(
            QStringLiteral("debate-events"), [](const DomainEvent&) -> void { throw std::runtime_error("thrown"); });
        const auto thrown = m_transport->deliver(event, QStringLiteral("debate-events"));
        QVERIFY(!thrown);
        QVERIFY(thrown.error().message.contains(QStringLiteral("thrown")));
        QCOMPARE(calls, 2); // the one beside it runs all the same
        QCOMPARE(m_bridge->stats().handlerErrors, quint64{ 2 });
        QCOMPARE(m_onBus.load(), 0); // and the bus waits until it is handled
        failing.unsubscribe();
        QVERIFY(m_transport->deliver(event, QStringLiteral("debate-events")));
        QTRY_COMPARE(m_onBus.load(), 1);
    }

    void aHandlerMayAddAndEndSubscriptionsFromInsideItsCall()
    {
        int first = 0;
        int added = 0;
        int beside = 0;
        BusSubscription own;
        BusSubscription more;
        BusSubscription other
            = m_bridge->addHandler(QStringLiteral("debate-events"), [&](const DomainEvent&) { ++beside; });
        own = m_bridge->addHandler(QStringLiteral("debate-events"), [&](const DomainEvent&) {
            ++first;
            more = m_bridge->addHandler(QStringLiteral("debate-events"), [&](const DomainEvent&) { ++added; });
            other.unsubscribe();
            own.unsubscribe();
        });
        const auto last = m_bridge->addHandler(QStringLiteral("debate-events"), [&](const DomainEvent&) { ++beside; });
        for (int i = 0; i < 3; ++i)
            QVERIFY(m_transport->deliver(foreign(i, { .debateId = QString::number(i) }, QStringLiteral("x"), true),
                QStringLiteral("debate-events")));
        QCOMPARE(first, 1);
        QCOMPARE(added, 2); // from the next event on
        QCOMPARE(beside, 4); // `other` once, `last` each time
    }

    void endingASubscriptionWaitsForItsCallInAnotherThread()
    {
        test::Latch latch;
        std::atomic<bool> returned{ false };
        auto handler = m_bridge->addHandler(QStringLiteral("debate-events"), [&](const DomainEvent&) {
            latch.wait();
            returned = true;
        });
        const auto event = foreign(1, { .debateId = QStringLiteral("a") }, QStringLiteral("x"), true);
        std::thread worker([&] { (void)m_transport->deliver(event, QStringLiteral("debate-events")); });
        QTRY_VERIFY(latch.entered());
        std::thread opener([&] { latch.open(); });
        handler.unsubscribe();
        const bool before = returned;
        worker.join();
        opener.join();
        QVERIFY(before);
    }

    // the transport may go when stop() returned
    void stopWaitsForATopicThatIsBeingMade()
    {
        test::Latch latch;
        std::atomic<bool> made{ false };
        m_transport->beforeTopics = [&] {
            latch.wait();
            made = true;
        };
        BusSubscription handler;
        std::thread adder([&] {
            handler = m_bridge->addHandler(QStringLiteral("my-own-events"), [](const DomainEvent&) { return true; });
        });
        QTRY_VERIFY(latch.entered());
        std::atomic<bool> early{ false };
        std::thread stopper([&] {
            (void)m_bridge->stop();
            early = !made;
        });
        QTRY_VERIFY(!m_bridge->isRunning());
        const bool returned = QTest::qWaitFor([&] { return early.load(); }, 100);
        latch.open();
        adder.join();
        stopper.join();
        QVERIFY(!returned && !early);
        QVERIFY(m_transport->consumers().empty());
    }

    // a handler that outlasts the drain at stop
    void aHandlerThatOutlastsStopTouchesNeitherBusNorTransport()
    {
        const auto latch = std::make_shared<test::Latch>();
        auto handler
            = m_bridge->addHandler(QStringLiteral("debate-events"), [latch](const DomainEvent&) { latch->wait(); });
        const auto consumer = m_transport->consumers().at(0);
        const std::vector<DomainEventPtr> batch{ foreign(
            1, { .debateId = QStringLiteral("a") }, QStringLiteral("x"), true) };
        BatchAnswer answer;
        std::thread worker([&] { answer = consumer->handler(batch); });
        QTRY_VERIFY(latch->entered());
        QVERIFY(m_bridge->stop());
        m_bridge.reset();
        m_counter.unsubscribe();
        m_bus.reset();
        m_transport.reset();
        latch->open();
        worker.join();
        QCOMPARE(answer.handled, size_t{ 0 }); // it comes again
        QVERIFY(answer.later);
        QCOMPARE(m_onBus.load(), 0);
        handler.unsubscribe();
    }

    void whileKafkaIsAwayEventsWaitAndKeepTheirOrder()
    {
        m_transport->setRefuse(
            Error{ .code = ErrorCode::Unreachable, .message = QStringLiteral("away"), .hint = {}, .retriable = true });
        for (int i = 0; i < 20; ++i)
            QVERIFY(m_bus->publish(DebateInitiated{ .debateId = QString::number(i) }));
        QTRY_VERIFY(m_bridge->trouble());
        QTRY_COMPARE(m_onBus.load(), 20); // the bus itself goes on
        m_transport->setRefuse({});
        QTRY_COMPARE(m_bridge->stats().eventsPublishedToKafka, quint64{ 20 });
        for (int i = 0; i < 20; ++i)
            QCOMPARE(m_transport->sent()[size_t(i)].event->aggregateId(), QString::number(i));
        QVERIFY(!m_bridge->trouble());
        QCOMPARE(m_bridge->stats().publishErrors, quint64{ 0 });
    }

    void aFailedDeliveryIsTriedAgain()
    {
        m_transport->fail = 3;
        for (int i = 0; i < 5; ++i)
            QVERIFY(m_bus->publish(DebateInitiated{ .debateId = QString::number(i) }));
        QTRY_COMPARE(m_bridge->stats().eventsPublishedToKafka, quint64{ 5 });
        QCOMPARE(m_bridge->stats().publishRetries, quint64{ 3 });
    }

    // R69
    void whatFailedGoesBeforeWhatCameLater()
    {
        m_transport->setRefuse(
            Error{ .code = ErrorCode::Unreachable, .message = QStringLiteral("away"), .hint = {}, .retriable = true });
        for (int i = 0; i < 20; ++i)
            QVERIFY(m_bus->publish(DebateRoundStarted{ .debateId = QStringLiteral("one"), .roundNumber = i }));
        QTRY_COMPARE(m_bridge->stats().waiting, size_t{ 20 });
        m_transport->fail = 3; // the first, and it again
        m_transport->setRefuse({});
        QTRY_COMPARE(m_bridge->stats().eventsPublishedToKafka, quint64{ 20 });
        for (int i = 0; i < 20; ++i)
            QCOMPARE(m_transport->sent()[size_t(i)].event->data()[u"round_number"].toInt(), std::optional<qint64>(i));
    }

    void stopSendsWhatWaitsAndSaysWhatItCouldNot()
    {
        for (int i = 0; i < 100; ++i)
            QVERIFY(m_bus->publish(DebateInitiated{ .debateId = QString::number(i) }));
        QTRY_COMPARE(m_onBus.load(), 100);
        QVERIFY(m_bridge->stop());
        QCOMPARE(m_transport->sent().size(), size_t{ 100 });
        QVERIFY(m_transport->consumers().empty());
        QVERIFY(m_bridge->start());
        m_transport->setRefuse(
            Error{ .code = ErrorCode::Unreachable, .message = QStringLiteral("away"), .hint = {}, .retriable = true });
        QVERIFY(m_bus->publish(DebateInitiated{ .debateId = QStringLiteral("lost") }));
        QTRY_COMPARE(m_bridge->stats().waiting, size_t{ 1 });
        QVERIFY(!m_bridge->stop(20ms));
        QCOMPARE(m_bridge->stats().publishErrors, quint64{ 1 });
    }

    void aStartThatFailsLeavesNothingRunning()
    {
        QVERIFY(m_bridge->stop());
        m_transport->refuseConsumers = Error{ .message = QStringLiteral("no"), .hint = {} };
        QVERIFY(!m_bridge->start());
        QVERIFY(!m_bridge->isRunning());
        QVERIFY(m_bus->publish(DebateInitiated{ .debateId = QStringLiteral("d") }));
        QTRY_COMPARE(m_onBus.load(), 1);
        QCOMPARE(m_bridge->stats().waiting, size_t{ 0 });
        m_transport->refuseConsumers.reset();
        QVERIFY(m_bridge->start());
    }

    void correlationGoesAllTheWay()
    {
        QVERIFY(m_bus->publish(
            DebateInitiated{ .debateId = QStringLiteral("d") }, { .correlationId = QStringLiteral("trace") }));
        QTRY_COMPARE(m_transport->sent().size(), size_t{ 1 });
        std::optional<QString> seen;
        const auto handler = m_bridge->addHandler(
            QStringLiteral("debate_initiated"), [&](const DomainEvent& event) { seen = event.correlationId(); });
        QVERIFY(m_transport->deliver(m_transport->sent()[0]));
        QCOMPARE(seen, std::optional(QStringLiteral("trace")));
    }
};

QTEST_GUILESS_MAIN(EventBridgeTest)
#include "tst_eventbridge.moc"
