// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/service/servicetopics.h"

#include <QLoggingCategory>

#include <algorithm>
#include <thread>

namespace spillway {

namespace {

Q_LOGGING_CATEGORY(logTopics, "kafka.topics", QtInfoMsg)

constexpr qint64 Day = 86'400'000;
constexpr qint64 DeadLettersKeptLonger = 30 * Day;
constexpr qint64 ErrorContextBytes = 256 * 1024;
constexpr std::chrono::seconds ListedWithin{ 5 };

const QString& retention()
{
    static const QString name = QStringLiteral("retention.ms");
    return name;
}
const QString& maxBytes()
{
    static const QString name = QStringLiteral("max.message.bytes");
    return name;
}

/// A topic that was just made, by us or by another instance, is not in every broker's metadata at once.
Result<> awaitListed(kafka::Admin& admin, const std::vector<kafka::NewTopic>& wanted)
{
    for (const auto until = std::chrono::steady_clock::now() + ListedWithin;;) {
        const auto metadata = admin.metadata();
        if (!metadata)
            return Failure(metadata.error());
        const bool all
            = std::ranges::all_of(wanted, [&](const kafka::NewTopic& topic) { return metadata->find(topic.name); });
        if (all || std::chrono::steady_clock::now() > until)
            return {}; // checkTopics() names the one that is missing
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
}

} // namespace

const std::vector<TopicPlan>& contractPlans()
{
    static const std::vector<TopicPlan> plans{
        { QStringLiteral("debate-events"), 7 * Day, 1'048'576 },
        { QStringLiteral("decision-events"), 30 * Day, 1'048'576 },
        { QStringLiteral("evolution-events"), 90 * Day, 2'097'152 },
        { QStringLiteral("webhook-events"), 7 * Day, 524'288 },
        { QStringLiteral("metrics-events"), 7 * Day, 1'048'576 },
        { QStringLiteral("pr-events"), 7 * Day, 1'048'576 },
    };
    return plans;
}

QString deadLetterName(const QString& topic)
{
    return topic + QStringLiteral(".dead-letter");
}

kafka::NewTopic mainTopic(const KafkaConfig& config, const QString& suffix, std::optional<int> partitions,
    std::optional<int> replicationFactor)
{
    const auto& plans = contractPlans();
    const auto plan = std::ranges::find(plans, suffix, &TopicPlan::suffix);
    const TopicPlan how = plan != plans.end() ? *plan : TopicPlan{ suffix };
    const int replicas = replicationFactor.value_or(config.replicationFactor);
    return { config.topicName(suffix), partitions.value_or(config.numPartitions), replicas,
        { { QStringLiteral("cleanup.policy"), QStringLiteral("delete") },
            { QStringLiteral("compression.type"), QStringLiteral("producer") },
            { QStringLiteral("unclean.leader.election.enable"), QStringLiteral("false") },
            { QStringLiteral("min.insync.replicas"), QString::number(std::max(1, replicas / 2 + 1)) },
            { retention(), QString::number(how.retentionMs) }, { maxBytes(), QString::number(how.maxMessageBytes) } } };
}

kafka::NewTopic deadLetterTopic(const kafka::NewTopic& main)
{
    kafka::NewTopic topic = main;
    topic.name = deadLetterName(main.name);
    topic.config[retention()] = QString::number(main.config.at(retention()).toLongLong() + DeadLettersKeptLonger);
    topic.config[maxBytes()] = QString::number(main.config.at(maxBytes()).toLongLong() + ErrorContextBytes);
    return topic;
}

std::vector<kafka::NewTopic> contractTopics(const KafkaConfig& config)
{
    std::vector<kafka::NewTopic> topics;
    for (const TopicPlan& plan : contractPlans()) {
        topics.push_back(mainTopic(config, plan.suffix));
        topics.push_back(deadLetterTopic(topics.back()));
    }
    return topics;
}

Result<TopicDetails> topicDetails(kafka::Admin& admin, const QStringList& names)
{
    const auto metadata = admin.metadata();
    if (!metadata)
        return Failure(metadata.error());
    const TopicInfo* info = nullptr;
    for (auto name = names.begin(); name != names.end() && !info; ++name)
        info = metadata->find(*name);
    if (!info)
        return Failure(Error{ .code = ErrorCode::NotFound,
            .message = QStringLiteral("Topic does not exist: %1").arg(names.front()),
            .hint = QStringLiteral("check the name, or create it") });
    std::vector<TopicPartition> partitions;
    for (const PartitionInfo& partition : info->partitions)
        partitions.push_back({ info->name, partition.partition });
    auto watermarks = admin.watermarks(partitions, *metadata);
    if (!watermarks)
        return Failure(watermarks.error());
    auto config = admin.topicConfig(info->name);
    if (!config)
        return Failure(config.error());
    return TopicDetails{ *info, std::move(*watermarks), std::move(*config) };
}

Result<std::vector<TopicMismatch>> checkTopics(kafka::Admin& admin, const std::vector<kafka::NewTopic>& wanted)
{
    const auto metadata = admin.metadata();
    if (!metadata)
        return Failure(metadata.error());
    std::vector<TopicMismatch> mismatches;
    for (const kafka::NewTopic& topic : wanted) {
        const TopicInfo* info = metadata->find(topic.name);
        if (!info)
            return Failure(Error{ .code = ErrorCode::NotFound,
                .message = QStringLiteral("Topic does not exist: %1").arg(topic.name),
                .hint = QStringLiteral("the service creates it when it starts") });
        const auto differs = [&](const QString& setting, const QString& expected, const QString& actual) {
            if (expected != actual)
                mismatches.push_back({ topic.name, setting, expected, actual });
        };
        differs(QStringLiteral("partitions"), QString::number(topic.partitions),
            QString::number(qsizetype(info->partitions.size())));
        differs(QStringLiteral("replication.factor"), QString::number(topic.replicationFactor.value_or(1)),
            QString::number(info->replicationFactor()));
        const auto config = admin.topicConfig(topic.name);
        if (!config)
            return Failure(config.error());
        for (const auto& [name, value] : topic.config) {
            const auto entry = std::ranges::find(*config, name, &ConfigEntry::name);
            differs(name, value, entry == config->end() ? QString() : entry->value.value_or(QString()));
        }
    }
    return mismatches;
}

Result<TopicReport> ensureTopics(kafka::Admin& admin, kafka::Gate& gate, const std::vector<kafka::NewTopic>& wanted)
{
    const auto metadata = admin.metadata();
    if (!metadata)
        return Failure(metadata.error());
    TopicReport report;
    for (const kafka::NewTopic& topic : wanted) {
        if (metadata->find(topic.name)) {
            qCDebug(logTopics).noquote() << QStringLiteral("Topic %1 is there").arg(topic.name);
            report.existing.append(topic.name);
            continue;
        }
        const auto made = gate.execute(kafka::CreateTopicOperation{ topic.name, topic.partitions },
            kafka::Confirmation::NotGiven, [&] { return admin.createTopic(topic); });
        qCDebug(logTopics).noquote() << QStringLiteral("Topic %1 of %2 partitions is made: %3")
                                            .arg(topic.name)
                                            .arg(topic.partitions)
                                            .arg(made ? QStringLiteral("done") : made.error().message);
        if (made)
            report.created.append(topic.name);
        else if (made.error().code == ErrorCode::AlreadyExists) // another instance was quicker
            report.existing.append(topic.name);
        else
            return Failure(made.error());
    }
    if (auto listed = awaitListed(admin, wanted); !listed)
        return Failure(listed.error());
    auto mismatches = checkTopics(admin, wanted);
    if (!mismatches)
        return Failure(mismatches.error());
    report.mismatches = std::move(*mismatches);
    for (const TopicMismatch& one : report.mismatches)
        qCWarning(logTopics).noquote() << QStringLiteral(
            "Topic %1 has %2=%3 where the service expects %4; it is left as it is")
                                              .arg(one.topic, one.setting, one.actual, one.expected);
    return report;
}

} // namespace spillway
