// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/kafka/producer.h"
#include "core/profile/profilestore.h"
#include "tests/support/kafkafixtures.h"
#include "tests/support/letterfixtures.h"
#include "tests/support/spillwayctl.h"

#include <QTest>

#include <algorithm>

using namespace spillway;
using namespace spillway::test;

namespace {

QString s(const char* text)
{
    return QString::fromUtf8(text);
}

} // namespace

/// `spillwayctl deadletter …`, the real program against the real broker.
class DeadletterCtlTest : public QObject {
    Q_OBJECT

    ConnectionSettings m_settings = sharedBroker();
    Spillwayctl m_ctl;
    std::unique_ptr<kafka::Producer> m_producer;
    QString m_orders;
    QString m_letters;

    Spillwayctl::Outcome deadletter(const QStringList& words) const
    {
        return m_ctl.run(QStringList{ s("deadletter") } + words + QStringList{ s("--output"), s("ndjson") });
    }
    int printed(const QString& topic) const
    {
        return int(
            m_ctl.run({ s("tail"), topic, s("--from"), s("beginning"), s("--until-end"), s("--output"), s("ndjson") })
                .lines()
                .size());
    }

private slots:
    void initTestCase()
    {
        QVERIFY2(!m_settings.bootstrapServers.isEmpty(), "SPILLWAY_TEST_BOOTSTRAP names no broker; run ./dev test");
        m_ctl.setCommon({ s("--bootstrap"), m_settings.bootstrapServers });
        auto producer = kafka::Producer::create(m_settings);
        VERIFY_RESULT(producer);
        m_producer = std::move(*producer);
    }
    void init()
    {
        m_orders = makeTopic(m_settings, s("orders"), 2);
        m_letters = makeTopic(m_settings, s("orders-dlt"), 1);
        for (int i = 0; i < 6; ++i) {
            auto headers = springHeaders(m_orders.toUtf8(), i % 2, i);
            headers.push_back({ "own", QByteArray::number(i) });
            Record letter = letterRecord(headers);
            letter.topic = m_letters;
            letter.key = "key-" + QByteArray::number(i);
            VERIFY_RESULT(m_producer->send(letter, Partition{ 0 }).get());
        }
    }

    void listShowAndGroupsHaveTheKeysOfTheContract()
    {
        QJsonObject topic;
        for (const QJsonObject& row : deadletter({ s("list") }).lines()) {
            if (row[s("topic")].toString() == m_letters)
                topic = row;
        }
        QCOMPARE(topic[s("partitions")].toInt(), 1);
        QCOMPARE(topic[s("depth")].toInt(), 6);
        QCOMPARE(topic[s("open")].toInt(), 6);
        QVERIFY(topic[s("inflow_per_min")].isDouble());
        QVERIFY(topic[s("oldest")].toString().endsWith(u'Z'));

        const auto letters = deadletter({ s("list"), m_letters, s("--limit"), s("4") }).lines();
        QCOMPARE(letters.size(), 4);
        QCOMPARE(letters[0][s("offset")].toInt(), 5);
        QCOMPARE(letters[0][s("key")].toString(), s("key-5"));
        const QJsonObject error = letters[0][s("dead_letter")].toObject();
        QCOMPARE(error[s("dialect")].toString(), s("spring_dlt"));
        QCOMPARE(error[s("origin")].toObject()[s("offset")].toInt(), 5);
        QCOMPARE(error[s("error_class")].toString(), s("java.lang.IllegalStateException"));
        QVERIFY(error[s("attempts")].isNull());

        const auto shown = deadletter({ s("show"), m_letters + s(":0:2"), s("--original") });
        QCOMPARE(shown.code, 4); // shown, but its original does not exist
        QCOMPARE(shown.object()[s("original")].toObject()[s("kind")].toString(), s("beyond_end"));
        const auto text = m_ctl.run({ s("deadletter"), s("show"), m_letters + s(":0:2") });
        QCOMPARE(text.code, 0);
        QVERIFY(text.out.contains("java.lang.IllegalStateException"));

        const auto groups = deadletter({ s("groups"), m_letters }).lines();
        QCOMPARE(groups.size(), 1);
        QCOMPARE(groups[0][s("count")].toInt(), 6);
        QCOMPARE(groups[0][s("consumer_group")].toString(), s("fulfilment"));
        QCOMPARE(groups[0][s("message")].toString(), s("Listener failed; order # is unknown"));
        QCOMPARE(groups[0][s("state")].toString(), s("open"));
    }

