// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/kafka/admin.h"

#include "core/kafka/adminprivate.h"
#include "core/kafka/client.h"
#include "core/kafka/errors.h"

#include <algorithm>
#include <array>
#include <span>

namespace spillway::kafka {

int millisecondsLeft(Clock::time_point until)
{
    const auto left = std::chrono::duration_cast<Milliseconds>(until - Clock::now()).count();
    return static_cast<int>(std::clamp<long long>(left, 0, 3'600'000));
}

Result<> Admin::Private::ready()
{
    if (cancelled)
        return Failure(cancelledError(QStringLiteral("Request")));
    if (uncommitted && missed < 2)
        return {};
    if (uncommitted) {
        // it may hang for good (see field notes); destroying it must not hold us up
        results.reset();
        destroyWithin(std::move(uncommitted), Milliseconds(0));
        destroyWithin(std::move(committed), Milliseconds(0));
        missed = 0;
    }
    auto made = makeClient(settings, RD_KAFKA_CONSUMER, { { "isolation.level", "read_uncommitted" } });
    if (!made)
        return Failure(made.error());
    uncommitted = std::move(*made);
    results.reset(rd_kafka_queue_new(uncommitted.get()));
    return {};
}

Result<rd_kafka_t*> Admin::Private::committedHandle()
{
    if (!committed) {
        auto made = makeClient(settings, RD_KAFKA_CONSUMER, { { "isolation.level", "read_committed" } });
        if (!made)
            return Failure(made.error());
        committed = std::move(*made);
    }
    return committed.get();
}

Error Admin::Private::failed(Error error)
{
    if (uncommitted)
        drainMain(uncommitted.get());
    if (error.code == ErrorCode::TimedOut)
        ++missed;
    // librdkafka says "timed out" of a request that never found a broker; the reasons it gave on the way tell which it
    // was
    const std::lock_guard lock(errorMutex);
    if ((error.code == ErrorCode::TimedOut || error.code == ErrorCode::Unreachable) && !brokerErrors.empty()) {
        QStringList reasons;
        for (const auto& [broker, reason] : brokerErrors)
            reasons << (broker.isEmpty() ? reason : QString(broker + QStringLiteral(": ") + reason));
        error = makeError(RD_KAFKA_RESP_ERR__TRANSPORT, {}, reasons.join(QStringLiteral("; ")));
    }
    return error;
}

void Admin::Private::succeeded()
{
    missed = 0;
    drainMain(uncommitted.get());
    const std::lock_guard lock(errorMutex);
    brokerErrors.clear();
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
        }
    }
}

AdminOptionsHandle Admin::Private::options(rd_kafka_admin_op_t operation, quintptr request, Clock::time_point until)
{
    AdminOptionsHandle made{ rd_kafka_AdminOptions_new(uncommitted.get(), operation) };
    std::array<char, 128> ignored{};
    rd_kafka_AdminOptions_set_request_timeout(
        made.get(), std::max(1, millisecondsLeft(until)), ignored.data(), ignored.size());
    rd_kafka_AdminOptions_set_opaque(made.get(), reinterpret_cast<void*>(request)); // NOLINT: an id, not a pointer
    return made;
}

