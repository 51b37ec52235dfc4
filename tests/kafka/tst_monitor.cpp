// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/kafka/admin.h"
#include "core/monitor/adminsource.h"
#include "core/monitor/clustermonitor.h"

#include <QProcess>
#include <QSignalSpy>
#include <QTest>
#include <QUuid>

using namespace spillway;

namespace {

/// What "within 2 s" allows, with room for a machine that also compiles.
constexpr int Patience = 10'000;

/// The outside world: records and commits that Spillway had no hand in.
void kcat(const QStringList& arguments, const QByteArray& input = {})
{
    QProcess process;
    process.start(QStringLiteral("kcat"), arguments);
    QVERIFY2(process.waitForStarted(), "kcat is needed");
    process.write(input);
    process.closeWriteChannel();
    QVERIFY(process.waitForFinished(30'000));
    QVERIFY2(process.exitCode() == 0, process.readAllStandardError().constData());
}

QByteArray lines(int count)
{
    QByteArray text;
    for (int i = 0; i < count; ++i)
        text += "record " + QByteArray::number(i) + "\n";
    return text;
}

} // namespace

class MonitorTest : public QObject {
    Q_OBJECT

    QString m_bootstrap;
    QString m_topic;
    QString m_group;
    std::unique_ptr<kafka::Admin> m_admin;

    ConnectionSettings settings() const
    {
        ConnectionSettings settings;
        settings.bootstrapServers = m_bootstrap;
        return settings;
    }
    std::unique_ptr<ClusterMonitor> watch()
    {
        auto admin = kafka::Admin::create(settings());
        return admin ? std::make_unique<ClusterMonitor>(std::make_unique<AdminSource>(std::move(*admin))) : nullptr;
    }
    /// To every partition: kcat without a partition sends whole batches to one, and a partition nobody wrote to gets no
    /// commit.
    void produce(int perPartition)
    {
        for (const char* partition : { "0", "1", "2" })
            kcat({ QStringLiteral("-P"), QStringLiteral("-b"), m_bootstrap, QStringLiteral("-t"), m_topic,
                     QStringLiteral("-p"), QString::fromLatin1(partition) },
                lines(perPartition));
    }
    void consumeAll()
    {
        kcat({ QStringLiteral("-b"), m_bootstrap, QStringLiteral("-X"), QStringLiteral("auto.offset.reset=earliest"),
            QStringLiteral("-e"), QStringLiteral("-q"), QStringLiteral("-G"), m_group, m_topic });
    }

private slots:
    void initTestCase()
    {
        m_bootstrap = qEnvironmentVariable("SPILLWAY_TEST_BOOTSTRAP");
        QVERIFY2(!m_bootstrap.isEmpty(), "SPILLWAY_TEST_BOOTSTRAP is not set: run ./dev test");
        auto admin = kafka::Admin::create(settings());
        QVERIFY(admin);
        m_admin = std::move(*admin);
    }

    void init()
    {
        const QString unique = QUuid::createUuid().toString(QUuid::Id128).left(12);
        m_topic = QStringLiteral("monitor-") + unique;
        m_group = QStringLiteral("monitor-group-") + unique;
        const auto made = m_admin->createTopic({ m_topic, 3, {}, {} });
        QVERIFY2(made, made ? "" : qPrintable(toText(made.error())));
    }

    void cleanup() { (void)m_admin->deleteTopic(m_topic); }

    void showsWhatOthersDid()
    {
        auto monitor = watch();
        QVERIFY(monitor);
        QTRY_VERIFY_WITH_TIMEOUT(monitor->snapshot() && monitor->snapshot()->topic(m_topic), Patience);
        // a topic is known a moment before its partitions have a leader to ask
        QTRY_COMPARE_WITH_TIMEOUT(monitor->snapshot()->topic(m_topic)->records, std::optional<qint64>(0), Patience);

        produce(400);
        QTRY_COMPARE_WITH_TIMEOUT(monitor->snapshot()->topic(m_topic)->records, std::optional<qint64>(1200), Patience);
        QTRY_VERIFY(monitor->snapshot()->topic(m_topic)->inPerSecond.value_or(0) > 0);

        consumeAll();
        QTRY_VERIFY_WITH_TIMEOUT(monitor->snapshot()->group(m_group), Patience);
        QTRY_COMPARE_WITH_TIMEOUT(monitor->snapshot()->group(m_group)->lag, std::optional(Lag{ 0 }), Patience);
        QTRY_COMPARE_WITH_TIMEOUT(monitor->snapshot()->group(m_group)->info.state, GroupState::Empty, Patience);
        QTRY_COMPARE_WITH_TIMEOUT(monitor->snapshot()->group(m_group)->status, GroupStatus::Ok, Patience);

        produce(100);
        QTRY_COMPARE_WITH_TIMEOUT(monitor->snapshot()->group(m_group)->lag, std::optional(Lag{ 300 }), Patience);
        QTRY_COMPARE_WITH_TIMEOUT(monitor->snapshot()->group(m_group)->status, GroupStatus::Stopped, Patience);
        QVERIFY(!monitor->history().groupLag(m_group, 0, std::numeric_limits<qint64>::max()).empty());

        // Groups and topics of other tests come and go on the same broker: only ours are looked for.
        const auto told = [&monitor](ClusterEvent::Kind kind, const QString& subject) {
            return std::ranges::any_of(monitor->events(),
                [&](const ClusterEvent& event) { return event.kind == kind && event.subject == subject; });
        };
        QTRY_VERIFY_WITH_TIMEOUT(told(ClusterEvent::Kind::GroupAppeared, m_group), Patience);
        QTRY_VERIFY_WITH_TIMEOUT(told(ClusterEvent::Kind::GroupStatusChanged, m_group), Patience);
        QVERIFY(m_admin->deleteTopic(m_topic));
        QTRY_VERIFY_WITH_TIMEOUT(told(ClusterEvent::Kind::TopicDeleted, m_topic), Patience);
    }

    void aTopicsSettingsAreAnswered()
    {
        auto monitor = watch();
        QVERIFY(monitor);
        std::optional<std::vector<ConfigEntry>> entries;
        monitor->askTopicConfig(m_topic, this, [&entries](const Result<std::vector<ConfigEntry>>& answer) {
            if (answer)
                entries = *answer;
        });
        QTRY_VERIFY_WITH_TIMEOUT(entries, Patience);
        QVERIFY(std::ranges::any_of(
            *entries, [](const ConfigEntry& entry) { return entry.name == QLatin1String("retention.ms"); }));
    }

    void anAddressWithoutABrokerIsLostWithTheReasonAndQuitsInTime()
    {
        m_bootstrap.swap(m_nowhere);
        auto monitor = watch();
        m_bootstrap.swap(m_nowhere);
        QVERIFY(monitor);
        QTRY_COMPARE_WITH_TIMEOUT(monitor->connection().kind, ConnectionState::Kind::Lost, Patience);
        QVERIFY(!monitor->connection().error.message.isEmpty());
        QVERIFY(!monitor->connection().brokerErrors.isEmpty());
        QElapsedTimer timer;
        timer.start();
        monitor.reset();
        QVERIFY2(timer.elapsed() < 2500, qPrintable(QString::number(timer.elapsed())));
    }

private:
    QString m_nowhere = QStringLiteral("127.0.0.1:1");
};

QTEST_GUILESS_MAIN(MonitorTest)
#include "tst_monitor.moc"
