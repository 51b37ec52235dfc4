// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/restfixture.h"

#include <QJsonArray>
#include <QLoggingCategory>
#include <QScopeGuard>

#include <mutex>
#include <thread>

using namespace spillway;
using namespace std::chrono_literals;
using namespace spillway::test;

namespace {

std::mutex loggedMutex;
QString logged;
void keepLog(QtMsgType, const QMessageLogContext&, const QString& text)
{
    const std::lock_guard lock(loggedMutex);
    logged += text + u'\n';
}

} // namespace

class RestServerTest : public QObject, RestFixture {
    Q_OBJECT

private slots:
    void cleanup() { end(); }

    // R46–R51, R80
    void everyEndpointAnswers_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<int>("status");
        QTest::addColumn<QStringList>("members");
        QTest::newRow("health") << RawHttp::get("/kafka/health") << 200
                                << QStringList{ "service_running", "kafka_available", "components_healthy",
                                       "last_error", "uptime_seconds", "kafka_client", "event_bridge",
                                       "processor_manager", "circuit_breaker" };
        QTest::newRow("topics") << RawHttp::get("/kafka/topics") << 200 << QStringList{ "topics" };
        QTest::newRow("topic") << RawHttp::get("/kafka/topics/debate-events") << 200
                               << QStringList{ "name", "partitions", "replication_factor", "partition_details",
                                      "config" };
        QTest::newRow("event") << RawHttp::post("/kafka/events", Event) << 200
                               << QStringList{ "status", "event_type", "topic", "partition", "offset" };
        QTest::newRow("new topic") << RawHttp::post(
            "/kafka/topics", R"({"event_type":"my-custom-events","num_partitions":5,"replication_factor":2})")
                                   << 201 << QStringList{ "status", "topic" };
        QTest::newRow("groups") << RawHttp::get("/kafka/groups") << 200 << QStringList{ "groups" };
        QTest::newRow("lag") << RawHttp::get("/kafka/lag?group=readers") << 200 << QStringList{ "lag" };
        QTest::newRow("stats") << RawHttp::get("/kafka/stats") << 200
                               << QStringList{ "kafka_client", "event_bridge", "processor_manager",
                                      "service_uptime_seconds" };
        QTest::newRow("openapi") << RawHttp::get("/openapi.json") << 200 << QStringList{ "openapi", "paths" };
    }
    void everyEndpointAnswers()
    {
        QFETCH(QByteArray, request);
        QFETCH(int, status);
        QFETCH(QStringList, members);
        RawHttp client(serve());
        const RawAnswer answer = client.ask(request);
        QCOMPARE(answer.status, status);
        QCOMPARE(answer.headers["content-type"], QByteArray("application/json"));
        for (const QString& member : members)
            QVERIFY2(answer.json().contains(member), answer.body.constData());
        QVERIFY(client.isOpen());
        QCOMPARE(client.ask(RawHttp::get("/metrics")).headers["content-type"],
            QByteArray("text/plain; version=0.0.4; charset=utf-8")); // the same connection
    }

    void figuresAreExactAndUnknownIsNull()
    {
        RawHttp client(serve());
        const auto event = client.ask(RawHttp::post("/kafka/events", Event));
        QVERIFY2(event.body.contains("\"offset\":9007199254740993"), event.body.constData());
        QCOMPARE(event.json()[u"topic"].toString(), QStringLiteral("demo.debate-events"));
        const auto topic = client.ask(RawHttp::get("/kafka/topics/demo.x")).json();
        const auto partitions = topic[u"partition_details"].toArray();
        QCOMPARE(partitions.size(), 2);
        const QJsonObject first{ { QStringLiteral("id"), 0 }, { QStringLiteral("leader"), 1 },
            { QStringLiteral("replicas"), QJsonArray{ 1, 2 } }, { QStringLiteral("in_sync_replicas"), QJsonArray{ 1 } },
            { QStringLiteral("earliest"), 3 }, { QStringLiteral("latest"), 7 } };
        QCOMPARE(QJsonDocument(partitions[0].toObject()).toJson(), QJsonDocument(first).toJson()); // R48
        QCOMPARE(topic[u"name"].toString(), QStringLiteral("demo.x"));
        QCOMPARE(topic[u"partitions"].toInt(), 2);
        QCOMPARE(topic[u"replication_factor"].toInt(), 2);
        QCOMPARE(topic[u"config"].toObject()[u"retention.ms"].toString(), QStringLiteral("604800000"));
        QVERIFY(partitions[1].toObject()[u"leader"].isNull());
        QVERIFY(partitions[1].toObject()[u"latest"].isNull());
        QVERIFY(topic[u"config"].toObject()[u"secret"].isNull());
        const auto groups = client.ask(RawHttp::get("/kafka/groups")).json()[u"groups"].toArray();
        QCOMPARE(groups[0].toObject()[u"lag"].toInt(), 2);
        QVERIFY(groups[1].toObject()[u"members"].isNull());
        QVERIFY(groups[1].toObject().contains(u"error"));
        const auto rows = client.ask(RawHttp::get("/kafka/lag?topic=demo.debate-events")).json()[u"lag"].toArray();
        QCOMPARE(rows.size(), 2);
        QVERIFY(rows[1].toObject()[u"committed"].isNull());
        QCOMPARE(rows[1].toObject()[u"status"].toString(), QStringLiteral("no_commit"));
        QCOMPARE(client.ask(RawHttp::get("/kafka/lag?group=nobody")).json()[u"lag"].toArray().size(), 0);
        client.send(RawHttp::get("/kafka/topics").replace(0, 3, "HEAD"));
        const RawAnswer head = client.read(5000, false);
        QCOMPARE(head.status, 200);
        QVERIFY(head.headers["content-length"].toInt() > 10);
        QVERIFY(client.isOpen());
    }

    // R50: what the request says is what the service is asked for
    void aNewTopicIsAskedForAsItWasWanted()
    {
        struct Wanted {
            QString type;
            std::optional<int> partitions;
            std::optional<int> replicas;
        };
        std::mutex mutex;
        std::vector<Wanted> asked;
        m_service->onCreate
            = [&](const QString& type, std::optional<int> partitions, std::optional<int> replicas) -> Result<QString> {
            const std::lock_guard lock(mutex);
            asked.push_back({ type, partitions, replicas });
            return QStringLiteral("demo.") + type;
        };
        RawHttp client(serve());
        const auto made = client.ask(RawHttp::post(
            "/kafka/topics", R"({"event_type":"my-custom-events","num_partitions":5,"replication_factor":2})"));
        QCOMPARE(made.status, 201);
        QCOMPARE(made.json()[u"topic"].toString(), QStringLiteral("demo.my-custom-events"));
        QCOMPARE(client.ask(RawHttp::post("/kafka/topics", R"({"event_type":"plain"})")).status, 201);
        const std::lock_guard lock(mutex);
        QCOMPARE(asked.size(), size_t{ 2 });
        QCOMPARE(asked[0].type, QStringLiteral("my-custom-events"));
        QCOMPARE(asked[0].partitions, std::optional(5));
        QCOMPARE(asked[0].replicas, std::optional(2));
        QVERIFY(!asked[1].partitions && !asked[1].replicas); // as the configuration has it
    }

    void healthThatIsNotWellIs503WithTheSameBody()
    {
        m_service->onHealth = [] {
            ServiceHealth health;
            health.lastError = QStringLiteral("Failed to connect to Kafka");
            return health;
        };
        RawHttp client(serve());
        const auto answer = client.ask(RawHttp::get("/kafka/health"));
        QCOMPARE(answer.status, 503);
        QCOMPARE(answer.json()[u"service_running"], QJsonValue(false));
        QCOMPARE(answer.json()[u"last_error"].toString(), QStringLiteral("Failed to connect to Kafka"));
    }

    void everyErrorNamesWhatWasWrong_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("detail");
        const auto row = [](const char* name, const QByteArray& request, int status, const char* detail) {
            QTest::newRow(name) << request << status << QString::fromUtf8(detail);
        };
        const auto event = [](const QByteArray& body) { return RawHttp::post("/kafka/events", body); };
        const auto data = [](const QByteArray& value) {
            return RawHttp::post("/kafka/events", R"({"event_type":"a","event_data":{"x":)" + value + "}}");
        };
        row("path", RawHttp::get("/kafka/nothing"), 404, "nothing at this path");
        row("path with a slash more", RawHttp::get("/kafka/topics/"), 200, "");
        row("method", RawHttp::post("/kafka/health", Event), 405, "POST is not possible here, only GET");
        row("delete", RawHttp::get("/kafka/topics/x").replace(0, 3, "DELETE"), 405, "DELETE");
        row("query", RawHttp::get("/kafka/lag?grup=x"), 400, "grup");
        row("query twice", RawHttp::get("/kafka/lag?group=x&group=y"), 400, "group is there twice");
        row("query where there is none", RawHttp::get("/kafka/topics?x=1"), 400, "x");
        row("target", RawHttp::get("/kafka/topics/%ff"), 400, "not UTF-8");
        row("nul in the target", RawHttp::get("/kafka/topics/a%00b"), 400, "control characters");
        row("long target", RawHttp::get("/" + QByteArray(5000, 'a')), 414, "4096");
        row("headers", RawHttp::get("/kafka/topics", "X: " + QByteArray(17'000, 'a') + "\r\n"), 431, "16384");
        row("host", RawHttp::get("/kafka/topics").replace("127.0.0.1", "evil.example"), 403, "evil.example");
        row("two hosts", RawHttp::get("/kafka/topics", "Host: 127.0.0.1\r\n"), 400, "more than one Host");
        row("origin", RawHttp::post("/kafka/events", Event, "Origin: https://evil.example\r\n"), 403, "evil.example");
        row("null origin", RawHttp::post("/kafka/events", Event, "Origin: null\r\n"), 403, "null");
        row("type", RawHttp::post("/kafka/events", Event).replace("application/json", "text/plain"), 415, "text/plain");
        row("no type", RawHttp::post("/kafka/events", Event).replace("Content-Type: application/json\r\n", ""), 415,
            "missing");
        row("charset", RawHttp::post("/kafka/events", Event).replace("/json", "/json; charset=latin1"), 415, "latin1");
        row("encoding", RawHttp::post("/kafka/events", Event, "Content-Encoding: gzip\r\n"), 415, "gzip");
        row("too large", event(QByteArray(2'300'000, ' ')), 413, "larger than 2200000 bytes");
        row("two lengths", RawHttp::post("/kafka/events", Event, "Transfer-Encoding: chunked\r\n"), 400, "length");
        row("empty", event({}), 400, "empty");
        row("no JSON", event("hello"), 400, "not JSON");
        row("cut off", event(R"({"event_type":"a")"), 400, "not JSON");
        row("no object", event("[]"), 422, "array");
        row("UTF-8", event("{\"event_type\":\"a\xff\"}"), 400, "byte 16");
        row("unknown field", event(R"({"event_type":"a","event_data":{},"key":"x"})"), 400, "Unknown field: key");
        row("repeated field", event(R"({"event_type":"a","event_type":"b","event_data":{}})"), 400, "event_type");
        row("depth", data(QByteArray(100'000, '[') + QByteArray(100'000, ']')), 400, "not JSON");
        row("unclosed depth", event(QByteArray(100'000, '[')), 400, "not JSON");
        row("1e400", data("1e400"), 400, "not JSON");
        row("2^63", data("9223372036854775808"), 400, "not JSON");
        row("2^63 - 1", data("9223372036854775807"), 200, "");
        row("half a surrogate pair", data(R"("\ud800")"), 400, "not JSON");
        row("NaN", data("NaN"), 400, "not JSON");
        row("no type of event", event(R"({"event_data":{}})"), 422, "event_type is missing");
        row("number as type", event(R"({"event_type":1,"event_data":{}})"), 422, "event_type is integer");
        row("illegal type", event(R"({"event_type":"a b/c","event_data":{}})"), 422, "a b/c");
        row("no data", event(R"({"event_type":"a"})"), 422, "event_data is missing");
        row("text as data", event(R"({"event_type":"a","event_data":"x"})"), 422, "event_data is text");
        row("number as key", event(R"({"event_type":"a","event_data":{},"partition_key":7})"), 422, "partition_key");
        row("null as key", event(R"({"event_type":"a","event_data":{},"partition_key":null})"), 200, "");
        const auto topic = [](const QByteArray& body) { return RawHttp::post("/kafka/topics", body); };
        row("no partitions", topic(R"({"event_type":"a","num_partitions":0})"), 422, "num_partitions");
        row("many partitions", topic(R"({"event_type":"a","num_partitions":10001})"), 422, "10000");
        row("half a partition", topic(R"({"event_type":"a","num_partitions":1.5})"), 422, "num_partitions");
        row("replicas", topic(R"({"event_type":"a","replication_factor":-1})"), 422, "replication_factor");
        row("dead letters", topic(R"({"event_type":"a.dead-letter"})"), 422, "dead-letter");
    }
    void everyErrorNamesWhatWasWrong()
    {
        QFETCH(QByteArray, request);
        QFETCH(int, status);
        QFETCH(QString, detail);
        RawHttp client(serve());
        const RawAnswer answer = client.ask(request);
        QCOMPARE(answer.status, status);
        QVERIFY2(answer.detail().contains(detail), answer.body.constData());
        if (status >= 400)
            QCOMPARE(m_service->published.load(), 0);
        if (status == 405)
            QVERIFY(answer.headers.contains("allow"));
    }

    void whatKafkaSaysOfATopicIsPassedOn()
    {
        std::atomic<ErrorCode> code{ ErrorCode::NotFound };
        const auto atEnd = qScopeGuard([&] { m_server.reset(); }); // before what its threads use
        const auto failure = [&] {
            return Failure(Error{ .code = code, .message = QStringLiteral("Kafka's own words"), .hint = {} });
        };
        m_service->onTopic = [&](const QString&) -> Result<TopicDetails> { return failure(); };
        m_service->onCreate = [&](const QString&, auto, auto) -> Result<QString> { return failure(); };
        m_service->onTopics = [&]() -> Result<QStringList> { return failure(); };
        m_service->onPublish = [&](const QString&, const EventValue&, const QString&, const auto& done) {
            done(failure());
            return Result<QString>(QStringLiteral("demo.x"));
        };
        RawHttp client(serve());
        const QByteArray topic = RawHttp::post("/kafka/topics", R"({"event_type":"x"})");
        const auto expect = [&](const QByteArray& request, int status) {
            const RawAnswer answer = client.ask(request);
            QCOMPARE(answer.status, status);
            QCOMPARE(answer.detail(), QStringLiteral("Kafka's own words"));
            QCOMPARE(answer.headers.contains("retry-after"), status == 503);
        };
        expect(RawHttp::get("/kafka/topics/x"), 404);
        expect(RawHttp::post("/kafka/events", Event), 404);
        code = ErrorCode::AlreadyExists;
        expect(topic, 409);
        code = ErrorCode::InvalidArgument;
        expect(topic, 422);
        code = ErrorCode::MessageTooLarge;
        expect(RawHttp::post("/kafka/events", Event), 413);
        code = ErrorCode::Unreachable;
        expect(RawHttp::get("/kafka/topics"), 503);
        expect(topic, 503);
        code = ErrorCode::TimedOut; // a change that was sent may have been done
        expect(topic, 504);
        expect(RawHttp::get("/kafka/topics"), 503);
        expect(RawHttp::post("/kafka/events", Event), 503);
    }

    void aTokenIsAskedForAndNeverLogged()
    {
        auto options = anyPort();
        options.token = Secret("correct horse battery staple");
        const auto before = qInstallMessageHandler(&keepLog);
        QLoggingCategory::setFilterRules(QStringLiteral("kafka.rest.debug=true"));
        const quint16 port = serve(options);
        RawHttp client(port);
        const auto with = [&](const QByteArray& header) { return client.ask(RawHttp::get("/kafka/topics", header)); };
        const auto none = with({});
        const auto wrong = with("Authorization: Bearer correct horse battery stapl\r\n");
        const auto basic = with("Authorization: Basic correct horse battery staple\r\n");
        const auto twice = with("Authorization: Bearer correct horse battery staple\r\n"
                                "Authorization: Bearer x\r\n");
        const auto right = with("Authorization: bearer correct horse battery staple\r\n");
        const auto nowhere = client.ask(RawHttp::get("/nowhere"));
        const auto metrics = client.ask(RawHttp::get("/metrics"));
        m_server.reset();
        QLoggingCategory::setFilterRules({});
        qInstallMessageHandler(before);
        for (const auto& refused : { none, wrong, basic, twice, nowhere, metrics }) {
            QCOMPARE(refused.status, 401);
            QCOMPARE(refused.headers["www-authenticate"], QByteArray("Bearer realm=\"spillway\""));
        }
        QCOMPARE(right.status, 200);
        const std::lock_guard lock(loggedMutex);
        QVERIFY2(logged.contains(u"with a bearer token"), qPrintable(logged));
        QVERIFY2(!logged.contains(u"horse"), qPrintable(logged));
    }

    void elsewhereThanLoopbackATokenIsAMust()
    {
        auto options = anyPort();
        options.address = QStringLiteral("*");
        {
            RestServer server(options, *m_service);
            const auto refused = server.start();
            QVERIFY(!refused);
            QCOMPARE(refused.error().code, ErrorCode::InvalidConfiguration);
            QVERIFY2(refused.error().message.contains(u"bearer token"), qPrintable(refused.error().message));
            QVERIFY(!server.isRunning());
        }
        options.token = Secret("short");
        QVERIFY(!RestServer(options, *m_service).start());
        options.token = Secret("long enough for anybody");
        RestServer server(options, *m_service);
        QVERIFY(server.start());
        QVERIFY(server.port() != 0);
    }

    void aPortThatIsTakenIsSaid()
    {
        auto options = anyPort();
        options.port = serve();
        const auto taken = RestServer(options, *m_service).start();
        QVERIFY(!taken);
        QVERIFY2(taken.error().hint.contains(u"another program"), qPrintable(toText(taken.error())));
    }

    void anEventIsAnsweredWhenTheBrokersHaveItAndNobodyWaitsMeanwhile()
    {
        constexpr int many = 200;
        std::mutex mutex;
        std::vector<RestService::Delivered> waiting;
        const auto atEnd = qScopeGuard([&] { m_server.reset(); }); // before what its threads use
        m_service->onPublish = [&](const QString&, const EventValue&, const QString&, const auto& done) {
            const std::lock_guard lock(mutex);
            waiting.push_back(done);
            return Result<QString>(QStringLiteral("demo.debate-events"));
        };
        const quint16 port = serve();
        std::vector<std::unique_ptr<RawHttp>> clients;
        for (int i = 0; i < many; ++i) {
            clients.push_back(std::make_unique<RawHttp>(port));
            clients.back()->send(RawHttp::post("/kafka/events", Event));
        }
        const auto handed = [&] {
            const std::lock_guard lock(mutex);
            return waiting.size();
        };
        QTRY_COMPARE(handed(), size_t{ many });
        QCOMPARE(m_server->counts().inFlight, qint64{ many });
        QCOMPARE(clients[0]->read(100).status, 0); // not yet
        RawHttp other(port);
        QCOMPARE(other.ask(RawHttp::get("/kafka/topics")).status, 200); // none of them holds anybody up
        std::thread broker([&] {
            for (int i = 0; i < many; ++i)
                waiting[size_t(i)](kafka::Delivery{ Partition{ 0 }, Offset{ i } });
        });
        for (const auto& client : clients)
            QCOMPARE(client->read().status, 200);
        broker.join();
        QTRY_COMPARE(m_server->counts().inFlight, qint64{ 0 });
    }

    void requestsInARowAreAnsweredInOrder()
    {
        RawHttp client(serve());
        QByteArray all;
        for (int i = 0; i < 20; ++i)
            all += i % 2 ? RawHttp::get("/kafka/topics/t" + QByteArray::number(i))
                         : RawHttp::post("/kafka/events", Event);
        client.send(all);
        for (int i = 0; i < 20; ++i) {
            const auto answer = client.read();
            QCOMPARE(answer.status, 200);
            QCOMPARE(answer.json()[u"name"].toString(), i % 2 ? QStringLiteral("t%1").arg(i) : QString());
        }
    }
};

QTEST_GUILESS_MAIN(RestServerTest)
#include "tst_restserver.moc"
