// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/kafka/admin.h"

#include "core/kafka/adminprivate.h"
#include "core/kafka/client.h"
#include "core/kafka/errors.h"
#include "core/kafka/localcluster.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace spillway::kafka {

namespace {
/// As long as librdkafka takes.
constexpr Milliseconds requestTimeout{ 3'600'000 };
} // namespace

int millisecondsLeft(Clock::time_point until)
{
    const auto left = std::chrono::duration_cast<Milliseconds>(until - Clock::now()).count();
    return static_cast<int>(std::clamp<long long>(left, 0, 3'600'000));
}

EventHandle Admin::Private::Lane::poll(int timeoutMs)
{
    EventHandle event{ rd_kafka_queue_poll(results.get(), timeoutMs) };
    if (event)
        --pending;
    return event;
}

Result<> Admin::Private::open(Lane& lane) const
{
    if (lane.client)
        return {};
    auto made = makeClient(settings, RD_KAFKA_CONSUMER, { { "isolation.level", "read_uncommitted" } });
    if (!made)
        return Failure(made.error());
    lane.client = std::make_shared<ClientHandle>(std::move(*made));
    lane.results.reset(rd_kafka_queue_new(lane.raw()));
    return {};
}

Result<> Admin::Private::ready()
{
    if (cancelled)
        return Failure(cancelledError(QStringLiteral("Request")));
    constexpr int retiredAtMost = 4; // they cost threads and connections until they are answered
    if (missed >= 2 && *retired < retiredAtMost) {
        // it may hang for good (see field notes); destroying it must not hold us up
        retire(plain, Milliseconds(0));
        retire(beside, Milliseconds(0));
        giveUp(committed, Milliseconds(0));
        missed = 0;
    }
    return open(plain);
}

void Admin::Private::giveUp(Client& client, Milliseconds patience)
{
    // with a call still in it, the thread of that call destroys it
    if (client && client.use_count() == 1)
        destroyWithin(std::move(*client), patience);
    client.reset();
}

void Admin::Private::retire(Lane& lane, Milliseconds patience) const
{
    if (lane.client && lane.pending > 0) {
        // librdkafka 2.0.2 can crash when a client is destroyed while it looks up a coordinator for a request: the
        // look-up outlives the request and uses it. So it is destroyed when all is answered, which may be never; the
        // executables do not wait for that (abandoned.h). Longer than the requests' own timeout.
        ++*retired;
        inBackground([kept = std::make_shared<Lane>(std::exchange(lane, {})), count = retired] {
            const auto patient = Clock::now() + requestTimeout + std::chrono::minutes(5);
            while (kept->pending > 0 && Clock::now() < patient)
                kept->poll(1000);
            kept->results.reset();
            giveUp(kept->client, Milliseconds(0));
            --*count;
        });
        return;
    }
    lane.results.reset();
    giveUp(lane.client, patience);
    lane = {};
}

Result<Admin::Private::Client> Admin::Private::committedHandle()
{
    if (!committed) {
        auto made = makeClient(settings, RD_KAFKA_CONSUMER, { { "isolation.level", "read_committed" } });
        if (!made)
            return Failure(made.error());
        committed = std::make_shared<ClientHandle>(std::move(*made));
    }
    return committed;
}

Error Admin::Private::failed(Error error)
{
    drainAll();
    // without a broker librdkafka waits out the whole deadline as well
    if (error.code == ErrorCode::TimedOut || error.code == ErrorCode::Unreachable)
        ++missed;
    else if (error.code != ErrorCode::Cancelled)
        missed = 0; // a refusal is an answer
    // librdkafka says "timed out" of a request that never found a broker; the reasons it gave on the way tell which it
    // was
    const std::lock_guard lock(errorMutex);
    if ((error.code == ErrorCode::TimedOut || error.code == ErrorCode::Unreachable) && !brokerErrors.empty()) {
        QStringList reasons;
        for (const auto& [broker, reason] : brokerErrors)
            reasons << (broker.isEmpty() ? reason : QString(broker + QStringLiteral(": ") + reason));
        error = makeError(refusedAt ? RD_KAFKA_RESP_ERR__AUTHENTICATION : RD_KAFKA_RESP_ERR__TRANSPORT, {},
            reasons.join(QStringLiteral("; ")));
    }
    return error;
}