Result<> Admin::Private::collect(quintptr first, size_t expected, Clock::time_point until, const QString& doing,
    const std::function<void(size_t, rd_kafka_event_t*)>& take)
{
    size_t answered = 0;
    while (answered < expected) {
        if (cancelled)
            return Failure(cancelledError(doing));
        const int left = millisecondsLeft(until);
        if (left == 0)
            return Failure(failed(deadlineError(doing)));
        const EventHandle event{ rd_kafka_queue_poll(results.get(), std::min(left, 100)) };
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

void Admin::Private::waitForTopic(const QString& topic, Clock::time_point until)
{
    const TopicHandle handle{ rd_kafka_topic_new(uncommitted.get(), topic.toUtf8().constData(), nullptr) };
    const auto patience = std::min(until, Clock::now() + std::chrono::seconds(3));
    while (handle && !cancelled && Clock::now() < patience) {
        const rd_kafka_metadata_t* raw = nullptr;
        if (rd_kafka_metadata(uncommitted.get(), 0, handle.get(), &raw, 1000) == RD_KAFKA_RESP_ERR_NO_ERROR) {
            const MetadataHandle metadata{ raw };
            if (raw->topic_cnt == 1 && raw->topics[0].partition_cnt > 0 && raw->topics[0].partitions[0].leader >= 0)
                return;
        }
        const EventHandle nothing{ rd_kafka_queue_poll(results.get(), 20) };
    }
}

Admin::Admin(std::unique_ptr<Private> p)
    : d(std::move(p))
{
}

Admin::~Admin()
{
    d->results.reset();
    destroyWithin(std::move(d->uncommitted), Milliseconds(700));
    destroyWithin(std::move(d->committed), Milliseconds(700));
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
    const rd_kafka_metadata_t* raw = nullptr;
    const auto code = rd_kafka_metadata(d->uncommitted.get(), 1, nullptr, &raw, millisecondsLeft(until));
    const MetadataHandle metadata{ raw };
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
        return Failure(d->failed(makeError(code, doing)));
    d->succeeded();

    ClusterMetadata answer;
    if (char* id = rd_kafka_clusterid(d->uncommitted.get(), 0)) {
        answer.clusterId = QString::fromUtf8(id);
        rd_kafka_mem_free(d->uncommitted.get(), id);
    }
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
    const QString doing = QStringLiteral("Read the configuration of %1").arg(topic);
    if (auto is = d->ready(); !is)
        return Failure(is.error());
    const auto until = d->until();
    const quintptr request = d->nextRequest++;
    const ConfigResourceHandle resource{ rd_kafka_ConfigResource_new(
        RD_KAFKA_RESOURCE_TOPIC, topic.toUtf8().constData()) };
    auto options = d->options(RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, request, until);
    rd_kafka_ConfigResource_t* resources[] = { resource.get() };
    rd_kafka_DescribeConfigs(d->uncommitted.get(), resources, 1, options.get(), d->results.get());

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
    auto got = d->collect(request, 1, until, doing, [&](size_t, rd_kafka_event_t* event) {
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
    d->succeeded();
    if (answer)
        std::ranges::sort(*answer, {}, &ConfigEntry::name);
    return answer;
}

Result<> Admin::createTopic(const NewTopic& topic)
{
    const QString doing = QStringLiteral("Create topic %1").arg(topic.name);
    if (auto is = d->ready(); !is)
        return Failure(is.error());
    const auto until = d->until();
    std::array<char, 512> reason{};
    const NewTopicHandle made{ rd_kafka_NewTopic_new(topic.name.toUtf8().constData(), topic.partitions,
        topic.replicationFactor.value_or(-1), reason.data(), reason.size()) };
    if (!made)
        return Failure(makeError(RD_KAFKA_RESP_ERR__INVALID_ARG, doing, QString::fromUtf8(reason.data())));
    for (const auto& [name, value] : topic.config)
        rd_kafka_NewTopic_set_config(made.get(), name.toUtf8().constData(), value.toUtf8().constData());
    const quintptr request = d->nextRequest++;
    auto options = d->options(RD_KAFKA_ADMIN_OP_CREATETOPICS, request, until);
    rd_kafka_NewTopic_t* topics[] = { made.get() };
    rd_kafka_CreateTopics(d->uncommitted.get(), topics, 1, options.get(), d->results.get());
    Result<> answer;
    auto got = d->collect(request, 1, until, doing, [&](size_t, rd_kafka_event_t* event) {
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
    if (got && answer)
        d->waitForTopic(topic.name, until);
    return got ? answer : got;
}

Result<> Admin::deleteTopic(const QString& topic)
{
    const QString doing = QStringLiteral("Delete topic %1").arg(topic);
    if (auto is = d->ready(); !is)
        return Failure(is.error());
    const auto until = d->until();
    const DeleteTopicHandle doomed{ rd_kafka_DeleteTopic_new(topic.toUtf8().constData()) };
    const quintptr request = d->nextRequest++;
    auto options = d->options(RD_KAFKA_ADMIN_OP_DELETETOPICS, request, until);
    rd_kafka_DeleteTopic_t* topics[] = { doomed.get() };
    rd_kafka_DeleteTopics(d->uncommitted.get(), topics, 1, options.get(), d->results.get());
    Result<> answer;
    auto got = d->collect(request, 1, until, doing, [&](size_t, rd_kafka_event_t* event) {
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
    return got ? answer : got;
}

} // namespace spillway::kafka
