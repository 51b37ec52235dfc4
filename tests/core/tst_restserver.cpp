// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/http/restserver.h"
#include "tests/support/fakerestservice.h"
#include "tests/support/rawhttp.h"

#include <QJsonArray>
#include <QLoggingCategory>
#include <QScopeGuard>
#include <QTest>
#include <QThread>

#include <arpa/inet.h>
#include <bit>
#include <mutex>
#include <semaphore>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

using namespace spillway;
using namespace std::chrono_literals;
using spillway::test::RawAnswer;
using spillway::test::RawHttp;

namespace {

const QByteArray Event = R"({"event_type":"debate-events","event_data":{"debate_id":"debate-123"}})";

std::mutex loggedMutex;
QString logged;
void keepLog(QtMsgType, const QMessageLogContext&, const QString& text)
{
    const std::lock_guard lock(loggedMutex);
    logged += text + u'\n';
}

RestOptions anyPort()
{
    RestOptions options;
    options.port = 0;
    return options;
}

/// A connection that says nothing.
int connectSilently(quint16 port)
{
    const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(descriptor, std::bit_cast<const sockaddr*>(&address), sizeof address) != 0) {
        close(descriptor);
        return -1;
    }
    return descriptor;
}

} // namespace

class RestServerTest : public QObject {
    Q_OBJECT

    std::unique_ptr<FakeRestService> m_service;
    std::unique_ptr<RestServer> m_server;

    quint16 serve(RestOptions options = anyPort())
    {
        m_server = std::make_unique<RestServer>(std::move(options), *m_service);
        const auto started = m_server->start();
        if (!started)
            qWarning("%s", qPrintable(toText(started.error())));
        return m_server->port();
    }

private slots:
    void init() { m_service = std::make_unique<FakeRestService>(); }
    void cleanup()
    {
        m_server.reset();
        m_service.reset();
    }

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
        QCOMPARE(partitions[0].toObject()[u"latest"].toInt(), 7);
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
        const auto end = qScopeGuard([&] { m_server.reset(); }); // before what its threads use
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
        const auto end = qScopeGuard([&] { m_server.reset(); }); // before what its threads use
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

    void withoutAnOutcomeInTimeItIs504AndALateOneIsDropped()
    {
        auto options = anyPort();
        options.limits.request = 300ms;
        RestService::Delivered late;
        const auto end = qScopeGuard([&] { m_server.reset(); }); // before what its threads use
        m_service->onPublish = [&](const QString&, const EventValue&, const QString&, const auto& done) {
            late = done;
            return Result<QString>(QStringLiteral("demo.debate-events"));
        };
        RawHttp client(serve(options));
        const auto answer = client.ask(RawHttp::post("/kafka/events", Event));
        QCOMPARE(answer.status, 504);
        QVERIFY(answer.detail().contains(u"may or may not"));
        late(kafka::Delivery{});
        QCOMPARE(client.ask(RawHttp::get("/kafka/topics")).status, 200);
        QCOMPARE(m_server->counts().timedOut, quint64{ 1 });
        m_server.reset();
        late(kafka::Delivery{}); // nor does it matter that the server is gone
    }

    void whatWasNotBegunInTimeIsNeverDone()
    {
        auto options = anyPort();
        options.limits.request = 300ms;
        std::counting_semaphore<8> gate{ 0 };
        const auto end = qScopeGuard([&] {
            gate.release(4);
            m_server.reset();
        });
        m_service->onPublish = [&](const QString&, const EventValue&, const QString&, const auto& done) {
            gate.acquire(); // the producer's queue is full
            done(kafka::Delivery{});
            return Result<QString>(QStringLiteral("demo.debate-events"));
        };
        const quint16 port = serve(options);
        RawHttp first(port);
        RawHttp second(port);
        first.send(RawHttp::post("/kafka/events", Event));
        second.send(RawHttp::post("/kafka/events", Event));
        QTRY_COMPARE(m_service->published.load(), 2); // both threads are in it
        RawHttp third(port);
        const auto answer = third.ask(RawHttp::post("/kafka/events", Event));
        QCOMPARE(answer.status, 503);
        QVERIFY(answer.detail().contains(u"nothing was done"));
        QCOMPARE(first.read().status, 504);
        gate.release(4);
        QCOMPARE(third.ask(RawHttp::post("/kafka/events", Event)).status, 200);
        QCOMPARE(m_service->published.load(), 3);
    }

    void aRequestThatDripsEnds_data()
    {
        QTest::addColumn<QByteArray>("beginning");
        QTest::addColumn<int>("status");
        QTest::newRow("body") << QByteArray(
            "POST /kafka/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
            "100000\r\n\r\n") << 408;
        QTest::newRow("headers") << QByteArray("GET /kafka/topics HTTP/1.1\r\nX: ") << 408;
        QTest::newRow("request line") << QByteArray("GET /kafka/") << 0;
        QTest::newRow("nothing") << QByteArray("G") << 0;
    }
    // libmicrohttpd's own timeout begins anew with every byte
    void aRequestThatDripsEnds()
    {
        QFETCH(QByteArray, beginning);
        QFETCH(int, status);
        auto options = anyPort();
        options.limits.request = 500ms;
        options.limits.idle = 600ms;
        RawHttp client(serve(options));
        QElapsedTimer timer;
        timer.start();
        client.send(beginning);
        RawAnswer answer;
        while (client.isOpen() && answer.status == 0 && timer.elapsed() < 8000) {
            client.send("1");
            answer = client.read(30);
        }
        QCOMPARE(answer.status, status);
        QVERIFY(client.closes());
        QVERIFY2(timer.elapsed() < 3000, qPrintable(QString::number(timer.elapsed())));
        QTRY_COMPARE(m_server->counts().connections, qint64{ 0 });
    }

