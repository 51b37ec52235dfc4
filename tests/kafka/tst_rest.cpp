// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/http/restserver.h"
#include "tests/kafka/servicefixture.h"
#include "tests/support/kafkafixtures.h"
#include "tests/support/rawhttp.h"

#include <QJsonArray>
#include <QTest>

using namespace spillway;
using spillway::test::Patience;
using spillway::test::RawAnswer;
using spillway::test::RawHttp;
using spillway::test::ServiceFixture;

/// The REST API in front of a running service and a real broker (R46–R51, R80).
class RestTest : public QObject {
    Q_OBJECT

    std::unique_ptr<ServiceFixture> m_fixture;
    std::unique_ptr<EventBus> m_bus;
    std::unique_ptr<KafkaService> m_service;
    std::unique_ptr<KafkaRestService> m_asked;
    std::unique_ptr<RestServer> m_server;

    RawAnswer ask(const QByteArray& request) const
    {
        RawHttp client(m_server->port());
        client.send(request);
        return client.read(Patience);
    }
    QString topicName(const char* suffix) const { return m_fixture->config.topicName(QString::fromLatin1(suffix)); }

private slots:
    void initTestCase()
    {
        QVERIFY2(qEnvironmentVariableIsSet("SPILLWAY_TEST_BOOTSTRAP"), "is not set: run ./dev test");
        m_fixture = std::make_unique<ServiceFixture>();
        m_bus = std::make_unique<EventBus>();
        m_bus->start();
        m_service = std::make_unique<KafkaService>(*m_bus, m_fixture->settings());
        VERIFY_RESULT(m_service->start());
        m_asked = std::make_unique<KafkaRestService>(*m_service);
        RestOptions options;
        options.port = 0;
        options.limits.request = std::chrono::milliseconds(Patience);
        m_server = std::make_unique<RestServer>(options, *m_asked);
        VERIFY_RESULT(m_server->start());
    }
    void cleanupTestCase()
    {
        m_server.reset();
        m_service.reset();
        m_bus.reset();
        m_fixture.reset();
    }

    void healthIsGood()
    {
        const auto answer = ask(RawHttp::get("/kafka/health"));
        QVERIFY2(answer.status == 200, answer.body.constData());
        QCOMPARE(answer.json()[u"kafka_available"], QJsonValue(true));
        QCOMPARE(answer.json()[u"circuit_breaker"].toString(), QStringLiteral("closed"));
    }

    void topicsAreListedAndDescribed()
    {
        const auto names = ask(RawHttp::get("/kafka/topics")).json()[u"topics"].toArray();
        QVERIFY(names.contains(topicName("debate-events")));
        QVERIFY(names.contains(topicName("debate-events.dead-letter")));
        const auto bySuffix = ask(RawHttp::get("/kafka/topics/debate-events"));
        const auto byName = ask(RawHttp::get("/kafka/topics/" + topicName("debate-events").toUtf8()));
        QCOMPARE(bySuffix.status, 200);
        QCOMPARE(byName.json()[u"name"].toString(), topicName("debate-events"));
        QCOMPARE(bySuffix.json()[u"name"], byName.json()[u"name"]);
        QCOMPARE(byName.json()[u"partitions"].toInt(), m_fixture->config.numPartitions);
        QCOMPARE(byName.json()[u"config"].toObject()[u"retention.ms"].toString(), QStringLiteral("604800000"));
        QVERIFY(byName.json()[u"partition_details"].toArray()[0].toObject()[u"leader"].isDouble());
        const auto missing = ask(RawHttp::get("/kafka/topics/nowhere-events"));
        QCOMPARE(missing.status, 404);
        QVERIFY(missing.detail().contains(u"Topic does not exist"));
    }

