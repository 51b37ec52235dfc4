// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/deadletter/adminlease.h"
#include "core/deadletter/kafkalettersource.h"
#include "core/deadletter/spanreader.h"

namespace spillway::deadletter {

/// Nothing came for so long: brokers are away.
inline constexpr kafka::Milliseconds Quiet{ 5000 };

struct KafkaLetterSource::Private {
    Private(const ConnectionSettings& toWhere, kafka::Gate& through, QString folder, QString who)
        : settings(toWhere)
        , gate(through)
        , journalFolder(std::move(folder))
        , actor(std::move(who))
        , admins(toWhere)
    {
    }
    const ConnectionSettings settings;
    kafka::Gate& gate;
    const QString journalFolder;
    const QString actor;
    AdminPool admins;
    std::mutex journalMutex;
    std::shared_ptr<ReplayJournal> journal; ///< guarded by journalMutex
    QString journalCluster; ///< whose

    /// What most calls begin with.
    struct Ready {
        std::unique_ptr<AdminLease> admin;
        ClusterMetadata metadata;
        std::shared_ptr<ReplayJournal> journal;
    };
    Result<Ready> ready(const std::stop_token& stop);
    Result<std::shared_ptr<ReplayJournal>> journalOf(const QString& clusterId);

    /// Log start and end of every partition of a topic; those without are in `failed`.
    Result<std::map<Partition, Span>> wholeTopic(
        Ready& ready, const QString& topic, std::vector<Error>* failed = nullptr);
    /// One record by its coordinates.
    Original fetch(Ready& ready, const Coordinates& at, const std::stop_token& stop);
    Letter letterOf(Ready& ready, Record record);
    /// Records of one topic, handed on one by one while this waits; false from `take` ends it.
    using Take = std::function<bool(Record)>;
    Result<> readWhole(const Span& span, const Take& take, const std::stop_token& stop);
    /// Those at the coordinates (of partitions in `whole`), in any order; what is not there is not handed on. What lies
    /// far apart in a partition is read one by one.
    Result<> readPicked(const std::map<Partition, Span>& whole, std::vector<Coordinates> picks, const Take& take,
        const std::stop_token& stop);
    Result<ReplayReport> run(Ready& ready, const ReplayPlan& plan, Progress& progress, const std::stop_token& stop,
        const std::function<void(const ReplayOutcome&)>& each);
};

Error noSuchTopic(const QString& topic);

} // namespace spillway::deadletter
