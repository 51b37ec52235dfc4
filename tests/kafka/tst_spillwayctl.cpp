// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/kafka/admin.h"
#include "core/kafka/groupconsumer.h"
#include "core/kafka/producer.h"
#include "tests/support/spillwayctl.h"

#include <QDateTime>
#include <QElapsedTimer>
#include <QTemporaryFile>
#include <QTest>
#include <QUuid>

#include <csignal>

using namespace spillway;

namespace {

constexpr int Patience = 20'000;

QStringList words(const char* line)
{
    return QString::fromUtf8(line).split(QLatin1Char(' '), Qt::SkipEmptyParts);
}

} // namespace

/// The real program against the real broker.
class SpillwayctlTest : public QObject {
    Q_OBJECT

    Spillwayctl m_ctl;
    ConnectionSettings m_settings;
    std::unique_ptr<kafka::Admin> m_admin;
    std::unique_ptr<kafka::Producer> m_producer;
    QString m_topic;

    QString fresh(const char* prefix) const
    {
        return QLatin1String(prefix) + QUuid::createUuid().toString(QUuid::Id128).left(12);
    }
    Spillwayctl::Outcome produce(const QStringList& options, const QByteArray& input = {}) const
    {
        return m_ctl.run(QStringList{ QStringLiteral("produce"), m_topic } + options, input);
    }
    Spillwayctl::Outcome tail(const QStringList& options) const
    {
        return m_ctl.run(QStringList{ QStringLiteral("tail"), m_topic } + options);
    }
    /// The only record of the topic, as NDJSON.
    QJsonObject only() const
    {
        const auto lines = tail(words("--from beginning --until-end --output ndjson")).lines();
        return lines.size() == 1 ? lines.front() : QJsonObject();
    }
    void fill(int count, int partitions = 3)
    {
        for (int i = 0; i < count; ++i) {
            Record record;
            record.topic = m_topic;
            record.key = QByteArray::number(i);
            record.value = "value " + QByteArray::number(i);
            QVERIFY(m_producer->send(record, Partition{ i % partitions }, [](const Result<kafka::Delivery>&) {}));
        }
        QVERIFY(m_producer->flush(kafka::Milliseconds(Patience)));
    }
    static bool waitForText(QProcess& process, QByteArray& out, const QByteArray& text)
    {
        QElapsedTimer clock;
        clock.start();
        while (!out.contains(text) && clock.elapsed() < Patience) {
            process.waitForReadyRead(200);
            out += process.readAllStandardOutput();
        }
        return out.contains(text);
    }

private slots:
    void initTestCase()
    {
        QVERIFY2(qEnvironmentVariableIsSet("SPILLWAY_TEST_BOOTSTRAP"), "is not set: run ./dev test");
        m_settings.bootstrapServers = qEnvironmentVariable("SPILLWAY_TEST_BOOTSTRAP");
        m_ctl.setCommon({ QStringLiteral("--bootstrap"), m_settings.bootstrapServers });
        auto admin = kafka::Admin::create(m_settings);
        QVERIFY(admin);
        m_admin = std::move(*admin);
        auto producer = kafka::Producer::create(m_settings);
        QVERIFY(producer);
        m_producer = std::move(*producer);
    }
    void init()
    {
        m_topic = fresh("ctl-");
        QVERIFY(m_admin->createTopic(
            { m_topic, 3, {}, { { QStringLiteral("max.message.bytes"), QStringLiteral("20000000") } } }));
    }
    void cleanup() { (void)m_admin->deleteTopic(m_topic); }

    // ---- topics

