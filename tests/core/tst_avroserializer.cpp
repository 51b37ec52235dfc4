// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/serde/avroserializer.h"
#include "core/serde/eventjson.h"
#include "core/serde/wireformat.h"
#include "tests/core/avrooracle.h"
#include "tests/support/eventsamples.h"

#include <QRandomGenerator>
#include <QTest>

using namespace spillway;

namespace {

BytesView view(const QByteArray& bytes)
{
    return { bytes.constData(), size_t(bytes.size()) };
}

AvroSchema schemaFor(const QString& suffix)
{
    const auto schema = eventSchema(suffix);
    if (!schema)
        qFatal("%s", qPrintable(schema.error().message));
    return *schema;
}

EventValue without(EventValue event, const QString& type, const EventValue& data)
{
    event.set(QStringLiteral("event_type"), type);
    event.set(QStringLiteral("event_data"), data);
    return event;
}

} // namespace

class AvroSerializerTest : public QObject {
    Q_OBJECT

private slots:
    void theSeedsRecordRoundTrips()
    {
        // R54: record, string, long
        const AvroEventSerializer serializer(*AvroSchema::parse(
            R"({"type":"record","name":"TestEvent","fields":[{"name":"id","type":"string"},{"name":"timestamp","type":"long"}]})"));
        const EventValue event = EventValue::object(
            { { QStringLiteral("id"), "test-123" }, { QStringLiteral("timestamp"), 1640995200000 } });
        const auto bytes = serializer.serialize(event);
        QVERIFY(bytes);
        QCOMPARE(bytes->size(), 15);
        QCOMPARE(*serializer.deserialize(view(*bytes)), event);
        QCOMPARE(serializer.contentType(), QByteArray("application/avro"));
    }

    void eachDomainEventRoundTrips_data()
    {
        QTest::addColumn<int>("sample");
        const auto samples = eventSamples();
        for (size_t i = 0; i < samples.size(); ++i)
            QTest::newRow(qPrintable(*samples[i].event[u"event_type"].toText())) << int(i);
    }
    void eachDomainEventRoundTrips()
    {
        QFETCH(int, sample);
        const EventSample given = eventSamples().at(size_t(sample));
        const AvroSchema schema = schemaFor(given.topicSuffix);
        const AvroEventSerializer avro(schema);
        const auto bytes = avro.serialize(given.event);
        QVERIFY2(bytes, bytes ? "" : qPrintable(bytes.error().message));
        QCOMPARE(*avro.deserialize(view(*bytes)), given.event);

        // Apache's library agrees on what is in it, and takes the schema
        AvroOracle oracle(schema.text());
        const auto theirs = oracle.read(*bytes);
        QVERIFY(theirs);
        QCOMPARE((*theirs)[u"event_data"], given.event[u"event_data"]);
        QCOMPARE((*theirs)[u"occurred_at"].toInt(), std::optional<qint64>(1795428166918273));

        const JsonEventSerializer json;
        QCOMPARE(*json.deserialize(view(*json.serialize(given.event))), given.event);
    }

    void onlyTheIdIsNeeded()
    {
        const EventSample sample = eventSamples()[1];
        const AvroEventSerializer avro(schemaFor(sample.topicSuffix));
        const auto event = without(sample.event, QStringLiteral("debate_round_started"),
            EventValue::object({ { QStringLiteral("debate_id"), "debate-123" } }));
        const auto bytes = avro.serialize(event);
        QVERIFY2(bytes, bytes ? "" : qPrintable(bytes.error().message));
        const auto back = avro.deserialize(view(*bytes));
        // the record of its type, not another that has that id as well
        QCOMPARE((*back)[u"event_data"],
            EventValue::object({ { QStringLiteral("debate_id"), "debate-123" }, { QStringLiteral("round_id"), nullptr },
                { QStringLiteral("round_number"), nullptr } }));
    }

    void otherFieldsTravelInTheMap()
    {
        const EventSample sample = eventSamples()[0];
        const AvroEventSerializer avro(schemaFor(sample.topicSuffix));
        const EventValue data = EventValue::object({ { QStringLiteral("debate_id"), "d" },
            { QStringLiteral("mine"), EventValue::Array{ 1, "x", nullptr } }, { QStringLiteral("n"), 2.5 },
            { QStringLiteral("in"), EventValue::object({ { QStringLiteral("deep"), true } }) } });
        const auto event = without(sample.event, QStringLiteral("of_my_own"), data);
        const auto bytes = avro.serialize(event);
        QVERIFY2(bytes, bytes ? "" : qPrintable(bytes.error().message));
        QCOMPARE(*avro.deserialize(view(*bytes)), event);
        const auto tooDeep = without(sample.event, QStringLiteral("of_my_own"),
            EventValue::object({ { QStringLiteral("a"), EventValue::Array{ EventValue(EventValue::Array{}) } } }));
        QVERIFY(!avro.serialize(tooDeep));
    }

    void noOtherSchemaShips()
    {
        for (const char* suffix : { "", "pr-events", "../icons/x", "debate-events.dead-letter" }) {
            const auto schema = eventSchema(QString::fromUtf8(suffix));
            QVERIFY(!schema);
            QCOMPARE(schema.error().code, ErrorCode::NotFound);
        }
    }

    void theWireFormatIsRecognised()
    {
        const QByteArray bytes = inWireFormat(0x01020304, "body");
        QCOMPARE(bytes, QByteArray("\0\1\2\3\4body", 9));
        QCOMPARE(wireFormat({ bytes.constData(), size_t(bytes.size()) })->schemaId, 0x01020304);
        for (const char* hex : { "", "00", "00000001", "0000000000", "00ffffffff", "0100000001" }) {
            const QByteArray other = QByteArray::fromHex(hex);
            QVERIFY2(!wireFormat({ other.constData(), size_t(other.size()) }), hex);
        }
    }

    void randomBytesNeverCrash()
    {
        QRandomGenerator random(7);
        int read = 0;
        for (const EventSample& sample : eventSamples()) {
            const AvroEventSerializer serializer(schemaFor(sample.topicSuffix));
            const QByteArray good = *serializer.serialize(sample.event);
            for (int round = 0; round < 2'000; ++round) {
                QByteArray bytes = good;
                for (quint32 i = 0, n = random.bounded(1u, 6u); i < n; ++i)
                    bytes[qsizetype(random.bounded(quint32(bytes.size())))] = char(random.bounded(256));
                if (const auto value = serializer.deserialize(view(bytes))) {
                    ++read;
                    // what was read is data like any other
                    QVERIFY(serializer.serialize(*value));
                }
                bytes.truncate(qsizetype(random.bounded(quint32(bytes.size()))));
                if (const auto value = serializer.deserialize(view(bytes)))
                    QVERIFY(serializer.serialize(*value));
            }
        }
        QVERIFY2(read > 500, qPrintable(QString::number(read)));
    }
};

QTEST_GUILESS_MAIN(AvroSerializerTest)
#include "tst_avroserializer.moc"