void Admin::Private::succeeded()
{
    missed = 0;
    drainAll();
    const std::lock_guard lock(errorMutex);
    brokerErrors.clear();
    refusedAt.reset();
}

bool Admin::Private::isLockedOut(Clock::time_point asked)
{
    drainAll();
    const std::lock_guard lock(errorMutex);
    return refusedAt && Clock::now() - std::max(*refusedAt, asked) > std::chrono::seconds(1);
}

void Admin::Private::drainAll()
{
    for (const Client* client : { &plain.client, &beside.client, &committed })
        if (*client)
            drainMain((*client)->get());
}

void Admin::Private::drainMain(rd_kafka_t* client)
{
    const QueueHandle main{ rd_kafka_queue_get_main(client) };
    for (int i = 0; i < 2000; ++i) {
        const EventHandle event{ rd_kafka_queue_poll(main.get(), 0) };
        if (!event)
            return;
        if (rd_kafka_event_type(event.get()) == RD_KAFKA_EVENT_LOG) {
            logEvent(event.get());
        } else if (rd_kafka_event_type(event.get()) == RD_KAFKA_EVENT_ERROR
            && rd_kafka_event_error(event.get()) != RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) {
            const auto complaint = brokerComplaint(rd_kafka_event_error_string(event.get()));
            const std::lock_guard lock(errorMutex);
            brokerErrors[complaint.broker] = complaint.reason;
            if (rd_kafka_event_error(event.get()) == RD_KAFKA_RESP_ERR__AUTHENTICATION && !refusedAt)
                refusedAt = Clock::now();
        }
    }
}

AdminOptionsHandle Admin::Private::options(Lane& lane, rd_kafka_admin_op_t operation, quintptr request)
{
    AdminOptionsHandle made{ rd_kafka_AdminOptions_new(lane.raw(), operation) };
    std::array<char, 128> ignored{};
    // The deadline is ours (collect). librdkafka's own must not pass while a coordinator is being looked up: 2.0.2 then
    // counts the request's references wrongly when the answer comes, and aborts the process or crashes (21 of 25 runs
    // with 500 groups and 100 ms).
    rd_kafka_AdminOptions_set_request_timeout(
        made.get(), static_cast<int>(requestTimeout.count()), ignored.data(), ignored.size());
    rd_kafka_AdminOptions_set_opaque(made.get(), reinterpret_cast<void*>(request)); // NOLINT: an id, not a pointer
    ++lane.pending;
    return made;
}

Result<> Admin::Private::collect(Lane& lane, quintptr first, size_t expected, Clock::time_point until,
    const QString& doing, const std::function<void(size_t, rd_kafka_event_t*)>& take)
{
    size_t answered = 0;
    while (answered < expected) {
        if (cancelled)
            return Failure(cancelledError(doing));
        const int left = millisecondsLeft(until);
        if (left == 0)
            return Failure(failed(deadlineError(doing)));
        const EventHandle event = lane.poll(std::min(left, 100));
        if (!event)
            continue;
        const auto id = reinterpret_cast<quintptr>(rd_kafka_event_opaque(event.get()));
        if (id < first || id >= first + expected)
            continue; // the answer to a request whose deadline had passed
        ++answered;
        take(id - first, event.get());
    }
    return {};
}

void Admin::Private::waitForTopic(const QString& topic, int partitions, Clock::time_point until)
{
    const auto patience = std::min(until, Clock::now() + std::chrono::seconds(3));
    const auto known = [name = topic.toUtf8(), partitions](rd_kafka_t* client) {
        const TopicHandle handle{ rd_kafka_topic_new(client, name.constData(), nullptr) };
        const rd_kafka_metadata_t* answer = nullptr;
        if (!handle || rd_kafka_metadata(client, 0, handle.get(), &answer, 1000) != RD_KAFKA_RESP_ERR_NO_ERROR)
            return false;
        const MetadataHandle metadata{ answer };
        if (answer->topic_cnt != 1 || answer->topics[0].partition_cnt < std::max(1, partitions))
            return false;
        const auto& info = answer->topics[0];
        return std::ranges::all_of(std::span(info.partitions, static_cast<size_t>(info.partition_cnt)),
            [](const auto& partition) { return partition.leader >= 0; });
    };
    while (!cancelled && Clock::now() < patience) {
        if (aside<bool>(plain.client, patience, known).value_or(false))
            return;
        plain.poll(20);
    }
}

