// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/events/eventbus.h"

#include <QElapsedTimer>
#include <QTest>

#include <atomic>
#include <future>
#include <thread>

using namespace spillway;
using namespace std::chrono_literals;

namespace {

DebateInitiated debate(int i)
{
    return { .debateId = QString::number(i) };
}

} // namespace

class EventBusTest : public QObject {
    Q_OBJECT

private slots:
    void subscribersGetWhatTheyAskedForInOrder()
    {
        EventBus bus;
        QStringList typed;
        int named = 0;
        int all = 0;
        size_t batched = 0;
        const auto a = bus.subscribe<DebateInitiated>([&](const DebateInitiated& e, const DomainEvent& envelope) {
            typed << e.debateId + envelope.aggregateType();
        });
        const auto b = bus.subscribe(QStringLiteral("decision_made"), [&](const DomainEventPtr&) { ++named; });
        const auto c = bus.subscribeAll([&](const DomainEventPtr&) { ++all; });
        const auto e = bus.subscribeBatches([&](std::span<const DomainEventPtr> events) { batched += events.size(); });
        bus.start();
        QVERIFY(bus.publish(debate(1)));
        QVERIFY(bus.publish(DecisionMade{ .decisionId = QStringLiteral("x") }));
        QVERIFY(bus.publish(debate(2)));
        QVERIFY(bus.stop());
        QCOMPARE(typed, (QStringList{ QStringLiteral("1debate"), QStringLiteral("2debate") }));
        QCOMPARE(named, 1);
        QCOMPARE(all, 3);
        QCOMPARE(batched, size_t{ 3 });
        QCOMPARE(bus.stats().delivered, quint64{ 3 });
    }

    void aSubscriberThatThrowsStopsNobody()
    {
        EventBus bus;
        int after = 0;
        const auto a = bus.subscribeAll([](const DomainEventPtr&) { throw std::runtime_error("on purpose"); });
        const auto b = bus.subscribeAll([](const DomainEventPtr&) { throw 7; });
        const auto c = bus.subscribeAll([&](const DomainEventPtr&) { ++after; });
        bus.start();
        QVERIFY(bus.publish(debate(1)));
        QVERIFY(bus.publish(debate(2)));
        QVERIFY(bus.stop());
        QCOMPARE(after, 2);
        QCOMPARE(bus.stats().subscriberErrors, quint64{ 4 });
        QVERIFY(!bus.stats().lastError.isEmpty());
    }

    void stopGivesOutWhatWaitsAndThenRefuses()
    {
        EventBus bus;
        std::atomic<int> got{ 0 };
        const auto a = bus.subscribeAll([&](const DomainEventPtr&) { ++got; });
        for (int i = 0; i < 1000; ++i)
            QVERIFY(bus.publish(debate(i))); // before start: waits in the queue
        QCOMPARE(got.load(), 0);
        bus.start();
        QVERIFY(bus.stop());
        QCOMPARE(got.load(), 1000);
        const auto late = bus.publish(debate(0));
        QVERIFY(!late);
        QCOMPARE(late.error().code, ErrorCode::Cancelled);
        bus.start();
        QVERIFY(bus.publish(debate(0)));
        QVERIFY(bus.stop());
        QCOMPARE(got.load(), 1001);
    }

    void aFullBusMakesPublishersWaitAndThenFailsClearly()
    {
        EventBus bus({ .maxEvents = 10, .publishPatience = 50ms });
        std::promise<void> release;
        std::shared_future<void> released = release.get_future().share();
        std::atomic<int> got{ 0 };
        const auto a = bus.subscribeAll([&](const DomainEventPtr&) {
            released.wait();
            ++got;
        });
        bus.start();
        int accepted = 0;
        std::optional<Error> error;
        for (int i = 0; i < 100 && !error; ++i) {
            if (const auto published = bus.publish(debate(i)); published)
                ++accepted;
            else
                error = published.error();
        }
        QVERIFY(error);
        QCOMPARE(error->code, ErrorCode::TimedOut);
        QVERIFY(error->retriable);
        QVERIFY(accepted >= 10 && accepted <= 20); // the queue and what the subscriber has in hand
        QVERIFY(!bus.tryPublish(DomainEvent::of(debate(0))));
        release.set_value();
        QVERIFY(bus.stop());
        QCOMPARE(got.load(), accepted);
        QCOMPARE(bus.stats().refused, quint64{ 2 });
    }

