// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/events/eventtypes.h"
#include "core/events/recentids.h"
#include "core/events/routing.h"
#include "core/serde/eventjson.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QTest>
#include <QUuid>

#include <map>
#include <set>
#include <thread>

using namespace spillway;

namespace {

const EventOrigin Origin{ { QStringLiteral("p.debate-events"), Partition{ 2 } }, Offset{ 41 }, {}, false };

DomainEventPtr fromBytes(const char* value, const std::vector<HeaderView>& headers = {}, const char* key = nullptr)
{
    const BytesView bytes(value, value ? strlen(value) : 0);
    const auto parsed = parseJson(bytes.text());
    return DomainEvent::fromRecord(Origin, QStringLiteral("debate-events"), { key, key ? strlen(key) : 0 }, bytes,
        headers, parsed ? std::optional(*parsed) : std::nullopt);
}

} // namespace

class DomainEventTest : public QObject {
    Q_OBJECT

private slots:
    // R87: the compiler is the test
    void anEventCannotBeChanged()
    {
        static_assert(!std::is_assignable_v<decltype(*std::declval<DomainEventPtr>()), DomainEvent>);
        using Event = DomainEvent&; // not even by who made it
        static_assert(std::is_const_v<std::remove_reference_t<decltype(std::declval<Event>().fields())>>);
        static_assert(std::is_const_v<std::remove_reference_t<decltype(std::declval<Event>().data())>>);
        static_assert(std::is_const_v<std::remove_reference_t<decltype(std::declval<Event>().eventId())>>);
        static_assert(std::is_const_v<std::remove_reference_t<decltype(std::declval<Event>().origin())>>);
    }

    // R25
    void anIdAloneIsAWholeEvent()
    {
        const auto event = DomainEvent::of(DebateInitiated{ .debateId = QStringLiteral("debate-123") });
        QCOMPARE(event->eventType(), QStringLiteral("debate_initiated"));
        QCOMPARE(event->aggregateId(), QStringLiteral("debate-123"));
        QCOMPARE(event->aggregateType(), QStringLiteral("debate"));
        QVERIFY(!QUuid(event->eventId()).isNull());
        QCOMPARE(event->data().members().size(), size_t{ 1 });
        QVERIFY(!event->origin());
    }

    // R86 and the names of the wire, read by somebody else's parser
    void theEnvelopeHasItsElevenMembersInOrder()
    {
        const auto event = DomainEvent::of(DecisionMade{ .decisionId = QStringLiteral("d-1"), .confidence = 0.5 },
            { .version = 3, .correlationId = QStringLiteral("trace-1") });
        const auto json = event->toJson();
        QVERIFY(json);
        const QJsonObject object = QJsonDocument::fromJson(*json).object();
        QCOMPARE(object.size(), 11);
        QCOMPARE(object[u"event_type"].toString(), QStringLiteral("decision_made"));
        QCOMPARE(object[u"version"].toInt(), 3);
        QCOMPARE(object[u"correlation_id"].toString(), QStringLiteral("trace-1"));
        QVERIFY(object[u"user_id"].isNull());
        QCOMPARE(object[u"event_data"].toObject()[u"confidence"].toDouble(), 0.5);
        QCOMPARE(object[u"occurred_at"].toString().size(), 27);
        QVERIFY(json->startsWith(R"({"event_id":)"));
        QCOMPARE(*json, *writeJson(event->toValue())); // two ways, the same bytes
        QVERIFY(json->contains(R"("source":null,"event_data":{)"));
    }

    void whatIsWrittenIsReadBackTheSame()
    {
        const auto event = DomainEvent::of(
            DebateCompleted{
                .debateId = QStringLiteral("x"), .totalRounds = 9007199254740993, .decisionId = QStringLiteral("y") },
            { .causationId = QStringLiteral("c"), .userId = QStringLiteral("u"), .source = QStringLiteral("s") });
        const auto json = event->toJson();
        QVERIFY(json);
        const auto back = DomainEvent::fromJson({ json->constData(), size_t(json->size()) });
        QVERIFY(back);
        QVERIFY((*back)->fields() == event->fields());
        const auto typed = fromEventData<DebateCompleted>((*back)->data());
        QCOMPARE(typed.totalRounds, std::optional<qint64>(9007199254740993));
        QVERIFY(!typed.totalArguments);
    }