    // R49: what the answer says is where the record is
    void anEventIsWhereTheAnswerSays()
    {
        const auto answer = ask(RawHttp::post("/kafka/events",
            R"({"event_type":"debate-events","event_data":{"debate_id":"debate-123","n":9007199254740993},)"
            R"("partition_key":"debate-123"})"));
        QVERIFY2(answer.status == 200, answer.body.constData());
        QCOMPARE(answer.json()[u"status"].toString(), QStringLiteral("published"));
        QCOMPARE(answer.json()[u"topic"].toString(), topicName("debate-events"));
        const auto events = m_fixture->eventsOf(*m_service, QStringLiteral("debate-events"));
        const auto found = std::ranges::find_if(events, [&](const DomainEventPtr& event) {
            return event->origin()->partition.partition.value == answer.json()[u"partition"].toInt()
                && event->origin()->offset.value == answer.json()[u"offset"].toInteger();
        });
        QVERIFY(found != events.end());
        QCOMPARE((*found)->data()[u"n"].toInt(), std::optional(qint64{ 9'007'199'254'740'993 }));
        QCOMPARE((*found)->data()[u"debate_id"].toText(), std::optional(QStringLiteral("debate-123")));
        // R69: one key, one partition
        const auto again = ask(RawHttp::post(
            "/kafka/events", R"({"event_type":"debate-events","event_data":{},"partition_key":"debate-123"})"));
        QCOMPARE(again.json()[u"partition"], answer.json()[u"partition"]);
    }

    void whatKafkaRefusesIsSaidInItsWords()
    {
        const auto missing = ask(RawHttp::post("/kafka/events", R"({"event_type":"nowhere","event_data":{}})"));
        QCOMPARE(missing.status, 404);
        QVERIFY2(missing.detail().contains(u"Topic does not exist"), missing.body.constData());
        // the topic takes 524,288 bytes, as they are after compression: of what does not compress
        QByteArray noise(900'000, ' ');
        quint32 seed = 1;
        for (char& c : noise) {
            seed = seed * 1'664'525 + 1'013'904'223;
            c = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[seed >> 26];
        }
        const auto refused = ask(
            RawHttp::post("/kafka/events", R"({"event_type":"webhook-events","event_data":{"x":")" + noise + R"("}})"));
        QVERIFY2(refused.status == 413, refused.body.constData());
        const auto replicas = ask(RawHttp::post("/kafka/topics", R"({"event_type":"x","replication_factor":99})"));
        QVERIFY2(replicas.status == 422, replicas.body.constData());
        QVERIFY2(replicas.detail().contains(u"eplication factor"), replicas.body.constData());
    }

    // R50: five partitions really made, and its dead-letter topic
    void aTopicIsCreatedOnce()
    {
        const QByteArray request = RawHttp::post(
            "/kafka/topics", R"({"event_type":"my-custom-events","num_partitions":5,"replication_factor":1})");
        const auto made = ask(request);
        QVERIFY2(made.status == 201, made.body.constData());
        QCOMPARE(made.json()[u"topic"].toString(), topicName("my-custom-events"));
        const auto described = [&](const QByteArray& suffix) {
            return ask(RawHttp::get("/kafka/topics/" + suffix)).json()[u"partitions"].toInt();
        };
        QTRY_COMPARE_WITH_TIMEOUT(described("my-custom-events"), 5, Patience);
        QTRY_COMPARE_WITH_TIMEOUT(described("my-custom-events.dead-letter"), 5, Patience);
        // R84: one copy as asked for, kept 7 days, its dead letters 30 days longer
        const auto topic = ask(RawHttp::get("/kafka/topics/my-custom-events")).json();
        QCOMPARE(topic[u"replication_factor"].toInt(), 1);
        QCOMPARE(topic[u"config"].toObject()[u"retention.ms"].toString(), QStringLiteral("604800000"));
        const auto letters = ask(RawHttp::get("/kafka/topics/my-custom-events.dead-letter")).json();
        QCOMPARE(letters[u"replication_factor"].toInt(), 1);
        QCOMPARE(letters[u"config"].toObject()[u"retention.ms"].toString(), QStringLiteral("3196800000"));
        const auto again = ask(request);
        QVERIFY2(again.status == 409, again.body.constData());
        const auto longName
            = ask(RawHttp::post("/kafka/topics", R"({"event_type":")" + QByteArray(200, 'a') + R"(.b"})"));
        QCOMPARE(longName.status, 422);
    }

    void groupsAndLagAreThoseOfTheCluster()
    {
        const auto ours = [&](const QJsonArray& rows) {
            QJsonArray found;
            for (const auto& row : rows) {
                if (row[u"group"].toString().startsWith(m_fixture->config.groupId))
                    found.append(row);
            }
            return found;
        };
        const auto groups = [&] { return ours(ask(RawHttp::get("/kafka/groups")).json()[u"groups"].toArray()); };
        QTRY_VERIFY_WITH_TIMEOUT(groups().size() >= 5, Patience); // the bridge and four processors
        const auto lagged = [&] {
            const QByteArray topic = topicName("debate-events").toUtf8();
            qint64 behind = 0;
            const auto rows = ours(ask(RawHttp::get("/kafka/lag?topic=" + topic)).json()[u"lag"].toArray());
            for (const auto& row : rows)
                behind += row[u"lag"].toInteger(1);
            return rows.isEmpty() ? -1 : behind;
        };
        QTRY_COMPARE_WITH_TIMEOUT(lagged(), qint64{ 0 }, Patience); // all was read and committed
    }

    void figuresAreTrue()
    {
        const auto stats = ask(RawHttp::get("/kafka/stats")).json();
        const auto produced = stats[u"kafka_client"].toObject()[u"messages_produced"].toInteger();
        QVERIFY(produced >= 2);
        const auto metrics = ask(RawHttp::get("/metrics"));
        QCOMPARE(metrics.status, 200);
        for (const char* line : { "\nspillway_kafka_available 1\n", "\nspillway_components_healthy 1\n",
                 "\nspillway_circuit_breaker_state{state=\"closed\"} 1\n",
                 "spillway_processor_events_processed_total{processor=\"debate-processor\"}" })
            QVERIFY2(metrics.body.contains(line), metrics.body.constData());
    }

    // last: the service is gone afterwards
    void aServiceThatIsStoppedSaysSo()
    {
        m_service->stop();
        const auto health = ask(RawHttp::get("/kafka/health"));
        QCOMPARE(health.status, 503);
        QCOMPARE(health.json()[u"service_running"], QJsonValue(false));
        for (const QByteArray& request : { RawHttp::get("/kafka/topics"), RawHttp::get("/kafka/groups"),
                 RawHttp::post("/kafka/events", R"({"event_type":"debate-events","event_data":{}})"),
                 RawHttp::post("/kafka/topics", R"({"event_type":"x"})") }) {
            const auto answer = ask(request);
            QCOMPARE(answer.status, 503);
            QVERIFY2(answer.detail().contains(u"not running"), answer.body.constData());
        }
        QCOMPARE(ask(RawHttp::get("/kafka/stats")).status, 200);
    }
};

QTEST_GUILESS_MAIN(RestTest)
#include "tst_rest.moc"