    void anAnswerThatNobodyReadsEnds()
    {
        m_service->onTopics = [] {
            QStringList names;
            for (int i = 0; i < 400'000; ++i)
                names.append(QStringLiteral("a-topic-with-a-long-name-%1").arg(i));
            return names;
        };
        auto options = anyPort();
        options.limits.request = 1000ms;
        const int descriptor = connectSilently(serve(options));
        const QByteArray request = RawHttp::get("/kafka/topics");
        QCOMPARE(send(descriptor, request.constData(), size_t(request.size()), 0), ssize_t(request.size()));
        QTRY_COMPARE_WITH_TIMEOUT(m_server->counts().requests, quint64{ 1 }, 10'000);
        QTRY_COMPARE_WITH_TIMEOUT(m_server->counts().connections, qint64{ 0 }, 10'000);
        close(descriptor);
    }

    void aBodyWithoutALengthIsBoundedToo()
    {
        auto options = anyPort();
        options.limits.bodyBytes = 10'000;
        RawHttp client(serve(options));
        const QByteArray head = "POST /kafka/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                "Transfer-Encoding: chunked\r\n\r\n";
        const QByteArray chunk = "1000\r\n" + QByteArray(0x1000, ' ') + "\r\n";
        const QByteArray event = QByteArray::number(Event.size(), 16) + "\r\n" + Event + "\r\n0\r\n\r\n";
        QCOMPARE(client.ask(head + event).status, 200);
        client.send(head);
        for (int i = 0; i < 5; ++i)
            client.send(chunk);
        const auto answer = client.ask("0\r\n\r\n");
        QCOMPARE(answer.status, 413);
        QCOMPARE(client.ask(head + event).status, 200); // the connection is still of use
        client.send(head);
        for (int i = 0; i < 100 && client.isOpen(); ++i)
            client.send(chunk);
        QVERIFY(client.closes());
        // one that says how large it is is not read at all
        RawHttp other(m_server->port());
        QCOMPARE(other
                     .ask("POST /kafka/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                          "Content-Length: 99999999999\r\n\r\n")
                     .status,
            413);
        RawHttp asks(m_server->port());
        QCOMPARE(asks.ask("POST /kafka/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                          "Content-Length: 20000\r\nExpect: 100-continue\r\n\r\n")
                     .status,
            413);
        QCOMPARE(m_service->published.load(), 2);
    }

    void aThousandIdleConnectionsDoNotHurt()
    {
        constexpr int many = 1000;
        auto options = anyPort();
        options.limits.connections = 1500;
        options.limits.idle = 30'000ms;
        const quint16 port = serve(options); // raises our limit of open files, too
        std::vector<int> idle;
        for (int i = 0; i < many; ++i)
            idle.push_back(connectSilently(port));
        QVERIFY(std::ranges::none_of(idle, [](int descriptor) { return descriptor < 0; }));
        QTRY_COMPARE(m_server->counts().connections, qint64{ many });
        QElapsedTimer timer;
        timer.start();
        RawHttp client(port);
        for (int i = 0; i < 100; ++i)
            QCOMPARE(client.ask(RawHttp::post("/kafka/events", Event)).status, 200);
        QVERIFY2(timer.elapsed() < 2000, qPrintable(QString::number(timer.elapsed())));
        // one more, and they are so many that who only stands about has to go
        for (int i = 0; i < 200; ++i)
            idle.push_back(connectSilently(port));
        QTRY_VERIFY_WITH_TIMEOUT(m_server->counts().connections < 1130, 10'000);
        QCOMPARE(client.ask(RawHttp::get("/kafka/topics")).status, 200);
        for (const int descriptor : idle)
            close(descriptor);
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

    void stopLetsRequestsEndAndAnswersWhatIsLeft()
    {
        std::mutex mutex;
        std::vector<RestService::Delivered> waiting;
        const auto end = qScopeGuard([&] { m_server.reset(); }); // before what its threads use
        m_service->onPublish = [&](const QString&, const EventValue&, const QString&, const auto& done) {
            const std::lock_guard lock(mutex);
            waiting.push_back(done);
            return Result<QString>(QStringLiteral("demo.debate-events"));
        };
        const quint16 port = serve();
        RawHttp ends(port);
        RawHttp hangs(port);
        RawHttp idle(port);
        ends.send(RawHttp::post("/kafka/events", Event));
        QTRY_COMPARE(m_service->published.load(), 1);
        hangs.send(RawHttp::post("/kafka/events", Event));
        QTRY_COMPARE(m_service->published.load(), 2);
        QElapsedTimer timer;
        timer.start();
        std::thread stopper([&] { m_server->stop(1000ms); });
        QTRY_VERIFY(connectSilently(port) < 0); // nobody else comes in
        {
            const std::lock_guard lock(mutex);
            waiting[0](kafka::Delivery{});
        }
        QCOMPARE(ends.read().status, 200);
        const auto left = hangs.read();
        QCOMPARE(left.status, 503);
        QVERIFY(left.detail().contains(u"stopping"));
        stopper.join();
        QVERIFY2(timer.elapsed() < 3000, qPrintable(QString::number(timer.elapsed())));
        QVERIFY(idle.closes());
        QVERIFY(!m_server->isRunning());
        QVERIFY(m_server->start()); // and again
        QCOMPARE(RawHttp(m_server->port()).ask(RawHttp::get("/kafka/topics")).status, 200);
    }
};

QTEST_GUILESS_MAIN(RestServerTest)
#include "tst_restserver.moc"
