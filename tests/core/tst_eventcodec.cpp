// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/events/eventtypes.h"
#include "core/serde/eventjson.h"
#include "core/service/eventcodec.h"
#include "tests/support/fakehttpserver.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace spillway;

namespace {

constexpr const char* Id = "0b2e4f6a-1c3d-4e5f-8a9b-0c1d2e3f4a5b";

DomainEventPtr debate(EventFields fields = {})
{
    fields.eventId = QLatin1String(Id);
    fields.occurredAt = *parseTime("2026-11-23T10:02:46.918273Z");
    return DomainEvent::of(DebateInitiated{ .debateId = QStringLiteral("debate-123") }, std::move(fields));
}

OutgoingEvent outgoing(
    DomainEventPtr event, const char* suffix = "debate-events", const QString& key = {}, bool fromBus = false)
{
    return { .event = std::move(event), .suffix = QLatin1String(suffix), .key = key, .fromBus = fromBus };
}

/// One a line, in order: a header that is missing, more, renamed or elsewhere shows by name.
QByteArray lines(const std::vector<Header>& headers)
{
    QByteArray text;
    for (const Header& header : headers)
        text += header.name + '=' + header.value.value_or("(null)") + '\n';
    return text;
}

} // namespace

/// What is written to Kafka for an event, byte for byte: other programs read it (requirements §3).
class EventCodecTest : public QObject {
    Q_OBJECT

    static EventCodec jsonCodec() { return { KafkaConfig{}, QStringLiteral("instance-7") }; }

private slots:
    // R85, R86: each row one thing more
    void theHeadersAreThose_data()
    {
        QTest::addColumn<bool>("correlated");
        QTest::addColumn<bool>("fromBus");
        QTest::addColumn<int>("version");
        QTest::addColumn<QByteArray>("headers");
        const QByteArray begin = QByteArray("event-id=") + Id + "\nevent-type=debate_initiated\n";
        const QByteArray end = "content-type=application/json\norigin=instance-7\n";
        QTest::newRow("plain") << false << false << 1 << begin + "event-version=1\n" + end;
        QTest::newRow("correlated") << true << false << 1 << begin + "event-version=1\ncorrelation-id=trace-é\n" + end;
        QTest::newRow("version 12") << false << false << 12 << begin + "event-version=12\n" + end;
        QTest::newRow("from the bus") << false << true << 1
                                      << begin + "event-version=1\n" + end + "origin-channel=bus\n";
        QTest::newRow("all of it") << true << true << 3
                                   << begin + "event-version=3\ncorrelation-id=trace-é\n" + end
                + "origin-channel=bus\n";
    }
    void theHeadersAreThose()
    {
        QFETCH(bool, correlated);
        QFETCH(bool, fromBus);
        QFETCH(int, version);
        QFETCH(QByteArray, headers);
        EventFields fields{ .version = version };
        if (correlated)
            fields.correlationId = QString::fromUtf8("trace-é");
        const auto record = jsonCodec().record(outgoing(debate(fields), "debate-events", {}, fromBus));
        QVERIFY2(record, record ? "" : qPrintable(record.error().message));
        QCOMPARE(lines(record->headers), headers);
        QCOMPARE(record->topic, QStringLiteral("zamaz-debate.debate-events"));
    }

    // R42, R69: the key decides the partition
    void theKeyIsThePartitionKeyElseTheAggregatesId()
    {
        const auto keyOf = [&](const DomainEventPtr& event, const QString& key) {
            return jsonCodec().record(outgoing(event, "debate-events", key))->key;
        };
        QCOMPARE(keyOf(debate(), QString::fromUtf8("schlüssel")), std::optional(QByteArray("schlüssel")));
        QCOMPARE(keyOf(debate(), {}), std::optional(QByteArray("debate-123")));
        const auto nobodys = std::make_shared<const DomainEvent>(EventFields{ .eventType = QStringLiteral("x") });
        QCOMPARE(keyOf(nobodys, {}), std::nullopt); // null, not empty: any partition
    }

    // read by somebody else's parser
    void theEnvelopeHasItsElevenMembersWithTheirValues()
    {
        EventFields fields{ .version = 2,
            .correlationId = QStringLiteral("corr"),
            .causationId = QStringLiteral("cause"),
            .userId = QStringLiteral("ann"),
            .source = QStringLiteral("tests") };
        const auto record = jsonCodec().record(outgoing(debate(fields)));
        QVERIFY(record && record->value);
        const QJsonObject envelope = QJsonDocument::fromJson(*record->value).object();
        const QJsonObject expected{ { QStringLiteral("event_id"), QLatin1String(Id) },
            { QStringLiteral("event_type"), QStringLiteral("debate_initiated") }, { QStringLiteral("version"), 2 },
            { QStringLiteral("aggregate_id"), QStringLiteral("debate-123") },
            { QStringLiteral("aggregate_type"), QStringLiteral("debate") },
            { QStringLiteral("occurred_at"), QStringLiteral("2026-11-23T10:02:46.918273Z") },
            { QStringLiteral("correlation_id"), QStringLiteral("corr") },
            { QStringLiteral("causation_id"), QStringLiteral("cause") },
            { QStringLiteral("user_id"), QStringLiteral("ann") }, { QStringLiteral("source"), QStringLiteral("tests") },
            { QStringLiteral("event_data"),
                QJsonObject{ { QStringLiteral("debate_id"), QStringLiteral("debate-123") } } } };
        QCOMPARE(QJsonDocument(envelope).toJson(), QJsonDocument(expected).toJson());

        // what is not known is there, too, as null
        const auto bare = jsonCodec().record(outgoing(debate()));
        const QJsonObject nulls = QJsonDocument::fromJson(*bare->value).object();
        QCOMPARE(nulls.keys(), expected.keys());
        for (const char* name : { "correlation_id", "causation_id", "user_id", "source" })
            QVERIFY2(nulls[QLatin1String(name)].isNull(), name);
    }

