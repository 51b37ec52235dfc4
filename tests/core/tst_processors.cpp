// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/events/routing.h"
#include "core/service/processormanager.h"
#include "tests/support/faketransport.h"
#include "tests/support/latch.h"

#include <QTest>
#include <QUuid>

#include <map>
#include <thread>

using namespace spillway;
using namespace std::chrono_literals;
using spillway::test::FakeTransport;

namespace {

const EventTime Start{ 1'700'000'000s };

QString topicOf(const QString& type)
{
    return RoutingTable::standard().suffixOf(type).value_or(type);
}

} // namespace

class ProcessorsTest : public QObject {
    Q_OBJECT

    std::shared_ptr<FakeTransport> m_transport;
    qint64 m_offset = 0;

    /// As a record of the type's topic; the event is the same on each call with the same id.
    template <class Payload> DomainEventPtr record(const Payload& payload, EventTime at = Start, const QString& id = {})
    {
        const auto event = DomainEvent::of(payload, { .eventId = id, .occurredAt = at });
        return FakeTransport::asRecord(*event, topicOf(event->eventType()), m_offset++, QStringLiteral("other"), true);
    }
    Result<> deliver(const DomainEventPtr& event)
    {
        return m_transport->deliver(event, event->origin()->partition.topic.section(u'.', -1));
    }
    template <class Payload>
    Result<> deliver(
        const Payload& payload, EventTime at = Start, const QString& id = {}) requires EventPayload<Payload>
    {
        return deliver(record(payload, at, id));
    }
    QList<DomainEventPtr> sentTo(const QString& suffix) const
    {
        QList<DomainEventPtr> events;
        for (const auto& sent : m_transport->sent()) {
            if (sent.suffix == suffix)
                events.append(sent.event);
        }
        return events;
    }

private slots:
    void init()
    {
        m_transport = std::make_shared<FakeTransport>();
        m_offset = 0;
    }

    // R30
    void aDebateIsFollowedFromStartToEnd()
    {
        DebateEventProcessor processor(m_transport);
        QVERIFY(processor.start());
        QVERIFY(m_transport->topics.contains(QStringLiteral("debate-events")));
        const QString id = QStringLiteral("debate-1");
        QVERIFY(deliver(DebateInitiated{ .debateId = id,
            .topic = QStringLiteral("tabs or spaces"),
            .participants = QStringList{ QStringLiteral("a"), QStringLiteral("b") },
            .maxRounds = 3 }));
        QVERIFY(deliver(DebateRoundStarted{ .debateId = id, .roundNumber = 1 }, Start + 10s));
        QVERIFY(deliver(DebateRoundCompleted{ .debateId = id, .roundNumber = 1, .argumentsCount = 4 }, Start + 20s));
        auto active = processor.activeDebates();
        QCOMPARE(active.size(), size_t{ 1 });
        QCOMPARE(active[0].topic, QStringLiteral("tabs or spaces"));
        QCOMPARE(active[0].participants.size(), 2);
        QCOMPARE(active[0].roundsCompleted, 1);
        QCOMPARE(active[0].arguments, 4);
        QCOMPARE(active[0].status, QStringLiteral("between rounds"));
        QCOMPARE(*active[0].duration(), std::chrono::microseconds(20s));
        QVERIFY(deliver(DebateConsensusReached{ .debateId = id, .consensus = QStringLiteral("tabs") }, Start + 30s));
        QCOMPARE(processor.activeDebates()[0].status, QStringLiteral("consensus"));
        QVERIFY(deliver(DebateCompleted{ .debateId = id, .decisionId = QStringLiteral("dec-1") }, Start + 42s));
        QCOMPARE(processor.activeCount(), size_t{ 0 });
        const auto done = processor.completedDebates();
        QCOMPARE(done.size(), size_t{ 1 });
        QCOMPARE(done[0].consensus, QStringLiteral("tabs"));
        QCOMPARE(done[0].decisionId, QStringLiteral("dec-1"));
        QCOMPARE(*done[0].duration(), std::chrono::microseconds(42s));
        // and says so as metrics, traceable to the debate
        const auto metrics = sentTo(QStringLiteral("metrics-events"));
        QCOMPARE(metrics.size(), 2);
        QCOMPARE(metrics[1]->data()[u"metric_name"].toText(), std::optional(QStringLiteral("debate_duration")));
        QCOMPARE(metrics[1]->data()[u"value"].toDouble(), std::optional(42.0));
        QCOMPARE(QUuid(metrics[1]->eventId()).version(), QUuid::Sha1);
        QVERIFY(metrics[1]->causationId());
        QCOMPARE(processor.stats().processed, quint64{ 5 });
    }

