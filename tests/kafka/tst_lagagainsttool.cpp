// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/kafka/admin.h"
#include "core/kafka/groupconsumer.h"
#include "core/kafka/producer.h"
#include "tests/support/kafkafixtures.h"
#include "tests/support/spillwayctl.h"

#include <QTest>
#include <QUuid>

using namespace spillway;

namespace {

constexpr int Patience = 40'000; // Kafka's tools start a Java machine

} // namespace

/// `spillwayctl lag` beside kafka-consumer-groups, row by row.
class LagAgainstToolTest : public QObject {
    Q_OBJECT

    Spillwayctl m_ctl;
    ConnectionSettings m_settings;
    std::unique_ptr<kafka::Admin> m_admin;
    QString m_topic;
    QString m_id;

    QString group(const char* kind) const { return QLatin1String(kind) + m_id; }
    QStringList tool(const char* name) const
    {
        return { QStringLiteral("kafka"), QStringLiteral("tool"), QLatin1String(name),
            QStringLiteral("--bootstrap-server"), m_settings.bootstrapServers };
    }
    void fill(int count)
    {
        auto producer = kafka::Producer::create(m_settings);
        QVERIFY(producer);
        Record record;
        record.topic = m_topic;
        record.value = QByteArray("x");
        for (int i = 0; i < count; ++i)
            QVERIFY((*producer)->send(record, Partition{ i % 3 }, [](const Result<kafka::Delivery>&) {}));
        QVERIFY((*producer)->flush(kafka::Milliseconds(Patience)));
    }
    /// "topic partition committed end lag" per row, sorted; "-" is unknown.
    QStringList toolRows(const QString& name) const
    {
        QProcess process;
        process.start(qEnvironmentVariable("SPILLWAY_DEV"),
            tool("org.apache.kafka.tools.consumer.group.ConsumerGroupCommand")
                + QStringList{ QStringLiteral("--describe"), QStringLiteral("--group"), name });
        if (!process.waitForFinished(Patience))
            return { QStringLiteral("the tool did not end") };
        QStringList rows;
        for (const QString& line : QString::fromUtf8(process.readAllStandardOutput()).split(QLatin1Char('\n'))) {
            const QStringList cells = line.simplified().split(QLatin1Char(' '));
            if (cells.size() > 5 && cells.front() == name)
                rows.append(cells.mid(1, 5).join(QLatin1Char(' ')));
        }
        rows.sort();
        return rows;
    }
    QStringList ourRows(const QString& name) const
    {
        const auto cell = [](const QJsonValue& value) {
            return value.isNull() ? QStringLiteral("-") : QString::number(value.toInteger());
        };
        QStringList rows;
        for (const QJsonObject& row : m_ctl
                                          .run({ QStringLiteral("lag"), QStringLiteral("--group"), name,
                                              QStringLiteral("--output"), QStringLiteral("ndjson") })
                                          .lines())
            rows.append(QStringList{ row[QStringLiteral("topic")].toString(), cell(row[QStringLiteral("partition")]),
                cell(row[QStringLiteral("committed")]), cell(row[QStringLiteral("end")]),
                cell(row[QStringLiteral("lag")]) }
                            .join(QLatin1Char(' ')));
        rows.sort();
        return rows;
    }

private slots:
    void initTestCase()
    {
        QVERIFY2(qEnvironmentVariableIsSet("SPILLWAY_TEST_BOOTSTRAP"), "is not set: run ./dev test");
        QVERIFY2(qEnvironmentVariableIsSet("SPILLWAY_DEV"), "is not set: run ./dev test");
        m_settings.bootstrapServers = qEnvironmentVariable("SPILLWAY_TEST_BOOTSTRAP");
        m_ctl.setCommon({ QStringLiteral("--bootstrap"), m_settings.bootstrapServers });
        auto admin = kafka::Admin::create(m_settings);
        QVERIFY(admin);
        m_admin = std::move(*admin);
        m_id = QUuid::createUuid().toString(QUuid::Id128).left(12);
        m_topic = QStringLiteral("lagtool-") + m_id;
        QVERIFY(m_admin->createTopic({ m_topic, 3, {}, {} }));
        fill(30);
    }
    void cleanupTestCase() { (void)m_admin->deleteTopic(m_topic); }