Admin::Admin(std::unique_ptr<Private> p)
    : d(std::move(p))
{
}

Admin::~Admin()
{
    d->retire(d->plain, Milliseconds(700));
    d->retire(d->beside, Milliseconds(700));
    Private::giveUp(d->committed, Milliseconds(700));
}

Result<std::unique_ptr<Admin>> Admin::create(const ConnectionSettings& settings)
{
    auto p = std::make_unique<Private>();
    p->settings = settings;
    if (auto made = p->ready(); !made)
        return Failure(made.error());
    return std::unique_ptr<Admin>(new Admin(std::move(p)));
}

void Admin::setDeadline(Milliseconds deadline)
{
    d->deadline = std::max(deadline, Milliseconds(100));
}

void Admin::cancel()
{
    d->cancelled = true;
}

QStringList Admin::brokerErrors() const
{
    const std::lock_guard lock(d->errorMutex);
    QStringList lines;
    for (const auto& [broker, reason] : d->brokerErrors)
        lines << (broker.isEmpty() ? reason : QString(broker + QStringLiteral(": ") + reason));
    return lines;
}

Result<ClusterMetadata> Admin::metadata()
{
    const QString doing = QStringLiteral("Read cluster metadata");
    if (auto is = d->ready(); !is)
        return Failure(is.error());
    const auto until = d->until();
    if (d->settings.local)
        while (!d->cancelled && millisecondsLeft(until) > 0 && !d->settings.local->awaitReady(Milliseconds(50))) { }
    struct Answer {
        rd_kafka_resp_err_t code = RD_KAFKA_RESP_ERR__TIMED_OUT;
        MetadataHandle metadata;
        QString clusterId;
    };
    const auto call = Private::begin<Answer>(d->plain.client, [until](rd_kafka_t* client) {
        Answer made;
        const rd_kafka_metadata_t* answer = nullptr;
        made.code = rd_kafka_metadata(client, 1, nullptr, &answer, millisecondsLeft(until));
        made.metadata.reset(answer);
        if (made.code != RD_KAFKA_RESP_ERR_NO_ERROR)
            return made;
        if (char* id = rd_kafka_clusterid(client, 0)) {
            made.clusterId = QString::fromUtf8(id);
            rd_kafka_mem_free(client, id);
        }
        return made;
    });
    const auto asked = d->wait<Answer>(*call, until, [this, began = Clock::now()] { return d->isLockedOut(began); });
    if (d->cancelled)
        return Failure(cancelledError(doing));
    if (!asked || asked->code != RD_KAFKA_RESP_ERR_NO_ERROR)
        return Failure(d->failed(makeError(asked ? asked->code : RD_KAFKA_RESP_ERR__TIMED_OUT, doing)));
    d->succeeded();

    ClusterMetadata answer;
    answer.clusterId = asked->clusterId;
    const rd_kafka_metadata_t* const raw = asked->metadata.get();
    for (const auto& broker : std::span(raw->brokers, static_cast<size_t>(raw->broker_cnt)))
        answer.brokers.push_back(
            { BrokerId{ broker.id }, QString::fromUtf8(broker.host), static_cast<quint16>(broker.port) });
    std::ranges::sort(answer.brokers, {}, &Broker::id);
    answer.topics.reserve(static_cast<size_t>(raw->topic_cnt));
    const auto brokerIds = [](const int32_t* ids, int count) {
        std::vector<BrokerId> list;
        for (const int32_t id : std::span(ids, static_cast<size_t>(count)))
            list.emplace_back(id);
        return list;
    };
    for (const auto& topic : std::span(raw->topics, static_cast<size_t>(raw->topic_cnt))) {
        TopicInfo info;
        info.name = QString::fromUtf8(topic.topic);
        if (topic.err != RD_KAFKA_RESP_ERR_NO_ERROR)
            info.error = makeError(topic.err, info.name);
        for (const auto& partition : std::span(topic.partitions, static_cast<size_t>(topic.partition_cnt))) {
            info.partitions.push_back({ Partition{ partition.id },
                partition.leader >= 0 ? std::optional(BrokerId{ partition.leader }) : std::nullopt,
                brokerIds(partition.replicas, partition.replica_cnt), brokerIds(partition.isrs, partition.isr_cnt) });
        }
        std::ranges::sort(info.partitions, {}, &PartitionInfo::partition);
        answer.topics.push_back(std::move(info));
    }
    std::ranges::sort(answer.topics, {}, &TopicInfo::name);
    return answer;
}