    // the seed publishes debates by their topic: {debate_id, question, status}
    void aDebatePublishedByItsTopicIsFollowedToo()
    {
        DebateEventProcessor processor(m_transport);
        QVERIFY(processor.start());
        const DomainEvent event({ .eventType = QStringLiteral("debate-events"),
            .data = EventValue::object({ { QStringLiteral("debate_id"), "debate-123" },
                { QStringLiteral("question"), "Should we?" }, { QStringLiteral("status"), "initiated" } }) });
        QVERIFY(deliver(FakeTransport::asRecord(event, QStringLiteral("debate-events"), 0, {}, false)));
        QCOMPARE(processor.activeDebates()[0].topic, QStringLiteral("Should we?"));
        QCOMPARE(processor.activeDebates()[0].status, QStringLiteral("initiated"));
        QVERIFY(processor.activeDebates()[0].startedAt);
    }

    // R31
    void aComplexDecisionAsksForOneChange_data()
    {
        QTest::addColumn<QString>("type");
        QTest::addColumn<int>("requests");
        QTest::newRow("complex") << QStringLiteral("complex") << 1;
        QTest::newRow("evolution") << QStringLiteral("EVOLUTION") << 1;
        QTest::newRow("simple") << QStringLiteral("simple") << 0;
    }
    void aComplexDecisionAsksForOneChange()
    {
        QFETCH(QString, type);
        QFETCH(int, requests);
        DecisionEventProcessor processor(m_transport);
        QVERIFY(processor.start());
        const DecisionMade made{ .decisionId = QStringLiteral("d"), .decisionType = type, .confidence = 0.75 };
        const QString id = newEventId();
        QVERIFY(deliver(made, Start, id));
        QVERIFY(deliver(made, Start, id)); // the same again, after a rebalance
        QVERIFY(deliver(made, Start + 1s)); // and a second event about the same decision
        QVERIFY(
            deliver(DecisionApproved{ .decisionId = QStringLiteral("d"), .by = QStringLiteral("me") }, Start + 61s));
        const auto sent = sentTo(QStringLiteral("pr-events"));
        QCOMPARE(sent.size(), requests);
        if (requests) {
            QCOMPARE(sent[0]->eventType(), QStringLiteral("pull_request_requested"));
            QCOMPARE(sent[0]->eventId(), deterministicId(id + QStringLiteral("/pr-events")));
            QCOMPARE(sent[0]->causationId(), std::optional(id));
        }
        const auto decision = processor.decisions()[0];
        QCOMPARE(decision.status, QStringLiteral("approved"));
        QCOMPARE(decision.method, type);
        QCOMPARE(decision.decidedBy, QStringLiteral("me"));
        QCOMPARE(processor.stats().duplicates, quint64{ 1 });
    }

    void aChangeThatDoesNotArriveSendsTheDecisionBack()
    {
        DecisionEventProcessor processor(m_transport);
        QVERIFY(processor.start());
        const auto made
            = record(DecisionMade{ .decisionId = QStringLiteral("d"), .decisionType = QStringLiteral("complex") });
        const auto simple = record(DecisionMade{ .decisionId = QStringLiteral("e") });
        m_transport->fail = 1;
        const auto consumer = m_transport->consumers().at(0);
        const std::vector<DomainEventPtr> batch{ simple, made,
            record(DecisionMade{ .decisionId = QStringLiteral("f") }) };
        auto answer = consumer->handler(batch);
        QCOMPARE(answer.handled, size_t{ 1 }); // the offset stands before it
        QVERIFY(answer.failed);
        QVERIFY(answer.later); // not its fault: it must not end among the dead letters
        answer = consumer->handler(std::span(batch).subspan(1));
        QCOMPARE(answer.handled, size_t{ 2 });
        QVERIFY(!answer.failed);
        QCOMPARE(sentTo(QStringLiteral("pr-events")).size(), 1);
        QCOMPARE(processor.stats().failed, quint64{ 0 });
        QCOMPARE(processor.count(), size_t{ 3 });
    }

