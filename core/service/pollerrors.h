// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/kafka/groupconsumer.h"

namespace spillway {

/// What keeps a consumer from reading, of the errors its polling met. librdkafka 2.0.2 tells of a missing right or
/// topic once and of its end never, so such an error stays until something proves it wrong: a record, an assignment, or
/// that it is not told again when it is asked about. Others count for a while. One per place; not thread-safe.
class PollErrors {
public:
    using Clock = std::chrono::steady_clock;
    /// After asking about a partition; its fetches are at most half a second apart.
    static constexpr std::chrono::seconds AnswerWithin{ 5 };

    /// `shown`: how long an error counts that may pass unsaid, and how often one that stays is asked about.
    explicit PollErrors(std::chrono::milliseconds shown)
        : m_shown(shown)
    {
    }

    void add(const Error& error, const kafka::ErrorPlace& place, Clock::time_point now);
    /// Records of these topics came.
    void recordsOf(const QString& topic);
    /// Partitions were given to this member: it is in the group, and each of them is fetched anew.
    void assigned(const std::vector<kafka::AssignedPartition>& partitions);
    /// A topic or partition to be asked about now; nothing: none. Answer it with answered() or, for a partition, by
    /// having it fetched anew, which ends in add() or, after AnswerWithin, in silence.
    std::optional<kafka::ErrorPlace> toAsk(Clock::time_point now);
    void answered(const kafka::ErrorPlace& place, const Result<>& answer, Clock::time_point now);

    bool empty() const { return m_errors.empty(); }
    /// The newest that counts.
    std::optional<Error> trouble(Clock::time_point now) const;

private:
    struct Known {
        Error error;
        kafka::ErrorPlace place;
        Clock::time_point at; ///< when it was told, or asked about without an answer
        bool asked = false; ///< of a partition: it is fetched anew since `at`
        bool stays() const;
    };
    const std::chrono::milliseconds m_shown;
    std::vector<Known> m_errors; ///< oldest first
};

} // namespace spillway
