// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/deadletter/lettersource.h"
#include "core/deadletter/replayjournal.h"
#include "core/kafka/admin.h"

namespace spillway::deadletter {

/// The real one: a cluster, through readers and an admin client of its own.
class KafkaLetterSource : public LetterSource {
public:
    /// `gate` must outlive it. `journalFolder`: see ReplayJournal.
    KafkaLetterSource(ConnectionSettings settings, kafka::Gate& gate, QString journalFolder, QString actor);
    ~KafkaLetterSource() override;
    /// How long one question to the cluster may take; default 10 s.
    void setDeadline(kafka::Milliseconds deadline);

    Result<TopicsResult> topics(const TopicsRequest& request, std::stop_token stop) override;
    Result<ScanResult> scan(const ScanRequest& request, Progress& progress, std::stop_token stop) override;
    Result<Letter> letter(const Coordinates& at, std::stop_token stop) override;
    Original original(const DeadLetter& letter, std::stop_token stop) override;
    Result<ReplayPlan> plan(const ReplayRequest& request, Progress& progress, std::stop_token stop) override;
    Result<ReplayReport> replay(const ReplayPlan& plan, kafka::Confirmation confirmation, Progress& progress,
        std::stop_token stop, const std::function<void(const ReplayOutcome&)>& each) override;
    Result<> discard(const std::vector<Coordinates>& letters, const QString& reason, std::stop_token stop) override;

    /// The journal of this cluster (asks for the cluster's id first).
    Result<std::shared_ptr<ReplayJournal>> journal(std::stop_token stop);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace spillway::deadletter
