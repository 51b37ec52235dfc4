// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/events/eventtemplates.h"
#include "core/kafka/abandoned.h"
#include "core/sandbox/sandbox.h"
#include "core/service/embeddedservice.h"
#include "core/service/servicedesk.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace spillway;
using Phase = ServiceDesk::Phase;

/// The real service, as the desktop embeds it, on the sandbox's brokers.
class EmbeddedServiceTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_directory;
    std::shared_ptr<sandbox::Sandbox> m_sandbox;

    std::shared_ptr<EmbeddedService> service(bool readOnly = false, const QProcessEnvironment& environment = {})
    {
        return std::make_shared<EmbeddedService>(EmbeddedServiceSettings{ .connection = m_sandbox->connection(),
            .gate = std::make_shared<kafka::Gate>(kafka::GateSettings{ .readOnly = readOnly,
                .journalPath = m_directory.filePath(QStringLiteral("audit.ndjson")),
                .actor = QStringLiteral("test"),
                .cluster = QStringLiteral("sandbox") }),
            .keep = m_sandbox,
            .environment = environment });
    }
    QByteArray journal() const
    {
        QFile file(m_directory.filePath(QStringLiteral("audit.ndjson")));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private slots:
    void initTestCase()
    {
        auto started = sandbox::Sandbox::start();
        QVERIFY(started);
        m_sandbox = std::move(*started);
    }

    void itRunsOnTheSandboxFollowsWhatIsPublishedAndLeavesInTime()
    {
        auto desk = std::make_unique<ServiceDesk>(service());
        QVERIFY(!desk->facts().refusal);
        QCOMPARE(desk->facts().groups.size(), 5);
        std::optional<PublishOutcome> outcome;
        connect(desk.get(), &ServiceDesk::published, this, [&](const PublishOutcome& told) { outcome = told; });
        desk->setWatched(true);
        desk->start();
        QTRY_VERIFY_WITH_TIMEOUT(desk->phase() != Phase::Starting, 15'000);
        QVERIFY2(desk->phase() == Phase::Running, desk->error() ? qPrintable(desk->error()->message) : "");
        const auto assigned = [&] {
            size_t partitions = 0;
            if (const auto seen = desk->snapshot())
                for (const auto& [id, stats] : seen->stats.processors)
                    partitions += id == QLatin1String("debate-processor") ? stats.partitions : 0;
            return partitions;
        };
        QTRY_VERIFY_WITH_TIMEOUT(assigned() > 0, 20'000);

        const EventTemplate* type = eventTemplate(QStringLiteral("debate_initiated"));
        EventValue data = type->data;
        data.set(QStringLiteral("debate_id"), QStringLiteral("by-hand"));
        desk->publish({ type->eventType, data, {} });
        QTRY_VERIFY_WITH_TIMEOUT(outcome, 10'000);
        QVERIFY2(outcome->delivery, qPrintable(outcome->delivery ? QString() : outcome->delivery.error().message));
        QVERIFY(outcome->delivery->offset.value >= 0);
        QTRY_VERIFY_WITH_TIMEOUT(
            std::ranges::count(desk->snapshot()->debates, QStringLiteral("by-hand"), &DebateState::debateId) == 1,
            15'000);
        QVERIFY(desk->snapshot()->health.kafkaAvailable);
        QVERIFY2(desk->snapshot()->health.healthy(), qPrintable(desk->snapshot()->health.lastError));
        const QByteArray written = journal();
        QVERIFY(written.contains("\"produce\"") && written.contains("\"consume\"")); // through the gate

        QElapsedTimer timer;
        timer.start();
        desk.reset(); // as the window does: it does not wait …
        QVERIFY2(timer.elapsed() < 200, qPrintable(QString::number(timer.elapsed())));
        while (kafka::abandonedClients() > 0 && timer.elapsed() < 5000) // … and all of it is gone before the process is
            ;
        QVERIFY2(timer.elapsed() < 1600, qPrintable(QString::number(timer.elapsed())));
    }

    void aReadOnlyConnectionIsRefusedWithTheReasonAndNothingIsTouched()
    {
        const QByteArray before = journal();
        ServiceDesk desk(service(true));
        QVERIFY(desk.facts().refusal);
        QVERIFY(desk.facts().refusal->message.contains(QStringLiteral("read-only")));
        desk.start();
        QTRY_COMPARE(desk.phase(), Phase::Failed);
        QVERIFY(desk.error()->message.contains(QStringLiteral("read-only")));
        QCOMPARE(journal(), before);
    }

    void aBadVariableIsNamedAndSwitchedOffIsSaid()
    {
        QProcessEnvironment bad;
        bad.insert(QStringLiteral("KAFKA_NUM_PARTITIONS"), QStringLiteral("many"));
        QVERIFY(service(false, bad)->facts().refusal->message.contains(QStringLiteral("many"))
            || service(false, bad)->facts().refusal->message.contains(QStringLiteral("KAFKA_NUM_PARTITIONS")));
        QProcessEnvironment off;
        off.insert(QStringLiteral("KAFKA_ENABLED"), QStringLiteral("false"));
        QVERIFY(service(false, off)->facts().refusal->message.contains(QStringLiteral("switched off")));
        QProcessEnvironment named;
        named.insert(QStringLiteral("KAFKA_TOPIC_PREFIX"), QStringLiteral("mine"));
        QVERIFY(service(false, named)->facts().topics.contains(QStringLiteral("mine.debate-events")));
    }
};

QTEST_GUILESS_MAIN(EmbeddedServiceTest)
#include "tst_embeddedservice.moc"
