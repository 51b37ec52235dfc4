// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/context.h"
#include "cli/values.h"

#include <QHash>

#include <algorithm>

namespace spillway::cli {

namespace {

std::vector<TopicPartition> partitionsOf(const std::vector<TopicInfo>& topics)
{
    std::vector<TopicPartition> partitions;
    for (const TopicInfo& topic : topics) {
        for (const PartitionInfo& partition : topic.partitions)
            partitions.push_back({ topic.name, partition.partition });
    }
    return partitions;
}

/// Records between the watermarks; nullopt when a partition's are unknown.
std::optional<qint64> recordsIn(const Watermarks& marks)
{
    if (!marks.logStart || !marks.high)
        return {};
    return std::max<qint64>(0, marks.high->value - marks.logStart->value);
}

struct CountedTopic {
    TopicInfo topic;
    std::optional<qint64> records; ///< nullopt: the watermarks of a partition are unknown
};

Result<std::vector<CountedTopic>> count(kafka::Admin& admin, const ClusterMetadata& metadata)
{
    const auto marks = admin.watermarks(partitionsOf(metadata.topics), metadata);
    if (!marks)
        return Failure(marks.error());
    std::vector<CountedTopic> counted;
    size_t at = 0;
    for (const TopicInfo& topic : metadata.topics) {
        std::optional<qint64> records = topic.error ? std::nullopt : std::optional<qint64>(0);
        for (size_t i = 0; i < topic.partitions.size(); ++i, ++at) {
            const auto more = recordsIn((*marks)[at]);
            records = records && more ? std::optional<qint64>(*records + *more) : std::nullopt;
        }
        counted.push_back({ topic, records });
    }
    return counted;
}

/// Asks once more for topics whose records are unknown: one that was deleted since the first answer is taken out, one
/// that was just made has its leader by now.
Result<void> countAgain(kafka::Admin& admin, std::vector<CountedTopic>& topics)
{
    auto metadata = admin.metadata();
    if (!metadata)
        return Failure(metadata.error());
    std::erase_if(topics, [&](const CountedTopic& t) { return !t.records && !metadata->find(t.topic.name); });
    QHash<QString, CountedTopic*> unknown;
    for (CountedTopic& counted : topics) {
        if (!counted.records)
            unknown.insert(counted.topic.name, &counted);
    }
    std::erase_if(metadata->topics, [&](const TopicInfo& topic) { return !unknown.contains(topic.name); });
    auto again = count(admin, *metadata);
    if (!again)
        return Failure(again.error());
    for (CountedTopic& newer : *again)
        *unknown.value(newer.topic.name) = std::move(newer);
    return {};
}

ExitCode list(Context& context)
{
    auto connected = context.connect();
    if (!connected)
        return context.fail(connected.error());
    auto topics = count(*connected->admin, connected->metadata);
    if (!topics)
        return context.fail(topics.error());
    if (!std::ranges::all_of(*topics, [](const CountedTopic& t) { return t.records.has_value(); })) {
        if (const auto again = countAgain(*connected->admin, *topics); !again)
            return context.fail(again.error());
    }

    bool complete = true;
    Json rows = Json::array();
    for (const auto& [topic, records] : *topics) {
        if (topic.error)
            context.note(QStringLiteral("%1: %2").arg(topic.name, toText(*topic.error)));
        complete = complete && records;
        rows.push_back({ { "name", json(topic.name) }, { "partitions", topic.partitions.size() },
            { "replication_factor", topic.replicationFactor() }, { "records", records ? Json(*records) : Json() },
            { "internal", topic.internal() } });
    }
    context.output().rows({ { "name", "TOPIC" }, { "partitions", "PARTITIONS" }, { "replication_factor", "REPLICAS" },
                              { "records", "RECORDS" }, { "internal", "INTERNAL" } },
        rows);
    if (!complete)
        context.note(QStringLiteral("some partitions have no leader or did not answer: their records are not known"));
    return context.finish(complete ? ExitCode::Done : ExitCode::Partial);
}

Error noSuchTopic(const QString& name)
{
    return { ErrorCode::NotFound, QStringLiteral("%1: Topic does not exist").arg(name),
        QStringLiteral("see \"spillwayctl topics list\", or create it: spillwayctl topics create NAME --partitions N"),
        false, false };
}

ExitCode describe(Context& context)
{
    auto connected = context.connect();
    if (!connected)
        return context.fail(connected.error());
    const QString name = context.words().front();
    const TopicInfo* topic = connected->metadata.find(name);
    if (!topic)
        return context.fail(noSuchTopic(name));
    if (topic->error)
        return context.fail(*topic->error);
    const auto marks = connected->admin->watermarks(partitionsOf({ *topic }), connected->metadata, true);
    if (!marks)
        return context.fail(marks.error());
    const auto config = connected->admin->topicConfig(name);

    bool complete = config.has_value();
    Json details = Json::array();
    for (size_t i = 0; i < topic->partitions.size(); ++i) {
        const PartitionInfo& partition = topic->partitions[i];
        const Watermarks& m = (*marks)[i];
        complete = complete && m.logStart && m.high;
        details.push_back({ { "id", json(partition.partition) }, { "leader", json(partition.leader) },
            { "replicas", json(partition.replicas) }, { "in_sync_replicas", json(partition.inSyncReplicas) },
            { "earliest", json(m.logStart) }, { "latest", json(m.high) }, { "last_stable", json(m.lastStable) } });
    }
    Json values = Json::object();
    Json changed = Json::array();
    if (config) {
        for (const ConfigEntry& entry : *config) {
            values[entry.name.toStdString()] = json(entry.value);
            if (!entry.isDefault)
                changed.push_back(
                    { { "name", json(entry.name) }, { "value", json(entry.value) }, { "source", json(entry.source) } });
        }
    } else {
        context.note(toText(config.error()));
    }
    const Json object{ { "name", json(name) }, { "partitions", topic->partitions.size() },
        { "replication_factor", topic->replicationFactor() }, { "internal", topic->internal() },
        { "partition_details", details }, { "config", config ? values : Json() } };
    OutputWriter& out = context.output();
    out.object({ { "name", "Topic" }, { "partitions", "Partitions" }, { "replication_factor", "Replicas" } }, object);
    if (out.format() == OutputFormat::Table) {
        out.text({});
        out.rows({ { "id", "PARTITION" }, { "leader", "LEADER" }, { "replicas", "REPLICAS" },
                     { "in_sync_replicas", "IN SYNC" }, { "earliest", "EARLIEST" }, { "latest", "LATEST" },
                     { "last_stable", "LAST STABLE" } },
            details);
        out.text({});
        if (changed.empty())
            out.text(QStringLiteral("All settings have their defaults."));
        else
            out.rows({ { "name", "SETTING" }, { "value", "VALUE" }, { "source", "SOURCE" } }, changed);
    }
    return context.finish(complete ? ExitCode::Done : ExitCode::Partial);
}

ExitCode create(Context& context)
{
    if (!context.isSet("partitions"))
        return context.usage(QStringLiteral("--partitions N is missing"));
    kafka::NewTopic topic;
    topic.name = context.words().front();
    const auto partitions = context.number("partitions", 1, 100'000);
    if (!partitions)
        return ExitCode::Usage;
    topic.partitions = int(*partitions);
    if (context.isSet("replication-factor")) {
        const auto factor = context.number("replication-factor", 1, 32'767);
        if (!factor)
            return ExitCode::Usage;
        topic.replicationFactor = int(*factor);
    }
    for (const QString& assignment : context.values("config")) {
        const qsizetype equals = assignment.indexOf(QLatin1Char('='));
        if (equals <= 0)
            return context.usage(QStringLiteral("--config %1 is not of the form name=value").arg(assignment));
        topic.config[assignment.left(equals)] = assignment.mid(equals + 1);
    }
    const kafka::Operation operation = kafka::CreateTopicOperation{ topic.name, topic.partitions };
    const auto done = context.gate().execute(operation, kafka::Confirmation::NotGiven, [&]() -> Result<> {
        auto connected = context.connect();
        if (!connected)
            return Failure(connected.error());
        return connected->admin->createTopic(topic);
    });
    if (!done)
        return context.fail(done.error());
    context.output().object({ { "created", "Created" }, { "partitions", "Partitions" } },
        { { "created", json(topic.name) }, { "partitions", topic.partitions },
            { "replication_factor", topic.replicationFactor ? Json(*topic.replicationFactor) : Json() } });
    return context.finish();
}

ExitCode remove(Context& context)
{
    const QString name = context.words().front();
    const kafka::Operation operation = kafka::DeleteTopicOperation{ name };
    const auto confirmation = context.isSet("yes") ? kafka::Confirmation::Given : kafka::Confirmation::NotGiven;
    const auto done = context.gate().execute(operation, confirmation, [&]() -> Result<> {
        auto connected = context.connect();
        if (!connected)
            return Failure(connected.error());
        if (!connected->metadata.find(name))
            return Failure(noSuchTopic(name));
        return connected->admin->deleteTopic(name);
    });
    if (!done)
        return context.fail(done.error());
    context.output().object({ { "deleted", "Deleted" } }, Json::object({ { "deleted", json(name) } }));
    return context.finish();
}

} // namespace

std::vector<Command> topicsCommands()
{
    const QCommandLineOption partitions(
        QStringLiteral("partitions"), QStringLiteral("Number of partitions."), QStringLiteral("N"));
    const QCommandLineOption factor(QStringLiteral("replication-factor"),
        QStringLiteral("Copies of each partition; the broker's default unless given."), QStringLiteral("R"));
    const QCommandLineOption config(QStringLiteral("config"),
        QStringLiteral("A setting of the topic, e.g. retention.ms=3600000; may be given several times."),
        QStringLiteral("name=value"));
    const QCommandLineOption yes(QStringLiteral("yes"), QStringLiteral("Confirm: the topic and all its records go."));
    return {
        { QStringLiteral("topics list"), {}, QStringLiteral("All topics with their partitions and records."), {}, 0, 0,
            list },
        { QStringLiteral("topics describe"), QStringLiteral("NAME"),
            QStringLiteral("Partitions, offsets and settings of a topic."), {}, 1, 1, describe },
        { QStringLiteral("topics create"),
            QStringLiteral("NAME --partitions N [--replication-factor R] [--config name=value]…"),
            QStringLiteral("Create a topic."), { partitions, factor, config }, 1, 1, create },
        { QStringLiteral("topics delete"), QStringLiteral("NAME --yes"),
            QStringLiteral("Delete a topic and all its records."), { yes }, 1, 1, remove },
    };
}

} // namespace spillway::cli