    void topicsAreCreatedListedDescribedAndDeleted()
    {
        const QString name = fresh("ctl-made-");
        const auto created = m_ctl.run(QStringList{ QStringLiteral("topics"), QStringLiteral("create"), name }
            + words("--partitions 4 --replication-factor 1 --config retention.ms=3600000 --output json"));
        QVERIFY2(created.code == 0, created.err.constData());
        QCOMPARE(
            m_ctl.run(QStringList{ QStringLiteral("topics"), QStringLiteral("create"), name } + words("--partitions 4"))
                .code,
            1);

        const auto list = m_ctl.run(words("topics list --output json"));
        QCOMPARE(list.code, 0);
        QJsonObject found;
        for (const auto& row : list.array()) {
            if (row[QStringLiteral("name")] == name)
                found = row.toObject();
        }
        QCOMPARE(found,
            QJsonObject({ { QStringLiteral("name"), name }, { QStringLiteral("partitions"), 4 },
                { QStringLiteral("replication_factor"), 1 }, { QStringLiteral("records"), 0 },
                { QStringLiteral("internal"), false } }));

        const auto described = m_ctl.run({ QStringLiteral("topics"), QStringLiteral("describe"), name,
            QStringLiteral("--output"), QStringLiteral("json") });
        QCOMPARE(described.code, 0);
        const QJsonObject topic = described.object();
        QCOMPARE(topic[QStringLiteral("partition_details")].toArray().size(), 4);
        const QJsonObject partition = topic[QStringLiteral("partition_details")].toArray()[3].toObject();
        QCOMPARE(partition[QStringLiteral("id")].toInt(), 3);
        QCOMPARE(partition[QStringLiteral("earliest")].toInt(-1), 0);
        QCOMPARE(partition[QStringLiteral("latest")].toInt(-1), 0);
        QCOMPARE(partition[QStringLiteral("last_stable")].toInt(-1), 0);
        QCOMPARE(partition[QStringLiteral("replicas")].toArray().size(), 1);
        QCOMPARE(topic[QStringLiteral("config")][QStringLiteral("retention.ms")].toString(), QStringLiteral("3600000"));

        QCOMPARE(m_ctl.run({ QStringLiteral("topics"), QStringLiteral("delete"), name }).code, 5);
        QCOMPARE(
            m_ctl.run({ QStringLiteral("topics"), QStringLiteral("delete"), name, QStringLiteral("--yes") }).code, 0);
        const auto gone
            = m_ctl.run({ QStringLiteral("topics"), QStringLiteral("delete"), name, QStringLiteral("--yes") });
        QCOMPARE(gone.code, 1);
        QVERIFY(gone.err.contains("Topic does not exist"));
    }

    void whatKafkaRefusesIsSaidInItsWords()
    {
        const auto outcome = m_ctl.run(words("topics create bad/name --partitions 1"));
        QCOMPARE(outcome.code, 1);
        QVERIFY2(outcome.err.contains("bad/name") || outcome.err.contains("name"), outcome.err.constData());
        const auto config = m_ctl.run(QStringList{ QStringLiteral("topics"), QStringLiteral("create"), fresh("ctl-") }
            + words("--partitions 1 --config no.such.setting=1"));
        QCOMPARE(config.code, 1);
        QVERIFY2(config.err.contains("no.such.setting"), config.err.constData());
    }

    void unknownNamesAreErrorsThatNameThem()
    {
        for (const char* line :
            { "topics describe no-such-thing", "tail no-such-thing --until-end", "produce no-such-thing --value x",
                "groups describe no-such-thing", "lag --group no-such-thing", "lag --topic no-such-thing" }) {
            const auto outcome = m_ctl.run(words(line));
            QCOMPARE(outcome.code, 1);
            QVERIFY2(outcome.err.contains("no-such-thing"), line);
            QVERIFY2(outcome.err.contains("does not exist"), outcome.err.constData());
        }
    }

    // ---- produce and tail

