// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/serde/avroserializer.h"
#include "core/serde/eventjson.h"
#include "core/serde/wireformat.h"
#include "tests/support/fakehttpserver.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

#include <atomic>
#include <thread>

using namespace spillway;

namespace {

const QByteArray Ok = "{\"schema\":\"\\\"long\\\"\"}";

FakeHttpServer::Answer plain(int status, const QByteArray& body)
{
    return { status, body };
}

RegistrySettings settingsOf(const QString& address, int timeoutMs = 5000)
{
    RegistrySettings settings = *registrySettings(address);
    settings.timeout = std::chrono::milliseconds(timeoutMs);
    return settings;
}

QByteArray schemaAnswer(const QByteArray& schema, const QByteArray& references = "[]")
{
    EventValue answer = EventValue::object({ { QStringLiteral("schema"), QString::fromUtf8(schema) } });
    answer.set(QStringLiteral("references"), *parseJson({ references.constData(), size_t(references.size()) }));
    return *writeJson(answer);
}

std::chrono::steady_clock::time_point at(qint64 ms)
{
    return std::chrono::steady_clock::time_point(std::chrono::milliseconds(ms));
}

} // namespace

class SchemaRegistryTest : public QObject {
    Q_OBJECT

private slots:
    void anIdIsAskedForOnce()
    {
        FakeHttpServer server([](const auto&) { return plain(200, Ok); });
        SchemaRegistry registry(settingsOf(server.url() + QStringLiteral("/apis/ccompat/v7/")));
        for (int i = 0; i < 3; ++i) {
            const auto answer = registry.schema(7);
            QVERIFY2(answer, answer ? "" : qPrintable(answer.error().message));
            QCOMPARE((*answer)->id, 7);
            QCOMPARE((*answer)->avro.root().type, AvroType::Long);
        }
        QCOMPARE(server.requests().size(), size_t(1));
        QCOMPARE(server.requests()[0].path, QByteArray("/apis/ccompat/v7/schemas/ids/7"));
        QVERIFY(server.requests()[0].authorization.isEmpty());
        QCOMPARE(registry.counts().hits, quint64(2));
        QCOMPARE(registry.counts().requests, quint64(1));
    }

    void manyWhoAskAtOnceShareOneRequest()
    {
        FakeHttpServer server([](const auto&) {
            FakeHttpServer::Answer answer = plain(200, Ok);
            answer.afterMs = 200;
            return answer;
        });
        SchemaRegistry registry(settingsOf(server.url()));
        std::atomic<int> good = 0;
        std::vector<std::thread> threads;
        threads.reserve(8);
        for (int i = 0; i < 8; ++i)
            threads.emplace_back([&] { good += registry.schema(7) ? 1 : 0; });
        for (std::thread& thread : threads)
            thread.join();
        QCOMPARE(good.load(), 8);
        QCOMPARE(server.requests().size(), size_t(1));
    }

    void theGuiAsksWithoutWaiting()
    {
        FakeHttpServer server([](const auto&) { return plain(200, Ok); });
        SchemaRegistry registry(settingsOf(server.url()));
        QSignalSpy answered(&registry, &SchemaRegistry::answered);
        QVERIFY(!registry.known(3));
        registry.ask(3);
        registry.ask(3);
        QTRY_COMPARE(answered.size(), 2);
        QCOMPARE(answered[0][0].toInt(), 3);
        QVERIFY(registry.known(3) && *registry.known(3));
        QCOMPARE(server.requests().size(), size_t(1));
    }

