// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/sandbox/sandbox.h"
#include "core/serde/avroserializer.h"
#include "core/serde/wireformat.h"
#include "tests/kafka/servicefixture.h"
#include "tests/support/fakehttpserver.h"
#include "tests/support/kafkafixtures.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <atomic>

using namespace spillway;
using spillway::test::CheckingSink;
using spillway::test::Patience;
using spillway::test::ServiceFixture;

Q_DECLARE_METATYPE(spillway::FakeHttpServer::Answer)

namespace {

QString registry()
{
    return qEnvironmentVariable("SPILLWAY_TEST_REGISTRY");
}

/// In front of the real registry: answers as a test says, else with the registry's schema.
struct Front {
    explicit Front(std::function<std::optional<FakeHttpServer::Answer>(const FakeHttpServer::Request&)> own)
        : server([this, own = std::move(own)](const FakeHttpServer::Request& request) -> FakeHttpServer::Answer {
            if (auto answer = own(request))
                return *answer;
            const auto schema
                = real.schema(QString::fromUtf8(request.path).section(u'/', -1).section(u'?', 0, 0).toInt());
            if (!schema)
                return { 404, R"({"error_code": 40403, "message": "no"})" };
            const QJsonObject body{ { QStringLiteral("schema"), QString::fromUtf8((*schema)->avro.text()) } };
            return { 200, QJsonDocument(body).toJson() };
        })
    {
    }
    SchemaRegistry real{ *registrySettings(registry()) };
    FakeHttpServer server;
};

} // namespace

/// Events of the service in Avro, both ways, with the registry that ./dev test starts (R52, R54, R55).
class AvroEventsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<sandbox::Sandbox> m_cluster;
    std::unique_ptr<ServiceFixture> m_fixture;
    std::unique_ptr<EventBus> m_bus;

    /// Records of a topic as they lie there.
    std::vector<Record> recordsOf(const QString& suffix) const
    {
        CheckingSink sink;
        sink.keepRecords = true;
        kafka::ReadRequest request;
        request.topics = QStringList{ m_fixture->config.topicName(suffix) };
        return test::readAll(m_cluster->connection(), request, sink) ? sink.kept() : std::vector<Record>();
    }
    KafkaServiceSettings settings(const QString& format, const QString& url) const
    {
        auto made = m_fixture->settings();
        made.config->eventFormat = format;
        made.config->schemaRegistryUrl = url;
        return made;
    }

    bool sendAvro(KafkaService& service, const QByteArray& value, bool saysAvro) const
    {
        Record record;
        record.topic = m_fixture->config.topicName(QStringLiteral("debate-events"));
        record.value = value;
        if (saysAvro)
            record.headers.push_back({ "content-type", QByteArray("application/vnd.confluent.avro") });
        std::promise<bool> sent;
        const auto handed
            = service.kafkaClient().produce(record, [&](const auto& result) { sent.set_value(result.has_value()); });
        return handed && sent.get_future().get();
    }
    void expectLetters(size_t count, const QString& says) const
    {
        const QString suffix = QStringLiteral("debate-events.dead-letter");
        QTRY_COMPARE_WITH_TIMEOUT(recordsOf(suffix).size(), count, Patience);
        for (const Record& letter : recordsOf(suffix)) {
            QByteArray error;
            for (const Header& header : letter.headers) {
                if (header.name == "dlq.error-message")
                    error = header.value.value_or(QByteArray());
            }
            QVERIFY2(error.contains(says.toUtf8()), error.constData());
            QVERIFY(std::ranges::find(letter.headers, Header{ "dlq.error-class", QByteArray("deserialization") })
                != letter.headers.end());
        }
    }