    void replayIsADryRunThenConfirmedThenAlreadyDone()
    {
        const auto dry = deadletter({ s("replay"), m_letters, s("--dry-run") });
        QCOMPARE(dry.code, 0);
        QCOMPARE(dry.lines().size(), 7);
        QCOMPARE(dry.lines()[0][s("action")].toString(), s("replay"));
        QCOMPARE(dry.lines()[0][s("headers_removed")].toInt(), 10);
        QCOMPARE(dry.lines()[0][s("headers_kept")].toInt(), 1);
        QCOMPARE(dry.lines().last()[s("to_replay")].toInt(), 6);
        QCOMPARE(printed(m_orders), 0);

        const auto unconfirmed = deadletter({ s("replay"), m_letters });
        QCOMPARE(unconfirmed.code, 5);
        QVERIFY(unconfirmed.err.contains("Write 6 records to"));
        QCOMPARE(m_ctl.run({ s("--read-only"), s("deadletter"), s("replay"), m_letters, s("--yes") }).code, 5);
        QCOMPARE(deadletter({ s("replay"), m_letters, s("--to"), m_letters, s("--yes") }).code, 5);
        QCOMPARE(printed(m_orders), 0);

        const auto picked = deadletter({ s("replay"), m_letters, s("--pick"), s("0:1,0:3"), s("--yes") });
        QCOMPARE(picked.code, 0);
        QCOMPARE(picked.lines().last()[s("replayed")].toInt(), 2);
        QCOMPARE(picked.lines()[0][s("to_partition")].toInt(), 1);
        const auto all = deadletter({ s("replay"), m_letters, s("--yes") });
        QCOMPARE(all.code, 0);
        const QJsonObject totals = all.lines().last();
        QCOMPARE(totals[s("selected")].toInt(), 6);
        QCOMPARE(totals[s("replayed")].toInt(), 4);
        QCOMPARE(totals[s("already")].toInt(), 2);
        QCOMPARE(totals[s("skipped")].toInt(-1), 0);
        QCOMPARE(totals[s("failed")].toInt(-1), 0);
        QVERIFY(totals[s("seconds")].toDouble() > 0);
        QCOMPARE(printed(m_orders), 6);
        const auto filtered = deadletter(
            { s("replay"), m_letters, s("--filter"), s("KEY-4"), s("--again"), s("--partition"), s("0"), s("--yes") });
        QCOMPARE(filtered.lines().last()[s("replayed")].toInt(), 1);
        const auto audit = deadletter({ s("audit"), m_letters }).lines();
        QCOMPARE(audit.size(), 14);
        QCOMPARE(audit.last()[s("what")].toString(), s("sent"));
        QCOMPARE(audit.last()[s("to_partition")].toInt(-1), 0);
        QCOMPARE(
            deadletter({ s("list"), m_letters }).lines().first()[s("dead_letter")].toObject()[s("state")].toString(),
            s("replayed"));
    }