Result<std::vector<ConfigEntry>> Admin::topicConfig(const QString& topic)
{
    if (d->settings.local)
        return d->settings.local->topicConfig(topic);
    return describeConfig(RD_KAFKA_RESOURCE_TOPIC, topic, QStringLiteral("Read the configuration of %1").arg(topic));
}

Result<std::vector<ConfigEntry>> Admin::brokerConfig(BrokerId broker)
{
    // The mock cluster answers no DescribeConfigs of a broker: it is not sent.
    if (d->settings.local)
        return Failure(Error{ .code = ErrorCode::Unsupported,
            .message = QStringLiteral("Broker %1 has no configuration in the sandbox").arg(broker.value),
            .hint = QStringLiteral("Connect to a cluster to see its brokers' settings") });
    return describeConfig(RD_KAFKA_RESOURCE_BROKER, QString::number(broker.value),
        QStringLiteral("Read the configuration of broker %1").arg(broker.value));
}

Result<std::vector<ConfigEntry>> Admin::describeConfig(int type, const QString& name, const QString& doing)
{
    if (auto is = d->ready(); !is)
        return Failure(is.error());
    const auto until = d->until();
    const quintptr request = d->nextRequest++;
    const ConfigResourceHandle resource{ rd_kafka_ConfigResource_new(
        static_cast<rd_kafka_ResourceType_t>(type), name.toUtf8().constData()) };
    auto options = d->options(d->plain, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, request);
    rd_kafka_ConfigResource_t* resources[] = { resource.get() };
    rd_kafka_DescribeConfigs(d->plain.raw(), resources, 1, options.get(), d->plain.results.get());

    Result<std::vector<ConfigEntry>> answer = std::vector<ConfigEntry>{};
    const auto sourceName = [](rd_kafka_ConfigSource_t source) {
        switch (source) {
        case RD_KAFKA_CONFIG_SOURCE_DYNAMIC_TOPIC_CONFIG:
            return QStringLiteral("topic");
        case RD_KAFKA_CONFIG_SOURCE_DYNAMIC_BROKER_CONFIG:
            return QStringLiteral("broker, dynamic");
        case RD_KAFKA_CONFIG_SOURCE_DYNAMIC_DEFAULT_BROKER_CONFIG:
            return QStringLiteral("cluster, dynamic");
        case RD_KAFKA_CONFIG_SOURCE_STATIC_BROKER_CONFIG:
            return QStringLiteral("broker");
        case RD_KAFKA_CONFIG_SOURCE_DEFAULT_CONFIG:
            return QStringLiteral("default");
        default:
            return QStringLiteral("unknown");
        }
    };
    auto got = d->collect(d->plain, request, 1, until, doing, [&](size_t, rd_kafka_event_t* event) {
        if (const auto code = rd_kafka_event_error(event); code != RD_KAFKA_RESP_ERR_NO_ERROR) {
            answer = Failure(makeError(code, doing, QString::fromUtf8(rd_kafka_event_error_string(event))));
            return;
        }
        size_t count = 0;
        const auto** list
            = rd_kafka_DescribeConfigs_result_resources(rd_kafka_event_DescribeConfigs_result(event), &count);
        for (const auto* described : std::span(list, count)) {
            if (const auto code = rd_kafka_ConfigResource_error(described); code != RD_KAFKA_RESP_ERR_NO_ERROR) {
                const char* text = rd_kafka_ConfigResource_error_string(described);
                answer = Failure(makeError(code, doing, QString::fromUtf8(text)));
                return;
            }
            size_t entries = 0;
            const auto** configs = rd_kafka_ConfigResource_configs(described, &entries);
            for (const auto* entry : std::span(configs, entries)) {
                const char* value = rd_kafka_ConfigEntry_value(entry);
                answer->push_back({ QString::fromUtf8(rd_kafka_ConfigEntry_name(entry)),
                    value ? std::optional(QString::fromUtf8(value)) : std::nullopt,
                    sourceName(rd_kafka_ConfigEntry_source(entry)), rd_kafka_ConfigEntry_is_default(entry) > 0,
                    rd_kafka_ConfigEntry_is_read_only(entry) > 0, rd_kafka_ConfigEntry_is_sensitive(entry) > 0 });
            }
        }
    });
    if (!got)
        return Failure(got.error());
    if (answer)
        std::ranges::sort(*answer, {}, &ConfigEntry::name);
    return d->concluded(std::move(answer));
}

