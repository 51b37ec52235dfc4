// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/serde/eventjson.h"
#include "tests/kafka/servicefixture.h"
#include "tests/support/kafkafixtures.h"

namespace spillway::test {

/// Values that are no JSON, and what is said of them.
struct BrokenJson {
    const char* what;
    QByteArray value;
    const char* says;
};

inline std::vector<BrokenJson> brokenJson()
{
    const auto event = [](const QByteArray& data) -> QByteArray {
        return R"({"event_id":"e","event_type":"debate_initiated","version":1,"occurred_at":"2026-01-01T00:00:00Z",)"
               R"("event_data":{"debate_id":"broken",)"
            + data + "}}";
    };
    return {
        { "depth 100,000", event("\"n\":" + QByteArray(100'000, '[') + QByteArray(100'000, ']')), "deeper than" },
        { "never closed", QByteArray(100'000, '['), "JSON refused at byte" },
        { "a name twice", event(R"("debate_id":"again")"), "debate_id" },
        { "1e400", event(R"("n":1e400)"), "JSON refused at byte" },
        { "2^63", event(R"("n":9223372036854775808)"), "JSON refused at byte" },
        { "cut off", event(R"("n":1)").chopped(9), "JSON refused at byte" },
        { "no UTF-8", event("\"n\":\"\xff\xfe\""), "JSON refused at byte" },
        { "half a surrogate pair", event(R"("n":"\ud800")"), "JSON refused at byte" },
        { "NaN", event(R"("n":NaN)"), "JSON refused at byte" },
        { "two values", event(R"("n":1)") + "{}", "JSON refused at byte" },
        { "nothing", "", "JSON refused at byte" },
    };
}

/// Records that say they are JSON, or events of ours, and are none: dead-lettered at once, byte for byte, by the bridge
/// and by the processor, and what stands behind them goes on. The same bytes of somebody else are a foreign record.
inline void expectBrokenJsonIsDeadLettered(ServiceFixture& fixture, EventBus& bus)
{
    fixture.config.numPartitions = 1;
    fixture.config.retries = 3;
    fixture.config.retryDelaySeconds = 300; // a second attempt would be later than the test ends
    KafkaService service(bus, fixture.settings());
    VERIFY_RESULT(service.start());
    const auto send = [&](const QByteArray& value, std::vector<Header> headers) {
        Record record;
        record.topic = fixture.config.topicName(QStringLiteral("debate-events"));
        record.value = value;
        record.headers = std::move(headers);
        std::promise<bool> sent;
        const auto handed
            = service.kafkaClient().produce(record, [&](const auto& result) { sent.set_value(result.has_value()); });
        return handed && sent.get_future().get();
    };
    const auto values = brokenJson();
    const Header json{ "content-type", QByteArray("application/json") };
    const Header jsonOfText{ "content-type", QByteArray("Application/JSON; charset=utf-8") };
    const Header ours{ "event-type", QByteArray("debate_initiated") };
    const Header octets{ "content-type", QByteArray("application/octet-stream") };
    std::map<QByteArray, const BrokenJson*> expected;
    for (const BrokenJson& one : values) {
        QVERIFY2(!parseJson({ one.value.constData(), size_t(one.value.size()) }), one.what);
        QVERIFY(send(one.value, {})); // foreign
        QVERIFY(send(one.value, { octets })); // somebody else's, by its own words
        QVERIFY(send(one.value, { json }));
        QVERIFY(send(one.value, { ours, jsonOfText }));
        QVERIFY(send(one.value, { ours }));
        expected[one.value] = &one;
    }
    VERIFY_RESULT(bus.publish(DebateInitiated{ .debateId = QStringLiteral("next") }));
    const auto debates = service.processorManager().find<DebateEventProcessor>();
    QTRY_COMPARE_WITH_TIMEOUT(debates->activeCount(), size_t{ 1 }, Patience);
    QCOMPARE(debates->activeDebates()[0].debateId, QStringLiteral("next"));
    QTRY_COMPARE_WITH_TIMEOUT(service.stats().bridge.eventsReceivedFromKafka, quint64(2 * values.size() + 1), Patience);
    const auto letters = [&] {
        CheckingSink sink;
        sink.keepRecords = true;
        kafka::ReadRequest request;
        request.topics = QStringList{ fixture.config.topicName(QStringLiteral("debate-events.dead-letter")) };
        return readAll(*fixture.config.connectionSettings(), request, sink) ? sink.kept() : std::vector<Record>();
    };
    QTRY_COMPARE_WITH_TIMEOUT(letters().size(), 2 * 3 * values.size(), Patience);
    std::map<QByteArray, int> seen;
    for (const Record& letter : letters()) {
        const QByteArray value = letter.value.value_or("(null)");
        QVERIFY2(expected.contains(value), value.left(100).constData());
        ++seen[value];
        const auto header = [&](const char* name) {
            const auto at = std::ranges::find(letter.headers, QByteArray(name), &Header::name);
            return at == letter.headers.end() ? QByteArray() : at->value.value_or(QByteArray());
        };
        QCOMPARE(header("dlq.error-class"), QByteArray("deserialization"));
        QCOMPARE(header("dlq.attempts"), QByteArray("1"));
        QVERIFY2(header("dlq.error-message").contains(expected[value]->says), header("dlq.error-message").constData());
    }
    for (const BrokenJson& one : values)
        QVERIFY2(seen[one.value] == 2 * 3, one.what);
    // and letters can be read as events, whatever is in them
    std::atomic<size_t> read{ 0 };
    EventSubscription subscription;
    subscription.id = QStringLiteral("letters");
    subscription.suffixes = QStringList{ QStringLiteral("debate-events.dead-letter") };
    subscription.handler = [&](std::span<const DomainEventPtr> events) {
        read += events.size();
        return BatchAnswer{ events.size() };
    };
    const auto reader = service.transport()->consume(std::move(subscription));
    VERIFY_RESULT(reader);
    QTRY_COMPARE_WITH_TIMEOUT(read.load(), 2 * 3 * values.size(), Patience);
    const auto health = service.healthCheck();
    QVERIFY2(health.healthy(), qPrintable(health.lastError));
    QVERIFY(service.stop());
}

} // namespace spillway::test