    void anEmptyGroupWithCommits()
    {
        const QString name = group("empty-");
        QVERIFY(m_admin->commitOffsets(name,
            { { { m_topic, Partition{ 0 } }, Offset{ 3 }, {} }, { { m_topic, Partition{ 2 } }, Offset{ 10 }, {} } }));
        const QStringList rows = toolRows(name);
        QCOMPARE(rows.size(), 2);
        QCOMPARE(ourRows(name), rows);
    }

    void aGroupWithMembersAndPartOfItsCommits()
    {
        const QString name = group("members-");
        auto consumer = kafka::GroupConsumer::create(
            m_settings, { .group = name, .clientId = QStringLiteral("c"), .topics = { m_topic } });
        QVERIFY(consumer);
        const auto joined = [&] {
            (void)(*consumer)->poll(kafka::Milliseconds(100), 1, [](const kafka::RecordRef&) {});
            return (*consumer)->assignment().size() == 3;
        };
        QTRY_VERIFY_WITH_TIMEOUT(joined(), Patience);
        const QStringList before = toolRows(name); // no commit anywhere
        QCOMPARE(before.size(), 3);
        QCOMPARE(ourRows(name), before);
        QVERIFY((*consumer)->poll(kafka::Milliseconds(5000), 1, [](const kafka::RecordRef&) {}));
        QVERIFY((*consumer)->commit());
        const auto committed = [&] {
            const QStringList rows = ourRows(name);
            return rows.size() == 3 && rows != before;
        };
        QTRY_VERIFY_WITH_TIMEOUT(committed(), Patience);
        QCOMPARE(ourRows(name), toolRows(name));
    }

    void aTopicWithOpenAndAbortedTransactions()
    {
        test::Transaction aborted(m_settings, m_topic, 0, 4);
        QVERIFY(aborted.open());
        QVERIFY(aborted.abort());
        const test::Transaction stillOpen(m_settings, m_topic, 0, 5);
        QVERIFY(stillOpen.open());
        const QString name = group("transactions-");
        QVERIFY(m_admin->commitOffsets(name, { { { m_topic, Partition{ 0 } }, Offset{ 3 }, {} } }));
        const QStringList rows = toolRows(name);
        QCOMPARE(rows.size(), 1);
        // 10 records, 4 aborted ones and their marker, 5 of the open transaction: the high watermark, not the last
        // stable
        QCOMPARE(rows.front().section(QLatin1Char(' '), 2), QStringLiteral("3 20 17"));
        QCOMPARE(ourRows(name), rows);
    }

    void aGroupOfTheNewProtocol()
    {
        const QString name = group("kip848-");
        QProcess consumer;
        consumer.start(qEnvironmentVariable("SPILLWAY_DEV"),
            tool("org.apache.kafka.tools.consumer.ConsoleConsumer")
                + QStringList{ QStringLiteral("--topic"), m_topic, QStringLiteral("--group"), name,
                    QStringLiteral("--from-beginning"), QStringLiteral("--max-messages"), QStringLiteral("30"),
                    QStringLiteral("--command-property"), QStringLiteral("group.protocol=consumer") });
        QVERIFY(consumer.waitForFinished(Patience));
        const QStringList rows = toolRows(name);
        QVERIFY2(rows.size() == 3, consumer.readAllStandardError().constData());
        QCOMPARE(ourRows(name), rows);
        fill(6);
        QCOMPARE(ourRows(name), toolRows(name));
    }
};

QTEST_GUILESS_MAIN(LagAgainstToolTest)
#include "tst_lagagainsttool.moc"
