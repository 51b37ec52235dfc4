// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/linesource.h"
#include "cli/serviceconfig.h"
#include "cli/values.h"
#include "core/events/eventcheck.h"
#include "core/events/routing.h"
#include "core/serde/eventjson.h"
#include "core/service/eventcodec.h"
#include "core/service/eventproducer.h"

#include <QUuid>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <map>

namespace spillway::cli {

namespace {

constexpr int MostComplaints = 10; ///< lines named on stderr; all are counted
constexpr size_t MostInFlight = 50'000;

/// What became of one event.
struct Outcome {
    qint64 line = 0; ///< of the input; 0: the only event
    DomainEventPtr event; ///< null: the line holds none
    QString topic;
    Result<kafka::Delivery> result = Failure(Error{});
};

/// One event from its words. `type` is a domain type, or the suffix of a topic as in the seed's publish_event.
struct Words {
    QString type;
    EventValue data;
    QString key;
    std::optional<QString> correlationId;
};

Error invalid(const QString& what, const QString& hint = {})
{
    return { ErrorCode::InvalidArgument, what, hint, false, false };
}

QString typesHint()
{
    QStringList names;
    for (const EventTypeInfo& info : eventTypeInfos())
        names.append(info.type);
    return QStringLiteral("event types: %1; or the suffix of a topic, such as debate-events")
        .arg(names.join(QStringLiteral(", ")));
}

Result<OutgoingEvent> outgoing(const Words& words)
{
    static const RoutingTable routing = RoutingTable::standard();
    const auto legal = [](QChar c) {
        return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9') || c == u'.'
            || c == u'_' || c == u'-';
    };
    if (words.type.isEmpty() || words.type.size() > 200 || !std::ranges::all_of(words.type, legal))
        return Failure(invalid(QStringLiteral("\"%1\" is no event type").arg(words.type.left(60)), typesHint()));
    EventFields fields;
    const auto suffix = routing.suffixOf(words.type);
    fields.eventType = suffix ? words.type : words.data[u"event_type"].toText().value_or(words.type);
    if (auto right = checkEventData(fields.eventType, words.data); !right)
        return Failure(right.error());
    if (const EventTypeInfo* info = eventTypeInfo(fields.eventType)) {
        fields.aggregateId = words.data[info->members.front().name].toText().value_or(QString());
        fields.aggregateType = info->members.front().name.section(u'_', 0, 0);
    }
    if (fields.aggregateId.isEmpty())
        fields.aggregateId = words.key;
    fields.correlationId = words.correlationId ? words.correlationId : words.data[u"correlation_id"].toText();
    fields.causationId = words.data[u"causation_id"].toText();
    fields.userId = words.data[u"user_id"].toText();
    fields.data = words.data;
    return OutgoingEvent{ std::make_shared<const DomainEvent>(std::move(fields)), suffix.value_or(words.type),
        words.key };
}

/// A line: with `type` the data of such an event; else {"event_type", "event_data", "partition_key"?,
/// "correlation_id"?} as POST /kafka/events takes it, or a whole envelope, which keeps its id and time.
Result<OutgoingEvent> fromLine(std::string_view line, const Words& given)
{
    auto json = parseJson(line);
    if (!json)
        return Failure(json.error());
    Words words = given;
    if (!given.type.isEmpty()) {
        words.data = std::move(*json);
        return outgoing(words);
    }
    if (json->contains(u"event_id")) {
        auto event = DomainEvent::fromValue(*json);
        if (!event)
            return Failure(event.error());
        const auto suffix = RoutingTable::standard().suffixOf((*event)->eventType());
        if (!suffix)
            return Failure(
                invalid(QStringLiteral("No topic for events of type %1").arg((*event)->eventType()), typesHint()));
        if (auto right = checkEventData((*event)->eventType(), (*event)->data()); !right)
            return Failure(right.error());
        return OutgoingEvent{ std::move(*event), *suffix, given.key };
    }
    for (const auto& member : json->members()) {
        if (member.name != QLatin1String("event_type") && member.name != QLatin1String("event_data")
            && member.name != QLatin1String("partition_key") && member.name != QLatin1String("correlation_id"))
            return Failure(invalid(QStringLiteral("\"%1\" is not a member of an event line").arg(member.name.left(60)),
                QStringLiteral(
                    R"(a line is {"event_type": …, "event_data": {…}, "partition_key": …}, or name the EVENT_TYPE and give data)")));
    }
    words.type = (*json)[u"event_type"].toText().value_or(QString());
    words.data = (*json)[u"event_data"];
    if (const auto key = (*json)[u"partition_key"].toText())
        words.key = *key;
    if (const auto id = (*json)[u"correlation_id"].toText())
        words.correlationId = id;
    return outgoing(words);
}

/// Sends events and keeps account of what became of them.
class Publisher {
public:
    Publisher(Context& context, const KafkaConfig& config, ClusterMetadata metadata)
        : m_context(context)
        , m_config(config)
        , m_codec(config, QUuid::createUuid().toString(QUuid::WithoutBraces))
        , m_metadata(std::move(metadata))
    {
    }
    ~Publisher()
    {
        if (m_producer)
            m_producer->stop(std::chrono::milliseconds(0)); // its reports come to what is still here
    }
    Publisher(const Publisher&) = delete;
    Publisher& operator=(const Publisher&) = delete;

