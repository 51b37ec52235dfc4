// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/sandbox/sandbox.h"
#include "core/serde/wireformat.h"
#include "tests/kafka/servicefixture.h"
#include "tests/support/fakehttpserver.h"
#include "tests/support/kafkafixtures.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <atomic>

using namespace spillway;
using spillway::test::CheckingSink;
using spillway::test::Patience;
using spillway::test::ServiceFixture;

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
    static QString registry() { return qEnvironmentVariable("SPILLWAY_TEST_REGISTRY"); }

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

    // A registry that is away holds events up, both ways, loudly; nothing is lost, nothing is dead-lettered.
    void aRegistryThatIsAwayHoldsEventsUpAndLosesNone()
    {
        std::atomic<bool> up{ true };
        SchemaRegistry real(*registrySettings(registry()));
        const QString subject = m_fixture->config.topicName(QStringLiteral("debate-events-value"));
        FakeHttpServer front([&](const FakeHttpServer::Request& request) -> FakeHttpServer::Answer {
            if (!up)
                return { 503, "{\"error_code\": 50301, \"message\": \"down for repair\"}" };
            if (request.method == "GET") { // /schemas/ids/N
                const auto schema
                    = real.schema(QString::fromUtf8(request.path).section(u'/', -1).section(u'?', 0, 0).toInt());
                if (!schema)
                    return { 404, R"({"error_code": 40403, "message": "no"})" };
                return { 200,
                    QJsonDocument(
                        QJsonObject{ { QStringLiteral("schema"), QString::fromUtf8((*schema)->avro.text()) } })
                        .toJson() };
            }
            const auto text = QJsonDocument::fromJson(request.body).object()[u"schema"].toString().toUtf8();
            const auto id = real.registerSchema(subject, text);
            return { 200, "{\"id\": " + QByteArray::number(id.value_or(0)) + "}" };
        });
        auto writing = settings(QStringLiteral("avro"), registry());
        writing.processors = false;
        writing.bridge.consume = false;
        KafkaService writer(*m_bus, writing);
        VERIFY_RESULT(writer.start());
        EventBus otherBus;
        otherBus.start();
        up = false;
        KafkaService reader(otherBus, settings(QStringLiteral("avro"), front.url()));
        VERIFY_RESULT(reader.start());
        VERIFY_RESULT(m_bus->publish(DebateInitiated{ .debateId = QStringLiteral("d") }));
        const auto debates = reader.processorManager().find<DebateEventProcessor>();
        QTRY_VERIFY_WITH_TIMEOUT(debates->trouble().has_value(), Patience);
        QVERIFY2(debates->trouble()->message.contains(QStringLiteral("down for repair")),
            qPrintable(debates->trouble()->message));
        QVERIFY(!reader.healthCheck().healthy());
        QCOMPARE(debates->activeCount(), size_t{ 0 });
        up = true;
        QTRY_COMPARE_WITH_TIMEOUT(debates->activeCount(), size_t{ 1 }, Patience);
        QTRY_VERIFY_WITH_TIMEOUT(reader.healthCheck().healthy(), Patience);
        QVERIFY(recordsOf(QStringLiteral("debate-events.dead-letter")).empty());
        QVERIFY(reader.stop());
        QVERIFY(writer.stop());
    }

    // an id the registry does not know: ours is dead-lettered as a deserialization failure, foreign bytes are passed
    // over
    void whatCannotBeReadIsDeadLetteredIfItSaysItIsAvro()
    {
        auto how = settings(QStringLiteral("avro"), registry());
        KafkaService service(*m_bus, how);
        VERIFY_RESULT(service.start());
        const auto send = [&](bool saysAvro) {
            Record record;
            record.topic = how.config->topicName(QStringLiteral("debate-events"));
            record.value = inWireFormat(2'000'000'000, "x");
            if (saysAvro)
                record.headers.push_back({ "content-type", QByteArray("application/vnd.confluent.avro") });
            std::promise<bool> sent;
            const auto handed = service.kafkaClient().produce(
                record, [&](const auto& result) { sent.set_value(result.has_value()); });
            return handed && sent.get_future().get();
        };
        QVERIFY(send(false));
        QVERIFY(send(true));
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
