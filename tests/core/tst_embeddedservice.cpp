// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/events/eventtemplates.h"
#include "core/http/embeddedrest.h"
#include "core/kafka/abandoned.h"
#include "core/sandbox/sandbox.h"
#include "core/service/servicedesk.h"
#include "tests/support/rawhttp.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

using namespace spillway;
using Phase = ServiceDesk::Phase;

/// The real service, as the desktop embeds it, on the sandbox's brokers.
class EmbeddedServiceTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_directory;
    std::shared_ptr<sandbox::Sandbox> m_sandbox;

    std::shared_ptr<EmbeddedRest> service(bool readOnly = false, const QProcessEnvironment& environment = {})
    {
        return std::make_shared<EmbeddedRest>(EmbeddedServiceSettings{ .connection = m_sandbox->connection(),
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

    // requirements §5: off until it is switched on, on loopback, and gone with the service
    void restAnswersWhileItIsSwitchedOn()
    {
        ServiceDesk desk(service());
        desk.setWatched(true);
        desk.start();
        QTRY_VERIFY_WITH_TIMEOUT(desk.phase() == Phase::Running && desk.snapshot(), 15'000);
        QVERIFY(desk.snapshot()->rest.url.isEmpty());
        const auto listensAt = [&] { return QUrl(desk.snapshot()->rest.url); };
        const auto closed = [](quint16 port) { return !test::RawHttp(port).isOpen(); };
        const auto health = [](quint16 port) { return test::RawHttp(port).ask(test::RawHttp::get("/kafka/health")); };

        desk.setRest(quint16{ 0 }); // any free one
        QTRY_VERIFY(listensAt().port() > 0);
        const auto port = quint16(listensAt().port());
        QCOMPARE(listensAt().host(), QStringLiteral("127.0.0.1"));
        QTRY_COMPARE_WITH_TIMEOUT(health(port).status, 200, 20'000);
        QCOMPARE(health(port).json()[u"service_running"], QJsonValue(true));
        const auto sent = test::RawHttp(port).ask(test::RawHttp::post(
            "/kafka/events", R"({"event_type":"debate-events","event_data":{"debate_id":"over-rest"}})"));
        QVERIFY2(sent.status == 200, sent.body.constData());

        desk.setRest({});
        QTRY_VERIFY(desk.snapshot()->rest.url.isEmpty());
        QVERIFY(closed(port));

        // a port that is taken is said, and the service goes on
        QTcpServer other;
        QVERIFY(other.listen(QHostAddress::LocalHost));
        desk.setRest(other.serverPort());
        QTRY_VERIFY(desk.snapshot()->rest.error);
        QVERIFY2(desk.snapshot()->rest.error->hint.contains(u"another program"),
            qPrintable(toText(*desk.snapshot()->rest.error)));
        QCOMPARE(desk.phase(), Phase::Running);
        other.close();
        desk.setRest(port);
        QTRY_COMPARE(listensAt().port(), int(port));
        QCOMPARE(health(port).status, 200);

        desk.stop();
        QTRY_COMPARE_WITH_TIMEOUT(desk.phase(), Phase::Stopped, 10'000);
        QVERIFY(closed(port));
        QVERIFY(desk.snapshot()->rest.url.isEmpty());
        desk.start(); // it is still switched on
        QTRY_COMPARE_WITH_TIMEOUT(listensAt().port(), int(port), 15'000);
        desk.stop();
        QTRY_COMPARE_WITH_TIMEOUT(desk.phase(), Phase::Stopped, 10'000);
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