    // a kill between commit and delivery must lose no metric: the offset waits for it
    void aMetricThatDoesNotArriveSendsItsEventBack()
    {
        DebateEventProcessor processor(m_transport);
        QVERIFY(processor.start());
        QVERIFY(deliver(DebateInitiated{ .debateId = QStringLiteral("d") }));
        const auto completed = record(DebateCompleted{ .debateId = QStringLiteral("d"), .totalRounds = 2 }, Start + 9s);
        m_transport->fail = 1; // the first of its two
        const auto consumer = m_transport->consumers().at(0);
        auto answer = consumer->handler(std::span(&completed, 1));
        QCOMPARE(answer.handled, size_t{ 0 });
        QVERIFY(answer.later);
        answer = consumer->handler(std::span(&completed, 1));
        QCOMPARE(answer.handled, size_t{ 1 });
        std::map<QString, int> times; // of each event id
        for (const auto& metric : sentTo(QStringLiteral("metrics-events")))
            ++times[metric->eventId()];
        QCOMPARE(times.size(), size_t{ 2 }); // rounds and duration, one of them twice under the same id
        QCOMPARE(processor.stats().derived, quint64{ 3 });
        QCOMPARE(processor.completedDebates().size(), size_t{ 1 });
    }

    void aDerivedEventThatIsRefusedForGoodFailsItsEvent()
    {
        DebateEventProcessor processor(m_transport);
        QVERIFY(processor.start());
        m_transport->setRefuse(
            Error{ .code = ErrorCode::MessageTooLarge, .message = QStringLiteral("no"), .hint = {} });
        const auto completed = record(DebateCompleted{ .debateId = QStringLiteral("d") });
        const auto answer = m_transport->consumers().at(0)->handler(std::span(&completed, 1));
        QVERIFY(answer.failed);
        QVERIFY(!answer.later); // retried, and dead-lettered at last
        QCOMPARE(processor.stats().failed, quint64{ 1 });
    }

    // R32
    void anEvolutionIsFollowed()
    {
        EvolutionEventProcessor processor(m_transport);
        QVERIFY(processor.start());
        const QString id = QStringLiteral("evo");
        QVERIFY(deliver(EvolutionTriggered{ .evolutionId = id, .triggerType = QStringLiteral("drift") }));
        QVERIFY(deliver(ImprovementSuggested{ .evolutionId = id, .title = QStringLiteral("faster") }, Start + 1s));
        QCOMPARE(processor.evolutions()[0].status, QStringLiteral("suggesting"));
        QVERIFY(deliver(
            EvolutionCompleted{ .evolutionId = id, .totalImprovements = 4, .successfulImprovements = 3 }, Start + 5s));
        const auto evolution = processor.evolutions()[0];
        QCOMPARE(evolution.status, QStringLiteral("completed"));
        QCOMPARE(evolution.suggested, 1);
        QCOMPARE(evolution.triggerType, QStringLiteral("drift"));
        const auto metrics = sentTo(QStringLiteral("metrics-events"));
        QCOMPARE(metrics.size(), 2);
        QCOMPARE(metrics[0]->data()[u"value"].toDouble(), std::optional(0.75));
        QCOMPARE(metrics[1]->data()[u"value"].toDouble(), std::optional(5.0));
    }