private slots:
    void initTestCase()
    {
        QVERIFY2(!registry().isEmpty(), "SPILLWAY_TEST_REGISTRY names the schema registry; ./dev test sets it");
    }
    void init()
    {
        auto made = sandbox::Sandbox::start({ .seed = 1, .historyRecords = 10, .live = false });
        VERIFY_RESULT(made);
        m_cluster = std::move(*made);
        m_fixture = std::make_unique<ServiceFixture>(m_cluster->connection());
        m_bus = std::make_unique<EventBus>();
        m_bus->start();
    }
    void cleanup()
    {
        m_bus.reset();
        m_fixture.reset();
        m_cluster.reset();
    }

    void eventsAreWrittenInAvroAndReadByOurselvesAndByOneThatWritesJson()
    {
        EventBus otherBus;
        otherBus.start();
        std::mutex mutex;
        std::vector<DomainEventPtr> onOther;
        const auto keep = otherBus.subscribeAll([&](const DomainEventPtr& event) {
            const std::lock_guard lock(mutex);
            onOther.push_back(event);
        });
        auto elsewhere = settings(QStringLiteral("json"), registry());
        elsewhere.config->groupId += QStringLiteral("-other");
        elsewhere.processors = false;
        KafkaService other(otherBus, elsewhere);
        KafkaService service(*m_bus, settings(QStringLiteral("avro"), registry()));
        VERIFY_RESULT(service.start());
        VERIFY_RESULT(other.start());
        VERIFY_RESULT(m_bus->publish(DebateInitiated{ .debateId = QStringLiteral("debate-123"),
                                         .topic = QStringLiteral("Ünïcode?"),
                                         .participants = QStringList{ QStringLiteral("a") },
                                         .maxRounds = 3 },
            { .correlationId = QStringLiteral("trace-7") }));
        const auto debates = service.processorManager().find<DebateEventProcessor>();
        QTRY_COMPARE_WITH_TIMEOUT(debates->activeCount(), size_t{ 1 }, Patience);
        QCOMPARE(debates->activeDebates()[0].topic, QStringLiteral("Ünïcode?"));
        const auto count = [&] {
            const std::lock_guard lock(mutex);
            return onOther.size();
        };
        QTRY_COMPARE_WITH_TIMEOUT(count(), size_t{ 1 }, Patience);
        QCOMPARE(onOther[0]->form(), EventForm::Envelope);
        QCOMPARE(onOther[0]->correlationId(), std::optional(QStringLiteral("trace-7")));
        QCOMPARE(onOther[0]->data()[u"max_rounds"].toInt(), std::optional<qint64>(3));
        const auto records = recordsOf(QStringLiteral("debate-events"));
        QCOMPARE(records.size(), size_t{ 1 });
        const QByteArray value = records[0].value.value_or(QByteArray());
        QVERIFY(wireFormat({ value.constData(), size_t(value.size()) }));
        QVERIFY(std::ranges::find(
                    records[0].headers, Header{ "content-type", QByteArray("application/vnd.confluent.avro") })
            != records[0].headers.end());
        // under the subject that others look for
        SchemaRegistry outside(*registrySettings(registry()));
        const auto latest = outside.latest(m_fixture->config.topicName(QStringLiteral("debate-events-value")));
        VERIFY_RESULT(latest);
        QCOMPARE((*latest)->id, wireFormat({ value.constData(), size_t(value.size()) })->schemaId);
        // and JSON goes the other way
        VERIFY_RESULT(otherBus.publish(DebateInitiated{ .debateId = QStringLiteral("debate-json") }));
        QTRY_COMPARE_WITH_TIMEOUT(debates->activeCount(), size_t{ 2 }, Patience);
        QVERIFY(service.stop());
        QVERIFY(other.stop());
    }

    // a topic without a shipped schema, and data that fits none
    void whatHasNoSchemaIsJsonAndWhatFitsNoneIsRefused()
    {
        KafkaService service(*m_bus, settings(QStringLiteral("avro"), registry()));
        VERIFY_RESULT(service.start());
        VERIFY_RESULT(m_bus->publish(
            DecisionMade{ .decisionId = QStringLiteral("d"), .decisionType = QStringLiteral("complex") }));
        QTRY_COMPARE_WITH_TIMEOUT(recordsOf(pullRequestSuffix()).size(), size_t{ 1 }, Patience);
        QVERIFY(recordsOf(pullRequestSuffix())[0].value->startsWith('{'));
        const auto refused
            = service
                  .publishEvent(QStringLiteral("debate-events"),
                      EventValue::object(
                          { { QStringLiteral("event_type"), "debate_initiated" }, { QStringLiteral("debate_id"), "d" },
                              { QStringLiteral("deep"),
                                  EventValue::object({ { QStringLiteral("a"),
                                      EventValue::object({ { QStringLiteral("b"), EventValue::object() } }) } }) } }))
                  .get();
        QVERIFY(!refused);
        QCOMPARE(errorCodeName(refused.error().code), errorCodeName(ErrorCode::InvalidArgument));
        QVERIFY2(
            refused.error().message.contains(QStringLiteral("cannot be written")), qPrintable(refused.error().message));
        QVERIFY(service.stop());
    }

    // A registry that is away or in trouble, and a proxy in its place, hold events up, loudly; nothing is lost, nothing
    // is dead-lettered, and it goes on when the registry is back.
    void aRegistryInTroubleHoldsEventsUpAndLosesNone_data()
    {
        QTest::addColumn<FakeHttpServer::Answer>("answer");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, FakeHttpServer::Answer answer, const char* says) {
            QTest::newRow(name) << std::move(answer) << QString::fromUtf8(says);
        };
        const QByteArray page = "<!DOCTYPE html><html><body>Log in</body></html>";
        row("503", { 503, R"({"error_code": 50301, "message": "down for repair"})" }, "down for repair");
        row("500", { 500, page, "text/html" }, "is in trouble (HTTP 500)");
        row("401", { 401, R"({"error_code": 40101, "message": "Unauthorized"})" }, "wants other credentials");
        row("403", { 403, "{}" }, "does not allow this");
        row("a login page", { 200, page, "text/html" }, "is no schema registry");
        row("a page that is not there", { 404, page, "text/html" }, "does not have it");
        row("no route", { 404, R"({"message": "no Route matched with those values"})" }, "does not have it");
        FakeHttpServer::Answer silence;
        silence.never = true;
        row("silence", silence, "did not answer in time");
        FakeHttpServer::Answer slow{ 200, QByteArray(10'000, ' ') };
        slow.drips = true;
        row("a byte now and then", slow, "did not answer in time");
    }
    void aRegistryInTroubleHoldsEventsUpAndLosesNone()
    {
        QFETCH(FakeHttpServer::Answer, answer);
        QFETCH(QString, says);
        std::atomic<bool> up{ false };
        Front front([&](const FakeHttpServer::Request&) { return up ? std::nullopt : std::optional(answer); });
        auto writing = settings(QStringLiteral("avro"), registry());
        writing.processors = false;
        writing.bridge.consume = false;
        KafkaService writer(*m_bus, writing);
        VERIFY_RESULT(writer.start());
        EventBus otherBus;
        otherBus.start();
        KafkaService reader(otherBus, settings(QStringLiteral("json"), front.server.url()));
        VERIFY_RESULT(reader.start());
        VERIFY_RESULT(m_bus->publish(DebateInitiated{ .debateId = QStringLiteral("d") }));
        const auto debates = reader.processorManager().find<DebateEventProcessor>();
        QTRY_VERIFY_WITH_TIMEOUT(debates->trouble().has_value(), Patience);
        QVERIFY2(debates->trouble()->message.contains(says), qPrintable(debates->trouble()->message));
        const ServiceHealth health = reader.healthCheck();
        QVERIFY(health.kafkaAvailable && !health.componentsHealthy);
        QVERIFY2(health.lastError.contains(says), qPrintable(health.lastError));
        QCOMPARE(debates->activeCount(), size_t{ 0 });
        QVERIFY(recordsOf(QStringLiteral("debate-events.dead-letter")).empty());
        up = true;
        QTRY_COMPARE_WITH_TIMEOUT(debates->activeCount(), size_t{ 1 }, Patience);
        QTRY_VERIFY_WITH_TIMEOUT(reader.healthCheck().healthy(), Patience);
        QVERIFY(recordsOf(QStringLiteral("debate-events.dead-letter")).empty());
        QVERIFY(reader.stop());
        QVERIFY(writer.stop());
    }

    // What the registry gives and we refuse does not change by waiting: the partition goes on.
    void aSchemaThatIsNoneIsDeadLettered_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QString>("says");
        const auto row
            = [](const char* name, const char* schema, const QJsonArray& references, int space, const char* says) {
                  const QJsonObject body{ { QStringLiteral("schema"), QString::fromUtf8(schema) },
                      { QStringLiteral("references"), references } };
                  QTest::newRow(name) << QJsonDocument(body).toJson(QJsonDocument::Compact) + QByteArray(space, ' ')
                                      << QString::fromUtf8(says);
              };
        const QJsonObject half{ { QStringLiteral("name"), QStringLiteral("n") } };
        QJsonObject whole = half;
        whole[QStringLiteral("subject")] = QStringLiteral("s");
        whole[QStringLiteral("version")] = 1;
        row("no Avro schema", "nonsense", {}, 0, "Avro schema refused");
        row("refers to itself", "\"int\"", { whole }, 0, "refer to each other");
        row("half a reference", "\"int\"", { half }, 0, "without subject");
        row("3 MB", "\"int\"", {}, 3 << 20, "larger than");
    }
    void aSchemaThatIsNoneIsDeadLettered()
    {
        QFETCH(QByteArray, answer);
        QFETCH(QString, says);
        Front front([&](const FakeHttpServer::Request&) { return FakeHttpServer::Answer{ 200, answer }; });
        m_fixture->config.numPartitions = 1; // what follows stands behind it
        KafkaService service(*m_bus, settings(QStringLiteral("json"), front.server.url()));
        VERIFY_RESULT(service.start());
        QVERIFY(sendAvro(service, inWireFormat(7, "x"), true));
        QVERIFY(sendAvro(service, inWireFormat(7, "y"), false)); // as Confluent's own serializer sends it
        VERIFY_RESULT(m_bus->publish(DebateInitiated{ .debateId = QStringLiteral("next") }));
        const auto debates = service.processorManager().find<DebateEventProcessor>();
        QTRY_COMPARE_WITH_TIMEOUT(debates->activeCount(), size_t{ 1 }, Patience);
        expectLetters(4, says); // by the bridge and by the processor, each in its own group
        QTRY_VERIFY_WITH_TIMEOUT(service.healthCheck().healthy(), Patience);
        QVERIFY(service.stop());
    }

    // an id that exists and belongs to another schema
    void aRecordWithAnotherSchemasIdIsDeadLettered()
    {
        SchemaRegistry real(*registrySettings(registry()));
        const auto other = real.registerSchema(m_fixture->config.topicName(QStringLiteral("other-value")), R"("long")");
        VERIFY_RESULT(other);
        const AvroEventSerializer plain(*eventSchema(QStringLiteral("debate-events")));
        const auto body
            = plain.serialize(DomainEvent::of(DebateInitiated{ .debateId = QStringLiteral("d") })->toValue());
        VERIFY_RESULT(body);
        m_fixture->config.numPartitions = 1;
        KafkaService service(*m_bus, settings(QStringLiteral("avro"), registry()));
        VERIFY_RESULT(service.start());
        QVERIFY(sendAvro(service, inWireFormat(*other, *body), true));
        QVERIFY(sendAvro(service, inWireFormat(*other, *body), false));
        VERIFY_RESULT(m_bus->publish(DebateInitiated{ .debateId = QStringLiteral("next") }));
        const auto debates = service.processorManager().find<DebateEventProcessor>();
        QTRY_COMPARE_WITH_TIMEOUT(debates->activeCount(), size_t{ 1 }, Patience);
        expectLetters(4, QStringLiteral("Avro refused"));
        QVERIFY(service.stop());
    }

    // an id the registry does not know: ours is dead-lettered as a deserialization failure, foreign bytes are passed
    // over
    void whatCannotBeReadIsDeadLetteredIfItSaysItIsAvro()
    {
        auto how = settings(QStringLiteral("avro"), registry());
        KafkaService service(*m_bus, how);
        VERIFY_RESULT(service.start());
        QVERIFY(sendAvro(service, inWireFormat(2'000'000'000, "x"), false));
        QVERIFY(sendAvro(service, inWireFormat(2'000'000'000, "x"), true));
        const QString letters = QStringLiteral("debate-events.dead-letter");
        // by the bridge and by the processor, each in its own group
        QTRY_COMPARE_WITH_TIMEOUT(recordsOf(letters).size(), size_t{ 2 }, Patience);
        QVERIFY(
            std::ranges::find(recordsOf(letters)[0].headers, Header{ "dlq.error-class", QByteArray("deserialization") })
            != recordsOf(letters)[0].headers.end());
        QVERIFY(service.stop());
    }
};

SPILLWAY_KAFKA_TEST_MAIN(AvroEventsTest)
#include "tst_avroevents.moc"