    Result<> open()
    {
        EventProducerSettings how;
        how.producer = m_config.producerSettings();
        how.producer.deliveryTimeout = m_context.timeout();
        how.retries = 0; // librdkafka's own are within the timeout; a person, or a script, sees the rest
        auto made = EventProducer::create(m_context.connection(), how);
        if (!made)
            return Failure(made.error());
        m_producer = std::move(*made);
        return {};
    }
    /// A topic is looked up once: the service makes them, this command never does.
    Result<> topicIsThere(const QString& suffix)
    {
        const auto at = m_topics.find(suffix);
        if (at != m_topics.end())
            return at->second;
        const QString topic = m_config.topicName(suffix);
        Result<> there;
        if (!m_metadata.find(topic))
            there = Failure(Error{ ErrorCode::NotFound, QStringLiteral("Topic does not exist: %1").arg(topic),
                eventTypeInfos().end() != std::ranges::find(eventTypeInfos(), suffix, &EventTypeInfo::suffix)
                    ? QStringLiteral("\"spillwayctl serve\" makes the topics of the service when it starts; or check "
                                     "KAFKA_TOPIC_PREFIX (it is %1)")
                          .arg(m_config.topicPrefix)
                    : typesHint(),
                false, false });
        m_topics.emplace(suffix, there);
        return there;
    }
    void send(qint64 line, const Result<OutgoingEvent>& event)
    {
        if (!event) {
            done({ line, {}, {}, Failure(event.error()) }, false);
            return;
        }
        const QString topic = m_config.topicName(event->suffix);
        auto there = topicIsThere(event->suffix);
        auto record = there ? m_codec.record(*event) : Result<Record>(Failure(there.error()));
        if (!record) {
            done({ line, event->event, topic, Failure(record.error()) }, false);
            return;
        }
        {
            std::unique_lock lock(m_mutex);
            ++m_inFlight;
        }
        const auto hand = [&] {
            return m_producer->send(*record, {}, [this, line, kept = event->event, topic](auto result) {
                done({ line, kept, topic, std::move(result) }, true);
            });
        };
        auto handed = hand();
        const auto until = std::chrono::steady_clock::now() + m_context.timeout();
        while (!handed && handed.error().retriable && awaitCircuit(until))
            handed = hand();
        if (!handed)
            done({ line, event->event, topic, Failure(handed.error()) }, true);
    }
    /// What was decided until now; waits for one while too much is under way.
    std::deque<Outcome> take(std::chrono::milliseconds wait = {})
    {
        std::unique_lock lock(m_mutex);
        if (wait.count() > 0)
            m_changed.wait_for(lock, wait, [this] { return !m_outcomes.empty() || m_inFlight == 0; });
        return std::exchange(m_outcomes, {});
    }
    size_t inFlight() const
    {
        const std::lock_guard lock(m_mutex);
        return m_inFlight;
    }

private:
    /// An open circuit breaker refuses whatever comes: the event waits for the next attempt, and who feeds us waits
    /// with it. False when time is up, or after Ctrl-C.
    bool awaitCircuit(std::chrono::steady_clock::time_point until)
    {
        const auto attempt = m_producer->circuit().untilNextAttempt.value_or(std::chrono::milliseconds(0));
        const auto wake = std::min(until, std::chrono::steady_clock::now() + attempt + std::chrono::milliseconds(20));
        while (std::chrono::steady_clock::now() < wake && !m_context.interrupt().requested()) {
            std::unique_lock lock(m_mutex);
            m_changed.wait_for(lock, std::chrono::milliseconds(50));
        }
        return std::chrono::steady_clock::now() < until && !m_context.interrupt().requested();
    }
    void done(Outcome outcome, bool wasInFlight)
    {
        const std::lock_guard lock(m_mutex);
        m_inFlight -= wasInFlight ? 1 : 0;
        m_outcomes.push_back(std::move(outcome));
        if (m_outcomes.size() == 1 || m_inFlight == 0)
            m_changed.notify_all();
    }

