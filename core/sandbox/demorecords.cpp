// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/sandbox/demorecords.h"

#include <nlohmann/json.hpp>

#include <QDateTime>
#include <QtEndian>

#include <utility>

namespace spillway::sandbox {

namespace {

using Json = nlohmann::ordered_json;

const char* const Questions[]
    = { "Should we adopt event sourcing for billing?", "Is a monorepo right for twelve teams?",
          "Which broker settings survive a zone outage?", "Do we retry webhooks for a day or a week?",
          "Prüfen wir die Zusagen der Anbieter jährlich?", "価格を自動で調整すべきか" };
const char* const Participants[] = { "claude", "llama", "gemini", "mistral", "human-reviewer" };
const char* const Metrics[]
    = { "debate.duration", "round.latency", "tokens.used", "cost.estimate", "queue.depth", "errors.rate" };
const char* const Currencies[] = { "EUR", "USD", "PLN", "JPY" };
const char* const Urls[]
    = { "https://hooks.example.org/ci", "https://partner.example.com/v2/events", "https://ops.example.net/in" };

/// Of the debate that began as the n-th one.
QByteArray debateId(int n)
{
    return QByteArray("debate-").append(QByteArray::number(1000 + n));
}

} // namespace

DemoRecords::DemoRecords(quint32 seed)
    : m_random(seed)
{
}

QByteArray DemoRecords::uuid()
{
    // version 4, but of our own numbers: the same seed gives the same ids
    QByteArray bytes(16, Qt::Uninitialized);
    for (int i = 0; i < 16; i += 4)
        qToBigEndian(static_cast<quint32>(m_random()), bytes.data() + i);
    bytes[6] = char((bytes[6] & 0x0f) | 0x40);
    bytes[8] = char((bytes[8] & 0x3f) | 0x80);
    const QByteArray hex = bytes.toHex();
    return hex.mid(0, 8) + '-' + hex.mid(8, 4) + '-' + hex.mid(12, 4) + '-' + hex.mid(16, 4) + '-' + hex.mid(20);
}

/// The envelope of the requirements, in JSON, with the headers that go along.
template <class Json>
Record DemoRecords::event(const char* suffix, const char* type, const char* aggregate, const QByteArray& id, Json data)
{
    Record record;
    const QByteArray eventId = uuid();
    const QByteArray correlation = uuid();
    data["event_type"] = type;
    const Json envelope{ { "event_id", eventId.toStdString() }, { "event_type", type }, { "version", 1 },
        { "aggregate_id", id.toStdString() }, { "aggregate_type", aggregate },
        { "occurred_at",
            QDateTime::fromMSecsSinceEpoch(m_nowMs, Qt::UTC)
                .toString(QStringLiteral("yyyy-MM-ddTHH:mm:ss.zzz000Z"))
                .toStdString() },
        { "correlation_id", correlation.toStdString() }, { "causation_id", nullptr }, { "user_id", "demo" },
        { "source", "spillway-demo" }, { "event_data", std::move(data) } };
    record.topic = QStringLiteral("zamaz-debate.") + QLatin1String(suffix);
    record.key = id;
    record.value = QByteArray::fromStdString(envelope.dump());
    record.headers = { { "event-id", eventId }, { "event-type", QByteArray(type) },
        { "event-version", QByteArray("1") }, { "correlation-id", correlation },
        { "content-type", QByteArray("application/json") }, { "origin", QByteArray("demo-1") } };
    return record;
}

std::vector<kafka::NewTopic> DemoRecords::topics()
{
    const auto days = [](int n) { return QString::number(n * 86'400'000LL); };
    const auto config = [](const QString& retention, int messageBytes, const char* policy = "delete") {
        // bounded, so that a demo never fills a disk
        return std::map<QString, QString>{ { QStringLiteral("retention.bytes"), QStringLiteral("16777216") },
            { QStringLiteral("segment.bytes"), QStringLiteral("4194304") },
            { QStringLiteral("retention.ms"), retention },
            { QStringLiteral("max.message.bytes"), QString::number(messageBytes) },
            { QStringLiteral("cleanup.policy"), QLatin1String(policy) },
            { QStringLiteral("compression.type"), QStringLiteral("producer") } };
    };
    constexpr int mebi = 1'048'576;
    std::vector<kafka::NewTopic> topics;
    // as the requirements have them (§2): what a dead letter adds is its context of at most 256 KiB
    for (const auto& [suffix, retention, bytes] :
        { std::tuple("debate-events", 7, mebi), { "decision-events", 30, mebi }, { "evolution-events", 90, 2 * mebi },
            { "webhook-events", 7, mebi / 2 }, { "metrics-events", 7, mebi } }) {
        const QString name = QStringLiteral("zamaz-debate.") + QLatin1String(suffix);
        topics.push_back({ name, 3, {}, config(days(retention), bytes) });
        topics.push_back(
            { name + QStringLiteral(".dead-letter"), 3, {}, config(days(retention + 30), bytes + mebi / 4) });
    }
    for (const auto& [name, partitions] :
        { std::pair("payments.orders", 3), { "payments.orders-dlt", 3 }, { "dlq-warehouse-sink", 1 },
            { "profile-views.dlq", 1 }, { "sensors.readings", 2 }, { "inbox.unusual", 2 } })
        topics.push_back({ QLatin1String(name), partitions, {}, config(days(1), mebi) });
    topics.push_back({ QStringLiteral("customers.profiles"), 2, {}, config(days(1), mebi, "compact,delete") });
    return topics;
}

int DemoRecords::below(int limit)
{
    return std::uniform_int_distribution<int>(0, limit - 1)(m_random);
}

template <size_t N> const char* DemoRecords::oneOf(const char* const (&words)[N])
{
    return words[size_t(below(int(N)))];
}

DemoRecord DemoRecords::next(qint64 nowMs)
{
    ++m_count;
    m_nowMs = nowMs;
    const auto fails = [this](int permille, std::initializer_list<FailureKind> kinds) {
        return below(1000) < permille ? std::optional(kinds.begin()[below(int(kinds.size()))]) : std::nullopt;
    };
    const int share = below(1000);
    DemoRecord made;
    if (share < 290) {
        made = { metricEvent(), fails(2, { FailureKind::Processing }) };
    } else if (share < 530) {
        made = { order(),
            fails(25, { FailureKind::SpringListener, FailureKind::SpringListener, FailureKind::ConnectSink }) };
    } else if (share < 740) {
        made = { debateEvent(), fails(8, { FailureKind::Deserialization, FailureKind::Processing }) };
    } else if (share < 820) {
        made = { decisionEvent(), fails(15, { FailureKind::Processing, FailureKind::Timeout }) };
    } else if (share < 890) {
        made = {
            webhookEvent(),
            fails(70,
                { FailureKind::Timeout, FailureKind::Refused, FailureKind::Processing, FailureKind::Deserialization })
        };
    } else if (share < 920) {
        made = { profile(), fails(20, { FailureKind::StreamsTask }) };
    } else if (share < 945) {
        made = { evolutionEvent(), fails(20, { FailureKind::Processing }) };
    } else if (share < 993) {
        made = { reading(), {} };
    } else {
        made = { odd(), {} };
    }
    // what cannot be read is broken already where it came from
    if ((made.failure == FailureKind::Deserialization || made.failure == FailureKind::ConnectSink) && made.record.value)
        made.record.value = made.record.value->chopped(made.record.value->size() / 3);
    made.record.timestampMs = nowMs;
    made.record.timestampType = TimestampType::CreateTime;
    return made;
}

Record DemoRecords::debateEvent()
{
    Debate& debate = m_debates.at(size_t(below(int(m_debates.size()))));
    if (debate.number == 0)
        debate.number = ++m_debatesSoFar;
    const QByteArray id = debateId(debate.number);
    const auto made = [&](const char* type, const Json& more) {
        Json data{ { "debate_id", id.toStdString() } };
        data.update(more);
        return event("debate-events", type, "debate", id, std::move(data));
    };
    if (debate.most == 0) {
        debate.most = 3 + below(4);
        return made("debate_initiated",
            { { "topic", oneOf(Questions) },
                { "participants", Json::array({ oneOf(Participants), oneOf(Participants) }) },
                { "max_rounds", debate.most } });
    }
    if (!debate.roundId.isEmpty()) {
        const std::string round = std::exchange(debate.roundId, {}).toStdString();
        const int arguments = 2 + below(9);
        debate.arguments += arguments;
        return made("debate_round_completed",
            { { "round_id", round }, { "round_number", debate.rounds }, { "arguments_count", arguments } });
    }
    if (!debate.agreed && debate.rounds < debate.most && (debate.rounds < 2 || below(4) > 0)) {
        debate.roundId = uuid();
        return made("debate_round_started",
            { { "round_id", debate.roundId.toStdString() }, { "round_number", ++debate.rounds } });
    }
    if (!debate.agreed && below(5) > 0) {
        debate.agreed = true;
        return made("debate_consensus_reached",
            { { "consensus", oneOf(Questions) }, { "consensus_level", "strong" },
                { "confidence", double(below(1000)) / 1000 } });
    }
    const Debate over = std::exchange(debate, {});
    return made("debate_completed",
        { { "total_rounds", over.rounds }, { "total_arguments", over.arguments }, { "final_consensus", nullptr },
            { "decision_id", uuid().toStdString() } });
}

Record DemoRecords::decisionEvent()
{
    const QByteArray id = "decision-" + QByteArray::number(below(500));
    if (below(3) > 0)
        return event("decision-events", "decision_made", "decision", id,
            Json{ { "decision_id", id.toStdString() },
                { "debate_id", debateId(1 + below(m_debatesSoFar + 1)).toStdString() },
                { "decision_type", below(4) ? "simple" : "complex" }, { "question", oneOf(Questions) },
                { "recommendation", "proceed with a pilot" }, { "confidence", double(below(1000)) / 1000 },
                { "implementation_required", below(2) == 1 } });
    return event("decision-events", below(4) ? "decision_approved" : "decision_rejected", "decision", id,
        Json{ { "decision_id", id.toStdString() }, { "by", oneOf(Participants) }, { "reason", nullptr } });
}

Record DemoRecords::evolutionEvent()
{
    const QByteArray id = "evolution-" + QByteArray::number(below(60));
    if (below(6) == 0)
        return event("evolution-events", "evolution_completed", "evolution", id,
            Json{ { "evolution_id", id.toStdString() }, { "total_improvements", 4 + below(4) },
                { "successful_improvements", 1 + below(4) } });
    return event("evolution-events", below(3) ? "improvement_suggested" : "evolution_triggered", "evolution", id,
        Json{ { "evolution_id", id.toStdString() }, { "improvement_id", uuid().toStdString() }, { "area", "retries" },
            { "title", "Shorter backoff after a rebalance" }, { "impact", below(2) ? "high" : "low" } });
}

Record DemoRecords::webhookEvent()
{
    const QByteArray id = "webhook-" + QByteArray::number(below(200));
    const bool failed = below(6) == 0;
    return event("webhook-events", failed ? "webhook_failed" : "webhook_delivered", "webhook", id,
        Json{ { "webhook_id", id.toStdString() }, { "endpoint_url", oneOf(Urls) }, { "attempts", failed ? 3 : 1 },
            { "status", failed ? 503 : 200 } });
}

Record DemoRecords::metricEvent()
{
    const char* name = oneOf(Metrics);
    return event("metrics-events", "metric_recorded", "metric", name,
        Json{ { "metric_name", name }, { "metric_type", "gauge" }, { "value", double(below(100'000)) / 7 },
            { "unit", "ms" },
            { "tags",
                { { "host", "node-" + std::to_string(below(4)) },
                    { "sequence", qint64(9007199254740993) + m_count } } } });
}

Record DemoRecords::reading()
{
    // Avro in the Confluent wire format: magic byte, schema id, then {long id, string sensor, double value}
    const auto zigzag = [](qint64 number) -> QByteArray {
        auto bits = (static_cast<quint64>(number) << 1U) ^ static_cast<quint64>(number >> 63);
        QByteArray bytes;
        for (; bits >= 0x80; bits >>= 7U)
            bytes += char(static_cast<unsigned char>(bits | 0x80U));
        return bytes + char(bits);
    };
    Record record;
    const QByteArray sensor = "sensor-" + QByteArray::number(below(24));
    QByteArray number(8, Qt::Uninitialized);
    qToLittleEndian<double>(18 + double(below(900)) / 100, number.data());
    record.topic = QStringLiteral("sensors.readings");
    record.key = sensor;
    record.value = QByteArray("\0\0\0\0\x2a", 5) + zigzag(m_count) + zigzag(sensor.size()) + sensor + number;
    return record;
}

Record DemoRecords::order()
{
    Record record;
    const qint64 number = 700'000 + m_count;
    const Json body{ { "order_id", number }, { "customer", "c-" + std::to_string(below(300)) },
        { "amount", double(below(40'000)) / 100 }, { "currency", oneOf(Currencies) },
        { "items",
            Json::array({ { { "sku", "A-" + std::to_string(below(90)) }, { "quantity", 1 + below(4) } },
                { { "sku", "B-" + std::to_string(below(90)) }, { "quantity", 1 } } }) },
        { "status", below(9) ? "paid" : "refused" } };
    record.topic = QStringLiteral("payments.orders");
    record.key = "c-" + QByteArray::number(below(300));
    record.value = QByteArray::fromStdString(body.dump());
    // A route header per hop, under one name, as proxies add them; and one without a value.
    record.headers = { { "trace-id", uuid() }, { "hop", QByteArray("gateway") }, { "hop", QByteArray("pricing") },
        { "hop", QByteArray("ledger") }, { "retry-of", std::nullopt }, { "schema", QByteArray("order/3") } };
    return record;
}

Record DemoRecords::profile()
{
    Record record;
    const int customer = below(300);
    record.topic = QStringLiteral("customers.profiles");
    record.key = "c-" + QByteArray::number(customer);
    if (below(8) > 0) {
        const Json body{ { "name", customer % 3 ? "Zoë Müller" : "李小龍" }, { "tier", below(2) ? "gold" : "basic" },
            { "since", 2012 + below(14) } };
        record.value = QByteArray::fromStdString(body.dump());
    }
    return record;
}

Record DemoRecords::odd()
{
    Record record;
    record.topic = QStringLiteral("inbox.unusual");
    switch (below(8)) {
    case 0:
        record.value = QByteArray("\xff\xfe\x00\x01 not text \xc3\x28", 16);
        break;
    case 1:
        record.key = QByteArray("<b onclick=alert(1)>bold key</b>");
        record.value = QByteArray("<img src=x> & <h1>plain text, please</h1>");
        record.headers = { { "<i>name</i>", QByteArray("<u>value</u>") } };
        break;
    case 2:
        record.key = QByteArray("null value");
        break;
    case 3:
        record.key = QByteArray("");
        record.value = QByteArray("");
        break;
    case 4:
        record.value = QByteArray("\x1b[31mred?\x1b[0m \x07 bell and NUL \x00 end", 34);
        break;
    case 5:
        record.key = QByteArray("bidi");
        record.value = QByteArray("invoice\xe2\x80\xaegpj.exe and \xe2\x80\x8bzero width");
        break;
    case 6:
        record.value = QByteArray("{\"big\": 12345678901234567890123, \"broken\": ");
        break;
    default:
        record.value = QByteArray(40'000, 'x') + "\n" + QByteArray("last line");
        break;
    }
    return record;
}

} // namespace spillway::sandbox
