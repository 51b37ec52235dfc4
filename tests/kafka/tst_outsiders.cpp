// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/browse/livetail.h"
#include "core/monitor/adminsource.h"
#include "core/monitor/clustermonitor.h"
#include "tests/support/kafkafixtures.h"
#include "ui/models/grouptablemodel.h"
#include "ui/models/roles.h"
#include "ui/models/topictablemodel.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

using namespace spillway;
using namespace spillway::test;

namespace {

/// How long a page may take to show what others did is 2 s; on a machine that also compiles that is printed, and this
/// is what is demanded.
constexpr int Patience = 20'000;

QString cell(const QAbstractItemModel& model, const QString& id, int column)
{
    for (int row = 0; row < model.rowCount(); ++row)
        if (model.index(row, 0).data(ui::IdRole).toString() == id)
            return model.index(row, column).data().toString();
    return {};
}

} // namespace

/// kcat produces and Kafka's console consumer reads as a group, both outside of Spillway: what the pages' models show
/// of it, and after how long.
class OutsidersTest : public QObject {
    Q_OBJECT

    ConnectionSettings m_settings;
    QString m_topic;
    QString m_group;

    void produce(int perPartition)
    {
        QByteArray lines;
        for (int i = 0; i < perPartition; ++i)
            lines += "record " + QByteArray::number(i) + "\n";
        for (const char* partition : { "0", "1", "2" })
            QVERIFY(kcat(m_settings,
                { QStringLiteral("-P"), QStringLiteral("-t"), m_topic, QStringLiteral("-p"),
                    QString::fromLatin1(partition) },
                lines));
    }
    /// Waits for `shown` and prints how long that took.
    template <class Shown> void expectSoon(const char* what, Shown shown)
    {
        QElapsedTimer timer;
        timer.start();
        QTRY_VERIFY2_WITH_TIMEOUT(shown(), what, Patience);
        qInfo("%s: after %lld ms", what, static_cast<long long>(timer.elapsed()));
    }

private slots:
    void initTestCase()
    {
        m_settings = sharedBroker();
        if (m_settings.bootstrapServers.isEmpty())
            QFAIL("SPILLWAY_TEST_BOOTSTRAP names no broker: run this by ./dev test");
        m_topic = makeTopic(m_settings, QStringLiteral("outsiders"), 3);
        m_group = unique(QStringLiteral("outsiders"));
    }

    void pagesShowWhatOthersDo()
    {
        ClusterMonitor monitor(std::make_unique<AdminSource>(adminFor(m_settings)));
        ui::TopicTableModel topics;
        ui::GroupTableModel groups;
        connect(&monitor, &ClusterMonitor::snapshotChanged, &topics, &ui::TopicTableModel::setSnapshot);
        connect(&monitor, &ClusterMonitor::snapshotChanged, &groups, &ui::GroupTableModel::setSnapshot);
        LiveTail feed(std::make_shared<KafkaRecordSource>(m_settings));
        QSignalSpy caughtUp(&feed, &LiveTail::caughtUp);
        feed.addTopic(m_topic);
        QTRY_COMPARE_WITH_TIMEOUT(caughtUp.count(), 1, Patience);
        expectSoon("Topics: the new topic",
            [&] { return cell(topics, m_topic, ui::TopicTableModel::RecordsColumn) == QLatin1String("0"); });

        produce(200);
        expectSoon("Live feed: 600 records of kcat", [&] { return feed.buffer().rowCount() == 600; });
        expectSoon("Topics: 600 records",
            [&] { return cell(topics, m_topic, ui::TopicTableModel::RecordsColumn) == QLatin1String("600"); });
        expectSoon("Overview: records per second", [&] { return monitor.snapshot()->inPerSecond.value_or(0) > 0; });

        const auto consumer = started(qEnvironmentVariable("SPILLWAY_DEV"),
            { QStringLiteral("kafka"), QStringLiteral("tool"),
                QStringLiteral("org.apache.kafka.tools.consumer.ConsoleConsumer"), QStringLiteral("--bootstrap-server"),
                m_settings.bootstrapServers, QStringLiteral("--topic"), m_topic, QStringLiteral("--group"), m_group,
                QStringLiteral("--from-beginning"), QStringLiteral("--max-messages"), QStringLiteral("600") });
        QVERIFY(consumer);
        QTRY_COMPARE_WITH_TIMEOUT(consumer->state(), QProcess::NotRunning, 60'000);
        QCOMPARE(consumer->exitCode(), 0);
        // it commits as it leaves
        expectSoon("Consumer groups: the console consumer's group, with lag 0",
            [&] { return cell(groups, m_group, ui::GroupTableModel::LagColumn) == QLatin1String("0"); });
        expectSoon("Consumer groups: its members are gone",
            [&] { return cell(groups, m_group, ui::GroupTableModel::StateColumn) == QLatin1String("Empty"); });

        produce(30);
        expectSoon("Consumer groups: lag 90",
            [&] { return cell(groups, m_group, ui::GroupTableModel::LagColumn) == QLatin1String("90"); });
        QTRY_COMPARE_WITH_TIMEOUT(monitor.snapshot()->group(m_group)->status, GroupStatus::Stopped, Patience);
        expectSoon("Topics: 690 records",
            [&] { return cell(topics, m_topic, ui::TopicTableModel::RecordsColumn) == QLatin1String("690"); });
        QTRY_COMPARE_WITH_TIMEOUT(feed.buffer().rowCount(), qint64(690), Patience);
    }
};

SPILLWAY_KAFKA_TEST_MAIN(OutsidersTest)
#include "tst_outsiders.moc"