    // R33
    void metricsAreAggregatedOverAMinuteAndAnHour()
    {
        EventTime now = Start;
        MetricsEventProcessor processor(m_transport, QStringLiteral("metrics-processor"), 256, [&] { return now; });
        QVERIFY(processor.start());
        for (int i = 1; i <= 100; ++i)
            QVERIFY(deliver(MetricRecorded{ .metricName = QStringLiteral("latency"),
                                .metricType = QStringLiteral("web"),
                                .value = i,
                                .unit = QStringLiteral("ms") },
                Start));
        now = Start + 120s;
        QVERIFY(deliver(
            MetricRecorded{
                .metricName = QStringLiteral("latency"), .metricType = QStringLiteral("web"), .value = 500 },
            Start + 119s));
        QVERIFY(deliver(
            MetricRecorded{ .metricName = QStringLiteral("size"), .metricType = QStringLiteral("web"), .value = 7 },
            Start + 119s));
        const auto rows = processor.metrics();
        QCOMPARE(rows.size(), size_t{ 2 });
        QCOMPARE(rows[0].name, QStringLiteral("latency"));
        QCOMPARE(rows[0].last, std::optional(500.0));
        QCOMPARE(rows[0].minute.count, quint64{ 1 });
        QCOMPARE(rows[0].hour.count, quint64{ 101 });
        QCOMPARE(rows[0].hour.sum, 5550.0);
        QCOMPARE(*rows[0].hour.min, 1.0);
        QCOMPARE(*rows[0].hour.max, 500.0);
        QVERIFY(std::abs(*rows[0].hour.p50 - 51) < 1.1);
        QVERIFY(std::abs(*rows[0].hour.p95 - 96) < 2);
        const auto types = processor.metricTypes();
        QCOMPARE(types.size(), size_t{ 1 });
        QCOMPARE(types[0].hour.count, quint64{ 102 });
        QVERIFY(m_transport->sent().empty()); // it would feed itself
    }

    // R33: all eight figures of both windows, of one metric and of all of its type
    void everyFigureOfBothWindowsIsThere()
    {
        EventTime now = Start;
        MetricsEventProcessor processor(m_transport, QStringLiteral("metrics-processor"), 256, [&] { return now; });
        QVERIFY(processor.start());
        const auto give = [&](const char* name, double value, EventTime at) {
            return deliver(MetricRecorded{ .metricName = QLatin1String(name),
                               .metricType = QStringLiteral("web"),
                               .value = value,
                               .unit = QStringLiteral("ms") },
                at);
        };
        for (int i = 1; i <= 50; ++i) { // older than a minute when it is asked
            QVERIFY(give("latency", 1000 + i, Start));
            QVERIFY(give("size", 2000 + i, Start));
        }
        now = Start + 120s;
        for (int i = 1; i <= 100; ++i)
            QVERIFY(give(i % 2 == 0 ? "latency" : "size", i, now));
        const auto near = [](std::optional<double> value, double wanted) { // the sketch promises 1 %
            return value && std::abs(*value - wanted) <= wanted * 0.01 + 1;
        };
        const auto is = [&](const MetricSummary& window, quint64 count, double sum, double min, double max, double p50,
                            double p95, double p99) {
            QCOMPARE(window.count, count);
            QCOMPARE(window.sum, sum);
            QCOMPARE(window.min, std::optional(min));
            QCOMPARE(window.max, std::optional(max));
            QVERIFY(window.mean);
            QCOMPARE(*window.mean, sum / double(count));
            QVERIFY2(near(window.p50, p50), qPrintable(QString::number(window.p50.value_or(-1))));
            QVERIFY2(near(window.p95, p95), qPrintable(QString::number(window.p95.value_or(-1))));
            QVERIFY2(near(window.p99, p99), qPrintable(QString::number(window.p99.value_or(-1))));
        };
        const auto types = processor.metricTypes();
        QCOMPARE(types.size(), size_t{ 1 });
        QCOMPARE(types[0].type, QStringLiteral("web"));
        is(types[0].minute, 100, 5050, 1, 100, 50, 95, 99);
        // 1…100, 1001…1050 and 2001…2050: half of them are below 100, 95 % below 2040, 99 % below 2048
        is(types[0].hour, 200, 5050 + 51275 + 101275, 1, 2050, 100, 2040, 2048);
        const auto rows = processor.metrics();
        QCOMPARE(rows.size(), size_t{ 2 });
        QCOMPARE(rows[0].name, QStringLiteral("latency"));
        is(rows[0].minute, 50, 2550, 2, 100, 50, 95, 99); // the even ones
        is(rows[0].hour, 100, 2550 + 51275, 2, 1050, 100, 1045, 1049);
    }