    void whatIsProducedComesBackByteForByte_data()
    {
        QTest::addColumn<QStringList>("options");
        QTest::addColumn<QByteArray>("input");
        QTest::addColumn<QJsonObject>("expected");
        const auto row = [](const char* name, QStringList options, QByteArray input,
                             std::initializer_list<std::pair<QString, QJsonValue>> e) {
            QTest::newRow(name) << options << input << QJsonObject(e);
        };
        const QString key = QStringLiteral("key"), keyEncoding = QStringLiteral("key_encoding"),
                      value = QStringLiteral("value"), encoding = QStringLiteral("value_encoding"),
                      headers = QStringLiteral("headers"), utf8 = QStringLiteral("utf8"), null = QStringLiteral("null"),
                      base64 = QStringLiteral("base64");
        row("text", words("--key k --value v"), {},
            { { key, QStringLiteral("k") }, { keyEncoding, utf8 }, { value, QStringLiteral("v") },
                { encoding, utf8 } });
        row("null key, empty value", { QStringLiteral("--key-null"), QStringLiteral("--value"), QString() }, {},
            { { key, QJsonValue::Null }, { keyEncoding, null }, { value, QString() }, { encoding, utf8 } });
        row("empty key, tombstone", { QStringLiteral("--key"), QString(), QStringLiteral("--tombstone") }, {},
            { { key, QString() }, { keyEncoding, utf8 }, { value, QJsonValue::Null }, { encoding, null } });
        row("nothing on standard input", words("--value-file -"), {}, { { value, QString() }, { encoding, utf8 } });
        row("not text", words("--value-file -"), QByteArray("\xff\x00\xfe", 3),
            { { value, QStringLiteral("/wD+") }, { encoding, base64 } });
        row("json", words("--value-file -"), QByteArray("{\"n\": 12345678901234567890, \"a\": [1, 2]}"),
            { { encoding, QStringLiteral("json") } });
        row("control characters", words("--value-file -"), QByteArray("\x1b[31m\0\xe2\x80\xae", 9),
            { { value, QString::fromUtf8("\x1b[31m\0\xe2\x80\xae", 9) }, { encoding, utf8 } });
        row("headers",
            { QStringLiteral("--value"), QStringLiteral("v"), QStringLiteral("--header"), QStringLiteral("b=2=3"),
                QStringLiteral("--header"), QStringLiteral("a=1"), QStringLiteral("--header"), QStringLiteral("a="),
                QStringLiteral("--header"), QStringLiteral("a"), QStringLiteral("--header"),
                QStringLiteral("<b>=<i>") },
            {},
            { { headers,
                QJsonArray{ QJsonArray{ QStringLiteral("b"), QStringLiteral("2=3"), utf8 },
                    QJsonArray{ QStringLiteral("a"), QStringLiteral("1"), utf8 },
                    QJsonArray{ QStringLiteral("a"), QString(), utf8 },
                    QJsonArray{ QStringLiteral("a"), QJsonValue::Null, null },
                    QJsonArray{ QStringLiteral("<b>"), QStringLiteral("<i>"), utf8 } } } });
    }
    void whatIsProducedComesBackByteForByte()
    {
        QFETCH(const QStringList, options);
        QFETCH(const QByteArray, input);
        QFETCH(const QJsonObject, expected);
        const auto produced = produce(options + words("--partition 1 --output json"), input);
        QVERIFY2(produced.code == 0, produced.err.constData());
        QCOMPARE(produced.object(),
            QJsonObject({ { QStringLiteral("topic"), m_topic }, { QStringLiteral("partition"), 1 },
                { QStringLiteral("offset"), 0 } }));
        const QJsonObject record = only();
        QCOMPARE(record[QStringLiteral("topic")].toString(), m_topic);
        QCOMPARE(record[QStringLiteral("partition")].toInt(), 1);
        QCOMPARE(record[QStringLiteral("offset")].toInt(-1), 0);
        QCOMPARE(record[QStringLiteral("timestamp_type")].toString(), QStringLiteral("CreateTime"));
        const auto age = QDateTime::fromString(record[QStringLiteral("timestamp")].toString(), Qt::ISODateWithMs)
                             .msecsTo(QDateTime::currentDateTimeUtc());
        QVERIFY(age >= 0 && age < 60'000);
        for (auto it = expected.begin(); it != expected.end(); ++it)
            QCOMPARE(record[it.key()], it.value());
    }

    void fiveMegabytesComeBack()
    {
        QByteArray large(5'000'000, 'x');
        large.front() = '<';
        large.back() = '>';
        const auto produced = produce(words("--value-file -"), large);
        QVERIFY2(produced.code == 0, produced.err.constData());
        const QByteArray back = only()[QStringLiteral("value")].toString().toUtf8();
        QCOMPARE(back.size(), large.size());
        QVERIFY(back == large);
    }

    void tenThousandHeadersComeBack()
    {
        QStringList options = words("--value x");
        for (int i = 0; i < 10'000; ++i)
            options << QStringLiteral("--header") << QStringLiteral("h%1=%2").arg(i % 7).arg(i);
        const auto produced = produce(options);
        QVERIFY2(produced.code == 0, produced.err.constData());
        const QJsonArray headers = only()[QStringLiteral("headers")].toArray();
        QCOMPARE(headers.size(), 10'000);
        QCOMPARE(headers[9'999].toArray()[1].toString(), QStringLiteral("9999"));
    }

    void tooLargeForTheTopicIsSaid()
    {
        const QString small = fresh("ctl-small-");
        QVERIFY(m_admin->createTopic(
            { small, 1, {}, { { QStringLiteral("max.message.bytes"), QStringLiteral("1000") } } }));
        const auto outcome
            = m_ctl.run({ QStringLiteral("produce"), small, QStringLiteral("--value-file"), QStringLiteral("-") },
                QByteArray(5000, 'x'));
        (void)m_admin->deleteTopic(small);
        QCOMPARE(outcome.code, 1);
        QVERIFY2(outcome.err.contains("too large"), outcome.err.constData());
    }

    void aMissingPartitionOrFileIsSaid()
    {
        QCOMPARE(produce(words("--value x --partition 7")).code, 1);
        const auto outcome = produce(words("--value-file /no/such/file"));
        QCOMPARE(outcome.code, 1);
        QVERIFY(outcome.err.contains("/no/such/file"));
    }

    void rangesAreExact_data()
    {
        QTest::addColumn<QStringList>("options");
        QTest::addColumn<int>("count");
        QTest::newRow("all") << words("--from beginning --until-end") << 300;
        QTest::newRow("newest") << words("--from -7 --until-end") << 21;
        QTest::newRow("offset") << words("--from offset:90 --until-end") << 30;
        QTest::newRow("between offsets") << words("--from offset:10 --to offset:15") << 15;
        QTest::newRow("one partition") << words("--from beginning --until-end --partition 2") << 100;
        QTest::newRow("two partitions") << words("--from beginning --to end --partition 2 --partition 0") << 200;
        QTest::newRow("nothing new") << words("--until-end") << 0;
        QTest::newRow("the future") << words("--from time:2100-01-01T00:00:00Z --until-end") << 0;
        QTest::newRow("the past") << words("--from time:2000-01-01T00:00:00Z --to time:2100-01-01T00:00:00Z") << 300;
        QTest::newRow("filter") << words("--from beginning --until-end --filter")
                + QStringList{ QStringLiteral("VALUE 29") }
                                << 13;
        QTest::newRow("filter on key or value")
            << words("--from beginning --until-end --filter UE") + words("--max 1000") << 300;
        QTest::newRow("filter one") << words("--from beginning --until-end --filter 299") << 1;
        QTest::newRow("at most") << words("--from beginning --until-end --max 123") << 123;
        QTest::newRow("at most none") << words("--from beginning --max 0") << 0;
        QTest::newRow("at most, following") << words("--from beginning --max 5") << 5;
    }
    void rangesAreExact()
    {
        QFETCH(const QStringList, options);
        QFETCH(const int, count);
        fill(300);
        const auto ndjson = tail(options + words("--output ndjson"));
        QVERIFY2(ndjson.code == 0, ndjson.err.constData());
        QCOMPARE(ndjson.lines().size(), count);
        std::map<int, qint64> last;
        for (const QJsonObject& record : ndjson.lines()) {
            const int partition = record[QStringLiteral("partition")].toInt();
            const qint64 offset = record[QStringLiteral("offset")].toInteger();
            QVERIFY(!last.contains(partition) || offset > last[partition]);
            last[partition] = offset;
        }
        const auto json = tail(options + words("--output json"));
        QCOMPARE(json.code, 0);
        QVERIFY(QJsonDocument::fromJson(json.out).isArray());
        QCOMPARE(json.array().size(), count);
        QCOMPARE(tail(options).out.count('\n'), count);
    }

    void tablesAreSafeOnTerminals()
    {
        QVERIFY(produce({ QStringLiteral("--key"), QStringLiteral("k\x1b[2J"), QStringLiteral("--value-file"),
                            QStringLiteral("-") },
                    QByteArray("a\x1b[31m\nb\xe2\x80\xae\xff"))
                    .code
            == 0);
        const QByteArray out = tail(words("--from beginning --until-end")).out;
        QCOMPARE(out.count('\n'), 1);
        QVERIFY(!out.contains('\x1b'));
        QVERIFY2(out.contains("a\\u{1B}[31m\\nb\\u{202E}\\xFF"), out.constData());
    }

    void followedRecordsComeAtOnceAndCtrlCEndsCleanly()
    {
        QProcess process;
        m_ctl.prepare(process,
            { QStringLiteral("tail"), m_topic, QStringLiteral("--from"), QStringLiteral("beginning"),
                QStringLiteral("--output"), QStringLiteral("ndjson") });
        fill(3);
        process.start();
        QByteArray out;
        QVERIFY(waitForText(process, out, "\"value 2\""));
        QElapsedTimer clock;
        clock.start();
        fill(4);
        while (out.count('\n') < 7 && clock.elapsed() < Patience) { // three partitions, so in any order
            process.waitForReadyRead(200);
            out += process.readAllStandardOutput();
        }
        QVERIFY(out.contains("\"value 3\""));
        QVERIFY2(clock.elapsed() < 3000, qPrintable(QString::number(clock.elapsed())));
        // partitions come in any order: that one need not be the last of the seven
        while (out.count('\n') < 7 && process.waitForReadyRead(Patience))
            out += process.readAllStandardOutput();
        ::kill(pid_t(process.processId()), SIGINT);
        QVERIFY(process.waitForFinished(5000));
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 0);
        const QByteArray said = process.readAllStandardError();
        QVERIFY2(said.contains("7 records read"), said.constData());
    }

    void aReaderThatLeavesEndsTheTailQuietly()
    {
        fill(3000);
        QProcess shell;
        m_ctl.prepare(shell, {});
        shell.setProgram(QStringLiteral("bash"));
        shell.setArguments({ QStringLiteral("-c"),
            QStringLiteral("set -o pipefail; '%1' --bootstrap %2 tail %3 --from beginning --output ndjson | head -n 1 "
                           ">/dev/null; echo ${PIPESTATUS[0]}")
                .arg(QStringLiteral(SPILLWAYCTL), m_settings.bootstrapServers, m_topic) });
        shell.start();
        fill(3000); // following: the end of the pipe is noticed when the next records come
        const auto left = [&] {
            fill(30);
            shell.waitForFinished(200);
            return shell.state() == QProcess::NotRunning;
        };
        QTRY_VERIFY_WITH_TIMEOUT(left(), Patience);
        QCOMPARE(shell.readAllStandardOutput().trimmed(), QByteArray("0"));
        QVERIFY(shell.readAllStandardError().isEmpty());
    }

    void aTopicDeletedWhileTailedIsNamed_data()
    {
        QTest::addColumn<bool>("another");
        QTest::newRow("alone") << false;
        QTest::newRow("beside another") << true;
    }
    void aTopicDeletedWhileTailedIsNamed()
    {
        QFETCH(const bool, another);
        const QString other = fresh("ctl-other-");
        QStringList arguments{ QStringLiteral("tail"), m_topic };
        if (another) {
            QVERIFY(m_admin->createTopic({ other, 1, {}, {} }));
            arguments << other;
        }
        fill(6);
        QProcess process;
        m_ctl.prepare(process, arguments + words("--from beginning --output ndjson"));
        process.start();
        QByteArray out;
        QVERIFY(waitForText(process, out, "\"value 5\""));
        QVERIFY(m_admin->deleteTopic(m_topic));
        QByteArray err;
        const auto told = [&] {
            process.waitForReadyRead(100);
            err += process.readAllStandardError();
            return err.contains(m_topic.toUtf8());
        };
        QTRY_VERIFY_WITH_TIMEOUT(told(), 40'000);
        QVERIFY2(err.contains("Topic does not exist"), err.constData());
        QVERIFY2(err.contains("0:2 1:2 2:2"), err.constData());
        if (another) {
            QCOMPARE(process.state(), QProcess::Running);
            ::kill(pid_t(process.processId()), SIGINT);
            (void)m_admin->deleteTopic(other);
        }
        QVERIFY(process.state() == QProcess::NotRunning || process.waitForFinished(Patience));
        QCOMPARE(process.exitCode(), 4); // some records were read before
    }

    // ---- groups and lag

    void lagRowsTellWhatGroupsHaveRead()
    {
        fill(30);
        const QString group = fresh("ctl-group-");
        std::vector<CommittedOffset> commits;
        commits.push_back({ { m_topic, Partition{ 0 } }, Offset{ 4 }, {} });
        commits.push_back({ { m_topic, Partition{ 1 } }, Offset{ 10 }, {} });
        QVERIFY(m_admin->commitOffsets(group, commits));

        const auto lag = m_ctl.run({ QStringLiteral("lag"), QStringLiteral("--group"), group,
            QStringLiteral("--output"), QStringLiteral("ndjson") });
        QVERIFY2(lag.code == 0, lag.err.constData());
        const auto rows = lag.lines();
        QCOMPARE(rows.size(), 2);
        QCOMPARE(rows[0][QStringLiteral("group")].toString(), group);
        QCOMPARE(rows[0][QStringLiteral("topic")].toString(), m_topic);
        QCOMPARE(rows[0][QStringLiteral("partition")].toInt(-1), 0);
        QCOMPARE(rows[0][QStringLiteral("committed")].toInt(), 4);
        QCOMPARE(rows[0][QStringLiteral("end")].toInt(), 10);
        QCOMPARE(rows[0][QStringLiteral("lag")].toInt(), 6);
        QCOMPARE(rows[0][QStringLiteral("status")].toString(), QStringLiteral("stopped"));
        QCOMPARE(rows[0][QStringLiteral("time_lag_source")].toString(), QStringLiteral("record_create_time"));
        const qint64 age = rows[0][QStringLiteral("time_lag_ms")].toInteger(-1);
        QVERIFY2(age >= 0 && age < 60'000, qPrintable(QString::number(age)));
        QCOMPARE(rows[1][QStringLiteral("lag")].toInt(-1), 0);
        QCOMPARE(rows[1][QStringLiteral("time_lag_ms")].toInt(-1), 0);
        QCOMPARE(rows[1][QStringLiteral("time_lag_source")].toString(), QStringLiteral("caught_up"));
        QCOMPARE(rows[1][QStringLiteral("status")].toString(), QStringLiteral("ok"));

        const auto list = m_ctl.run(words("groups list --output ndjson"));
        QJsonObject listed;
        for (const QJsonObject& row : list.lines()) {
            if (row[QStringLiteral("group")] == group)
                listed = row;
        }
        QCOMPARE(listed,
            QJsonObject({ { QStringLiteral("group"), group }, { QStringLiteral("state"), QStringLiteral("Empty") },
                { QStringLiteral("protocol"), QStringLiteral("classic") }, { QStringLiteral("members"), 0 },
                { QStringLiteral("topics"), 1 }, { QStringLiteral("lag"), 6 } }));

        const auto described = m_ctl.run({ QStringLiteral("groups"), QStringLiteral("describe"), group,
            QStringLiteral("--output"), QStringLiteral("json") });
        QCOMPARE(described.code, 0);
        QCOMPARE(described.object()[QStringLiteral("lag")].toArray().size(), 2);
        QVERIFY(described.object()[QStringLiteral("members")].isArray());
        QVERIFY(m_ctl.run({ QStringLiteral("lag"), QStringLiteral("--group"), group }).out.contains("6"));
    }

    void anAssignedPartitionWithoutACommitIsNotLagZero()
    {
        fill(3);
        const QString group = fresh("ctl-nocommit-");
        auto consumer = kafka::GroupConsumer::create(
            m_settings, { .group = group, .clientId = QStringLiteral("a <b>client</b>"), .topics = { m_topic } });
        QVERIFY(consumer);
        const auto joined = [&] {
            (void)(*consumer)->poll(kafka::Milliseconds(100), 10, [](const kafka::RecordRef&) {});
            return (*consumer)->assignment().size() == 3;
        };
        QTRY_VERIFY_WITH_TIMEOUT(joined(), Patience);
        const auto rows = m_ctl
                              .run({ QStringLiteral("lag"), QStringLiteral("--group"), group,
                                  QStringLiteral("--output"), QStringLiteral("ndjson") })
                              .lines();
        QCOMPARE(rows.size(), 3);
        QVERIFY(rows[0][QStringLiteral("committed")].isNull());
        QVERIFY(rows[0][QStringLiteral("lag")].isNull());
        QVERIFY(rows[0][QStringLiteral("time_lag_ms")].isNull());
        QCOMPARE(rows[0][QStringLiteral("end")].toInt(-1), 1);
        QCOMPARE(rows[0][QStringLiteral("time_lag_source")].toString(), QStringLiteral("none"));
        QCOMPARE(rows[0][QStringLiteral("status")].toString(), QStringLiteral("no_commit"));
        const QJsonObject described = m_ctl
                                          .run({ QStringLiteral("groups"), QStringLiteral("describe"), group,
                                              QStringLiteral("--output"), QStringLiteral("json") })
                                          .object();
        const QJsonObject member = described[QStringLiteral("members")].toArray()[0].toObject();
        QCOMPARE(member[QStringLiteral("client_id")].toString(), QStringLiteral("a <b>client</b>"));
        QCOMPARE(member[QStringLiteral("assignment")].toArray().size(), 3);
    }

    void checkFindsTheCluster()
    {
        const auto outcome = m_ctl.run(words("check --output json"));
        QCOMPARE(outcome.code, 0);
        const QJsonObject report = outcome.object();
        QVERIFY(report[QStringLiteral("ok")].toBool());
        QVERIFY(!report[QStringLiteral("cluster_id")].toString().isEmpty());
        QVERIFY(!report[QStringLiteral("brokers")].toArray().isEmpty());
        QStringList steps;
        for (const auto& step : report[QStringLiteral("steps")].toArray())
            steps.append(step[QStringLiteral("step")].toString());
        QCOMPARE(steps, words("configuration resolve connect metadata brokers authorise authorise"));
    }

    void variablesAndPropertiesReachTheClient()
    {
        Spillwayctl plain;
        QCOMPARE(plain
                     .run(words("topics list"), {},
                         { { QStringLiteral("KAFKA_BOOTSTRAP_SERVERS"), m_settings.bootstrapServers } })
                     .code,
            0);
        QCOMPARE(m_ctl.run(words("topics list -X socket.timeout.ms=15000 -X client.id=me")).code, 0);
        const auto bad = m_ctl.run(words("topics list -X socket.timeout.ms=soon"));
        QCOMPARE(bad.code, 2);
        QVERIFY2(bad.err.contains("socket.timeout.ms"), bad.err.constData());
    }
};

QTEST_GUILESS_MAIN(SpillwayctlTest)
#include "tst_spillwayctl.moc"