    // R55: Confluent's wire format under the topic's own subject, and JSON where no schema ships
    void avroSaysSoInItsContentType()
    {
        FakeHttpServer registry([](const auto&) { return FakeHttpServer::Answer{ 200, "{\"id\":258}" }; });
        KafkaConfig config;
        config.topicPrefix = QStringLiteral("team");
        config.eventFormat = QStringLiteral("avro");
        config.schemaRegistryUrl = registry.url();
        const EventCodec codec(config, QStringLiteral("instance-7"));
        const auto record = codec.record(outgoing(debate({ .correlationId = QStringLiteral("trace") })));
        QVERIFY2(record, record ? "" : qPrintable(record.error().message));
        QCOMPARE(lines(record->headers),
            QByteArray("event-id=") + Id
                + "\nevent-type=debate_initiated\nevent-version=1\ncorrelation-id=trace\n"
                  "content-type=application/vnd.confluent.avro\norigin=instance-7\n");
        QCOMPARE(record->value->left(5), QByteArray("\x00\x00\x00\x01\x02", 5)); // magic byte, id 258
        QCOMPARE(record->key, std::optional(QByteArray("debate-123")));
        QCOMPARE(registry.requests().size(), size_t{ 1 });
        QCOMPARE(registry.requests()[0].path, QByteArray("/subjects/team.debate-events-value/versions"));

        const auto other = codec.record(outgoing(debate(), "my-custom-events"));
        QVERIFY(other);
        QVERIFY(lines(other->headers).contains("content-type=application/json\n"));
        QVERIFY(other->value->startsWith("{\"event_id\":"));
        QCOMPARE(registry.requests().size(), size_t{ 1 });
    }

    // An event waits for a registry that has trouble of its own; one that no schema fits does not.
    void troubleOfTheRegistryIsNotTheEventsFault_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<bool>("waits");
        QTest::newRow("password changed") << 401 << QByteArray(R"({"error_code":401,"message":"no"})") << true;
        QTest::newRow("right withdrawn") << 403 << QByteArray(R"({"error_code":403,"message":"no"})") << true;
        QTest::newRow("broken") << 500 << QByteArray(R"({"error_code":50001,"message":"store"})") << true;
        QTest::newRow("a proxy's page") << 200 << QByteArray("<html>sign in</html>") << true;
        QTest::newRow("schema refused") << 422 << QByteArray(R"({"error_code":42201,"message":"invalid"})") << false;
    }
    void troubleOfTheRegistryIsNotTheEventsFault()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(bool, waits);
        FakeHttpServer registry([&](const auto&) { return FakeHttpServer::Answer{ status, body }; });
        KafkaConfig config;
        config.eventFormat = QStringLiteral("avro");
        config.schemaRegistryUrl = registry.url();
        const EventCodec codec(config, QStringLiteral("instance-7"));
        const auto record = codec.record(outgoing(debate()));
        QVERIFY(!record);
        QVERIFY2(record.error().retriable == waits, qPrintable(toText(record.error())));
    }

    // what is written is understood again: who sent it, by which way
    void whatIsWrittenIsReadBackWithItsOrigin()
    {
        const auto event = debate({ .version = 4, .correlationId = QStringLiteral("trace") });
        const auto written = jsonCodec().record(outgoing(event, "debate-events", {}, true));
        QVERIFY(written);
        std::vector<HeaderView> headers;
        headers.reserve(written->headers.size());
        QByteArray origin;
        QByteArray channel;
        for (const Header& header : written->headers) {
            origin = header.name == "origin" ? *header.value : origin;
            channel = header.name == "origin-channel" ? *header.value : channel;
            headers.push_back({ { header.name.constData(), size_t(header.name.size()) },
                { header.value->constData(), size_t(header.value->size()) } });
        }
        QCOMPARE(origin, QByteArray("instance-7"));
        QCOMPARE(channel, QByteArray("bus"));
        const BytesView value(written->value->constData(), size_t(written->value->size()));
        const auto back = DomainEvent::fromRecord({ { written->topic, Partition{ 0 } }, Offset{ 0 }, {}, true },
            QStringLiteral("debate-events"), {}, value, headers, *parseJson(value.text()));
        QCOMPARE(back->form(), EventForm::Envelope);
        QVERIFY(back->fields() == event->fields());
    }
};

QTEST_GUILESS_MAIN(EventCodecTest)
#include "tst_eventcodec.moc"
