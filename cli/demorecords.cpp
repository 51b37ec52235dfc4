// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/demorecords.h"

#include <nlohmann/json.hpp>

#include <QDateTime>
#include <QUuid>

namespace spillway::cli {

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

QByteArray uuid()
{
    return QUuid::createUuid().toByteArray(QUuid::WithoutBraces);
}

/// The envelope of the requirements, in JSON, with the headers that go along.
Record event(const char* suffix, const char* type, const char* aggregate, const QByteArray& id, Json data)
{
    Record record;
    const QByteArray eventId = uuid();
    const QByteArray correlation = uuid();
    data["event_type"] = type;
    const Json envelope{ { "event_id", eventId.toStdString() }, { "event_type", type }, { "version", 1 },
        { "aggregate_id", id.toStdString() }, { "aggregate_type", aggregate },
        { "occurred_at",
            QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyy-MM-ddTHH:mm:ss.zzz000Z")).toStdString() },
        { "correlation_id", correlation.toStdString() }, { "causation_id", nullptr }, { "user_id", "demo" },
        { "source", "spillway-demo-load" }, { "event_data", std::move(data) } };
    record.topic = QStringLiteral("zamaz-debate.") + QLatin1String(suffix);
    record.key = id;
    record.value = QByteArray::fromStdString(envelope.dump());
    record.headers = { { "event-id", eventId }, { "event-type", QByteArray(type) },
        { "event-version", QByteArray("1") }, { "correlation-id", correlation },
        { "content-type", QByteArray("application/json") }, { "origin", QByteArray("demo-1") } };
    return record;
}

} // namespace

DemoRecords::DemoRecords(quint32 seed)
    : m_random(seed)
{
}

std::vector<kafka::NewTopic> DemoRecords::topics()
{
    const std::map<QString, QString> bounded{ { QStringLiteral("retention.bytes"), QStringLiteral("16777216") },
        { QStringLiteral("segment.bytes"), QStringLiteral("4194304") },
        { QStringLiteral("retention.ms"), QStringLiteral("86400000") } };
    auto compacted = bounded;
    compacted[QStringLiteral("cleanup.policy")] = QStringLiteral("compact,delete");
    std::vector<kafka::NewTopic> topics;
    for (const auto& [name, partitions] : { std::pair("zamaz-debate.debate-events", 3),
             { "zamaz-debate.decision-events", 3 }, { "zamaz-debate.evolution-events", 3 },
             { "zamaz-debate.webhook-events", 3 }, { "zamaz-debate.metrics-events", 6 },
             { "zamaz-debate.webhook-events.dead-letter", 3 }, { "payments.orders", 6 }, { "inbox.unusual", 3 } })
        topics.push_back({ QLatin1String(name), partitions, {}, bounded });
    topics.push_back({ QStringLiteral("customers.profiles"), 4, {}, compacted });
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

Record DemoRecords::next()
{
    ++m_count;
    const int share = below(1000);
    if (share < 300)
        return metricEvent();
    if (share < 560)
        return order();
    if (share < 780)
        return debateEvent();
    if (share < 860)
        return decisionEvent();
    if (share < 930)
        return webhookEvent();
    if (share < 960)
        return profile();
    if (share < 985)
        return evolutionEvent();
    return share < 995 ? deadLetter() : odd();
}

Record DemoRecords::debateEvent()
{
    const QByteArray id = "debate-" + QByteArray::number(1000 + below(40));
    switch (below(5)) {
    case 0:
        return event("debate-events", "debate_initiated", "debate", id,
            { { "debate_id", id.toStdString() }, { "topic", oneOf(Questions) },
                { "participants", Json::array({ oneOf(Participants), oneOf(Participants) }) },
                { "max_rounds", 3 + below(4) } });
    case 1:
        return event("debate-events", "debate_round_started", "debate", id,
            { { "debate_id", id.toStdString() }, { "round_id", uuid().toStdString() },
                { "round_number", 1 + below(5) } });
    case 2:
        return event("debate-events", "debate_round_completed", "debate", id,
            { { "debate_id", id.toStdString() }, { "round_id", uuid().toStdString() }, { "round_number", 1 + below(5) },
                { "arguments_count", 2 + below(9) } });
    case 3:
        return event("debate-events", "debate_consensus_reached", "debate", id,
            { { "debate_id", id.toStdString() }, { "consensus", oneOf(Questions) }, { "consensus_level", "strong" },
                { "confidence", double(below(1000)) / 1000 } });
    default:
        return event("debate-events", "debate_completed", "debate", id,
            { { "debate_id", id.toStdString() }, { "total_rounds", 1 + below(5) }, { "total_arguments", 4 + below(30) },
                { "final_consensus", nullptr }, { "decision_id", uuid().toStdString() } });
    }
}

Record DemoRecords::decisionEvent()
{
    const QByteArray id = "decision-" + QByteArray::number(below(500));
    if (below(3) > 0)
        return event("decision-events", "decision_made", "decision", id,
            { { "decision_id", id.toStdString() }, { "debate_id", "debate-" + std::to_string(1000 + below(40)) },
                { "decision_type", below(4) ? "simple" : "complex" }, { "question", oneOf(Questions) },
                { "recommendation", "proceed with a pilot" }, { "confidence", double(below(1000)) / 1000 },
                { "implementation_required", below(2) == 1 } });
    return event("decision-events", below(4) ? "decision_approved" : "decision_rejected", "decision", id,
        { { "decision_id", id.toStdString() }, { "by", oneOf(Participants) }, { "reason", nullptr } });
}

Record DemoRecords::evolutionEvent()
{
    const QByteArray id = "evolution-" + QByteArray::number(below(60));
    return event("evolution-events", below(3) ? "improvement_suggested" : "evolution_triggered", "evolution", id,
        { { "evolution_id", id.toStdString() }, { "improvement_id", uuid().toStdString() }, { "area", "retries" },
            { "title", "Shorter backoff after a rebalance" }, { "impact", below(2) ? "high" : "low" } });
}

Record DemoRecords::webhookEvent()
{
    const QByteArray id = "webhook-" + QByteArray::number(below(200));
    const bool failed = below(6) == 0;
    return event("webhook-events", failed ? "webhook_failed" : "webhook_delivered", "webhook", id,
        { { "webhook_id", id.toStdString() }, { "endpoint_url", oneOf(Urls) }, { "attempts", failed ? 3 : 1 },
            { "status", failed ? 503 : 200 } });
}

Record DemoRecords::metricEvent()
{
    const char* name = oneOf(Metrics);
    return event("metrics-events", "metric_recorded", "metric", name,
        { { "metric_name", name }, { "metric_type", "gauge" }, { "value", double(below(100'000)) / 7 },
            { "unit", "ms" },
            { "tags",
                { { "host", "node-" + std::to_string(below(4)) },
                    { "sequence", qint64(9007199254740993) + m_count } } } });
}

Record DemoRecords::deadLetter()
{
    Record record = webhookEvent();
    record.topic += QStringLiteral(".dead-letter");
    const char* const reasons[] = { "HTTP 503 from hooks.example.org", "connect timed out after 5000 ms",
        "certificate has expired", "invalid JSON at byte 17" };
    for (const auto& [name, value] :
        { std::pair<const char*, QByteArray>("dlq.original-topic", "zamaz-debate.webhook-events"),
            { "dlq.original-partition", QByteArray::number(below(3)) },
            { "dlq.original-offset", QByteArray::number(below(5000)) },
            { "dlq.original-timestamp", QByteArray::number(QDateTime::currentMSecsSinceEpoch()) },
            { "dlq.error-class", "processing" }, { "dlq.error-message", oneOf(reasons) }, { "dlq.attempts", "3" },
            { "dlq.consumer-group", "webhook-sender" } })
        record.headers.push_back({ name, value });
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
    if (below(5) > 0) {
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

} // namespace spillway::cli
