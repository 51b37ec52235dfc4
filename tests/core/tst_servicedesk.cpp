// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/service/servicedesk.h"
#include "tests/support/fakeservice.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

using namespace spillway;
using Phase = ServiceDesk::Phase;
using spillway::test::FakeService;

/// Whoever holds the desk never waits, and nothing runs that nobody started.
class ServiceDeskTest : public QObject {
    Q_OBJECT

    std::shared_ptr<FakeService> m_service;
    std::unique_ptr<ServiceDesk> m_desk;

    void begin()
    {
        m_desk->start();
        QTRY_COMPARE(m_desk->phase(), Phase::Running);
    }

private slots:
    void init()
    {
        m_service = std::make_shared<FakeService>();
        m_desk = std::make_unique<ServiceDesk>(m_service, ServiceDesk::Intervals{ 20, 20 });
    }
    void cleanup()
    {
        m_service->hang(false);
        m_desk.reset();
    }

    void nothingRunsBeforeSomebodyStartsIt()
    {
        m_desk->setWatched(true);
        bool later = false;
        QTimer::singleShot(60, this, [&later] { later = true; });
        QTRY_VERIFY(later);
        QCOMPARE(m_service->starts.load(), 0);
        QCOMPARE(m_service->looks.load(), 0);
        QVERIFY(!m_desk->snapshot());
        QCOMPARE(m_desk->phase(), Phase::Stopped);
    }

    void itStartsLooksAndStopsOffThisThread()
    {
        QSignalSpy looked(m_desk.get(), &ServiceDesk::snapshotChanged);
        m_desk->start();
        QCOMPARE(m_desk->phase(), Phase::Starting);
        m_desk->start(); // twice is once
        QTRY_COMPARE(m_desk->phase(), Phase::Running);
        QTRY_VERIFY(looked.count() >= 3);
        QVERIFY(m_desk->snapshot()->health.serviceRunning);
        m_desk->stop();
        QCOMPARE(m_desk->phase(), Phase::Stopping);
        QTRY_COMPARE(m_desk->phase(), Phase::Stopped);
        QVERIFY(!m_desk->snapshot()->health.serviceRunning);
        QCOMPARE(m_service->starts.load(), 1);
        QCOMPARE(m_service->stops.load(), 1);
        QVERIFY(!m_service->onTestThread);
        begin(); // and again
        QCOMPARE(m_service->starts.load(), 2);
    }

    void aStartThatFailsSaysWhyAndKeepsTheErrors()
    {
        m_service->failure = Error{ .code = ErrorCode::Unreachable,
            .message = QStringLiteral("No broker could be reached"),
            .hint = QStringLiteral("check the address") };
        m_desk->start();
        QTRY_COMPARE(m_desk->phase(), Phase::Failed);
        QCOMPARE(m_desk->error()->hint, QStringLiteral("check the address"));
        QCOMPARE(m_desk->snapshot()->errors.front().message, QStringLiteral("No broker could be reached"));
        QCOMPARE(m_service->stops.load(), 0);
        m_service->set([](FakeService& fake) { fake.failure.reset(); });
        begin();
        QVERIFY(!m_desk->error());
    }

    void aStopDuringTheStartCounts()
    {
        m_service->hang(true);
        m_desk->start();
        QTRY_COMPARE(m_service->starts.load(), 1);
        QElapsedTimer timer;
        timer.start();
        m_desk->stop();
        QVERIFY(timer.elapsed() < 200);
        QSignalSpy phases(m_desk.get(), &ServiceDesk::phaseChanged);
        m_service->hang(false);
        QTRY_COMPARE(m_desk->phase(), Phase::Stopped);
        QCOMPARE(m_service->stops.load(), 1);
        QCOMPARE(phases.count(), 1); // it was never said to run
    }

    void leavingStopsTheServiceWithoutWaitingForIt()
    {
        begin();
        m_service->hang(true);
        QElapsedTimer timer;
        timer.start();
        m_desk.reset();
        QVERIFY2(timer.elapsed() < 200, qPrintable(QString::number(timer.elapsed())));
        QVERIFY(m_service->running);
        m_service->hang(false);
        QTRY_VERIFY(!m_service->running);
    }

    void whatIsPublishedIsAnsweredOnce()
    {
        QStringList answers;
        connect(m_desk.get(), &ServiceDesk::published, this, [&](const PublishOutcome& outcome) {
            answers << (outcome.delivery
                    ? QStringLiteral("%1:%2").arg(outcome.id).arg(outcome.delivery->offset.value)
                    : QStringLiteral("%1 %2").arg(outcome.id).arg(outcome.delivery.error().message));
        });
        const EventTemplate& type = eventTemplates().front();
        const PublishRequest request{ type.eventType, type.data, {} };
        m_desk->publish(request);
        QTRY_COMPARE(answers, QStringList{ QStringLiteral("1 The service is not running") });
        begin();
        m_desk->publish(request);
        QTRY_COMPARE(answers.value(1), QStringLiteral("2:41"));
        m_service->set([](FakeService& fake) {
            fake.publishFailure = Error{ .message = QStringLiteral("Circuit breaker is open"), .hint = {} };
        });
        m_desk->publish(request);
        QTRY_COMPARE(answers.value(2), QStringLiteral("3 Circuit breaker is open"));
        QCOMPARE(m_desk->publishing(), 0);
        QVERIFY(!m_service->onTestThread);
    }
};

QTEST_GUILESS_MAIN(ServiceDeskTest)
#include "tst_servicedesk.moc"