    void aWrongEnvelopeIsRefusedByName_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("named");
        QTest::newRow("no id") << QByteArray(
            R"({"event_type":"t","occurred_at":"2026-01-01T00:00:00Z","event_data":{}})")
                               << "event_id";
        QTest::newRow("no type") << QByteArray(
            R"({"event_id":"1","occurred_at":"2026-01-01T00:00:00Z","event_data":{}})")
                                 << "event_type";
        QTest::newRow("time") << QByteArray(R"({"event_id":"1","event_type":"t","occurred_at":"noon","event_data":{}})")
                              << "occurred_at";
        QTest::newRow("data") << QByteArray(
            R"({"event_id":"1","event_type":"t","occurred_at":"2026-01-01T00:00:00Z","event_data":[]})")
                              << "event_data";
        QTest::newRow("version") << QByteArray(
            R"({"event_id":"1","event_type":"t","version":1e30,"occurred_at":"2026-01-01T00:00:00Z","event_data":{}})")
                                 << "version";
        QTest::newRow("array") << QByteArray("[]") << "object";
    }
    void aWrongEnvelopeIsRefusedByName()
    {
        QFETCH(QByteArray, json);
        QFETCH(QString, named);
        const auto event = DomainEvent::fromJson({ json.constData(), size_t(json.size()) });
        QVERIFY(!event);
        QVERIFY2(event.error().message.contains(named), qPrintable(event.error().message));
    }

    void foreignRecordsAreNormalInput()
    {
        const auto object = fromBytes(R"({"event_type":"theirs","a":1})");
        QCOMPARE(object->form(), EventForm::ForeignObject);
        QCOMPARE(object->eventType(), QStringLiteral("theirs"));
        QCOMPARE(object->data()[u"a"].toInt(), std::optional<qint64>(1));
        const auto bare = fromBytes("42");
        QCOMPARE(bare->form(), EventForm::ForeignValue);
        QCOMPARE(bare->eventType(), QStringLiteral("debate-events"));
        const auto bytes = fromBytes("\xff\xfe not json", {}, "k");
        QCOMPARE(bytes->form(), EventForm::ForeignValue);
        QCOMPARE(bytes->data()[u"value"].toBytes(), std::optional(QByteArray("\xff\xfe not json")));
        QCOMPARE(bytes->aggregateId(), QStringLiteral("k"));
        const auto tombstone = fromBytes(nullptr);
        QCOMPARE(tombstone->form(), EventForm::Tombstone);
        QVERIFY(tombstone->data().isObject());
        QCOMPARE(fromBytes("[1]", { { "event-type", { "typed", 5 } }, { "event-id", { "id-9", 4 } } })->eventId(),
            QStringLiteral("id-9"));
    }

    void aForeignRecordHasTheSameIdEachTimeItIsRead()
    {
        QCOMPARE(fromBytes("x")->eventId(), fromBytes("x")->eventId());
        auto other = Origin;
        other.offset = Offset{ 42 };
        const auto second = DomainEvent::fromRecord(other, QStringLiteral("debate-events"), {}, { "x", 1 }, {}, {});
        QVERIFY(second->eventId() != fromBytes("x")->eventId());
    }

    // R85
    void aConsequenceCarriesTheCorrelationAndIsTheSameEachTime()
    {
        const auto cause = DomainEvent::of(DecisionMade{ .decisionId = QStringLiteral("d") });
        const MetricRecorded metric{ .metricName = QStringLiteral("m"), .value = 1.0 };
        const auto once = DomainEvent::derived(*cause, metric, QStringLiteral("m"));
        const auto again = DomainEvent::derived(*cause, metric, QStringLiteral("m"));
        QCOMPARE(once->eventId(), again->eventId());
        QCOMPARE(QUuid(once->eventId()).version(), QUuid::Sha1);
        QVERIFY(once->eventId() != DomainEvent::derived(*cause, metric, QStringLiteral("n"))->eventId());
        QCOMPARE(once->correlationId(), std::optional(cause->eventId()));
        QCOMPARE(once->causationId(), std::optional(cause->eventId()));
        const auto third = DomainEvent::derived(*once, metric, QStringLiteral("k"));
        QCOMPARE(third->correlationId(), std::optional(cause->eventId()));
        QCOMPARE(third->causationId(), std::optional(once->eventId()));
    }

    void everyTypeOfTheRequirementsHasItsTopic_data()
    {
        QTest::addColumn<QString>("type");
        QTest::addColumn<QString>("suffix");
        const std::pair<const char*, const char*> rows[]
            = { { "debate_initiated", "debate-events" }, { "debate_round_started", "debate-events" },
                  { "debate_round_completed", "debate-events" }, { "debate_consensus_reached", "debate-events" },
                  { "debate_completed", "debate-events" }, { "decision_made", "decision-events" },
                  { "decision_approved", "decision-events" }, { "decision_rejected", "decision-events" },
                  { "evolution_triggered", "evolution-events" }, { "evolution_completed", "evolution-events" },
                  { "improvement_suggested", "evolution-events" }, { "webhook_delivered", "webhook-events" },
                  { "webhook_failed", "webhook-events" }, { "metric_recorded", "metrics-events" } };
        for (const auto& [type, suffix] : rows)
            QTest::newRow(type) << type << suffix;
    }
    void everyTypeOfTheRequirementsHasItsTopic()
    {
        QFETCH(QString, type);
        QFETCH(QString, suffix);
        QCOMPARE(RoutingTable::standard().suffixOf(type), std::optional(suffix));
        QCOMPARE(RoutingTable::standard().routes().size(), size_t{ 14 });
        QVERIFY(!RoutingTable::standard().suffixOf(QStringLiteral("pull_request_requested")));
    }

    void newIdsAreRandomUuids()
    {
        std::set<QString> ids;
        for (int i = 0; i < 10'000; ++i) {
            const QString id = newEventId();
            const QUuid uuid(id);
            QCOMPARE(uuid.version(), QUuid::Random);
            QCOMPARE(uuid.variant(), QUuid::DCE);
            QCOMPARE(uuid.toString(QUuid::WithoutBraces), id);
            ids.insert(id);
        }
        std::thread([&] { QVERIFY(!ids.contains(newEventId())); }).join();
        QCOMPARE(ids.size(), size_t{ 10'000 });
    }

    // Beside the obvious way, for long: repeats, ids taken back, ids that are no UUID, other ways to write one.
    void recentIdsRememberWhatASetAndAQueueWould()
    {
        constexpr size_t capacity = 700;
        RecentIds ids(capacity);
        std::map<QString, quint64> known; // by when it came
        std::map<quint64, QString> order;
        QRandomGenerator random(7);
        std::vector<QString> names;
        names.reserve(2000);
        for (int i = 0; i < 2000; ++i)
            names.push_back(i % 3 == 0 ? QString::number(i) : newEventId());
        quint64 now = 0; // the place an id takes in the ring, also once it was taken back
        for (int i = 0; i < 100'000; ++i) {
            const QString& name = names[random.bounded(quint32(names.size()))];
            if (random.bounded(10) == 0) {
                ids.remove(name);
                known.erase(name);
            } else {
                const bool isNew = !known.contains(name);
                if (isNew) {
                    if (now >= capacity) {
                        const auto oldest = order.find(now - capacity);
                        if (const auto at = known.find(oldest->second);
                            at != known.end() && at->second == oldest->first)
                            known.erase(at);
                        order.erase(oldest);
                    }
                    known[name] = now;
                    order[now++] = name;
                }
                QCOMPARE(ids.insert(name), isNew);
            }
            QCOMPARE(ids.size(), known.size());
            const QString& other = names[random.bounded(quint32(names.size()))];
            QCOMPARE(ids.contains(other), known.contains(other));
        }
        QVERIFY(ids.insert(QStringLiteral("ABCDEF01-2345-4789-ABCD-EF0123456789")));
        QVERIFY(!ids.insert(QStringLiteral("abcdef01-2345-4789-abcd-ef0123456789")));
        QVERIFY(!ids.insert(QStringLiteral("{abcdef01-2345-4789-abcd-ef0123456789}")));
        QVERIFY(ids.insert(QStringLiteral("abcdef01-2345-4789-abcd-ef012345678g")));
    }

    void recentIdsForgetTheOldestFirst()
    {
        RecentIds ids(3);
        for (int i = 0; i < 3; ++i)
            QVERIFY(ids.insert(QString::number(i)));
        QVERIFY(!ids.insert(QStringLiteral("0")));
        QVERIFY(ids.insert(newEventId()));
        QVERIFY(!ids.contains(QStringLiteral("0")));
        QVERIFY(ids.contains(QStringLiteral("1")));
        QCOMPARE(ids.size(), size_t{ 3 });
        QCOMPARE(ids.forgotten(), quint64{ 1 });
    }
};

QTEST_GUILESS_MAIN(DomainEventTest)
#include "tst_domainevent.moc"