    void bytesAreABoundToo()
    {
        EventBus bus({ .maxBytes = 100'000, .publishPatience = 1ms });
        int accepted = 0;
        while (accepted < 1000 && bus.publish(DebateInitiated{ .debateId = QString(10'000, u'x') }))
            ++accepted;
        QVERIFY2(accepted > 1 && accepted < 10, qPrintable(QString::number(accepted)));
    }

    void aSubscriberMayPublishOnAFullBus()
    {
        EventBus bus({ .maxEvents = 8, .publishPatience = 10s });
        int consequences = 0;
        const auto a = bus.subscribe<DebateInitiated>([&](const DebateInitiated&) {
            QVERIFY(bus.publish(DecisionMade{ .decisionId = QStringLiteral("d") })); // would wait for itself
        });
        const auto b = bus.subscribe<DecisionMade>([&](const DecisionMade&) { ++consequences; });
        for (int i = 0; i < 8; ++i)
            QVERIFY(bus.publish(debate(i)));
        bus.start();
        QTRY_COMPARE(bus.stats().delivered, quint64{ 16 });
        QVERIFY(bus.stop());
        QCOMPARE(consequences, 8);
    }

    void afterUnsubscribeNoCallRuns()
    {
        EventBus bus;
        std::atomic<bool> inside{ false };
        std::promise<void> release;
        auto released = release.get_future();
        std::atomic<int> calls{ 0 };
        auto handle = bus.subscribeAll([&](const DomainEventPtr&) {
            inside = true;
            if (calls++ == 0)
                released.wait();
            inside = false;
        });
        bus.start();
        QVERIFY(bus.publish(debate(1)));
        QVERIFY(bus.publish(debate(2)));
        QTRY_VERIFY(inside.load());
        std::thread other([&] { release.set_value(); });
        handle.unsubscribe(); // waits for the call that runs
        QVERIFY(!inside);
        other.join();
        const int before = calls;
        QVERIFY(bus.publish(debate(3)));
        QVERIFY(bus.stop());
        QCOMPARE(calls.load(), before);
    }

    void aHandleMayEndItselfAndOutliveTheBus()
    {
        BusSubscription handle;
        int calls = 0;
        {
            EventBus bus;
            handle = bus.subscribeAll([&](const DomainEventPtr&) {
                ++calls;
                handle.unsubscribe();
            });
            bus.start();
            QVERIFY(bus.publish(debate(1)));
            QVERIFY(bus.publish(debate(2)));
            QVERIFY(bus.stop());
            QCOMPARE(calls, 1);
            handle = bus.subscribeAll([](const DomainEventPtr&) {});
        }
        QVERIFY(handle.active());
        handle.unsubscribe();
        QVERIFY(!handle.active());
    }

    void aHangingSubscriberDoesNotHoldUpTheEnd()
    {
        std::promise<void> release;
        std::shared_future<void> released = release.get_future().share();
        EventBus bus;
        const auto a = bus.subscribeAll([released](const DomainEventPtr&) { released.wait(); });
        bus.start();
        for (int i = 0; i < 600; ++i)
            QVERIFY(bus.publish(debate(i)));
        QElapsedTimer clock;
        clock.start();
        QVERIFY(!bus.stop(100ms));
        QVERIFY(clock.elapsed() < 2000);
        QVERIFY(bus.stats().abandoned > 0);
        release.set_value();
    }

    void manyPublishersLoseNothing()
    {
        EventBus bus({ .maxEvents = 100 });
        quint64 got = 0;
        const auto a = bus.subscribeBatches([&](std::span<const DomainEventPtr> events) { got += events.size(); });
        bus.start();
        std::vector<std::thread> threads;
        threads.reserve(4);
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&] {
                for (int i = 0; i < 5000; ++i)
                    (void)bus.publish(debate(i));
            });
        for (auto& thread : threads)
            thread.join();
        QVERIFY(bus.stop());
        QCOMPARE(got, quint64{ 20'000 });
        QCOMPARE(bus.stats().refused, quint64{ 0 });
    }
};

QTEST_GUILESS_MAIN(EventBusTest)
#include "tst_eventbus.moc"
