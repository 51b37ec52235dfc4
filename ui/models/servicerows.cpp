// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/models/servicerows.h"

#include "core/serde/text.h"
#include "ui/theme/format.h"

#include <QLocale>

#include <cmath>

namespace spillway::ui::servicerows {

namespace {

using Kind = CellColumn::Kind;

qint64 milliseconds(EventTime time)
{
    return std::chrono::floor<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

Cell number(quint64 count)
{
    return { .text = format::count(qint64(count)), .number = double(count), .muted = count == 0 };
}

Cell troubling(quint64 count)
{
    return { .text = format::count(qint64(count)),
        .number = double(count),
        .status = count > 0 ? Status::Warning : Status::None,
        .muted = count == 0 };
}

Cell text(const QString& words)
{
    return words.isEmpty() ? Cell{ .text = format::notApplicable(), .muted = true }
                           : Cell{ .text = visibleText(words) };
}

Cell unknown()
{
    return { .text = format::unknown(), .muted = true };
}

Cell time(const std::optional<EventTime>& at, qint64 now)
{
    if (!at)
        return { .text = format::notApplicable(), .muted = true };
    return { .text = format::timeOfDay(milliseconds(*at), now), .number = double(milliseconds(*at)) };
}

Cell state(const QString& word, Status status)
{
    return { .text = visibleText(word), .number = double(statusRank(status)), .status = status };
}

Status statusOf(const QString& word)
{
    if (word == QLatin1String("completed") || word == QLatin1String("approved"))
        return Status::Ok;
    if (word == QLatin1String("rejected") || word == QLatin1String("failed"))
        return Status::Stopped;
    if (word == QLatin1String("consensus"))
        return Status::Note;
    if (word == QLatin1String("initiated") || word == QLatin1String("made") || word == QLatin1String("triggered"))
        return Status::New;
    return Status::CatchingUp;
}

CellRow component(const ServiceSnapshot& seen, const QString& id, bool running, const std::optional<Error>& trouble)
{
    CellRow row{ id, {} };
    const bool service = seen.health.serviceRunning;
    if (!service)
        row.cells.push_back(state(QStringLiteral("Stopped"), Status::Unknown));
    else if (trouble)
        row.cells.push_back(state(QStringLiteral("In trouble"), Status::Error));
    else if (!running)
        row.cells.push_back(state(QStringLiteral("Not running"), Status::Stopped));
    else
        row.cells.push_back(state(QStringLiteral("Works"), Status::Ok));
    row.cells.push_back({ .text = visibleText(id) });
    return row;
}

void add(CellRow& row, std::initializer_list<Cell> cells)
{
    row.cells.insert(row.cells.end(), cells);
}

} // namespace

QString figure(const std::optional<double>& value, const QString& unit)
{
    if (!value)
        return format::notApplicable();
    QLocale locale;
    locale.setNumberOptions(QLocale::DefaultNumberOptions);
    const double size = std::abs(*value);
    const int digits = size == 0 || size >= 1000 ? 0 : size >= 100 ? 1 : size >= 1 ? 2 : 4;
    const QString text = size >= 1e15 || (size > 0 && size < 1e-4) ? locale.toString(*value, 'g', 4)
                                                                   : locale.toString(*value, 'f', digits);
    return unit.isEmpty() ? text : text + QLatin1Char(' ') + visibleText(unit);
}

std::vector<CellColumn> componentColumns()
{
    return { { QStringLiteral("State"), Kind::State, 108 }, { QStringLiteral("Component"), Kind::Text, 150 },
        { QStringLiteral("In"), Kind::Number, 84, QStringLiteral("Records read from Kafka and handled") },
        { QStringLiteral("Out"), Kind::Number, 78, QStringLiteral("Events written to Kafka and acknowledged") },
        { QStringLiteral("Failed"), Kind::Number, 64,
            QStringLiteral("Attempts; each is repeated, the last one makes a dead letter") },
        { QStringLiteral("Repeats"), Kind::Number, 72, QStringLiteral("The same event again: counted, not handled") },
        { QStringLiteral("Rebuilt"), Kind::Number, 72,
            QStringLiteral("Read again to rebuild state when a partition was assigned") },
        { QStringLiteral("Left"), Kind::Number, 60, QStringLiteral("States that left because of their bound") },
        { QStringLiteral("Partitions"), Kind::Number, 80, QStringLiteral("Assigned to this instance now") },
        { QStringLiteral("Last event"), Kind::Number, 84 }, { QStringLiteral("Reason"), Kind::Text, 180 } };
}

std::vector<CellRow> components(const ServiceSnapshot& seen, qint64 now)
{
    std::vector<CellRow> rows;
    const Cell none = text({});
    {
        std::optional<Error> trouble;
        if (seen.health.serviceRunning && !seen.health.kafkaAvailable)
            trouble = Error{ .message = seen.health.client.lastError, .hint = {} };
        else if (seen.health.circuit.state != CircuitBreaker::State::Closed)
            trouble = Error{ .message = QStringLiteral("circuit breaker is open: ") + seen.health.circuit.reason,
                .hint = {} };
        else
            for (const ConsumerStats& consumer : seen.health.client.consumers)
                if (consumer.trouble && !trouble)
                    trouble = consumer.trouble;
        const KafkaClientStats& stats = seen.stats.client;
        size_t partitions = 0;
        for (const ConsumerStats& consumer : seen.health.client.consumers)
            partitions += consumer.assigned.size();
        CellRow row = component(seen, QStringLiteral("Kafka client"), stats.isRunning, trouble);
        add(row,
            { number(stats.messagesConsumed), number(stats.messagesProduced),
                troubling(stats.productionErrors + stats.consumptionErrors), none, none, none, number(partitions), none,
                text(trouble ? trouble->message : seen.health.client.lastError) });
        rows.push_back(std::move(row));
    }
    {
        const BridgeStats& stats = seen.stats.bridge;
        CellRow row
            = component(seen, QStringLiteral("Event bridge"), seen.health.bridgeRunning, seen.health.bridgeTrouble);
        add(row,
            { number(stats.eventsReceivedFromKafka), number(stats.eventsPublishedToKafka),
                troubling(stats.publishErrors + stats.routingErrors + stats.handlerErrors), number(stats.duplicates),
                none, none, none, none,
                text(seen.health.bridgeTrouble ? seen.health.bridgeTrouble->message : stats.lastError) });
        rows.push_back(std::move(row));
    }
    for (const auto& [id, stats] : seen.stats.processors) {
        std::optional<Error> trouble;
        for (const auto& [other, error] : seen.health.processors)
            if (other == id)
                trouble = error;
        CellRow row = component(seen, id, seen.health.processorsRunning, trouble);
        add(row,
            { number(stats.processed), number(stats.derived), troubling(stats.failed + stats.deriveErrors),
                number(stats.duplicates), number(stats.rebuilt), number(stats.evicted), number(stats.partitions),
                time(stats.lastProcessedAt, now), text(trouble ? trouble->message : stats.lastError) });
        rows.push_back(std::move(row));
    }
    return rows;
}

std::vector<CellColumn> debateColumns()
{
    return { { QStringLiteral("State"), Kind::State, 120 }, { QStringLiteral("Debate"), Kind::Text, 100 },
        { QStringLiteral("Topic"), Kind::Text, 200 }, { QStringLiteral("Rounds"), Kind::Number, 66 },
        { QStringLiteral("Arguments"), Kind::Number, 80 }, { QStringLiteral("Participants"), Kind::Text, 116 },
        { QStringLiteral("Took"), Kind::Number, 92 }, { QStringLiteral("Last event"), Kind::Number, 84 } };
}

std::vector<CellRow> debates(const ServiceSnapshot& seen, qint64 now)
{
    std::vector<CellRow> rows;
    const auto addAll = [&](const std::vector<DebateState>& states, const char* kind) {
        for (const DebateState& debate : states) {
            const auto took = debate.duration();
            const QString rounds = debate.maxRounds
                ? QStringLiteral("%1 of %2")
                      .arg(format::count(debate.roundsCompleted), format::count(*debate.maxRounds))
                : format::count(debate.roundsCompleted);
            rows.push_back({ QLatin1String(kind) + debate.debateId,
                { state(debate.status, statusOf(debate.status)), { .text = visibleText(debate.debateId) },
                    text(debate.topic), { .text = rounds, .number = double(debate.roundsCompleted) },
                    number(quint64(std::max<qint64>(0, debate.arguments))),
                    text(debate.participants.join(QStringLiteral(", "))),
                    took ? Cell{ .text
                        = format::duration(std::chrono::duration_cast<std::chrono::milliseconds>(*took).count()),
                        .number = double(took->count()) }
                         : unknown(),
                    time(debate.lastEventAt, now) } });
        }
    };
    addAll(seen.debates, "a/");
    addAll(seen.completed, "c/");
    return rows;
}

std::vector<CellColumn> decisionColumns()
{
    return { { QStringLiteral("State"), Kind::State, 104 }, { QStringLiteral("Decision"), Kind::Text, 108 },
        { QStringLiteral("Type"), Kind::Text, 78 }, { QStringLiteral("Question"), Kind::Text, 220 },
        { QStringLiteral("Confidence"), Kind::Number, 88 }, { QStringLiteral("By"), Kind::Text, 84 },
        { QStringLiteral("Change asked for"), Kind::Text, 120 }, { QStringLiteral("Made"), Kind::Number, 84 } };
}

std::vector<CellRow> decisions(const ServiceSnapshot& seen, qint64 now)
{
    std::vector<CellRow> rows;
    for (const DecisionState& decision : seen.decisions)
        rows.push_back({ decision.decisionId,
            { state(decision.status, statusOf(decision.status)), { .text = visibleText(decision.decisionId) },
                text(decision.decisionType), text(decision.question),
                decision.confidence
                    ? Cell{ .text = format::percent(*decision.confidence), .number = decision.confidence }
                    : unknown(),
                text(decision.decidedBy),
                decision.requestedBy.isEmpty() ? text({}) : Cell{ .text = QStringLiteral("yes") },
                time(decision.madeAt, now) } });
    return rows;
}

std::vector<CellColumn> evolutionColumns()
{
    return { { QStringLiteral("State"), Kind::State, 112 }, { QStringLiteral("Evolution"), Kind::Text, 116 },
        { QStringLiteral("Trigger"), Kind::Text, 110 }, { QStringLiteral("Suggested"), Kind::Number, 84 },
        { QStringLiteral("Successful"), Kind::Number, 100 }, { QStringLiteral("Last suggestion"), Kind::Text, 220 },
        { QStringLiteral("Began"), Kind::Number, 84 } };
}

std::vector<CellRow> evolutions(const ServiceSnapshot& seen, qint64 now)
{
    std::vector<CellRow> rows;
    for (const EvolutionState& evolution : seen.evolutions) {
        const bool known = evolution.total && evolution.successful;
        rows.push_back({ evolution.evolutionId,
            { state(evolution.status, statusOf(evolution.status)), { .text = visibleText(evolution.evolutionId) },
                text(evolution.triggerType), number(quint64(std::max<qint64>(0, evolution.suggested))),
                known ? Cell{ .text = QStringLiteral("%1 of %2")
                                          .arg(format::count(*evolution.successful), format::count(*evolution.total)),
                    .number = double(*evolution.successful) }
                      : text({}),
                text(evolution.lastSuggestion), time(evolution.triggeredAt, now) } });
    }
    return rows;
}

std::vector<CellColumn> metricColumns()
{
    return { { QStringLiteral("Metric"), Kind::Text, 170 }, { QStringLiteral("Type"), Kind::Text, 96 },
        { QStringLiteral("Last"), Kind::Number, 96 },
        { QStringLiteral("1 min"), Kind::Number, 60, QStringLiteral("Values of the last minute") },
        { QStringLiteral("Mean"), Kind::Number, 76 }, { QStringLiteral("p95"), Kind::Number, 76 },
        { QStringLiteral("p99"), Kind::Number, 76 },
        { QStringLiteral("1 h"), Kind::Number, 66, QStringLiteral("Values of the last hour") },
        { QStringLiteral("p95, 1 h"), Kind::Number, 80 } };
}

QString metricId(const MetricRow& metric)
{
    return metric.type + QLatin1Char('\n') + metric.name;
}

std::vector<CellRow> metrics(const ServiceSnapshot& seen)
{
    std::vector<CellRow> rows;
    const auto value = [](const std::optional<double>& known) {
        return Cell{ .text = figure(known), .number = known, .muted = !known };
    };
    for (const MetricRow& metric : seen.metrics)
        rows.push_back({ metricId(metric),
            { { .text = visibleText(metric.name) }, text(metric.type),
                { .text = figure(metric.last, metric.unit), .number = metric.last, .muted = !metric.last },
                number(metric.minute.count), value(metric.minute.mean), value(metric.minute.p95),
                value(metric.minute.p99), number(metric.hour.count), value(metric.hour.p95) } });
    return rows;
}

std::vector<CellColumn> errorColumns()
{
    return { { QStringLiteral("Last seen"), Kind::Number, 140 }, { QStringLiteral("Component"), Kind::Text, 140 },
        { QStringLiteral("In a row"), Kind::Number, 70 }, { QStringLiteral("Error"), Kind::Text, 400 } };
}

std::vector<CellRow> errors(const ServiceSnapshot& seen, qint64 now)
{
    std::vector<CellRow> rows;
    qsizetype order = qsizetype(seen.errors.size()); // the oldest has 1: an error keeps its id while newer ones come
    for (const RecentError& error : seen.errors)
        rows.push_back({ QStringLiteral("%1 %2 %3").arg(order--).arg(error.component, error.message.left(100)),
            { time(error.at, now), text(error.component), number(error.count), text(error.message) } });
    return rows;
}

std::vector<CellColumn> routeColumns()
{
    return { { QStringLiteral("Event type"), Kind::Text, 210 }, { QStringLiteral("Topic"), Kind::Text, 260 },
        { QStringLiteral("State"), Kind::State, 130 },
        { QStringLiteral("Not as the contract says"), Kind::Text, 260 } };
}

std::vector<CellRow> routes(const ServiceFacts& facts, const ServiceSnapshot* seen)
{
    std::vector<CellRow> rows;
    for (const RoutingTable::Route& route : facts.routes) {
        const QString topic = facts.topicPrefix + u'.' + route.suffix;
        CellRow row{ route.eventType, { { .text = route.eventType }, text(topic) } };
        QStringList differences;
        if (seen)
            for (const TopicMismatch& one : seen->topics.mismatches)
                if (one.topic == topic)
                    differences << QStringLiteral("%1 is %2, not %3").arg(one.setting, one.actual, one.expected);
        if (!seen || (!seen->topics.created.contains(topic) && !seen->topics.existing.contains(topic)))
            row.cells.push_back({ .text = QStringLiteral("not looked at yet"), .muted = true });
        else if (!differences.isEmpty())
            row.cells.push_back(state(QStringLiteral("Differs"), Status::Warning));
        else
            row.cells.push_back(state(
                seen->topics.created.contains(topic) ? QStringLiteral("Created") : QStringLiteral("As it should be"),
                Status::Ok));
        row.cells.push_back(text(differences.join(QStringLiteral("; "))));
        rows.push_back(std::move(row));
    }
    return rows;
}

} // namespace spillway::ui::servicerows