    void basicAuthenticationIsSentAndNeverShown()
    {
        FakeHttpServer server(
            [](const auto&) { return plain(401, R"({"error_code":40101,"message":"Unauthorized"})"); });
        const QString address = server.url().replace(QStringLiteral("//"), QStringLiteral("//me:p%40ss@"));
        SchemaRegistry registry(settingsOf(address));
        const auto answer = registry.schema(1);
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, ErrorCode::AuthenticationFailed);
        QCOMPARE(server.requests()[0].authorization, "Basic " + QByteArray("me:p@ss").toBase64());
        QVERIFY(!toText(answer.error()).contains(QStringLiteral("p@ss")));
        QVERIFY(!toText(answer.error()).contains(QStringLiteral("p%40ss")));
        QCOMPARE(registry.address(), server.url());
    }

    void troubleIsATypedErrorWithAHint_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<ErrorCode>("code");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, int status, const QByteArray& body, ErrorCode code, const char* says) {
            QTest::newRow(name) << status << body << code << QString::fromUtf8(says);
        };
        row("403", 403, "{}", ErrorCode::NotAuthorized, "HTTP 403");
        row("404", 404, R"({"error_code":40403,"message":"Schema not found"})", ErrorCode::NotFound,
            "Schema not found");
        row("404 in HTML", 404, "<html>no</html>", ErrorCode::NotFound, "HTTP 404");
        row("500", 500, R"({"error_code":50001,"message":"store"})", ErrorCode::Failed, "HTTP 500: store");
        row("503 in HTML", 503, "<html>", ErrorCode::Failed, "HTTP 503");
        row("200 in HTML", 200, "<!DOCTYPE html><html><body>Log in</body></html>", ErrorCode::Protocol,
            "is no schema registry");
        row("200 without a body", 200, "", ErrorCode::Protocol, "is no schema registry");
        row("200 of something else", 200, R"({"hello":1})", ErrorCode::Protocol, "no schema in it");
        row("200 of a list", 200, "[]", ErrorCode::Protocol, "no schema in it");
        row("schema that is a number", 200, R"({"schema":1})", ErrorCode::Protocol, "no schema in it");
        row("schema that is none", 200, schemaAnswer("{"), ErrorCode::InvalidArgument, "Avro schema refused");
        row("Protobuf", 200, R"({"schemaType":"PROTOBUF","schema":"x"})", ErrorCode::Unsupported, "PROTOBUF, not Avro");
        row("hostile words", 500, R"({"message":"\u202Egnp"})", ErrorCode::Failed, "\\u{202E}gnp");
        row("deep JSON", 200, QByteArray("[").repeated(100'000), ErrorCode::Protocol, "deeper than 64");
        row("3 MB", 200, QByteArray(3 << 20, ' '), ErrorCode::Protocol, "larger than 2097152 bytes");
        row("3 MB of HTML", 200, "<html>" + QByteArray(3 << 20, ' '), ErrorCode::Protocol, "larger than 2097152 bytes");
        row("a schema of 3 MB", 200, " {" + QByteArray(3 << 20, ' '), ErrorCode::InvalidArgument,
            "larger than 2097152 bytes");
        row("500 of 3 MB", 500, "{" + QByteArray(3 << 20, ' '), ErrorCode::Protocol, "larger than 2097152 bytes");
        row("bad reference", 200, schemaAnswer(R"("int")", R"([{"name":"a"}])"), ErrorCode::InvalidArgument,
            "without subject");
        QByteArray many = "[";
        for (int i = 0; i < 10'000; ++i)
            many += (i ? "," : "") + QByteArray("{\"name\":\"n\",\"subject\":\"s\",\"version\":")
                + QByteArray::number(i + 1) + '}';
        row("10,000 references", 200, schemaAnswer(R"("int")", many + "]"), ErrorCode::Unsupported, "10000 references");
        row("a reference to itself", 200, schemaAnswer(R"("int")", R"([{"name":"n","subject":"s","version":1}])"),
            ErrorCode::InvalidArgument, "refer to each other");
    }
    void troubleIsATypedErrorWithAHint()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(ErrorCode, code);
        QFETCH(QString, says);
        FakeHttpServer server([&](const auto&) { return plain(status, body); });
        SchemaRegistry registry(settingsOf(server.url()));
        const auto answer = registry.schema(1);
        QVERIFY(!answer);
        QVERIFY2(answer.error().message.contains(says), qPrintable(answer.error().message));
        QCOMPARE(errorCodeName(answer.error().code), errorCodeName(code));
        QVERIFY(!answer.error().hint.isEmpty());
        QVERIFY(server.requests().size() <= 2);
        // what the registry itself said of the schema stays; a proxy's page and trouble pass
        const bool itsWord = code == ErrorCode::InvalidArgument || code == ErrorCode::Unsupported
            || says == QStringLiteral("Schema not found");
        QCOMPARE(schemaTroublePasses(answer.error()), !itsWord);
    }

    void endlessReferencesEnd()
    {
        // each version refers to the next
        FakeHttpServer server([](const FakeHttpServer::Request& request) {
            const int version = request.path.mid(request.path.lastIndexOf('/') + 1).toInt();
            const QByteArray next = R"([{"name":"n","subject":"s","version":)" + QByteArray::number(version + 1) + "}]";
            return plain(200, schemaAnswer(R"("int")", next));
        });
        SchemaRegistry registry(settingsOf(server.url(), 20'000));
        const auto answer = registry.schema(1);
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, ErrorCode::Unsupported);
        QVERIFY(server.requests().size() <= RegisteredSchema::MaxReferences + 1);
    }

    void aDiamondOfReferencesIsReadOnce()
    {
        FakeHttpServer server([](const FakeHttpServer::Request& request) {
            const QByteArray b = R"({"name":"lib.B","subject":"b","version":1})";
            if (request.path == "/schemas/ids/1")
                return plain(200,
                    schemaAnswer(
                        R"({"type":"record","name":"R","fields":[{"name":"a","type":"lib.A"},{"name":"b","type":"lib.B"}]})",
                        R"([{"name":"lib.A","subject":"a/b c","version":2},)" + b + "]"));
            if (request.path == "/subjects/a%2Fb%20c/versions/2")
                return plain(200,
                    schemaAnswer(
                        R"({"type":"record","name":"lib.A","fields":[{"name":"b","type":"lib.B"}]})", '[' + b + ']'));
            return plain(200, schemaAnswer(R"({"type":"enum","name":"lib.B","symbols":["X"]})"));
        });
        SchemaRegistry registry(settingsOf(server.url()));
        const auto answer = registry.schema(1);
        QVERIFY2(answer, answer ? "" : qPrintable(answer.error().message));
        const auto& fields = (*answer)->avro.root().fields;
        QCOMPARE(fields[0].type->fields[0].type, fields[1].type);
        QCOMPARE(server.requests().size(), size_t(3));
    }

    void aRegistryThatIsDownSaysSoAtOnce()
    {
        QString address;
        {
            const FakeHttpServer server([](const auto&) { return plain(200, Ok); });
            address = server.url();
        }
        SchemaRegistry registry(settingsOf(address));
        const auto answer = registry.schema(1);
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, ErrorCode::Unreachable);
        QVERIFY(answer.error().retriable);
        QVERIFY(answer.error().hint.contains(QStringLiteral("KAFKA_SCHEMA_REGISTRY_URL")));
    }

    void aSlowOrSilentRegistryIsHeldToTheDeadline_data()
    {
        QTest::addColumn<bool>("drips");
        QTest::newRow("says nothing") << false;
        QTest::newRow("a byte now and then") << true;
    }
    void aSlowOrSilentRegistryIsHeldToTheDeadline()
    {
        QFETCH(bool, drips);
        FakeHttpServer server([&](const auto&) {
            FakeHttpServer::Answer answer = plain(200, QByteArray(10'000, ' '));
            answer.never = !drips;
            answer.drips = drips;
            return answer;
        });
        SchemaRegistry registry(settingsOf(server.url(), 300));
        QElapsedTimer timer;
        timer.start();
        const auto answer = registry.schema(1);
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, ErrorCode::TimedOut);
        QVERIFY2(timer.elapsed() >= 290 && timer.elapsed() < 3000, qPrintable(QString::number(timer.elapsed())));
    }

    void goingAwayDoesNotWaitForASilentRegistry()
    {
        FakeHttpServer server([](const auto&) {
            FakeHttpServer::Answer answer;
            answer.never = true;
            return answer;
        });
        QElapsedTimer timer;
        {
            SchemaRegistry registry(settingsOf(server.url(), 60'000));
            registry.ask(1);
            QTRY_COMPARE(server.requests().size(), size_t(1));
            timer.start();
        }
        QVERIFY2(timer.elapsed() < 2000, qPrintable(QString::number(timer.elapsed())));
    }

    void redirectsStayOnTheHost()
    {
        FakeHttpServer elsewhere([](const auto&) { return plain(200, Ok); });
        FakeHttpServer server([&](const FakeHttpServer::Request& request) {
            FakeHttpServer::Answer answer = plain(200, Ok);
            if (request.path == "/schemas/ids/1" || request.path == "/schemas/ids/2")
                answer.status = 302;
            if (request.path == "/schemas/ids/1")
                answer.location = elsewhere.url().toLatin1() + "/schemas/ids/1";
            if (request.path == "/schemas/ids/2")
                answer.location = "/moved/2";
            return answer;
        });
        SchemaRegistry registry(
            settingsOf(QString(server.url()).replace(QStringLiteral("//"), QStringLiteral("//me:secret@"))));
        const auto away = registry.schema(1);
        QVERIFY(!away);
        QCOMPARE(away.error().code, ErrorCode::Protocol);
        QVERIFY2(
            away.error().message.contains(QStringLiteral("redirects elsewhere")), qPrintable(away.error().message));
        QCOMPARE(elsewhere.requests().size(), size_t(0));
        QVERIFY(registry.schema(2));
    }

    void whatIsNotThereIsAskedForAgainLater()
    {
        std::atomic<int> status = 404;
        const QByteArray notFound = R"({"error_code":40403,"message":"Schema not found"})";
        FakeHttpServer server([&](const auto&) { return plain(status, status == 200 ? Ok : notFound); });
        std::atomic<qint64> now = 0;
        SchemaRegistry registry(settingsOf(server.url()), [&] { return at(now); });
        QVERIFY(!registry.schema(1));
        status = 200;
        now = 59'000;
        QVERIFY(!registry.schema(1));
        QCOMPARE(server.requests().size(), size_t(1));
        now = 61'000;
        QVERIFY(registry.schema(1));
        // trouble is forgotten sooner
        status = 500;
        QVERIFY(!registry.schema(2));
        status = 200;
        now = 65'000;
        QVERIFY(!registry.schema(2));
        now = 67'000;
        QVERIFY(registry.schema(2));
        QCOMPARE(server.requests().size(), size_t(4));
        // what is there stays
        now = 1'000'000'000;
        QVERIFY(registry.schema(1));
        QCOMPARE(server.requests().size(), size_t(4));
    }

    void theKeptSchemasAreBounded()
    {
        FakeHttpServer server([](const auto&) { return plain(200, Ok); });
        SchemaRegistry registry(settingsOf(server.url()));
        QVERIFY(registry.schema(1));
        for (qint32 id = 2; id <= qint32(SchemaRegistry::MaxSchemas) + 10; ++id) {
            QVERIFY(registry.schema(id));
            QVERIFY(registry.known(1)); // in use: it stays
        }
        QCOMPARE(registry.counts().kept, SchemaRegistry::MaxSchemas);
        QCOMPARE(registry.counts().evicted, quint64(10));
        QVERIFY(!registry.known(2));
    }

    void addressesAreChecked()
    {
        for (const char* bad : { "", "localhost:8081", "ftp://x", "http://", "http://x?y=1", "file:///etc/passwd" })
            QVERIFY2(!registrySettings(QString::fromUtf8(bad)), bad);
        const auto settings = registrySettings(QStringLiteral("https://me:pw@host:8081/path"));
        QVERIFY(settings);
        QCOMPARE(settings->user, QStringLiteral("me"));
        QCOMPARE(settings->password.reveal(), QByteArray("pw"));
        QCOMPARE(settings->url.toString(), QStringLiteral("https://host:8081/path"));
        RegistrySettings noFile = settingsOf(QStringLiteral("http://127.0.0.1:1"));
        noFile.caFile = QStringLiteral("/nowhere.pem");
        SchemaRegistry registry(noFile);
        QCOMPARE(registry.schema(1).error().code, ErrorCode::InvalidConfiguration);
    }

    void theSerializerRegistersOnceAndWritesTheWireFormat()
    {
        FakeHttpServer server([](const FakeHttpServer::Request& request) {
            return request.method == "POST"
                ? plain(200, R"({"id":258})")
                : plain(200, schemaAnswer(R"({"type":"record","name":"R","fields":[{"name":"n","type":"int"}]})"));
        });
        auto registry = std::make_shared<SchemaRegistry>(settingsOf(server.url()));
        const QByteArray mine
            = R"({"type":"record","name":"R","fields":[{"name":"n","type":"long"},{"name":"more","type":"string","default":"d"}]})";
        const AvroEventSerializer serializer(
            *AvroSchema::parse({ mine.constData(), size_t(mine.size()) }), registry, QStringLiteral("t/x-value"));
        const EventValue value = EventValue::object({ { QStringLiteral("n"), 1 } });
        for (int i = 0; i < 3; ++i)
            QCOMPARE(serializer.serialize(value)->toHex(),
                QByteArray("0000000102"
                           "02"
                           "0264"));
        QCOMPARE(server.requests().size(), size_t(1));
        QCOMPARE(server.requests()[0].path, QByteArray("/subjects/t%2Fx-value/versions"));
        const auto sent
            = parseJson({ server.requests()[0].body.constData(), size_t(server.requests()[0].body.size()) });
        QCOMPARE((*sent)[u"schema"].toText(), std::optional(QString::fromUtf8(mine)));
        // written with the registry's older schema, read with ours
        const QByteArray theirs = inWireFormat(258, QByteArray::fromHex("0e"));
        QCOMPARE(*serializer.deserialize({ theirs.constData(), size_t(theirs.size()) }),
            EventValue::object({ { QStringLiteral("n"), 7 }, { QStringLiteral("more"), "d" } }));
        for (const char* hex : { "", "00", "0000000000", "01000001020e", "0000000102" })
            QVERIFY2(!serializer.deserialize({ QByteArray::fromHex(hex).constData(), size_t(qstrlen(hex) / 2) }), hex);
        QVERIFY(!serializer.deserialize({}));
    }

    void aSchemaThatSomebodyElseRegistersAtTheSameMomentIsFound()
    {
        std::atomic<int> asked = 0;
        FakeHttpServer server([&](const auto&) {
            return ++asked == 1 ? plain(409, R"({"error_code":409,"message":"already exists"})")
                                : plain(200, R"({"id":7})");
        });
        SchemaRegistry registry(settingsOf(server.url()));
        const auto id = registry.registerSchema(QStringLiteral("t-value"), R"("long")");
        QVERIFY2(id, id ? "" : qPrintable(id.error().message));
        QCOMPARE(*id, 7);
        QCOMPARE(server.requests().size(), size_t(2));
    }

    void aRegistryInTroubleFailsTheSerializerNotTheProgram()
    {
        FakeHttpServer server([](const auto&) { return plain(409, R"({"error_code":409,"message":"incompatible"})"); });
        auto registry = std::make_shared<SchemaRegistry>(settingsOf(server.url()));
        const AvroEventSerializer serializer(*AvroSchema::parse(R"("long")"), registry, QStringLiteral("t-value"));
        for (int i = 0; i < 100; ++i) {
            const auto bytes = serializer.serialize(EventValue(1));
            QVERIFY(!bytes);
            QCOMPARE(bytes.error().code, ErrorCode::InvalidArgument);
            QVERIFY(bytes.error().message.contains(QStringLiteral("incompatible")));
        }
        QVERIFY2(server.requests().size() <= 2, "it is not asked for every record");
    }
};

QTEST_GUILESS_MAIN(SchemaRegistryTest)
#include "tst_schemaregistry.moc"