Result<> Admin::createTopic(const NewTopic& topic)
{
    const QString doing = QStringLiteral("Create topic %1").arg(topic.name);
    if (auto is = d->ready(); !is)
        return Failure(is.error());
    const auto until = d->until();
    if (d->settings.local) {
        auto made = d->settings.local->createTopic(topic);
        if (made)
            d->waitForTopic(topic.name, topic.partitions, until);
        return made;
    }
    std::array<char, 512> reason{};
    const NewTopicHandle made{ rd_kafka_NewTopic_new(topic.name.toUtf8().constData(), topic.partitions,
        topic.replicationFactor.value_or(-1), reason.data(), reason.size()) };
    if (!made)
        return Failure(makeError(RD_KAFKA_RESP_ERR__INVALID_ARG, doing, QString::fromUtf8(reason.data())));
    for (const auto& [name, value] : topic.config)
        rd_kafka_NewTopic_set_config(made.get(), name.toUtf8().constData(), value.toUtf8().constData());
    const quintptr request = d->nextRequest++;
    auto options = d->options(d->plain, RD_KAFKA_ADMIN_OP_CREATETOPICS, request);
    rd_kafka_NewTopic_t* topics[] = { made.get() };
    rd_kafka_CreateTopics(d->plain.raw(), topics, 1, options.get(), d->plain.results.get());
    Result<> answer;
    auto got = d->collect(d->plain, request, 1, until, doing, [&](size_t, rd_kafka_event_t* event) {
        if (const auto code = rd_kafka_event_error(event); code != RD_KAFKA_RESP_ERR_NO_ERROR) {
            answer = Failure(makeError(code, doing, QString::fromUtf8(rd_kafka_event_error_string(event))));
            return;
        }
        size_t count = 0;
        const auto** list = rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count);
        for (const auto* result : std::span(list, count))
            if (const auto code = rd_kafka_topic_result_error(result); code != RD_KAFKA_RESP_ERR_NO_ERROR)
                answer = Failure(makeError(code, doing, QString::fromUtf8(rd_kafka_topic_result_error_string(result))));
    });
    if (!got)
        return got;
    if (answer)
        d->waitForTopic(topic.name, topic.partitions, until);
    return d->concluded(std::move(answer));
}

Result<> Admin::deleteTopic(const QString& topic)
{
    const QString doing = QStringLiteral("Delete topic %1").arg(topic);
    if (d->settings.local)
        return d->settings.local->deleteTopic(topic);
    if (auto is = d->ready(); !is)
        return Failure(is.error());
    const auto until = d->until();
    const DeleteTopicHandle doomed{ rd_kafka_DeleteTopic_new(topic.toUtf8().constData()) };
    const quintptr request = d->nextRequest++;
    auto options = d->options(d->plain, RD_KAFKA_ADMIN_OP_DELETETOPICS, request);
    rd_kafka_DeleteTopic_t* topics[] = { doomed.get() };
    rd_kafka_DeleteTopics(d->plain.raw(), topics, 1, options.get(), d->plain.results.get());
    Result<> answer;
    auto got = d->collect(d->plain, request, 1, until, doing, [&](size_t, rd_kafka_event_t* event) {
        if (const auto code = rd_kafka_event_error(event); code != RD_KAFKA_RESP_ERR_NO_ERROR) {
            answer = Failure(makeError(code, doing, QString::fromUtf8(rd_kafka_event_error_string(event))));
            return;
        }
        size_t count = 0;
        const auto** list = rd_kafka_DeleteTopics_result_topics(rd_kafka_event_DeleteTopics_result(event), &count);
        for (const auto* result : std::span(list, count))
            if (const auto code = rd_kafka_topic_result_error(result); code != RD_KAFKA_RESP_ERR_NO_ERROR)
                answer = Failure(makeError(code, doing, QString::fromUtf8(rd_kafka_topic_result_error_string(result))));
    });
    return got ? d->concluded(std::move(answer)) : got;
}

} // namespace spillway::kafka