    void theSameCommandAfterAKillSendsTheRestAndNamesWhatIsUncertain()
    {
        QProcess process;
        m_ctl.prepare(process,
            { s("deadletter"), s("replay"), m_letters, s("--rate"), s("2"), s("--yes"), s("--output"), s("ndjson") });
        process.start();
        QVERIFY(process.waitForReadyRead(20'000)); // one outcome is out, five are to come
        process.kill();
        QVERIFY(process.waitForFinished(5000));
        const int before = printed(m_orders);
        QVERIFY(before >= 1 && before < 6);
        const auto rest = deadletter({ s("replay"), m_letters, s("--yes") });
        const QJsonObject totals = rest.lines().last();
        const int uncertain = totals[s("uncertain")].toInt();
        QCOMPARE(totals[s("replayed")].toInt() + totals[s("already")].toInt() + uncertain, 6);
        QCOMPARE(rest.code, uncertain > 0 ? 4 : 0);
        QVERIFY(totals[s("already")].toInt() >= 1);
        // nothing twice: what is uncertain may be there or not
        QVERIFY(printed(m_orders) <= 6);
        QVERIFY(printed(m_orders) >= 6 - uncertain);
    }

    void discardIsANoteWithAReason()
    {
        QCOMPARE(deadletter({ s("discard"), m_letters + s(":0:0") }).code, 2);
        const auto done
            = deadletter({ s("discard"), m_letters + s(":0:0"), m_letters + s(":0:1"), s("--reason"), s("known bug") });
        QCOMPARE(done.code, 0);
        QCOMPARE(done.object()[s("discarded")].toInt(), 2);
        const auto shown = deadletter({ s("show"), m_letters + s(":0:1") }).object();
        QCOMPARE(shown[s("dead_letter")].toObject()[s("state")].toString(), s("discarded"));
        QCOMPARE(shown[s("dead_letter")].toObject()[s("state_remark")].toString(), s("known bug"));
        QCOMPARE(deadletter({ s("replay"), m_letters, s("--dry-run") }).lines().last()[s("to_replay")].toInt(), 4);
        QCOMPARE(deadletter({ s("discard"), m_letters, s("--pick"), s("0:0,0:1"), s("--reopen") }).code, 0);
        QCOMPARE(deadletter({ s("replay"), m_letters, s("--dry-run") }).lines().last()[s("to_replay")].toInt(), 6);
    }

    void patternsOfTheProfileNameDeadLetterTopics()
    {
        const QString rejects = makeTopic(m_settings, s("rejects"), 1);
        const auto named = [&](const Spillwayctl& ctl, const std::map<QString, QString>& variables) {
            const auto outcome = ctl.run({ s("deadletter"), s("list"), s("--output"), s("ndjson") }, {}, variables);
            return std::ranges::any_of(
                outcome.lines(), [&](const QJsonObject& row) { return row[s("topic")].toString() == rejects; });
        };
        QVERIFY(!named(m_ctl, {}));
        const QTemporaryDir configuration;
        ConnectionProfile profile;
        profile.name = s("own names");
        profile.bootstrapServers = m_settings.bootstrapServers;
        profile.deadLetterPatterns = QStringList{ QLatin1Char('^') + rejects + QLatin1Char('$') };
        ProfileStore store(configuration.filePath(s("spillway/profiles.json")));
        VERIFY_RESULT(store.create(profile));
        Spillwayctl ctl;
        ctl.setCommon({ s("--profile"), profile.name });
        QVERIFY(named(ctl, { { s("XDG_CONFIG_HOME"), configuration.path() } }));
    }

    void wrongWordsAreNamed_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<int>("code");
        QTest::newRow("coordinates") << QStringList{ s("show"), s("topic:1") } << 2;
        QTest::newRow("pick") << QStringList{ s("replay"), s("t"), s("--pick"), s("1"), s("--yes") } << 2;
        QTest::newRow("rate") << QStringList{ s("replay"), s("t"), s("--rate"), s("fast"), s("--yes") } << 2;
        QTest::newRow("pattern") << QStringList{ s("list"), s("--pattern"), s("(") } << 2;
        QTest::newRow("both") << QStringList{ s("replay"), s("t"), s("--dry-run"), s("--yes") } << 2;
        QTest::newRow("no such topic") << QStringList{ s("list"), s("no-such-topic-dlt") } << 1;
        QTest::newRow("no such letter") << QStringList{ s("show"), s("no-such-topic-dlt:0:0") } << 1;
    }
    void wrongWordsAreNamed()
    {
        QFETCH(const QStringList, words);
        QFETCH(const int, code);
        const auto outcome = deadletter(words);
        QCOMPARE(outcome.code, code);
        QVERIFY(!outcome.err.isEmpty());
    }
};

SPILLWAY_KAFKA_TEST_MAIN(DeadletterCtlTest)
#include "tst_deadletterctl.moc"
