// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/service/pollerrors.h"

#include <algorithm>

namespace spillway {

bool PollErrors::Known::stays() const
{
    return error.code == ErrorCode::NotAuthorized || error.code == ErrorCode::AuthenticationFailed
        || error.code == ErrorCode::NotFound;
}

void PollErrors::add(const Error& error, const kafka::ErrorPlace& place, Clock::time_point now)
{
    std::erase_if(m_errors,
        [&](const Known& known) { return known.place == place || (!known.stays() && now - known.at >= m_shown); });
    m_errors.push_back({ error, place, now });
}

void PollErrors::recordsOf(const QString& topic)
{
    // what came proves the topic and the membership; another topic may still be closed
    std::erase_if(
        m_errors, [&](const Known& known) { return known.place.topic == topic || known.place.topic.isEmpty(); });
}

void PollErrors::assigned(const std::vector<kafka::AssignedPartition>& partitions)
{
    std::erase_if(m_errors, [&](const Known& known) {
        if (known.place.topic.isEmpty() || known.place.partition)
            return true;
        return std::ranges::any_of(
            partitions, [&](const auto& one) { return one.partition.topic == known.place.topic; });
    });
}

std::optional<kafka::ErrorPlace> PollErrors::toAsk(Clock::time_point now)
{
    std::erase_if(m_errors, [&](const Known& known) { return known.asked && now - known.at >= AnswerWithin; });
    for (Known& known : m_errors) {
        if (known.asked || !known.stays() || known.place.topic.isEmpty() || now - known.at < m_shown)
            continue;
        known.at = now;
        known.asked = known.place.partition.has_value();
        return known.place;
    }
    return std::nullopt;
}

void PollErrors::answered(const kafka::ErrorPlace& place, const Result<>& answer, Clock::time_point now)
{
    const auto at = std::ranges::find(m_errors, place, &Known::place);
    if (at == m_errors.end())
        return;
    if (answer) {
        m_errors.erase(at);
        return;
    }
    at->at = now; // no answer is no proof
    at->asked = false;
}

std::optional<Error> PollErrors::trouble(Clock::time_point now) const
{
    const auto at = std::find_if(m_errors.rbegin(), m_errors.rend(),
        [&](const Known& known) { return known.stays() || now - known.at < m_shown; });
    return at == m_errors.rend() ? std::nullopt : std::optional(at->error);
}

} // namespace spillway
