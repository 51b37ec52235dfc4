// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/kafka/producer.h"

#include "core/kafka/adminprivate.h"
#include "core/kafka/bell.h"
#include "core/kafka/client.h"
#include "core/kafka/errors.h"
#include "core/kafka/localcluster.h"

#include <QDateTime>
#include <QHash>
#include <QRandomGenerator>

#include <algorithm>
#include <array>
#include <atomic>
#include <limits>
#include <span>
#include <thread>
#include <unordered_map>

namespace spillway::kafka {

namespace {

/// Between two servings, so that reports come in numbers: waking this thread and a sender for each of the small
/// batches costs more than the batches. The first report after a lull is served at once.
constexpr std::chrono::microseconds Gather{ 500 };
/// A caller of send() for the first record of a topic. Brokers that did not answer in this time are not asked again for
/// as long: meanwhile records of the topic wait in the queue like those of a known one.
constexpr Milliseconds LongestLook{ 1'500 };

/// What a caller with a callback gets for a ticket; goes with its outcome.
class CallbackTicket final : public Ticket {
public:
    explicit CallbackTicket(Producer::Callback done)
        : m_done(std::move(done))
    {
    }
    void delivered(const Delivery& delivery) override { settle(delivery); }
    void failed(const Error& error, const RecordRef&, const QString&) override { settle(Failure(error)); }

private:
    void settle(Result<Delivery> outcome)
    {
        const std::unique_ptr<CallbackTicket> self(this);
        m_done(std::move(outcome));
    }
    Producer::Callback m_done;
};

/// Where a sending thread's records without a key go now, as Java's clients have it (KIP-794): to one partition until
/// its batch is full, then to the next. librdkafka changes it every 10 ms instead, and as it has but one request under
/// way per partition when it is idempotent (2.0.2), a burst into one partition goes at the pace of the answers.
/// Of a thread and not of a producer, for librdkafka may ask when that is gone.
struct Spreading {
    qint32 turn = -1; ///< partition, modulo how many there are
    qint64 left = 0; ///< bytes until the next one
    bool sending = false; ///< in send()

    void next() { turn = (turn + 1) & std::numeric_limits<qint32>::max(); }
    /// Before a record of `bytes`: the turn it has.
    qint32 turnOf(qint64 bytes, qint64 batch)
    {
        if (turn < 0)
            turn = qint32(QRandomGenerator::global()->bounded(1 << 20));
        else if (left <= 0)
            next();
        if (left <= 0)
            left = batch;
        left -= bytes;
        return turn;
    }
};
thread_local Spreading spreading; // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)

qint32 partitionOf(const rd_kafka_topic_t* topic, const void* key, size_t keySize, qint32 count, void* topicOpaque,
    void* messageOpaque)
{
    if (key)
        return rd_kafka_msg_partitioner_murmur2(topic, key, keySize, count, topicOpaque, messageOpaque);
    Spreading& to = spreading;
    if (!to.sending)
        return rd_kafka_msg_partitioner_random(topic, key, keySize, count, topicOpaque, messageOpaque);
    for (qint32 i = 0; i < count && rd_kafka_topic_partition_available(topic, to.turn % count) == 0; ++i)
        to.next(); // without a leader
    return to.turn % count;
}

RecordRef refOf(rd_kafka_message_t& message)
{
    RecordRef ref;
    ref.partition = Partition{ message.partition };
    ref.key = { static_cast<const char*>(message.key), message.key_len };
    ref.value = { static_cast<const char*>(message.payload), message.len };
    ref.message = &message;
    return ref;
}

char* dataOf(const std::optional<QByteArray>& bytes)
{
    return bytes ? const_cast<char*>(bytes->constData()) : nullptr; // NOLINT: librdkafka copies it
}

size_t sizeOf(const std::optional<QByteArray>& bytes)
{
    return bytes ? static_cast<size_t>(bytes->size()) : size_t{ 0 };
}

/// One attempt to hand a record to librdkafka. `headers` are its own after a success.
rd_kafka_resp_err_t enqueue(rd_kafka_t* client, const TopicHandle& topic, qint32 partition, const Record& record,
    rd_kafka_headers_t* headers, qint64 timestampMs, Ticket* ticket)
{
    if (!headers && timestampMs == 0) {
        // the older function can do neither, and costs less
        const int failed = rd_kafka_produce(topic.get(), partition, RD_KAFKA_MSG_F_COPY, dataOf(record.value),
            sizeOf(record.value), dataOf(record.key), sizeOf(record.key), ticket);
        return failed == 0 ? RD_KAFKA_RESP_ERR_NO_ERROR : rd_kafka_last_error();
    }
    // producev, not produceva: that one frees the headers twice when the partition does not exist
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wold-style-cast" // in librdkafka's macros
    return rd_kafka_producev(client, RD_KAFKA_V_RKT(topic.get()), RD_KAFKA_V_PARTITION(partition),
        RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_VALUE(dataOf(record.value), sizeOf(record.value)),
        RD_KAFKA_V_KEY(dataOf(record.key), sizeOf(record.key)), RD_KAFKA_V_HEADERS(headers),
        RD_KAFKA_V_TIMESTAMP(timestampMs), RD_KAFKA_V_OPAQUE(ticket), RD_KAFKA_V_END);
#pragma GCC diagnostic pop
}

const QString& maybeWrittenHint()
{
    static const QString text = QStringLiteral("it may have been written all the same: look before sending it again");
    return text;
}

} // namespace

bool mayHaveBeenWritten(const Error& error)
{
    return error.hint == maybeWrittenHint();
}

struct Producer::Private {
    /// A client of its own: a broker handles the requests of one connection one after the other.
    struct Lane {
        ClientHandle client;
        QueueHandle main;
    };