    Context& m_context;
    const KafkaConfig& m_config;
    const EventCodec m_codec;
    const ClusterMetadata m_metadata;
    std::map<QString, Result<>> m_topics;
    mutable std::mutex m_mutex; ///< guards what follows
    std::condition_variable m_changed;
    std::deque<Outcome> m_outcomes;
    size_t m_inFlight = 0;
    std::unique_ptr<EventProducer> m_producer;
};

Json eventJson(const Outcome& outcome)
{
    Json row;
    if (outcome.line > 0)
        row["line"] = outcome.line;
    row["event_id"] = outcome.event ? json(outcome.event->eventId()) : Json();
    row["event_type"] = outcome.event ? json(outcome.event->eventType()) : Json();
    row["topic"] = outcome.topic.isEmpty() ? Json() : json(outcome.topic);
    if (outcome.result) {
        row["partition"] = json(outcome.result->partition);
        row["offset"] = json(outcome.result->offset);
    } else {
        row["error"] = json(outcome.result.error().message);
    }
    return row;
}

ExitCode publishOne(Context& context, Publisher& publisher, const OutgoingEvent& event)
{
    for (const QString& name : strangeMembers(event.event->eventType(), event.event->data()))
        context.note(QStringLiteral("note: %1 has no member \"%2\"; readers ignore it")
                         .arg(event.event->eventType(), name.left(60)));
    publisher.send(0, event);
    std::deque<Outcome> outcomes;
    const auto until = std::chrono::steady_clock::now() + context.timeout() + std::chrono::seconds(1);
    while (outcomes.empty() && !context.interrupt().requested() && std::chrono::steady_clock::now() < until)
        outcomes = publisher.take(std::chrono::milliseconds(50));
    if (outcomes.empty())
        return context.fail({ ErrorCode::TimedOut, QStringLiteral("The event was not acknowledged"),
            QStringLiteral("it may have been written or not; its event_id is %1").arg(event.event->eventId()), true,
            false });
    if (!outcomes.front().result)
        return context.fail(outcomes.front().result.error());
    context.output().object({ { "event_id", "Event" }, { "event_type", "Type" }, { "topic", "Topic" },
                                { "partition", "Partition" }, { "offset", "Offset" } },
        eventJson(outcomes.front()));
    return context.finish();
}

/// The account of many.
struct Account {
    qint64 published = 0;
    qint64 failed = 0;
    std::optional<Error> first;
};

void settle(Context& context, const std::deque<Outcome>& outcomes, Account& account)
{
    for (const Outcome& outcome : outcomes) {
        if (context.output().format() == OutputFormat::Ndjson)
            context.output().raw(toLine(eventJson(outcome)) + '\n');
        if (outcome.result) {
            ++account.published;
            continue;
        }
        const Error& error = outcome.result.error();
        if (account.failed < MostComplaints)
            context.note(
                QStringLiteral("line %1: %2%3")
                    .arg(outcome.line)
                    .arg(error.message, error.hint.isEmpty() ? QString() : QStringLiteral(" (%1)").arg(error.hint)));
        else if (account.failed == MostComplaints)
            context.note(QStringLiteral("more lines failed; they are counted"));
        if (account.failed++ == 0)
            account.first = error;
    }
}

ExitCode publishMany(Context& context, Publisher& publisher, LineSource& source, const Words& given)
{
    using Got = LineSource::Got;
    const auto start = std::chrono::steady_clock::now();
    Account account;
    std::string_view line;
    bool whole = false;
    while (!context.interrupt().requested() && !context.output().closed()) {
        const Got got = source.next(line, std::chrono::milliseconds(50));
        if (got == Got::End) {
            whole = true;
            break;
        }
        if (got == Got::Error) {
            context.note(QStringLiteral("reading stopped: %1").arg(source.problem()));
            break;
        }
        if (got == Got::TooLong)
            publisher.send(source.number(),
                Failure(invalid(QStringLiteral("the line is longer than %1 MiB").arg(LineSource::LongestLine >> 20))));
        else if (got == Got::Line && line.find_first_not_of(" \t") != std::string_view::npos)
            publisher.send(source.number(), fromLine(line, given));
        if (got == Got::Nothing || source.number() % 256 == 0)
            settle(context, publisher.take(), account);
        while (publisher.inFlight() > MostInFlight && !context.interrupt().requested())
            settle(context, publisher.take(std::chrono::milliseconds(50)), account);
    }
    // each ends by its own deadline; after Ctrl-C only what is acknowledged within its patience
    auto until = std::chrono::steady_clock::now() + context.timeout() + std::chrono::seconds(1);
    bool hurried = false;
    while (publisher.inFlight() > 0 && std::chrono::steady_clock::now() < until) {
        if (context.interrupt().requested() && !std::exchange(hurried, true))
            until = std::min(until, std::chrono::steady_clock::now() + std::chrono::milliseconds(1500));
        settle(context, publisher.take(std::chrono::milliseconds(50)), account);
    }
    settle(context, publisher.take(), account);
    const auto unknown = qint64(publisher.inFlight());
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    const Json summary{ { "published", account.published }, { "failed", account.failed }, { "unknown", unknown },
        { "lines", source.number() }, { "seconds", seconds } };
    if (context.output().format() != OutputFormat::Ndjson)
        context.output().object({ { "published", "Published" }, { "failed", "Failed" },
                                    { "unknown", "Not acknowledged" }, { "lines", "Lines" }, { "seconds", "Seconds" } },
            summary);
    if (whole && unknown == 0 && account.failed == 0)
        return context.finish();
    if (account.published == 0 && account.first)
        return exitCodeFor(account.first->code);
    return context.finish(ExitCode::Partial);
}

ExitCode publish(Context& context)
{
    const bool many = context.isSet("ndjson");
    if (int(context.isSet("data")) + int(context.isSet("data-file")) + int(many) != 1)
        return context.usage(QStringLiteral("one of --data, --data-file and --ndjson is needed, and no more than one"));
    Words words{ context.words().value(0), {}, context.value("key"), {} };
    if (context.isSet("correlation-id"))
        words.correlationId = context.value("correlation-id");
    if (!many && words.type.isEmpty())
        return context.usage(QStringLiteral("EVENT_TYPE is missing; %1").arg(typesHint()));
    for (const char* option : { "key", "data", "correlation-id" }) {
        if (context.value(option).contains(QChar(QChar::ReplacementCharacter)))
            return context.usage(QStringLiteral("--%1 holds bytes that are not UTF-8").arg(QLatin1String(option)));
    }
    const auto config = serviceConfig(context);
    if (!config)
        return context.fail(config.error());
    if (!config->enabled)
        return context.fail({ ErrorCode::Refused, QStringLiteral("The Kafka service is switched off"),
            QStringLiteral("KAFKA_ENABLED=false; set it to true"), false, false });
    if (auto valid = config->validate(); !valid)
        return context.fail(valid.error());

    std::optional<OutgoingEvent> single;
    std::optional<LineSource> source;
    if (context.isSet("data") || context.isSet("data-file")) {
        QByteArray text = context.value("data").toUtf8();
        if (context.isSet("data-file")) {
            auto read = contentOf(context.value("data-file"), qint64{ 16 } << 20);
            if (!read)
                return context.fail(read.error());
            text = std::move(*read);
        }
        auto data = parseJson({ text.constData(), size_t(text.size()) });
        if (!data) {
            Error error = data.error();
            error.message = QStringLiteral("The data is no JSON: ") + error.message;
            return context.fail(error);
        }
        words.data = std::move(*data);
        auto event = outgoing(words);
        if (!event)
            return context.fail(event.error());
        single = std::move(*event);
    } else {
        auto opened = LineSource::open(context.value("ndjson"));
        if (!opened)
            return context.fail(opened.error());
        source.emplace(std::move(*opened));
    }

    auto connected = context.connect(); // its error names the addresses and why each failed
    if (!connected)
        return context.fail(connected.error());
    Publisher publisher(context, *config, std::move(connected->metadata));
    if (single) {
        if (auto there = publisher.topicIsThere(single->suffix); !there)
            return context.fail(there.error());
    }
    const kafka::Operation operation
        = kafka::ProduceOperation{ config->topicName(single ? single->suffix : QStringLiteral("*")),
              single ? std::optional<qint64>(1) : std::nullopt };
    std::optional<ExitCode> code; // once sending began; what went wrong then has been said
    const auto done = context.gate().execute(operation, kafka::Confirmation::NotGiven, [&]() -> Result<> {
        if (auto opened = publisher.open(); !opened)
            return opened;
        code = single ? publishOne(context, publisher, *single) : publishMany(context, publisher, *source, words);
        if (*code == ExitCode::Done)
            return {};
        return Failure(
            Error{ ErrorCode::Failed, QStringLiteral("not all events were acknowledged"), {}, false, false });
    });
    return done || code ? code.value_or(ExitCode::Done) : context.fail(done.error());
}

} // namespace

Command publishCommand()
{
    const auto option = [](const char* name, const char* description, const char* value) {
        return QCommandLineOption(QLatin1String(name), QString::fromUtf8(description), QString::fromUtf8(value));
    };
    return { QStringLiteral("publish"),
        QStringLiteral("EVENT_TYPE --data JSON|--data-file F [--key K], or [EVENT_TYPE] --ndjson F"),
        QStringLiteral("Publish events of the service and wait until the broker has them."),
        { option("data", "The event's data, a JSON object; checked against its type.", "JSON"),
            option("data-file", "The data from a file; - is standard input.", "FILE"),
            option("ndjson",
                "Many events, one a line; - is standard input. A line is the data of an EVENT_TYPE, or "
                "{\"event_type\", "
                "\"event_data\", \"partition_key\"}, or a whole envelope.",
                "FILE"),
            option("key", "Partition key; the id in the data unless given.", "K"),
            option("correlation-id", "Correlation id of the event's envelope.", "ID") },
        0, 1, publish };
}

} // namespace spillway::cli
