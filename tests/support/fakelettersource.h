// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/deadletter/lettersource.h"

#include <condition_variable>
#include <map>
#include <mutex>

namespace spillway::test {

/// Dead letters in memory, written by a test, for everything above core/deadletter's LetterSource. Plans by the rules
/// of planRecord(), so that what a dialog shows is what a real plan says.
class FakeLetterSource : public deadletter::LetterSource {
public:
    /// Found by name and headers; its figures come from the letters added.
    void addTopic(const QString& name,
        deadletter::DeadLetterTopic::Verdict verdict = deadletter::DeadLetterTopic::Verdict::DeadLetters);
    /// Decoded from its headers; offsets count up.
    void addLetter(const QString& topic, std::vector<Header> headers, std::optional<QByteArray> key = "order-1",
        std::optional<QByteArray> value = R"({"id":1})");
    void failTopics(std::optional<Error> error);
    void failScans(std::optional<Error> error);
    void failPartitions(std::vector<Error> errors);
    /// What stands where a letter's headers point to; without one it is expired.
    void setOriginal(Offset offset, const Record& record);
    void setOriginalKind(deadletter::Original::Kind kind, const QString& explanation);
    /// Questions for originals or scans wait until released.
    void hold(bool originals, bool scans);
    void release() { hold(false, false); }

    /// What the last look for topics asked for.
    deadletter::TopicsRequest lookedFor() const;
    int scans() const;
    int originalsAsked() const;
    int plans() const;
    std::vector<deadletter::ReplayPlan> replayed() const;
    QString discardReason() const;

    Result<deadletter::TopicsResult> topics(const deadletter::TopicsRequest&, std::stop_token) override;
    Result<deadletter::ScanResult> scan(
        const deadletter::ScanRequest& request, deadletter::Progress& progress, std::stop_token stop) override;
    Result<deadletter::Letter> letter(const deadletter::Coordinates& at, std::stop_token) override;
    deadletter::Original original(const deadletter::DeadLetter& letter, std::stop_token stop) override;
    Result<deadletter::ReplayPlan> plan(
        const deadletter::ReplayRequest& request, deadletter::Progress& progress, std::stop_token) override;
    Result<deadletter::ReplayReport> replay(const deadletter::ReplayPlan& plan, kafka::Confirmation confirmation,
        deadletter::Progress& progress, std::stop_token stop,
        const std::function<void(const deadletter::ReplayOutcome&)>& each) override;
    Result<> discard(
        const std::vector<deadletter::Coordinates>& letters, const QString& reason, std::stop_token) override;

private:
    mutable std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::vector<deadletter::DeadLetterTopic> m_topics;
    std::map<QString, std::vector<deadletter::Letter>> m_letters; ///< oldest first
    std::map<Offset, Record> m_originals;
    deadletter::Original::Kind m_kind = deadletter::Original::Kind::Expired;
    QString m_explanation = QStringLiteral("the partition begins at offset 9000 now");
    deadletter::TopicsRequest m_lookedFor;
    std::optional<Error> m_topicsError;
    std::optional<Error> m_scanError;
    std::vector<Error> m_failedPartitions;
    bool m_holdOriginals = false;
    bool m_holdScans = false;
    int m_scans = 0;
    int m_originalsAsked = 0;
    int m_plans = 0;
    std::vector<deadletter::ReplayPlan> m_replayed;
    QString m_reason;
};

} // namespace spillway::test