    // R89: what a processor cannot do is a line of the log under its category
    void aFailureIsAWarningOfTheProcessorsCategory()
    {
        static QStringList lines;
        static QtMessageHandler before = nullptr;
        DecisionEventProcessor processor(m_transport);
        QVERIFY(processor.start());
        before = qInstallMessageHandler([](QtMsgType type, const QMessageLogContext& context, const QString& text) {
            if (type == QtWarningMsg)
                lines.append(QString::fromLatin1(context.category) + QStringLiteral(": ") + text);
            before(type, context, text);
        });
        const auto failed = deliver(DecisionMade{ .decisionType = QStringLiteral("no id") });
        qInstallMessageHandler(before);
        QVERIFY(!failed);
        QCOMPARE(lines.size(), 1);
        QCOMPARE(lines[0], QStringLiteral("kafka.processor: decision-processor: ") + failed.error().message);
        QCOMPARE(processor.stats().lastError, failed.error().message);
    }

    void malformedEventsOfOursFailAndForeignOnesDoNot()
    {
        DebateEventProcessor debates(m_transport);
        MetricsEventProcessor metrics(m_transport);
        QVERIFY(debates.start());
        QVERIFY(metrics.start());
        QVERIFY(!deliver(DebateInitiated{})); // no id
        QVERIFY(!deliver(MetricRecorded{ .metricName = QStringLiteral("m") })); // no value
        QVERIFY(debates.stats().lastError.contains(QStringLiteral("debate_id")));
        const EventOrigin origin{ { QStringLiteral("zamaz-debate.debate-events"), Partition{ 0 } }, Offset{ 99 }, {},
            false };
        QVERIFY(deliver(DomainEvent::fromRecord(origin, QStringLiteral("debate-events"), {}, {}, {}, {})));
        QVERIFY(deliver(DomainEvent::fromRecord(origin, QStringLiteral("debate-events"), {}, { "\xff", 1 }, {}, {})));
        QCOMPARE(debates.activeCount(), size_t{ 0 });
    }

    void stateIsBoundedAndWhatLeavesIsCounted()
    {
        DebateEventProcessor processor(m_transport, QStringLiteral("small"), 100);
        QVERIFY(processor.start());
        for (int i = 0; i < 250; ++i)
            QVERIFY(deliver(DebateInitiated{ .debateId = QString::number(i) }));
        QCOMPARE(processor.activeCount(), size_t{ 100 });
        QCOMPARE(processor.stats().evicted, quint64{ 150 });
        QCOMPARE(processor.activeDebates()[0].debateId, QStringLiteral("249"));
        QCOMPARE(processor.state()[u"evicted"].toInt(), std::optional<qint64>(150));
        MetricsEventProcessor metrics(m_transport, QStringLiteral("few"), 5);
        QVERIFY(metrics.start());
        for (int i = 0; i < 8; ++i)
            QVERIFY(deliver(MetricRecorded{ .metricName = QString::number(i), .value = 1.0 }));
        QCOMPARE(metrics.metrics().size(), size_t{ 5 });
        QCOMPARE(metrics.stats().evicted, quint64{ 3 });
    }

    // a handler that outlasts the drain at stop
    void aCallThatOutlastsStopKeepsItsProcessor()
    {
        struct Slow : EventProcessor {
            Slow(EventClient client, std::shared_ptr<test::Latch> l, std::shared_ptr<std::atomic<bool>> g)
                : EventProcessor(std::move(client))
                , latch(std::move(l))
                , gone(std::move(g))
            {
            }
            ~Slow() override
            {
                stop();
                *gone = true;
            }
            QStringList eventTypes() const override { return { QStringLiteral("debate-events") }; }
            bool processEvent(const DomainEvent& event) override
            {
                latch->wait();
                sendMetric(event, QStringLiteral("late"), QStringLiteral("test"), 1, QStringLiteral("times"));
                return true;
            }
            std::shared_ptr<test::Latch> latch;
            std::shared_ptr<std::atomic<bool>> gone;
        };
        const auto latch = std::make_shared<test::Latch>();
        const auto gone = std::make_shared<std::atomic<bool>>(false);
        auto processor = std::make_shared<Slow>(m_transport, latch, gone);
        QVERIFY(processor->start());
        const auto consumer = m_transport->consumers().at(0);
        const std::vector<DomainEventPtr> batch{ record(DebateInitiated{ .debateId = QStringLiteral("a") }),
            record(DebateInitiated{ .debateId = QStringLiteral("b") }) };
        BatchAnswer answer;
        std::thread worker([&] { answer = consumer->handler(batch); });
        QTRY_VERIFY(latch->entered());
        processor->stop();
        processor.reset();
        const bool early = *gone;
        latch->open();
        worker.join();
        QVERIFY(!early);
        QTRY_VERIFY(*gone);
        QVERIFY(answer.handled <= 1);
        QVERIFY(answer.later);
        QVERIFY(consumer->handler(batch).later); // and what comes later finds nobody
    }