    ProducerSettings settings;
    std::shared_ptr<LocalCluster> local; ///< told of what is written; null: a real cluster
    std::vector<Lane> lanes; ///< at least one, the same for the life of the producer
    Bell bell;
    std::atomic<bool> stopping{ false };
    std::thread server; ///< serves delivery reports

    std::mutex mutex;
    std::condition_variable roomMade;
    struct Topic {
        std::vector<std::shared_ptr<TopicHandle>> handles; ///< one of each lane
        int partitions = 0; ///< 0: nobody answered
        Clock::time_point asked;
    };
    QHash<QString, Topic> topics; ///< known to exist, or asked for in vain lately; guarded by mutex
    std::optional<Error> fatal; ///< guarded by mutex; the handle is of no use any more
    QString lastTrouble; ///< newest reason librdkafka gave about a broker, guarded by mutex
    std::unordered_map<const Ticket*, qint64>
        times; ///< with `local`: timestamps of records in flight, guarded by mutex
    int waiting = 0; ///< senders that wait for room, guarded by mutex

    void serve();
    /// Serves what is queued, at most 2000 events of each lane; false when there was nothing.
    bool serveQueued();
    bool serveLane(const Lane& lane, bool& delivered);
    int queued() const;
    /// True when a record of it was delivered.
    bool takeReport(rd_kafka_event_t* event);
    void takeTrouble(rd_kafka_event_t* event);
    void fail(rd_kafka_message_t& message);
    qint64 timestampOf(const rd_kafka_message_t& message);
    /// A topic and how many partitions it has: asked of the brokers once, or when `atLeast` says that what is known is
    /// old. Brokers that do not answer are no failure here: the record waits for them.
    Result<Topic> topicOf(const QString& topic, int atLeast);
    Result<Topic> askForTopic(const QString& topic);
    size_t laneOf(const Record& record, std::optional<Partition> partition, qint32 turn) const;
};

void Producer::Private::serve()
{
    while (!stopping) {
        bell.clear();
        if (!serveQueued())
            bell.wait(Milliseconds(100));
        else
            std::this_thread::sleep_for(Gather);
    }
}

bool Producer::Private::serveLane(const Lane& lane, bool& delivered)
{
    bool any = false;
    for (int i = 0; i < 2000; ++i) {
        const EventHandle event{ rd_kafka_queue_poll(lane.main.get(), 0) };
        if (!event)
            break;
        any = true;
        switch (rd_kafka_event_type(event.get())) {
        case RD_KAFKA_EVENT_DR:
            delivered |= takeReport(event.get());
            break;
        case RD_KAFKA_EVENT_LOG:
            logEvent(event.get());
            break;
        case RD_KAFKA_EVENT_ERROR:
            takeTrouble(event.get());
            break;
        default:
            break;
        }
    }
    return any;
}

bool Producer::Private::serveQueued()
{
    bool any = false;
    bool delivered = false;
    for (const Lane& lane : lanes)
        any |= serveLane(lane, delivered);
    if (!any)
        return false;
    const std::lock_guard lock(mutex);
    if (delivered)
        lastTrouble.clear();
    // Who waits for room is woken when there is room for many: a sender that wakes for each batch costs more than the
    // batch. Nothing moving any more, it looks again by itself.
    const int plenty = settings.queueMessages / int(lanes.size()) / 4 * 3;
    if (waiting > 0 && std::ranges::any_of(lanes, [plenty](const Lane& lane) {
            return rd_kafka_outq_len(lane.client.get()) <= plenty;
        }))
        roomMade.notify_all();
    return true;
}

int Producer::Private::queued() const
{
    int sum = 0;
    for (const Lane& lane : lanes)
        sum += rd_kafka_outq_len(lane.client.get());
    return sum;
}

bool Producer::Private::takeReport(rd_kafka_event_t* event)
{
    // in bulk: one record's share of this path is what producing can cost at most on its one thread
    bool delivered = false;
    std::array<const rd_kafka_message_t*, 512> messages{};
    while (const size_t count = rd_kafka_event_message_array(event, messages.data(), messages.size())) {
        for (size_t i = 0; i < count; ++i) {
            const rd_kafka_message_t& message = *messages[i];
            auto* ticket = static_cast<Ticket*>(message._private);
            if (!ticket)
                continue;
            if (message.err == RD_KAFKA_RESP_ERR_NO_ERROR) {
                delivered = true;
                ticket->delivered({ Partition{ message.partition }, Offset{ message.offset }, timestampOf(message) });
            } else {
                fail(const_cast<rd_kafka_message_t&>(message)); // NOLINT: its headers are parsed in place
            }
        }
    }
    return delivered;
}

qint64 Producer::Private::timestampOf(const rd_kafka_message_t& message)
{
    if (!local)
        return rd_kafka_message_timestamp(&message, nullptr);
    // the sandbox's brokers claim to have set it to 1234, and have not
    qint64 timestampMs = -1;
    {
        const std::lock_guard lock(mutex);
        if (const auto at = times.find(static_cast<const Ticket*>(message._private)); at != times.end()) {
            timestampMs = at->second;
            times.erase(at);
        }
    }
    local->recordWritten({ QString::fromUtf8(rd_kafka_topic_name(message.rkt)), Partition{ message.partition } },
        Offset{ message.offset }, timestampMs);
    return timestampMs;
}

void Producer::Private::fail(rd_kafka_message_t& message)
{
    if (local) {
        const std::lock_guard lock(mutex);
        times.erase(static_cast<const Ticket*>(message._private));
    }
    const QString topic = QString::fromUtf8(rd_kafka_topic_name(message.rkt));
    const QString doing = QStringLiteral("Produce to %1").arg(topic);
    // not rd_kafka_message_errstr(): of a record that was produced it takes the value for the reason
    Error error = makeError(message.err, doing);
    bool fatalError = false;
    {
        const std::lock_guard lock(mutex);
        fatalError = fatal.has_value();
    }
    if (rd_kafka_message_status(&message) == RD_KAFKA_MSG_STATUS_POSSIBLY_PERSISTED) {
        error.retriable = false; // sending it again by itself could write it twice
        error.hint = maybeWrittenHint();
    } else if (fatalError) {
        error.retriable = true; // never sent: another producer can
    } else if (error.code == ErrorCode::NotFound) {
        const std::lock_guard lock(mutex);
        topics.remove(topic); // deleted since: ask again
    } else if (error.code == ErrorCode::TimedOut) {
        const std::lock_guard lock(mutex);
        if (!lastTrouble.isEmpty())
            error = makeError(RD_KAFKA_RESP_ERR__TRANSPORT, doing, lastTrouble);
    }
    static_cast<Ticket*>(message._private)->failed(error, refOf(message), topic);
}

void Producer::Private::takeTrouble(rd_kafka_event_t* event)
{
    const std::lock_guard lock(mutex);
    const auto complaint = brokerComplaint(rd_kafka_event_error_string(event));
    if (rd_kafka_event_error(event) != RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN)
        lastTrouble = complaint.broker.isEmpty() ? complaint.reason
                                                 : QString(complaint.broker + QStringLiteral(": ") + complaint.reason);
    if (rd_kafka_event_error_is_fatal(event) != 0) {
        fatal = makeError(rd_kafka_event_error(event), QStringLiteral("Produce"), complaint.reason);
        fatal->fatal = true;
        fatal->hint = QStringLiteral("the producer has to be made anew");
    }
}

Result<Producer::Private::Topic> Producer::Private::topicOf(const QString& topic, int atLeast)
{
    std::optional<Topic> lately; // asked for in vain
    {
        const std::lock_guard lock(mutex);
        if (fatal)
            return Failure(*fatal);
        if (const auto known = topics.constFind(topic); known != topics.cend()) {
            if (known->partitions >= atLeast)
                return *known;
            if (known->partitions == 0)
                lately = *known;
        }
    }
    if (lately && Clock::now() - lately->asked < LongestLook)
        return *lately;
    auto asked = askForTopic(topic);
    if (!asked)
        return asked;
    const std::lock_guard lock(mutex);
    constexpr qsizetype mostTopics = 10'000;
    if (topics.size() >= mostTopics)
        topics.clear(); // known again by asking
    topics.insert(topic, *asked);
    return asked;
}

Result<Producer::Private::Topic> Producer::Private::askForTopic(const QString& topic)
{
    // Asked before the first record of a topic: a name that does not exist fails at once and by name, and the first
    // record of a topic does not wait up to a second for its leader (2.0.2).
    const QString doing = QStringLiteral("Produce to %1").arg(topic);
    const auto until = Clock::now() + std::min(settings.deliveryTimeout, LongestLook);
    Topic found;
    for (const Lane& lane : lanes) {
        TopicConfHandle conf{ rd_kafka_default_topic_conf_dup(lane.client.get()) };
        rd_kafka_topic_conf_set_partitioner_cb(conf.get(), partitionOf);
        auto handle = std::make_shared<TopicHandle>(
            rd_kafka_topic_new(lane.client.get(), topic.toUtf8().constData(), conf.release()));
        if (!*handle)
            return Failure(makeError(rd_kafka_last_error(), doing));
        found.handles.push_back(handle);
        const auto patience = std::chrono::duration_cast<Milliseconds>(until - Clock::now());
        if (patience <= Milliseconds(0))
            continue;
        const rd_kafka_metadata_t* raw = nullptr;
        const auto code
            = rd_kafka_metadata(lane.client.get(), 0, handle->get(), &raw, static_cast<int>(patience.count()));
        const MetadataHandle metadata{ raw };
        if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
            continue; // nobody answers
        if (raw->topic_cnt != 1 || raw->topics[0].err != RD_KAFKA_RESP_ERR_NO_ERROR
            || raw->topics[0].partition_cnt == 0)
            return Failure(makeError(raw->topic_cnt == 1 && raw->topics[0].err != RD_KAFKA_RESP_ERR_NO_ERROR
                    ? raw->topics[0].err
                    : RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART,
                doing));
        found.partitions = raw->topics[0].partition_cnt;
    }
    found.asked = Clock::now();
    return found;
}

/// Records of one key go by one lane, so their order holds; those of one partition, too, when the number of partitions
/// is a multiple of the lanes.
size_t Producer::Private::laneOf(const Record& record, std::optional<Partition> partition, qint32 turn) const
{
    const auto count = int(lanes.size());
    if (count == 1)
        return 0;
    if (partition)
        return size_t(std::max(0, partition->value) % count);
    if (record.key)
        return size_t(
            murmur2Partition({ record.key->constData(), static_cast<size_t>(record.key->size()) }, count).value);
    return size_t(turn % count);
}

Producer::Producer(std::unique_ptr<Private> p)
    : d(std::move(p))
{
}

Result<std::unique_ptr<Producer>> Producer::create(const ConnectionSettings& settings, const ProducerSettings& producer)
{
    const bool idempotent = producer.acks == QLatin1String("all") || producer.acks == QLatin1String("-1");
    const auto number = [](auto n) { return QByteArray::number(n); };
    const int connections = std::clamp(producer.connections, 1, 8);
    const auto make = [&] {
        return makeClient(settings, RD_KAFKA_PRODUCER,
            { { "acks", producer.acks.toUtf8() }, { "enable.idempotence", idempotent ? "true" : "false" },
                { "sticky.partitioning.linger.ms", "0" }, // else partitionOf() is asked every 10 ms only
                { "linger.ms", number(producer.lingerMs) }, { "batch.size", number(producer.batchSizeBytes) },
                { "compression.type", producer.compression.toUtf8() },
                { "queue.buffering.max.messages", number(std::max(1, producer.queueMessages / connections)) },
                { "queue.buffering.max.kbytes", number(std::max(1, producer.queueKbytes / connections)) },
                { "message.timeout.ms", number(static_cast<qint64>(producer.deliveryTimeout.count())) },
                { "message.max.bytes", number(producer.maxMessageBytes) } });
    };
    auto p = std::make_unique<Private>();
    p->settings = producer;
    p->local = settings.local;
    for (int i = 0; i < connections; ++i) {
        auto made = make();
        if (!made)
            return Failure(made.error());
        Private::Lane lane{ std::move(*made), {} };
        lane.main.reset(rd_kafka_queue_get_main(lane.client.get()));
        p->lanes.push_back(std::move(lane));
    }
    for (const auto& lane : p->lanes)
        p->bell.attach(lane.main.get());
    p->server = std::thread([raw = p.get()] { raw->serve(); });
    return std::unique_ptr<Producer>(new Producer(std::move(p)));
}

Producer::~Producer()
{
    if (!flush(Milliseconds(2000))) {
        for (const auto& lane : d->lanes)
            rd_kafka_purge(lane.client.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
    }
    d->stopping = true;
    d->bell.ring();
    d->server.join();
    // what is not delivered by now was purged; its reports, too, reach their callbacks
    for (const auto until = Clock::now() + Milliseconds(300); d->queued() > 0;) {
        d->bell.clear();
        if (!d->serveQueued()) {
            if (Clock::now() >= until)
                break;
            d->bell.wait(Milliseconds(20));
        }
    }
    d->serveQueued();
    d->topics.clear();
    for (auto& lane : d->lanes) {
        Bell::detach(lane.main.get());
        lane.main.reset();
        destroyWithin(std::move(lane.client), Milliseconds(500) / int(d->lanes.size()));
    }
}

Result<> Producer::send(const Record& record, std::optional<Partition> partition, Callback done)
{
    auto ticket = std::make_unique<CallbackTicket>(std::move(done));
    auto sent = send(record, partition, *ticket);
    if (sent)
        static_cast<void>(ticket.release()); // goes with its outcome
    return sent;
}

Result<> Producer::send(const Record& record, std::optional<Partition> partition, Ticket& ticket)
{
    const auto topic = d->topicOf(record.topic, partition ? partition->value + 1 : 1);
    if (!topic)
        return Failure(topic.error());
    if (partition && (partition->value < 0 || (topic->partitions > 0 && partition->value >= topic->partitions)))
        return Failure(Error{ .code = ErrorCode::InvalidArgument,
            .message = QStringLiteral("Topic %1 has no partition %2").arg(record.topic).arg(partition->value),
            .hint = QStringLiteral("its partitions are 0 to %1").arg(topic->partitions - 1) });
    HeadersHandle headers;
    if (!record.headers.empty()) {
        headers.reset(rd_kafka_headers_new(record.headers.size()));
        for (const Header& header : record.headers)
            rd_kafka_header_add(headers.get(), header.name.constData(), header.name.size(), dataOf(header.value),
                static_cast<ssize_t>(sizeOf(header.value)));
    }
    const qint32 number = partition ? partition->value : RD_KAFKA_PARTITION_UA;
    qint64 timestampMs = d->settings.recordTimestamps && record.timestampMs >= 0 ? record.timestampMs : 0; // 0: now
    if (d->local) {
        if (timestampMs == 0)
            timestampMs = QDateTime::currentMSecsSinceEpoch();
        const std::lock_guard lock(d->mutex);
        d->times[&ticket] = timestampMs;
    }
    std::optional<Clock::time_point> until;
    constexpr qint64 overhead = 16; // of a record in its batch, roughly
    const qint32 turn = partition || record.key
        ? 0
        : spreading.turnOf(overhead + qint64(sizeOf(record.value)), d->settings.batchSizeBytes);
    const size_t lane = d->laneOf(record, partition, turn);
    for (;;) {
        spreading.sending = true;
        const auto code = enqueue(
            d->lanes[lane].client.get(), *topic->handles[lane], number, record, headers.get(), timestampMs, &ticket);
        spreading.sending = false;
        if (code == RD_KAFKA_RESP_ERR_NO_ERROR) {
            static_cast<void>(headers.release()); // librdkafka owns them now
            return {};
        }
        if (!until)
            until = Clock::now() + std::min(d->settings.deliveryTimeout, d->settings.longestWait);
        if (code != RD_KAFKA_RESP_ERR__QUEUE_FULL || Clock::now() >= *until) {
            if (d->local) {
                const std::lock_guard lock(d->mutex);
                d->times.erase(&ticket);
            }
            return Failure(makeError(code, QStringLiteral("Produce to %1").arg(record.topic)));
        }
        std::unique_lock lock(d->mutex);
        ++d->waiting;
        d->roomMade.wait_for(lock, Milliseconds(20));
        --d->waiting;
    }
}

std::future<Result<Delivery>> Producer::send(const Record& record, std::optional<Partition> partition)
{
    auto promise = std::make_shared<std::promise<Result<Delivery>>>();
    auto future = promise->get_future();
    if (auto sent
        = send(record, partition, [promise](Result<Delivery> result) { promise->set_value(std::move(result)); });
        !sent)
        promise->set_value(Failure(sent.error()));
    return future;
}

std::optional<Error> Producer::fatalError() const
{
    const std::lock_guard lock(d->mutex);
    return d->fatal;
}

QString Producer::brokerTrouble() const
{
    const std::lock_guard lock(d->mutex);
    return d->lastTrouble;
}

Result<> Producer::flush(Milliseconds timeout)
{
    const auto until = Clock::now() + timeout;
    for (const auto& lane : d->lanes) {
        const auto left = std::max(Milliseconds(0), std::chrono::duration_cast<Milliseconds>(until - Clock::now()));
        if (const auto code = rd_kafka_flush(lane.client.get(), static_cast<int>(left.count()));
            code != RD_KAFKA_RESP_ERR_NO_ERROR)
            return Failure(makeError(code, QStringLiteral("Flush the producer")));
    }
    return {};
}

} // namespace spillway::kafka