    // R35, R36
    void processorsOfOnesOwnRunBesideTheOthers()
    {
        struct Custom : EventProcessor {
            using EventProcessor::EventProcessor;
            ~Custom() override { stop(); }
            QStringList eventTypes() const override { return { QStringLiteral("custom-events") }; }
            bool processEvent(const DomainEvent& event) override
            {
                if (event.data()[u"boom"].toBool().value_or(false))
                    throw std::runtime_error("boom");
                ++processed;
                return !event.data()[u"bad"].toBool().value_or(false);
            }
            int processed = 0;
        };
        ProcessorManager manager(m_transport);
        QVERIFY(manager.start());
        QCOMPARE(m_transport->consumers().size(), size_t{ 4 });
        const auto custom = std::make_shared<Custom>(m_transport);
        QVERIFY(manager.addProcessor(custom)); // no id: one of its own
        QCOMPARE(custom->id(), QStringLiteral("custom-events-processor"));
        QVERIFY(custom->isRunning());
        QVERIFY(m_transport->topics.contains(QStringLiteral("custom-events")));
        const auto give = [&](const char* flag) {
            const DomainEvent event({ .eventType = QStringLiteral("custom"),
                .data = EventValue::object({ { QString::fromLatin1(flag), true } }) });
            return deliver(FakeTransport::asRecord(event, QStringLiteral("custom-events"), m_offset++, {}, false));
        };
        QVERIFY(give("good"));
        QVERIFY(!give("bad"));
        const auto thrown = give("boom");
        QVERIFY(!thrown);
        QVERIFY(thrown.error().message.contains(QStringLiteral("boom")));
        QCOMPARE(custom->stats().processed, quint64{ 1 });
        QCOMPARE(custom->stats().failed, quint64{ 2 });
        const auto again = manager.addProcessor(std::make_shared<Custom>(m_transport));
        QVERIFY(!again);
        QCOMPARE(again.error().code, ErrorCode::AlreadyExists);
        QVERIFY(manager.removeProcessor(custom->id()));
        QVERIFY(!custom->isRunning());
        QVERIFY(!manager.removeProcessor(custom->id()));
        manager.stop();
        QVERIFY(m_transport->consumers().empty());
    }

    void aProcessorByDomainTypeSkipsTheOthersOfItsTopic()
    {
        struct Custom : EventProcessor {
            using EventProcessor::EventProcessor;
            ~Custom() override { stop(); }
            QStringList eventTypes() const override { return { QStringLiteral("debate_completed") }; }
            bool processEvent(const DomainEvent&) override { return true; }
        };
        Custom custom(m_transport);
        QVERIFY(custom.start());
        QVERIFY(deliver(DebateInitiated{ .debateId = QStringLiteral("x") }));
        QVERIFY(deliver(DebateCompleted{ .debateId = QStringLiteral("x") }));
        QCOMPARE(custom.stats().skipped, quint64{ 1 });
        QCOMPARE(custom.stats().processed, quint64{ 1 });
    }

    void aManagerThatCannotStartLeavesNothingRunning()
    {
        ProcessorManager manager(m_transport);
        m_transport->refuseConsumers = Error{ .message = QStringLiteral("no"), .hint = {} };
        const auto started = manager.start();
        QVERIFY(!started);
        QVERIFY(started.error().message.contains(QStringLiteral("processor")));
        QVERIFY(!manager.isRunning());
        for (const auto& processor : manager.processors())
            QVERIFY(!processor->isRunning());
    }
};

QTEST_GUILESS_MAIN(ProcessorsTest)
#include "tst_processors.moc"
